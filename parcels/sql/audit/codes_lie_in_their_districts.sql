-- Parcels that do not lie in the sub-district of their code, or whose code names another one.
-- parameters: none
-- columns: id, parcel_code, sub_district_id
-- relies on: nothing: it reads the whole register
select p.id, p.parcel_code, p.sub_district_id
from parcels_parcel p
left join parcels_cadastralsubdistrict d on d.code = p.sub_district_id
where p.recorded_to is null
  and (left(p.parcel_code, 12) <> p.sub_district_id
       or length(p.parcel_code) <> 19
       or left(p.parcel_code, 12) !~ '^[0-9]+$'
       or substr(p.parcel_code, 13, 2) !~ '^[GJZ][ABSXCDEFLNHGWY]$'
       or right(p.parcel_code, 5) !~ '^[0-9]+$'
       or d.code is null
       or not st_intersects(d.geom, st_pointonsurface(p.geom)))
