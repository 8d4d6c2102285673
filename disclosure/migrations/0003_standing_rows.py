"""The public views show what the register says today: rows that nothing has corrected."""

from django.db import migrations

DROP_V1 = """
drop view disclosure_unit_v1;
drop view disclosure_building_v1;
drop view disclosure_parcel_v1;
"""

FORWARD = """
create view disclosure_parcel_v2 as
select p.parcel_code, p.layer, p.address, p.land_use_name, p.area_m2,
       s.stage as area_stage, s.surveyed_on as area_surveyed_on, p.valid_from as registered_at
from parcels_parcel p
join cadastre_spatialsource s on s.id = p.area_source_id
where p.valid_to is null
  and p.recorded_to is null;

create view disclosure_building_v2 as
select b.building_code, b.parcel_code, b.name, b.address, b.structure, b.storeys_above,
       b.storeys_below, b.completed_on, b.floor_area_m2, b.footprint_area_m2,
       s.stage as area_stage, s.surveyed_on as area_surveyed_on, b.valid_from as registered_at
from buildings_building b
join cadastre_spatialsource s on s.id = b.area_source_id
where b.valid_to is null
  and b.recorded_to is null;

create view disclosure_unit_v2 as
select u.unit_code, u.kind, u.parcel_code, b.building_code, u.address, st.label as storey_label,
       u.room, u.use, u.built_m2, u.inner_m2, u.shared_m2,
       s.stage as area_stage, s.surveyed_on as area_surveyed_on, u.valid_from as registered_at
from buildings_unit u
join cadastre_spatialsource s on s.id = u.area_source_id
left join buildings_building b on b.id = u.building_id
left join buildings_storey st on st.id = u.storey_id
where u.valid_to is null
  and u.recorded_to is null;
"""

DROP_V2 = """
drop view disclosure_unit_v2;
drop view disclosure_building_v2;
drop view disclosure_parcel_v2;
"""

REVERSE = """
create view disclosure_parcel_v1 as
select p.parcel_code, p.layer, p.address, p.land_use_name, p.area_m2,
       s.stage as area_stage, s.surveyed_on as area_surveyed_on, p.valid_from as registered_at
from parcels_parcel p
join cadastre_spatialsource s on s.id = p.area_source_id
where p.valid_to is null;

create view disclosure_building_v1 as
select b.building_code, b.parcel_code, b.name, b.address, b.structure, b.storeys_above,
       b.storeys_below, b.completed_on, b.floor_area_m2, b.footprint_area_m2,
       s.stage as area_stage, s.surveyed_on as area_surveyed_on, b.valid_from as registered_at
from buildings_building b
join cadastre_spatialsource s on s.id = b.area_source_id
where b.valid_to is null;

create view disclosure_unit_v1 as
select u.unit_code, u.kind, u.parcel_code, b.building_code, u.address, st.label as storey_label,
       u.room, u.use, u.built_m2, u.inner_m2, u.shared_m2,
       s.stage as area_stage, s.surveyed_on as area_surveyed_on, u.valid_from as registered_at
from buildings_unit u
join cadastre_spatialsource s on s.id = u.area_source_id
left join buildings_building b on b.id = u.building_id
left join buildings_storey st on st.id = u.storey_id
where u.valid_to is null;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0002_public_models"),
        ("parcels", "0003_recorded_period"),
        ("buildings", "0003_recorded_period"),
    ]
    operations = [
        migrations.RunSQL(DROP_V1 + FORWARD, DROP_V2 + REVERSE),
        migrations.AlterModelTable("publicparcel", "disclosure_parcel_v2"),
        migrations.AlterModelTable("publicbuilding", "disclosure_building_v2"),
        migrations.AlterModelTable("publicunit", "disclosure_unit_v2"),
    ]
