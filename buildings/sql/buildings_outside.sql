-- Buildings that leave the parcels they are to stand on by more than the limit.
-- parameters: buildings (codes), parcels (the code of the parcel for each)
-- columns: code, parcel_code, away_m, outside_m2, limit_m (metres and m2; nothing where the parcel
--          is not current, or where the shapes have too many corners to measure)
-- relies on: building codes and parcel codes being indexed
select s.building_code as code, s.parcel_code, s.away_m, s.outside_m2, s.limit_m
from (
    select array_agg(b.id) as ids, array_agg(a.parcel_code) as parcel_codes
    from unnest(%(buildings)s::text[], %(parcels)s::text[]) as a(code, parcel_code)
    join buildings_building b
        on b.building_code = a.code and b.valid_to is null and b.recorded_to is null
) as asked
cross join building_strays_v1(asked.ids, asked.parcel_codes) as s
