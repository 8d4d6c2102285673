-- Registered units and buildings whose code the ledger does not know as confirmed.
-- parameters: none
-- columns: code
-- relies on: the ledgers' keys
select u.unit_code as code
from buildings_unit u
left join buildings_unitcode c on c.code = u.unit_code
where c.confirmed_at is null
union
select b.building_code
from buildings_building b
left join buildings_buildingcode c on c.code = b.building_code
where c.confirmed_at is null
