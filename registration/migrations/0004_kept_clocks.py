"""Stops and materials of a finished case stay; an ended stop never changes; step clocks begin."""

from django.db import migrations

FORWARD = """
update registration_case set step_since = opened_at where status = 'open';
update registration_case set handler_id = opened_by_id where status = 'open';

create function case_stop_kept_v1() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.ended_at is not null
       or (to_jsonb(new) - 'ended_at' - 'ended_by_id')
          is distinct from (to_jsonb(old) - 'ended_at' - 'ended_by_id') then
        raise exception 'a stop of a clock is kept; it may only be ended, once'
            using errcode = 'integrity_constraint_violation', constraint = 'case_stop_kept';
    end if;
    return new;
end $$;
create trigger case_stop_kept before update or delete on registration_casestop
    for each row execute function case_stop_kept_v1();

create function finished_case_papers_v1() returns trigger language plpgsql as $$
begin
    if exists (select 1 from registration_case
               where id = (case when tg_op = 'INSERT' then new.case_id else old.case_id end)
                 and status <> 'open') then
        raise exception 'the case is finished: its materials and stops stay as they are'
            using errcode = 'integrity_constraint_violation', constraint = 'finished_case_final';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger finished_case_materials before insert or update or delete
    on registration_casematerial for each row execute function finished_case_papers_v1();
create trigger finished_case_stops before insert on registration_casestop
    for each row execute function finished_case_papers_v1();
"""

REVERSE = """
drop trigger finished_case_stops on registration_casestop;
drop trigger finished_case_materials on registration_casematerial;
drop function finished_case_papers_v1();
drop trigger case_stop_kept on registration_casestop;
drop function case_stop_kept_v1();
"""


class Migration(migrations.Migration):
    dependencies = [("registration", "0003_clocks_and_moves")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
