-- Buildings that leave the parcels they are to stand on by more than the limit.
-- parameters: buildings (keys of current versions), parcels (the code of the parcel for each)
-- columns: building_code, parcel_code, away_m, outside_m2, limit_m (metres and m2; nothing where
--          the parcel is not current, or where the shapes have too many corners to measure)
-- relies on: the keys of buildings and sources
select building_code, parcel_code, away_m, outside_m2, limit_m
from building_strays_v1(%(buildings)s::bigint[], %(parcels)s::text[])
