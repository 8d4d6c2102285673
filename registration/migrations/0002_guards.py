"""What happened in a case is kept, and a finished case stays as it was decided."""

from django.db import migrations

FORWARD = """
create trigger case_event_kept before update or delete on registration_caseevent
    for each row execute function row_kept_v1();

create function finished_case_final_v1() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.status <> 'open' then
        raise exception 'case % is kept, and final once it is finished', old.number
            using errcode = 'integrity_constraint_violation', constraint = 'finished_case_final';
    end if;
    return new;
end $$;
create trigger finished_case_final before update or delete on registration_case
    for each row execute function finished_case_final_v1();
"""

REVERSE = """
drop trigger finished_case_final on registration_case;
drop function finished_case_final_v1();
drop trigger case_event_kept on registration_caseevent;
"""


class Migration(migrations.Migration):
    dependencies = [("registration", "0001_initial"), ("cadastre", "0002_kept_rows")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
