"""Statements beside checks: they use their index, and are prepared once on a connection."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st

from surveys import check_statements
from surveys.check_statements import CHECKS_DIR, _sent, run_statement
from surveys.checks.plane import full_hex
from surveys.checks.shapes import parcel_shape
from tests import factories
from tests.surveys.checks.cases import CODE, OTHER_CODE, parcel, square

pytestmark = pytest.mark.django_db

PARAMETERS = {
    "pa03_overlaps_register": {
        "srid": 4547,
        "places": [0],
        "own_codes": [CODE],
        "layers": ["surface"],
        "shapes": full_hex([parcel_shape(parcel(square()))]),
        "area_m2": Decimal("0.1"),
        "half_width_m": 0.05,
        "costliest": 1_000_000,
    },
    "pa10_outside_district": {
        "srid": 4547,
        "places": [0],
        "codes": [CODE[:12]],
        "shapes": full_hex([parcel_shape(parcel(square()))]),
        "area_m2": Decimal("0.1"),
        "half_width_m": 0.05,
        "costliest": 1_000_000,
    },
    "bp07_near_miss_in_register": {
        "srid": 4547,
        "places": [0],
        "northings_m": [Decimal("3898000.030")],
        "eastings_m": [Decimal("432000.040")],
        "own_codes": [CODE],
        "layers": ["surface"],
        "same_m": Decimal("0.001"),
        "near_miss_m": Decimal("0.10"),
    },
    "un35_code_in_ledger": {"codes": [CODE + "F00010001"]},
}


@pytest.fixture
def _neighbour():
    """Register a parcel where the delivered one is."""
    at = square()
    points = tuple(factories.RegisterPoint(p.label, p.northing_m, p.easting_m) for p in at.points)
    factories.parcel(OTHER_CODE, (points,))


@pytest.mark.parametrize(
    ("module", "index"),
    [
        ("pa03_overlaps_register", "parcels_parcel_geom_"),
        ("pa10_outside_district", "parcels_cadastralsubdistrict_geom_"),
        ("bp07_near_miss_in_register", "parcels_boundarypoint_geom_"),
    ],
)
def test_statements_use_the_spatial_index(module, index):
    statement = (CHECKS_DIR / f"{module}.sql").read_text(encoding="utf-8")
    factories.fill_the_tables()
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {statement}", PARAMETERS[module])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert index in plan


@pytest.mark.parametrize("module", sorted(PARAMETERS))
def test_statements_answer_nothing_for_no_rows(module):
    empty = {
        name: [] if isinstance(value, list) else value for name, value in PARAMETERS[module].items()
    }
    assert run_statement(module, empty) == []


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
@example(['"', "\\", '\\"', "{a,b}", "", "NULL", " "])
def test_a_list_of_texts_arrives_as_it_was_sent(texts):
    """A unit code comes from a file and may hold anything."""
    with connection.cursor() as cursor:
        cursor.execute("select %(texts)s::text[]", _sent({"texts": texts}))
        assert cursor.fetchone() == (texts,)


def test_numbers_arrive_digit_for_digit():
    sent = {"ints": [3, 1], "figures": [Decimal("3898000.030"), Decimal("-0.10")]}
    with connection.cursor() as cursor:
        cursor.execute("select %(ints)s::int[], %(figures)s::numeric[]", _sent(sent))
        ints, figures = cursor.fetchone()
    assert (ints, list(map(str, figures))) == ([3, 1], ["3898000.030", "-0.10"])


@pytest.fixture
def _fresh():
    """Let the connection have nothing prepared, before the test and after it."""
    forget()
    yield
    forget()


def forget():
    with connection.cursor() as cursor:
        cursor.execute("deallocate all")
    check_statements._prepared.pop(connection.connection, None)


ONE_BY_ONE = ("bp07_near_miss_in_register", "pa03_overlaps_register")


@pytest.mark.parametrize("module", sorted(PARAMETERS))
@pytest.mark.usefixtures("_fresh", "_neighbour")
def test_prepared_they_answer_what_they_answer_at_once_however_often(module):
    with connection.cursor() as cursor:
        cursor.execute((CHECKS_DIR / f"{module}.sql").read_text("utf-8"), PARAMETERS[module])
        columns = [column.name for column in cursor.description]
        at_once = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    assert at_once or module not in ONE_BY_ONE
    for _ in range(8):
        assert run_statement(module, PARAMETERS[module]) == at_once


@pytest.mark.parametrize("module", ONE_BY_ONE)
@pytest.mark.usefixtures("_fresh")
def test_after_five_runs_there_is_one_plan_for_all(module):
    for _ in range(8):
        run_statement(module, PARAMETERS[module])
    with connection.cursor() as cursor:
        cursor.execute("select name, generic_plans from pg_prepared_statements")
        assert cursor.fetchall() == [(module, 3)]


@pytest.mark.usefixtures("_fresh")
def test_they_are_prepared_once_and_outlive_what_is_rolled_back():
    module = "pa03_overlaps_register"
    with transaction.atomic():
        run_statement(module, PARAMETERS[module])
        transaction.set_rollback(True)
    with CaptureQueriesContext(connection) as asked:
        run_statement(module, PARAMETERS[module])
    assert [query["sql"].split("(")[0] for query in asked.captured_queries] == [
        f"execute {module} "
    ]


@pytest.mark.usefixtures("_fresh")
def test_where_a_pool_hands_connections_on_nothing_is_prepared(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    run_statement("pa03_overlaps_register", PARAMETERS["pa03_overlaps_register"])
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements")
        assert cursor.fetchone() == (0,)


def test_what_a_closed_connection_had_is_forgotten():
    class Connection:
        pass

    gone = Connection()
    check_statements._prepared[gone] = {"pa03_overlaps_register"}
    known = len(check_statements._prepared)
    del gone
    assert len(check_statements._prepared) == known - 1
