"""What the database refuses whatever the code does, tried as a role that owns nothing.

Each refusal is tried with its guard, and once with the guard taken off: then the wrong row comes
in, and the auditor's query names it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from buildings.models import CodeCounter
from buildings.services import unit_codes_reserve
from cadastre import sql
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house

ROLE = """
create role cadastre_plain_writer;
grant usage on schema public to cadastre_plain_writer;
grant select, insert, update, delete on all tables in schema public to cadastre_plain_writer;
grant usage on all sequences in schema public to cadastre_plain_writer;
"""
VERSION = """
insert into buildings_unit (unit_code, kind, parcel_code, building_id, section, room, address, use,
                            area_standard, area_rule, area_source_id, valid_from, recorded_from)
select %(code)s, kind, parcel_code, building_id, section, room, address, use, area_standard,
       area_rule, area_source_id, now(), now()
from buildings_unit where unit_code = %(like)s
"""
CODE = """
insert into buildings_unitcode (code, parcel_code, building_number, section, room, reserved_at,
                                origin)
values (%(code)s, left(%(code)s, 19), substr(%(code)s, 21, 4), '', 'x', now(), %(origin)s)
"""
MOVED = """
insert into buildings_building (building_code, parcel_code, building_number, name, address, geom,
    footprint_area_m2, floor_area_m2, area_standard, storeys_above, storeys_below, structure,
    area_rule, footprint_rule, source_id, area_source_id, valid_from, recorded_from)
select parcel_code || 'F0009', parcel_code, '0009', '', '', st_translate(geom, 500, 0), 1, 1, '', 1,
       0, '', '', '', source_id, area_source_id, now(), now()
from buildings_building
"""
FIRST, SECOND = f"{BUILDING_CODE}0001", f"{BUILDING_CODE}0002"
OTHER = f"{factories.PARCEL_CODE}F00030001"


@pytest.fixture
def built(db):
    factories.parcel()
    return house()


@contextmanager
def plain_writer() -> Iterator[None]:
    """Act as a role that may write every table and owns none."""
    with connection.cursor() as cursor:
        cursor.execute(ROLE)
        cursor.execute("set local role cadastre_plain_writer")
        yield
        cursor.execute("reset role")


def run(*statements: tuple[str, dict[str, str]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)


RETIRED = (
    "update buildings_unit set valid_to = now(), closed_at = now() where unit_code = %(code)s",
    {"code": FIRST},
)
RETIRE = ("update buildings_unitcode set retired_at = now() where code = %(code)s", {"code": FIRST})
CASES = {
    "a retired code used again": (
        "code_reused",
        [RETIRED, RETIRE, (VERSION, {"code": FIRST, "like": FIRST})],
        "alter table buildings_unit disable trigger units_placed",
        "code_reused",
    ),
    "a code retired while in use": (
        "code_retired_in_use",
        [RETIRE],
        "alter table buildings_unitcode disable trigger unit_code_retired",
        "code_reused",
    ),
    "a number that goes down": (
        "code_goes_up",
        [
            (CODE, {"code": f"{BUILDING_CODE}0009", "origin": "delivered"}),
            (CODE.replace("'x'", "'y'"), {"code": f"{BUILDING_CODE}0007", "origin": "allocated"}),
        ],
        "alter table buildings_unitcode disable trigger unit_codes_counted",
        "code_went_down",
    ),
    "a unit outside its building": (
        "unit_in_its_building",
        [
            (CODE, {"code": OTHER, "origin": "delivered"}),
            (VERSION, {"code": OTHER, "like": SECOND}),
        ],
        "alter table buildings_unit disable trigger units_placed",
        "unit_outside_building",
    ),
    "a building outside its parcel": (
        "building_in_its_parcel",
        [(MOVED, {})],
        "alter table buildings_building disable trigger buildings_placed",
        "building_outside_parcel",
    ),
    "two current versions of one code": (
        "unit_one_version_at_a_time",
        [(VERSION, {"code": FIRST, "like": FIRST})],
        "alter table buildings_unit drop constraint unit_one_version_at_a_time",
        "code_versions_overlap",
    ),
}
KEPT = {
    "a code deleted": ("unit_code_kept", "delete from buildings_unitcode"),
    "a code given to another room": ("unit_code_kept", "update buildings_unitcode set room = 'z'"),
    "a building code deleted": ("unit_code_kept", "delete from buildings_buildingcode"),
    "a counter turned back": (
        "code_counter_kept",
        "update buildings_codecounter set last_number = last_number - 1 where last_number > 0",
    ),
    "a counter taken away": ("code_counter_kept", "delete from buildings_codecounter"),
    "an act rewritten": ("row_kept", "update buildings_codeact set actor = 'nobody'"),
    "an act deleted": ("row_kept", "delete from buildings_codeact"),
    "a version deleted": ("register_row_kept", "delete from buildings_unit"),
    "a version rewritten": ("register_row_kept", "update buildings_building set name = 'x'"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_database_refuses(built, case):
    constraint, statements, _guard, _query = CASES[case]
    with plain_writer(), pytest.raises(IntegrityError) as refusal:
        run(*statements)
    assert refusal.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize("case", CASES)
def test_without_its_guard_it_comes_in_and_the_auditor_names_it(built, case):
    _constraint, statements, guard, query = CASES[case]
    assert sql.rows("buildings", f"audit/{query}", {}) == []
    run(("set constraints all immediate", {}), (guard, {}))
    run(*statements)
    assert sql.rows("buildings", f"audit/{query}", {}) != []


@pytest.mark.parametrize("case", KEPT)
def test_what_was_given_is_neither_rewritten_nor_deleted(built, case):
    constraint, statement = KEPT[case]
    with plain_writer(), pytest.raises(IntegrityError) as refusal:
        run((statement, {}))
    assert refusal.value.__cause__.diag.constraint_name == constraint


def test_a_building_marked_as_standing_outside_is_let_in(built):
    marked = MOVED.replace("area_rule, footprint_rule", "outside_parcel, area_rule, footprint_rule")
    run((marked.replace("0, '', '', '',", "0, '', '批准跨红线建设', '', '',"), {}))
    assert sql.rows("buildings", "audit/building_outside_parcel", {}) == []


def in_threads(*acts) -> list[Exception]:
    """Run acts at once, each with its own connection; return what was refused."""
    refused: list[Exception] = []

    def work(act) -> None:
        try:
            act()
        except IntegrityError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return refused


@pytest.mark.django_db(transaction=True)
def test_a_code_is_retired_or_used_by_writers_at_once_and_never_both():
    factories.parcel()
    house()
    run(RETIRED)

    def retire() -> None:
        run(RETIRE)

    def use() -> None:
        run((VERSION, {"code": FIRST, "like": FIRST}))

    assert len(in_threads(retire, use)) == 1
    assert sql.rows("buildings", "audit/code_reused", {}) == []


@pytest.mark.django_db(transaction=True)
def test_numbers_given_by_writers_at_once_collide_nowhere_and_leave_no_gap():
    def give(number: int):
        def act() -> None:
            for turn in range(20):
                rooms = [("", f"{number}-{turn}-{room}") for room in range(5)]
                unit_codes_reserve(factories.PARCEL_CODE, "0001", rooms, now=factories.NOW)

        return act

    assert in_threads(*(give(number) for number in range(10))) == []
    assert CodeCounter.objects.get(scope=BUILDING_CODE).last_number == 1000
    assert sql.rows("buildings", "audit/code_went_down", {}) == []
