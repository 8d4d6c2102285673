-- Retired codes under which the register still says that something stands.
-- parameters: none
-- columns: code, retired_at, valid_to
-- relies on: the ledgers' keys
select c.code, c.retired_at, v.valid_to
from (
    select code, retired_at from buildings_unitcode
    union all
    select code, retired_at from buildings_buildingcode
) c
join (
    select unit_code as code, valid_to, recorded_to from buildings_unit
    union all
    select building_code, valid_to, recorded_to from buildings_building
) v on v.code = c.code
where c.retired_at < coalesce(v.valid_to, 'infinity')
  and v.recorded_to is null
