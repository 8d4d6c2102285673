"""The database refuses to rewrite or delete what the register once said."""

from django.db import migrations

FORWARD = """
create function register_row_kept_v1() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception '% is never deleted: close its version instead', tg_table_name
            using errcode = 'integrity_constraint_violation', constraint = 'register_row_kept';
    end if;
    if old.valid_to is not null
       or (to_jsonb(new) - 'valid_to') is distinct from (to_jsonb(old) - 'valid_to') then
        raise exception '% keeps its versions: only an open version may be closed', tg_table_name
            using errcode = 'integrity_constraint_violation', constraint = 'register_row_kept';
    end if;
    return new;
end $$;

create function row_kept_v1() returns trigger language plpgsql as $$
begin
    raise exception '% is neither changed nor deleted', tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'row_kept';
end $$;

create trigger spatial_source_kept before update or delete on cadastre_spatialsource
    for each row execute function row_kept_v1();
"""

REVERSE = """
drop trigger spatial_source_kept on cadastre_spatialsource;
drop function row_kept_v1();
drop function register_row_kept_v1();
"""


class Migration(migrations.Migration):
    dependencies = [("cadastre", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
