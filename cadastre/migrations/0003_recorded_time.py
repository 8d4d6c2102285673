"""A version may be closed once and superseded once; both say when the register learnt it."""

from django.db import migrations

FORWARD = """
create function register_row_kept_v2() returns trigger language plpgsql as $$
declare
    was jsonb;
    said jsonb;
begin
    if tg_op = 'DELETE' then
        raise exception '% is never deleted: close its version instead', tg_table_name
            using errcode = 'integrity_constraint_violation', constraint = 'register_row_kept';
    end if;
    if old.valid_to is null and new.valid_to is not null then
        -- Who does not say when the end was learnt learnt it now.
        new.closed_at := coalesce(new.closed_at, now());
    end if;
    was := to_jsonb(old);
    said := to_jsonb(new);
    if old.recorded_to is not null
       or (old.valid_to is null or new.recorded_to is not null) is not true
       or (new.recorded_to is null
           and was - 'valid_to' - 'closed_at' is distinct from said - 'valid_to' - 'closed_at')
       or (new.recorded_to is not null
           and was - 'recorded_to' is distinct from said - 'recorded_to') then
        raise exception
            '% keeps its versions: an open one may be closed, a standing one superseded',
            tg_table_name
            using errcode = 'integrity_constraint_violation', constraint = 'register_row_kept';
    end if;
    return new;
end $$;
"""

REVERSE = """
drop function register_row_kept_v2();
"""


class Migration(migrations.Migration):
    dependencies = [("cadastre", "0002_kept_rows")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
