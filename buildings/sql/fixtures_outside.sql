-- What stands on parcels and leaves them: buildings by more than the limit, and units of parcels that
-- are not current.
-- parameters: parcels (codes)
-- columns: code, parcel_code, away_m, outside_m2, limit_m (metres and m2; nothing where the parcel
--          is not current, or where the shapes have too many corners to measure)
-- relies on: parcel codes being indexed in all three tables
select s.building_code as code, s.parcel_code, s.away_m, s.outside_m2, s.limit_m
from (
    select array_agg(b.id) as ids, array_agg(b.parcel_code::text) as parcel_codes
    from buildings_building b
    where b.parcel_code = any(%(parcels)s::text[])
      and b.valid_to is null
      and b.recorded_to is null
) as asked
cross join building_strays_v1(asked.ids, asked.parcel_codes) as s
union all
select u.unit_code, u.parcel_code, null, null, null
from unnest(%(parcels)s::text[]) as ended(code)
join buildings_unit u
    on u.parcel_code = ended.code and u.valid_to is null and u.recorded_to is null
where u.building_id is null
  and not exists (
      select 1 from parcels_parcel p
      where p.parcel_code = ended.code and p.valid_to is null and p.recorded_to is null
  )
