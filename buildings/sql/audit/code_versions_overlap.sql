-- Codes of which the register says two things about one moment.
-- parameters: none
-- columns: code, first, second (keys of the versions)
-- relies on: nothing: it reads all standing versions
select a.unit_code as code, a.id as first, b.id as second
from buildings_unit a
join buildings_unit b on b.unit_code = a.unit_code and b.id > a.id
where a.recorded_to is null
  and b.recorded_to is null
  and tstzrange(a.valid_from, a.valid_to) && tstzrange(b.valid_from, b.valid_to)
union all
select a.building_code, a.id, b.id
from buildings_building a
join buildings_building b on b.building_code = a.building_code and b.id > a.id
where a.recorded_to is null
  and b.recorded_to is null
  and tstzrange(a.valid_from, a.valid_to) && tstzrange(b.valid_from, b.valid_to)
