-- Every parcel and building that ever lay over a point, from the earliest on.
-- parameters: east, north (degrees, EPSG:4490), srid (the office's system),
--             prefixes (code prefixes that may be seen), most (rows)
-- columns: level (parcel, building), code, parcel_code, address, valid_from, valid_to
-- relies on: the GiST index of parcels_parcel.geom and the GiST index of buildings_building.geom
with place as (
    select st_transform(st_setsrid(st_makepoint(%(east)s, %(north)s), 4490), %(srid)s) as geom
)
select 'parcel' as level, v.parcel_code as code, v.parcel_code, v.address, v.valid_from, v.valid_to
from place
join parcels_parcel v on v.geom && place.geom and st_covers(v.geom, place.geom)
where v.recorded_to is null
  and v.parcel_code ^@ any(%(prefixes)s::text[])
union all
select 'building', b.building_code, b.parcel_code, b.address, b.valid_from, b.valid_to
from place
join buildings_building b on b.geom && place.geom and st_covers(b.geom, place.geom)
where b.recorded_to is null
  and b.parcel_code ^@ any(%(prefixes)s::text[])
order by valid_from, level desc, code
limit %(most)s
