"""The public views: allow-listed columns of current rows."""

from django.db import migrations

FORWARD = """
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

create view disclosure_restriction_v1 as
select distinct object_code, kind
from registration_restriction
where lifted_on is null;
"""

REVERSE = """
drop view disclosure_restriction_v1;
drop view disclosure_unit_v1;
drop view disclosure_building_v1;
drop view disclosure_parcel_v1;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("buildings", "0002_guards"),
        ("parcels", "0002_guards"),
        ("registration", "0001_initial"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
