"""Versions are kept, and an issued unit code is never changed, reused or deleted."""

from django.db import migrations

FORWARD = """
create trigger building_kept before update or delete on buildings_building
    for each row execute function register_row_kept_v1();
create trigger unit_kept before update or delete on buildings_unit
    for each row execute function register_row_kept_v1();
create trigger storey_kept before update or delete on buildings_storey
    for each row execute function row_kept_v1();

create function unit_code_kept_v1() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'unit code % was issued and is never deleted', old.code
            using errcode = 'integrity_constraint_violation', constraint = 'unit_code_kept';
    end if;
    if (to_jsonb(new) - 'confirmed_at' - 'retired_at')
           is distinct from (to_jsonb(old) - 'confirmed_at' - 'retired_at')
       or (old.confirmed_at is not null and new.confirmed_at is distinct from old.confirmed_at)
       or (old.retired_at is not null and new.retired_at is distinct from old.retired_at) then
        raise exception 'unit code % keeps what it was issued for', old.code
            using errcode = 'integrity_constraint_violation', constraint = 'unit_code_kept';
    end if;
    return new;
end $$;
create trigger unit_code_kept before update or delete on buildings_unitcode
    for each row execute function unit_code_kept_v1();
"""

REVERSE = """
drop trigger unit_code_kept on buildings_unitcode;
drop function unit_code_kept_v1();
drop trigger storey_kept on buildings_storey;
drop trigger unit_kept on buildings_unit;
drop trigger building_kept on buildings_building;
"""


class Migration(migrations.Migration):
    dependencies = [("buildings", "0001_initial"), ("cadastre", "0002_kept_rows")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
