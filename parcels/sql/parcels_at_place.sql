-- Current parcels of one layer whose boundary passes through a place.
-- parameters: easting_m, northing_m (metres, the office's system), srid, layer, tolerance_m
-- columns: parcel_code, has_point (whether one of its own boundary points stands there)
-- relies on: the GiST index of parcels_parcel.geom
select p.parcel_code,
       exists (
           select 1 from parcels_boundarypoint b
           where b.parcel_id = p.id and st_dwithin(b.geom, place.geom, %(tolerance_m)s)
       ) as has_point
from (
    select st_setsrid(st_makepoint(%(easting_m)s, %(northing_m)s), %(srid)s) as geom
) as place
join parcels_parcel p on p.geom && st_expand(place.geom, %(tolerance_m)s)
where p.valid_to is null
  and p.recorded_to is null
  and p.layer = %(layer)s
  and st_dwithin(st_boundary(p.geom), place.geom, %(tolerance_m)s)
order by p.parcel_code
