-- Standing parcels of one layer with more than 0.1 square metre in common at some time.
-- parameters: none
-- columns: one, other (parcel codes), overlap_m2 (square metres; null: too complex to compare)
-- relies on: the GiST index of parcels_parcel.geom
select a.parcel_code as one, b.parcel_code as other,
       case when cost.cheap then round(st_area(st_intersection(a.geom, b.geom))::numeric, 3) end
           as overlap_m2
from parcels_parcel a
join parcels_parcel b
    on b.geom && a.geom
   and b.id > a.id
   and b.layer = a.layer
   and b.recorded_to is null
   and tstzrange(b.valid_from, b.valid_to) && tstzrange(a.valid_from, a.valid_to)
   and st_relate(b.geom, a.geom, '2********')
cross join lateral (
    select st_npoints(a.geom)::bigint * st_npoints(b.geom) <= 1000000 as cheap
) as cost
where a.recorded_to is null
  and (not cost.cheap or st_area(st_intersection(a.geom, b.geom)) > 0.1)
