-- Triggers and constraints that the register of buildings should have and has not.
-- parameters: none
-- columns: table_name, guard
-- relies on: nothing: it reads the catalogue
select wanted.table_name, wanted.guard
from (values
    ('parcels_parcel', 'fixtures_in_parcel'),
    ('buildings_building', 'buildings_placed'),
    ('buildings_building', 'building_kept'),
    ('buildings_building', 'building_record_order'),
    ('buildings_building', 'building_one_version_at_a_time'),
    ('buildings_building', 'building_code_begins_with_its_parcel'),
    ('buildings_building', 'building_geom_is_valid'),
    ('buildings_storey', 'storey_kept'),
    ('buildings_unit', 'units_placed'),
    ('buildings_unit', 'units_on_parcels'),
    ('buildings_unit', 'unit_kept'),
    ('buildings_unit', 'unit_record_order'),
    ('buildings_unit', 'unit_one_version_at_a_time'),
    ('buildings_unit', 'unit_room_has_its_building'),
    ('buildings_unitcode', 'unit_code_kept'),
    ('buildings_unitcode', 'unit_codes_counted'),
    ('buildings_unitcode', 'unit_code_retired'),
    ('buildings_buildingcode', 'building_code_kept'),
    ('buildings_buildingcode', 'building_codes_counted'),
    ('buildings_buildingcode', 'building_code_retired'),
    ('buildings_codecounter', 'code_counter_kept'),
    ('buildings_codeact', 'code_act_kept'),
    ('buildings_codelineage', 'code_lineage_kept')
) as wanted (table_name, guard)
where not exists (
        select 1 from pg_trigger t
        where t.tgrelid = wanted.table_name::regclass and t.tgname = wanted.guard
          and t.tgenabled = 'O')
  and not exists (
        select 1 from pg_constraint c
        where c.conrelid = wanted.table_name::regclass and c.conname = wanted.guard
          and c.contype <> 't')
