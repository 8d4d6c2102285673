-- Current units of parcels that are not current, apart from those of buildings marked as outside.
-- parameters: none
-- columns: unit_code, parcel_code, valid_from
-- relies on: nothing: it reads everything that is current
select u.unit_code, u.parcel_code, u.valid_from
from buildings_unit u
left join buildings_building b on b.id = u.building_id
where u.valid_to is null
  and u.recorded_to is null
  and coalesce(b.outside_parcel, '') = ''
  and not exists (
      select 1 from parcels_parcel p
      where p.parcel_code = u.parcel_code and p.valid_to is null and p.recorded_to is null
  )
