-- Current buildings outside every current parcel of their code, apart from those marked so.
-- parameters: none
-- columns: building_code, parcel_code, valid_from
-- relies on: the GiST index of parcels_parcel.geom
select b.building_code, b.parcel_code, b.valid_from
from buildings_building b
where b.valid_to is null
  and b.recorded_to is null
  and b.outside_parcel = ''
  and not exists (
      select 1 from parcels_parcel p
      where p.parcel_code = b.parcel_code
        and p.valid_to is null
        and p.recorded_to is null
        and p.geom && b.geom
        and st_relate(p.geom, b.geom, '2********')
  )
