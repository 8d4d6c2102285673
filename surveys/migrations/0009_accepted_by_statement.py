"""Whether rows belong to an accepted result is asked once for a statement, not for every row.

A row moved into an accepted result is refused as well: version 1 looked at where it came from.
"""

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
PARENTS = ("parcel", "building")
RESULTS_OF = dict.fromkeys(CHILDREN, "select distinct result_id from {rows}") | {
    f"staged{parent}point": f"select distinct result_id from surveys_staged{parent} "
    f"where id = any(array(select distinct {parent}_id from {{rows}}))"
    for parent in PARENTS
}
"""By table, the query for the results that some of its rows belong to."""
SIDES = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}

# Planned anew each time, since a plan made for one row would be kept for thousands; and by arrays,
# so that it begins at the rows however wrongly the accepted results are counted.
FUNCTION = """
create function accepted_content_final_v2() returns trigger language plpgsql as $$
declare
    held uuid;
begin
    execute format(
        'select id from surveys_surveyresult where status = %L and id = any(array(%s)) limit 1',
        'accepted', tg_argv[0]) into held;
    if held is not null then
        raise exception 'the content of survey result % is accepted and never changes', held
            using errcode = 'integrity_constraint_violation', constraint = 'accepted_result_final';
    end if;
    return null;
end $$;
"""
FREED = "".join(f"drop trigger {table}_final on surveys_{table};\n" for table in RESULTS_OF)
FREED_BACK = "".join(
    f"create trigger {table}_final before insert or update or delete on surveys_{table} "
    "for each row execute function accepted_content_final_v1();\n"
    for table in CHILDREN
) + "".join(
    f"create trigger staged{parent}point_final "
    f"before insert or update or delete on surveys_staged{parent}point for each row "
    f"execute function accepted_point_final_v1('{parent}_id', 'surveys_staged{parent}');\n"
    for parent in PARENTS
)


def _guard(table: str, event: str) -> str:
    sides = SIDES[event]
    asked = " union ".join(RESULTS_OF[table].format(rows=f"{side}_rows") for side in sides)
    return (
        f"create trigger {table}_final_{event} after {event} on surveys_{table} "
        f"referencing {' '.join(f'{side} table as {side}_rows' for side in sides)} "
        f"for each statement execute function accepted_content_final_v2('{asked}');\n"
    )


GUARDS = "".join(_guard(table, event) for table in RESULTS_OF for event in SIDES)
GUARDS_BACK = (
    "".join(
        f"drop trigger {table}_final_{event} on surveys_{table};\n"
        for table in RESULTS_OF
        for event in SIDES
    )
    + "drop function accepted_content_final_v2();\n"
)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0008_unit_lists")]
    operations = [migrations.RunSQL(FUNCTION + FREED + GUARDS, GUARDS_BACK + FREED_BACK)]
