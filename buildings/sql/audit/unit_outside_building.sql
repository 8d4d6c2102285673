-- Units whose code is not of the parcel, building or storey that they are put in.
-- parameters: none
-- columns: unit_code, parcel_code, building_code
-- relies on: the primary key of the buildings
select u.unit_code, u.parcel_code, b.building_code
from buildings_unit u
left join buildings_building b on b.id = u.building_id
left join buildings_storey s on s.id = u.storey_id
where left(u.unit_code, 19) <> u.parcel_code
   or left(u.unit_code, 24) <> b.building_code
   or s.building_id <> u.building_id
   or u.storey_id is not null and u.building_id is null
   or (u.kind = 'land') <> (substr(u.unit_code, 20, 1) = 'W')
