"""What the database refuses whatever the code does, tried in SQL as the application's own role.

Each attempt is made three times: as it is (refused, and by the constraint that is meant); with
that guard dropped (accepted, so nothing else refuses it by chance); and then the auditor is asked,
who finds what came in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cadastre import sql
from cadastre.audit_queries import asked, auditor_queries
from parcels.changes import parcel_retire, parcel_split
from parcels.models import Parcel
from tests import factories
from tests.own_role import as_the_application
from tests.parcels.test_changes import EAST, EIGHT, NORTH, SEVEN, act, day

pytestmark = pytest.mark.django_db

GONE = "410811001002GB00020"
PARCEL_COLUMNS = [f.column for f in Parcel._meta.concrete_fields if f.column != "id"]


def copied(code: str, **changes: str) -> str:
    """Return an INSERT of the current row of ``code`` with some columns said otherwise."""
    values = ", ".join(changes.get(column, column) for column in PARCEL_COLUMNS)
    return (
        f"insert into parcels_parcel ({', '.join(PARCEL_COLUMNS)}) select {values} "
        f"from parcels_parcel where parcel_code = '{code}' and recorded_to is null "
        "order by valid_from desc limit 1"
    )


ELSEWHERE = "st_translate(geom, 0, -100)"
OTHER = "'410811001002GB00030'"
LATER = f"'{day(20).isoformat()}'"
BOW_TIE = (
    "st_geomfromtext('MULTIPOLYGON(((425000 3895000, 425010 3895010, 425010 3895000, "
    "425000 3895010, 425000 3895000)))', st_srid(geom))"
)
COPY_POINT = (
    "insert into parcels_boundarypoint (part, ring, sequence, label, northing_m, easting_m, geom, "
    "marker, source_id, source_file, parcel_id, method) "
    "select part, ring, {sequence}, 'J9', northing_m, easting_m, {geom}, '', source_id, '', "
    "{parcel}, '' from parcels_boundarypoint where parcel_id = (select min(id) from parcels_parcel "
    "where parcel_code = '" + SEVEN + "') and sequence = 1"
)
BARE_PARCEL = copied(SEVEN, parcel_code=OTHER, geom=ELSEWHERE) + "; "
IMBALANCED = (
    "insert into parcels_parcelchange (id, kind, status, body, reason, prepared_by, prepared_at, "
    "decided_by, decided_at, at, source_id, area_before_m2, area_after_m2, area_limit_m2) "
    "select gen_random_uuid(), kind, status, body, reason, prepared_by, prepared_at, decided_by, "
    "decided_at, at, source_id, 100, 103, 1 from parcels_parcelchange where kind = 'split'"
)
WRONG_STEP = (
    "insert into parcels_parcellineage (change_id, kind, at, source_id, before_id, before_code, "
    "after_id, after_code) select change_id, kind, at, l.source_id, before_id, before_code, p.id, "
    f"p.parcel_code from parcels_parcellineage l, parcels_parcel p "
    f"where l.kind = 'split' and p.parcel_code = '{SEVEN}' and p.valid_to is null limit 1"
)


@dataclass(frozen=True)
class Attempt:
    """A wrong statement, the constraint that refuses it, and what falls when that is dropped."""

    constraint: str
    statement: str
    drop: str
    found_by: str = "guards_are_there"


def trigger(name: str, table: str = "parcel") -> str:
    return f"drop trigger {name} on parcels_{table}"


def constraint(name: str, table: str = "parcel") -> str:
    return f"alter table parcels_{table} drop constraint {name}"


ATTEMPTS = {
    "two current versions of one code": Attempt(
        "parcel_one_version_at_a_time",
        copied(SEVEN, geom=ELSEWHERE),
        constraint("parcel_one_version_at_a_time"),
        "one_version_at_a_time",
    ),
    "two current parcels on one ground": Attempt(
        "parcel_overlap",
        copied(SEVEN, parcel_code=OTHER),
        trigger("parcel_overlap_refused"),
        "no_overlap_at_any_time",
    ),
    "two parcels on one ground long ago": Attempt(
        "parcel_overlap",
        copied(
            GONE,
            parcel_code=OTHER,
            valid_from=f"'{day(1).isoformat()}'",
            valid_to=f"'{day(2).isoformat()}'",
            closed_at=LATER,
            recorded_from=LATER,
        ),
        trigger("parcel_overlap_refused"),
        "no_overlap_at_any_time",
    ),
    "a boundary that crosses itself": Attempt(
        "parcel_geom_is_valid",
        copied(SEVEN, parcel_code=OTHER, geom=BOW_TIE),
        constraint("parcel_geom_is_valid"),
        "shapes_are_sound",
    ),
    "a version without source": Attempt(
        "",
        copied(SEVEN, parcel_code=OTHER, geom=ELSEWHERE, source_id="null"),
        "alter table parcels_parcel alter column source_id drop not null",
        "every_figure_has_its_source",
    ),
    "a code of another sub-district": Attempt(
        "parcel_code_is_of_its_sub_district",
        copied(SEVEN, parcel_code="'410811001009GB00001'", geom=ELSEWHERE),
        constraint("parcel_code_is_of_its_sub_district"),
        "codes_lie_in_their_districts",
    ),
    "a code that has not the form": Attempt(
        "parcel_code_is_well_formed",
        copied(SEVEN, parcel_code="'410811001002KB00001'", geom=ELSEWHERE),
        constraint("parcel_code_is_well_formed")
        + "; "
        + constraint("issued_parcel_code_is_well_formed", "issuedparcelcode"),
        "codes_lie_in_their_districts",
    ),
    "ground outside its sub-district": Attempt(
        "parcel_in_its_sub_district",
        copied(SEVEN, parcel_code=OTHER, geom="st_translate(geom, 50000, 0)"),
        trigger("parcels_in_sub_districts"),
        "codes_lie_in_their_districts",
    ),
    "a retired code used again": Attempt(
        "parcel_code_reused",
        copied(GONE, valid_from=LATER, valid_to="null", closed_at="null", recorded_from=LATER),
        trigger("parcel_codes_issued") + "; " + trigger("parcel_periods_adjoin"),
        "codes_are_issued_and_not_reused",
    ),
    "a gap between two versions": Attempt(
        "parcel_periods_adjoin",
        copied(
            SEVEN,
            valid_from=f"'{day(-9).isoformat()}'",
            valid_to=f"'{day(-8).isoformat()}'",
            closed_at=LATER,
            recorded_from=LATER,
        ),
        trigger("parcel_periods_adjoin"),
        "periods_adjoin",
    ),
    "a row put in before others of its code": Attempt(
        "parcel_record_order",
        copied(
            SEVEN,
            valid_from=f"'{day(-9).isoformat()}'",
            valid_to="(select min(valid_from) from parcels_parcel where parcel_code = '"
            + SEVEN
            + "')",
            closed_at=f"'{day(-8).isoformat()}'",
            recorded_from=f"'{day(-9).isoformat()}'",
        ),
        trigger("parcel_record_order"),
    ),
    "a period that runs backwards": Attempt(
        "parcel_period_is_forward",
        copied(SEVEN, parcel_code=OTHER, geom=ELSEWHERE, valid_to="valid_from", closed_at=LATER),
        constraint("parcel_period_is_forward"),
    ),
    "what was said rewritten": Attempt(
        "register_row_kept",
        f"update parcels_parcel set address = 'x' where parcel_code = '{SEVEN}'",
        trigger("parcel_kept"),
    ),
    "an ended version opened again": Attempt(
        "register_row_kept",
        f"update parcels_parcel set valid_to = null, closed_at = null where parcel_code = '{GONE}'",
        trigger("parcel_kept"),
    ),
    "a corrected row said again": Attempt(
        "register_row_kept",
        f"update parcels_parcel set recorded_to = '{day(19).isoformat()}', area_m2 = 1 "
        f"where parcel_code = '{SEVEN}' and valid_to is null",
        trigger("parcel_kept"),
    ),
    "a version deleted": Attempt(
        "register_row_kept",
        "delete from parcels_boundaryline; delete from parcels_boundarypoint; "
        "delete from parcels_parcellineage; delete from parcels_parcel",
        "; ".join(
            [
                trigger("parcel_kept"),
                trigger("boundary_point_kept", "boundarypoint"),
                trigger("boundary_line_kept", "boundaryline"),
                trigger("parcel_lineage_kept", "parcellineage"),
            ]
        ),
    ),
    "a boundary point rewritten": Attempt(
        "row_kept",
        "update parcels_boundarypoint set northing_m = northing_m + 1",
        trigger("boundary_point_kept", "boundarypoint"),
        "points_make_the_boundary",
    ),
    "a boundary point off the boundary": Attempt(
        "boundary_point_on_boundary",
        BARE_PARCEL
        + COPY_POINT.format(
            sequence="1",
            geom="st_translate(geom, 0.001, -100)",
            parcel=f"(select id from parcels_parcel where parcel_code = {OTHER})",
        ),
        trigger("boundary_points_on_boundary", "boundarypoint"),
        "points_make_the_boundary",
    ),
    "a coordinate that is no number": Attempt(
        "boundary_point_is_on_the_plane",
        BARE_PARCEL
        + COPY_POINT.format(
            sequence="1",
            geom=ELSEWHERE,
            parcel=f"(select id from parcels_parcel where parcel_code = {OTHER})",
        ).replace("'J9', northing_m", "'J9', 'NaN'"),
        constraint("boundary_point_is_on_the_plane", "boundarypoint")
        + "; "
        + trigger("boundary_points_on_boundary", "boundarypoint"),
        "points_make_the_boundary",
    ),
    "a code taken out of the ledger": Attempt(
        "parcel_code_kept",
        f"delete from parcels_issuedparcelcode where code = '{GONE}'",
        trigger("parcel_code_kept", "issuedparcelcode"),
        "codes_are_issued_and_not_reused",
    ),
    "a retired code put back": Attempt(
        "parcel_code_kept",
        f"update parcels_issuedparcelcode set retired_at = null where code = '{GONE}'",
        trigger("parcel_code_kept", "issuedparcelcode"),
    ),
    "lineage rewritten": Attempt(
        "row_kept",
        f"update parcels_parcellineage set before_code = '{SEVEN}' where kind = 'split'",
        trigger("parcel_lineage_kept", "parcellineage"),
        "lineage_is_true",
    ),
    "lineage that is not true": Attempt(
        "parcel_lineage_moment",
        WRONG_STEP,
        trigger("parcel_lineage_true", "parcellineage"),
        "lineage_is_true",
    ),
    "a decided change decided otherwise": Attempt(
        "parcel_change_final",
        "update parcels_parcelchange set status = 'withdrawn' where kind = 'split'",
        trigger("parcel_change_final", "parcelchange"),
    ),
    "a change whose areas do not balance": Attempt(
        "parcel_change_areas_balance",
        IMBALANCED,
        constraint("parcel_change_areas_balance", "parcelchange"),
        "lineage_is_true",
    ),
}


@pytest.fixture
def register():
    """A register with a history: a parcel of two versions, a split one and a retired one."""
    factories.parcel()
    factories.parcel(now=day(2))
    factories.parcel(EIGHT, (factories.rectangle(NORTH - 300, EAST),), now=day(2))
    halves = [
        factories.content("", (factories.rectangle(NORTH - 300, EAST + off, width=15),))
        for off in (0, 15)
    ]
    parcel_split(EIGHT, [replace(half, area_m2=Decimal("300.00")) for half in halves], act(3))
    factories.parcel(GONE, (factories.rectangle(NORTH - 600, EAST),), now=day(0))
    parcel_retire(GONE, act(4))
    run("select 1")  # what a commit would run
    assert found() == set()


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo everything that is done inside, whatever became of it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def found() -> set[str]:
    """Return the names of the auditor queries that return rows."""
    return {query.name for query in auditor_queries() if asked(query).count}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_it_is_refused_to_the_applications_own_role(register, attempt):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), as_the_application():
        run(attempt.statement)
    diagnostics = refusal.value.__cause__.diag
    kept = {"register_row_kept", "row_kept"}
    assert (diagnostics.constraint_name or "") == attempt.constraint or (
        {diagnostics.constraint_name, attempt.constraint} == kept
    )


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_without_its_guard_it_would_come_in_and_the_auditor_finds_it(register, attempt):
    with taken_back():
        run("set constraints all immediate; " + attempt.drop)
        run(attempt.statement)
        assert attempt.found_by in found()
    assert found() == set()


@pytest.mark.parametrize(
    "table",
    [
        "parcel",
        "boundarypoint",
        "boundaryline",
        "sharedpoint",
        "issuedparcelcode",
        "parcelchange",
        "parcellineage",
    ],
)
def test_no_table_of_the_register_is_emptied(register, table):
    """Tried as the owner: the application's role may not empty a table at all."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        run(f"set constraints all immediate; truncate parcels_{table} cascade")
    assert refusal.value.__cause__.diag.constraint_name == "table_kept"


@pytest.mark.parametrize(
    "geom",
    [
        "st_setsrid(geom, 4326)",
        "st_transform(geom, 4490)",
        "st_force3d(geom)",
        "st_centroid(geom)",
        "null",
    ],
)
def test_a_shape_of_another_system_or_kind_does_not_fit_the_column(register, geom):
    with pytest.raises(DatabaseError), transaction.atomic(), as_the_application():
        run(copied(SEVEN, parcel_code=OTHER, geom=geom))


@pytest.mark.django_db(transaction=True)
def test_parcels_are_not_written_under_repeatable_read():
    factories.parcel()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
        run(copied(SEVEN, parcel_code=OTHER, geom=ELSEWHERE))
    assert refusal.value.__cause__.diag.constraint_name == "parcel_overlap_isolation"


def test_a_parcel_without_its_points_is_found(register):
    with taken_back():
        run(BARE_PARCEL.rstrip("; "))
        assert found() == {"points_make_the_boundary", "row_without_entry"}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (copied(SEVEN, parcel_code=OTHER, geom=ELSEWHERE, recorded_from=LATER), "written"),
        (
            f"update parcels_parcel set valid_to = {LATER}, closed_at = {LATER} "
            f"where parcel_code = '{SEVEN}' and valid_to is null",
            "ended",
        ),
        (
            f"update parcels_parcel set recorded_to = {LATER} "
            f"where parcel_code = '{SEVEN}' and valid_to is null",
            "corrected",
        ),
    ],
)
def test_what_is_written_past_the_services_has_no_entry_and_is_found(register, statement, what):
    with taken_back():
        with as_the_application():
            run(statement)
        (row,) = sql.rows("buildings", "audit/row_without_entry", {})
        assert (row["table_name"], row["what"], row["at"]) == ("parcels_parcel", what, day(20))
    assert found() == set()


def test_a_trigger_that_is_switched_off_is_found(register):
    with taken_back():
        run("set constraints all immediate")
        run("alter table parcels_parcel disable trigger parcel_overlap_refused")
        assert found() == {"guards_are_on", "guards_are_there"}


def test_a_code_that_nothing_explains_is_found(register):
    with taken_back():
        run(
            "insert into parcels_issuedparcelcode (code, series, number, issued_at, issued_for) "
            "values ('410811001002GB00040', '410811001002GB', 40, now(), '')"
        )
        assert found() == {"codes_without_a_parcel_are_explained"}
