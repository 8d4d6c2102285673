"""An accepted result, its files and everything read from them never change again."""

from django.db import migrations

CHILDREN = (
    "deliveredfile",
    "readfile",
    "stagedparcel",
    "stagedbuilding",
    "stagedunit",
    "stagedtotal",
    "deliveredholder",
    "resultfinding",
    "checkoutcome",
)
GRANDCHILDREN = (
    ("stagedparcelpoint", "parcel_id", "surveys_stagedparcel"),
    ("stagedbuildingpoint", "building_id", "surveys_stagedbuilding"),
)

FUNCTIONS = """
create function accepted_result_final_v1() returns trigger language plpgsql as $$
begin
    if old.status = 'accepted' then
        raise exception 'survey result % is accepted and never changes', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'accepted_result_final';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger accepted_result_final before update or delete on surveys_surveyresult
    for each row execute function accepted_result_final_v1();

create function accepted_content_final_v1() returns trigger language plpgsql as $$
declare
    held uuid := (to_jsonb(case when tg_op = 'INSERT' then new else old end) ->> 'result_id')::uuid;
begin
    if exists (select 1 from surveys_surveyresult where id = held and status = 'accepted') then
        raise exception 'the content of survey result % is accepted and never changes', held
            using errcode = 'integrity_constraint_violation', constraint = 'accepted_result_final';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create function accepted_point_final_v1() returns trigger language plpgsql as $$
declare
    owner_id bigint := (to_jsonb(case when tg_op = 'INSERT' then new else old end)
                        ->> tg_argv[0])::bigint;
    held uuid;
begin
    execute format('select result_id from %I where id = $1', tg_argv[1]) into held using owner_id;
    if exists (select 1 from surveys_surveyresult where id = held and status = 'accepted') then
        raise exception 'the points of survey result % are accepted and never change', held
            using errcode = 'integrity_constraint_violation', constraint = 'accepted_result_final';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
"""
TRIGGERS = "".join(
    f"create trigger {table}_final before insert or update or delete on surveys_{table} "
    "for each row execute function accepted_content_final_v1();\n"
    for table in CHILDREN
) + "".join(
    f"create trigger {table}_final before insert or update or delete on surveys_{table} "
    f"for each row execute function accepted_point_final_v1('{owner}', '{parent}');\n"
    for table, owner, parent in GRANDCHILDREN
)
REVERSE = (
    "".join(f"drop trigger {table}_final on surveys_{table};\n" for table in CHILDREN)
    + "".join(f"drop trigger {table}_final on surveys_{table};\n" for table, _, _ in GRANDCHILDREN)
    + """
drop trigger accepted_result_final on surveys_surveyresult;
drop function accepted_point_final_v1();
drop function accepted_content_final_v1();
drop function accepted_result_final_v1();
"""
)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, REVERSE)]
