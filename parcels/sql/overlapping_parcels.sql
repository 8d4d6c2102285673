-- Current parcels of one layer that a shape overlaps by more than a given area.
-- parameters: shape (hex EWKB, office system), layer, except_code (the shape's own parcel),
--             minimum_m2 (square metres)
-- columns: parcel_code, overlap_m2
-- relies on: the GiST index of parcels_parcel.geom
-- Shapes too complex to intersect (points multiplied over a million) are reported with null area:
-- overlay in the database cannot be stopped by a timeout.
select p.parcel_code,
       case when cheap then st_area(st_intersection(p.geom, given.shape)) end as overlap_m2
from (select %(shape)s::geometry as shape) as given
join parcels_parcel p on p.geom && given.shape
cross join lateral (
    select st_npoints(p.geom)::bigint * st_npoints(given.shape) <= 1000000 as cheap
) as cost
where p.valid_to is null
  and p.recorded_to is null
  and p.layer = %(layer)s
  and p.parcel_code <> %(except_code)s
  and st_relate(p.geom, given.shape, '2********')
  and (not cheap or st_area(st_intersection(p.geom, given.shape)) > %(minimum_m2)s)
order by p.parcel_code
