"""Shared parts, logical buildings and addresses are kept, and belong to codes the ledger knows.

Code lists are filled with the values of the registration database standard of 2015; a value may be
closed and never be rewritten.
"""

import json
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LISTS = Path(__file__).resolve().parent.parent / "data" / "code_lists.json"

FORWARD = """
create trigger shared_part_kept before update or delete on buildings_sharedpart
    for each row execute function register_row_kept_v2();
create trigger logical_building_kept before update or delete on buildings_logicalbuilding
    for each row execute function register_row_kept_v2();
create trigger object_address_kept before update or delete on buildings_objectaddress
    for each row execute function register_row_kept_v2();

create function code_list_kept_v1() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.valid_to is not null
       or to_jsonb(new) - 'valid_to' <> to_jsonb(old) - 'valid_to' then
        raise exception 'value % of list % is kept; it may be closed', old.code, old.list_name
            using errcode = 'integrity_constraint_violation', constraint = 'code_list_kept';
    end if;
    return new;
end $$;
create trigger code_list_kept before update or delete on buildings_codelistentry
    for each row execute function code_list_kept_v1();

create function parts_of_known_buildings_v1() returns trigger language plpgsql as $$
declare
    wrong text;
begin
    select n.building_code into wrong
    from added n
    where not exists (select 1 from buildings_buildingcode c where c.code = n.building_code)
    limit 1;
    if found then
        raise exception 'building code % was never given', wrong
            using errcode = 'integrity_constraint_violation', constraint = 'part_of_its_building';
    end if;
    return null;
end $$;
create trigger shared_parts_placed after insert on buildings_sharedpart
    referencing new table as added
    for each statement execute function parts_of_known_buildings_v1();
create trigger logical_buildings_placed after insert on buildings_logicalbuilding
    referencing new table as added
    for each statement execute function parts_of_known_buildings_v1();
"""

REVERSE = """
drop trigger logical_buildings_placed on buildings_logicalbuilding;
drop trigger shared_parts_placed on buildings_sharedpart;
drop function parts_of_known_buildings_v1();
drop trigger code_list_kept on buildings_codelistentry;
drop function code_list_kept_v1();
drop trigger object_address_kept on buildings_objectaddress;
drop trigger logical_building_kept on buildings_logicalbuilding;
drop trigger shared_part_kept on buildings_sharedpart;
"""


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write every value of the lists."""
    entry = apps.get_model("buildings", "CodeListEntry")
    told = json.loads(LISTS.read_text(encoding="utf-8"))
    entry.objects.bulk_create(
        entry(
            list_name=name,
            code=code,
            name_zh=zh,
            name_en=en,
            standard=told["standard"],
            valid_from=told["valid_from"],
            is_verified=told["is_verified"],
        )
        for name, values in told["lists"].items()
        for code, (zh, en) in values.items()
    )


class Migration(migrations.Migration):
    dependencies = [("buildings", "0008_shared_parts"), ("cadastre", "0003_recorded_time")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
