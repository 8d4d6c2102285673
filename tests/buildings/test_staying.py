"""A building stays within its parcel, whoever writes the parcel under it.

The house of the tests stands 5 to 25 m from the western side of a parcel 30 m wide, and is 10 m
deep: a line 15 m from that side leaves 10 m and 100 m² of it outside.
"""

from dataclasses import replace
from decimal import Decimal

import pytest
import shapely
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from buildings.models import ActKind, Building, Unit
from buildings.services import Ground, land_unit_publish
from buildings.services.acts import Change
from buildings.services.building_changes import building_mark
from buildings.services.placing import require_within
from cadastre import sql
from cadastre.domain.errors import Conflict
from cadastre.domain.tolerances import BOUNDARY_CLASSES
from cadastre.models import SpatialSource
from parcels.changes import Correction, boundary_adjust, parcel_split, parcels_correct
from parcels.domain.moving import Move
from parcels.domain.publication import ParcelContent, RegisterPoint
from parcels.models import Parcel
from parcels.services import parcel_publish
from surveys.checks.bu02_building_outside_parcel import reach_m
from surveys.checks.limits import OVERLAP_AREA_M2
from surveys.checks.plane import area_m2
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house
from tests.own_role import as_the_application
from tests.parcels.test_changes import EAST, EIGHT, NORTH, SEVEN, act, day
from tests.parcels.test_invariants import PARCEL_COLUMNS, found, run, taken_back

pytestmark = pytest.mark.django_db

HOUSE_OF_EIGHT = f"{EIGHT}F0001"
CUT = f"st_multi(st_makeenvelope({EAST}, {NORTH - 20}, {EAST} + 15, {NORTH}, st_srid(geom)))"


def strip(west: str, east: str, *, code: str = "", area: str = "") -> ParcelContent:
    """Return ground 20 m deep between two distances from the western side, in metres."""
    corners = [(0, west), (0, east), (-20, east), (-20, west)]
    ring = tuple(
        RegisterPoint(f"J{n}", Decimal(NORTH + down), EAST + Decimal(right))
        for n, (down, right) in enumerate(corners, start=1)
    )
    area_m2 = Decimal(area) if area else 20 * (Decimal(east) - Decimal(west))
    return replace(factories.content(code, (ring,)), area_m2=area_m2.quantize(Decimal("0.01")))


@pytest.fixture
def built(db):
    factories.parcel()
    return house()


def of_class(number: int) -> SpatialSource:
    return SpatialSource.objects.create(title="测量", stage="supply", accuracy_class=number)


def narrowed(east: str, *, accuracy: int = 1, number: int = 1) -> None:
    """Publish the parcel anew with its eastern side where it is said."""
    origin = of_class(accuracy)
    content = strip("0", east, code=SEVEN)
    parcel_publish(content, source=origin, area_source=origin, now=day(number))


def corrected(content: ParcelContent) -> None:
    row = Parcel.objects.current().get(parcel_code=SEVEN)
    parcels_correct([Correction(row.pk, content)], act())


def moved_east_side(to: str) -> None:
    """Adjust the boundary between the parcel and a neighbour of ten metres."""
    origin = factories.source()
    parcel_publish(
        strip("30", "40", code=EIGHT), source=origin, area_source=origin, now=factories.NOW
    )
    moves = [
        Move(
            Decimal(NORTH + down),
            Decimal(EAST + 30),
            RegisterPoint("J", Decimal(NORTH + down), EAST + Decimal(to)),
        )
        for down in (0, -20)
    ]
    boundary_adjust([SEVEN, EIGHT], moves, act())


CUTS = {
    "split": lambda: parcel_split(
        SEVEN, [strip("0", "15"), strip("15", "30")], act(fixtures={BUILDING_CODE: 0})
    ),
    "adjust": lambda: moved_east_side("15"),
    "publish": lambda: narrowed("15"),
    "correct": lambda: corrected(strip("0", "15", code=SEVEN)),
}


@pytest.mark.parametrize("cut", CUTS)
def test_a_line_through_a_building_is_refused_by_name_and_figures(built, cut):
    with pytest.raises(Conflict) as refusal:
        CUTS[cut]()
    message, advice = refusal.value.message, refusal.value.advice
    for text in (message.zh, message.en):
        assert BUILDING_CODE in text
        assert "10.000 m" in text
        assert "100.00 m²" in text
        assert "0.10 m" in text
    assert "fixtures" in advice.zh
    assert "building_mark" in advice.en
    assert Building.objects.current().get().building_code == BUILDING_CODE
    (parcel,) = Parcel.objects.standing().filter(parcel_code=SEVEN)
    assert parcel.valid_to is None
    assert found() <= {"entries_not_sealed"}


def marked(why: str, *, number: float = 0.5) -> None:
    """Mark the house half a day after it was registered."""
    ground = Ground(actor="registrar", document_number="示例1号")
    change = Change(ActKind.CORRECT, "building.building_mark", ground, day(number))
    building_mark(BUILDING_CODE, why, change=change)


@pytest.mark.parametrize("cut", CUTS)
def test_a_building_marked_as_standing_outside_holds_no_line_up(built, cut):
    marked("跨红线，已批准")
    CUTS[cut]()
    run("select 1")  # what a commit would run
    assert Building.objects.current().get().outside_parcel == "跨红线，已批准"
    assert found() <= {"entries_not_sealed"}


def test_a_mark_carries_everything_on_and_comes_off_where_it_is_not_needed(built):
    units = sorted(Unit.objects.current().values_list("unit_code_id", "room", "storey__number"))
    marked("跨红线，已批准")
    now = Unit.objects.current()
    assert sorted(now.values_list("unit_code_id", "room", "storey__number")) == units
    assert Building.objects.current().get().area_source == built.area_source
    narrowed("15")
    with pytest.raises(Conflict, match=BUILDING_CODE):
        marked("", number=2)
    narrowed("30", number=3)
    marked("", number=4)
    assert [b.outside_parcel for b in Building.objects.order_by("valid_from")] == [
        "",
        "跨红线，已批准",
        "",
    ]
    run("select 1")  # what a commit would run
    assert found() <= {"entries_not_sealed"}


@pytest.mark.parametrize(
    ("east", "accuracy", "is_refused"),
    [
        ("25.000", 1, False),
        ("24.900", 1, False),
        ("24.899", 1, True),
        ("24.899", 2, False),
        ("24.849", 2, True),
        ("24.800", 3, False),
        ("24.799", 3, True),
    ],
)
def test_a_wall_may_be_out_by_what_a_boundary_point_may_be_off(built, east, accuracy, is_refused):
    """TD/T 1001-2012: 0.10, 0.15 and 0.20 m for the classes; the house reaches 25 m."""
    if is_refused:
        with pytest.raises(Conflict, match=BUILDING_CODE):
            narrowed(east, accuracy=accuracy)
    else:
        narrowed(east, accuracy=accuracy)
        run("select 1")  # what a commit would run


def test_a_correction_that_ends_the_parcel_leaves_no_building_behind(built):
    row = Parcel.objects.current().get()
    content = strip("0", "30", code=SEVEN)
    with pytest.raises(Conflict, match=f"{BUILDING_CODE}.*no current parcel"):
        parcels_correct([Correction(row.pk, content, (factories.NOW, day(0.5)))], act())


def test_a_correction_that_ends_the_parcel_leaves_no_unit_behind():
    factories.parcel()
    origin = factories.source()
    land_unit_publish(
        SEVEN, address="", area_m2=Decimal(600), area_rule="", area_source=origin, now=day(0)
    )
    row = Parcel.objects.current().get()
    content = strip("0", "30", code=SEVEN)
    with pytest.raises(Conflict, match=f"{SEVEN}W00000000"):
        parcels_correct([Correction(row.pk, content, (factories.NOW, day(0.5)))], act())


def test_a_correction_of_what_was_long_ago_is_not_held_up_by_what_stands_today(built):
    narrowed("26")
    old = Parcel.objects.standing().get(valid_to__isnull=False)
    parcels_correct([Correction(old.pk, strip("0", "29", code=SEVEN))], act(2))
    run("select 1")  # what a commit would run


def test_of_many_buildings_five_are_named_and_the_rest_counted(built, monkeypatch):
    rows = [
        {
            "code": f"{SEVEN}F{number:04d}",
            "parcel_code": SEVEN,
            "away_m": None if number == 2 else Decimal("1.500"),
            "outside_m2": None if number == 2 else Decimal("3.00"),
            "limit_m": Decimal("0.10"),
        }
        for number in range(1, 8)
    ]
    monkeypatch.setattr(sql, "rows", lambda *_: rows)
    with pytest.raises(Conflict) as refusal:
        require_within({BUILDING_CODE: SEVEN})
    said = refusal.value.message
    assert "F0005" in said.zh
    assert "F0006" not in said.zh
    assert "另有 2 处" in said.zh
    assert "and 2 more" in said.en
    assert f"{SEVEN}F0002 与宗地 {SEVEN} 的点数过多" in said.zh


# What the database refuses


def rewritten(geom: str, end: str) -> str:
    """Return a statement that ends or corrects the current row and puts one of ``geom`` after."""
    later = f"'{day(1).isoformat()}'"
    told = {"geom": geom, "recorded_from": later, "valid_to": "null", "closed_at": "null"}
    told["recorded_to"] = "null"
    if "valid_to" in end:
        told["valid_from"] = later
    values = ", ".join(told.get(column, column) for column in PARCEL_COLUMNS)
    return (
        f"update parcels_parcel set {end.format(later=later)} where parcel_code = '{SEVEN}'; "
        f"insert into parcels_parcel ({', '.join(PARCEL_COLUMNS)}) select {values} "
        f"from parcels_parcel where parcel_code = '{SEVEN}'"
    )


ENDED, CORRECTED = "valid_to = {later}, closed_at = {later}", "recorded_to = {later}"
ATTEMPTS = {
    "a version that cuts its building": rewritten(CUT, ENDED),
    "a correction that cuts its building": rewritten(CUT, CORRECTED),
    "a version on other ground": rewritten("st_translate(geom, 0, 500)", ENDED),
    "a parcel ended under its building": rewritten("geom", ENDED).partition(";")[0],
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_the_database_refuses_it_to_the_applications_own_role(built, attempt):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), as_the_application():
        run(attempt)
    assert refusal.value.__cause__.diag.constraint_name == "building_in_its_parcel"


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_without_its_guard_it_comes_in_and_the_auditor_finds_it(built, attempt):
    with taken_back():
        run("set constraints all immediate; drop trigger fixtures_in_parcel on parcels_parcel")
        run(attempt)
        assert {"building_outside_parcel", "building_guards_are_there"} <= found()


def test_what_leaves_a_building_where_it_is_is_let_in(built):
    with as_the_application():
        run(rewritten("geom", ENDED))
    assert "building_outside_parcel" not in found()


def test_the_database_refuses_a_parcel_ended_under_the_unit_of_its_land():
    factories.parcel()
    origin = factories.source()
    land_unit_publish(
        SEVEN, address="", area_m2=Decimal(600), area_rule="", area_source=origin, now=day(0)
    )
    ended = ATTEMPTS["a parcel ended under its building"]
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), as_the_application():
        run(ended)
    assert refusal.value.__cause__.diag.constraint_name == "unit_in_its_parcel"
    with taken_back():
        run("set constraints all immediate; drop trigger fixtures_in_parcel on parcels_parcel")
        run(ended)
        assert {"unit_without_parcel", "building_guards_are_there"} <= found()


def test_the_database_refuses_a_unit_without_a_parcel():
    origin, wanted = factories.source(), {"address": "", "area_m2": Decimal(600), "area_rule": ""}
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), as_the_application():
        land_unit_publish(SEVEN, area_source=origin, now=day(0), **wanted)
    assert refusal.value.__cause__.diag.constraint_name == "unit_in_its_parcel"
    with taken_back():
        run("drop trigger units_on_parcels on buildings_unit")
        land_unit_publish(SEVEN, area_source=origin, now=day(0), **wanted)
        assert "unit_without_parcel" in found()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_a_parcel_is_not_ended_where_writers_at_once_are_not_seen(level):
    factories.parcel()
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"set transaction isolation level {level}")
        run(ATTEMPTS["a parcel ended under its building"])
    assert refusal.value.__cause__.diag.constraint_name == "parcel_fixtures_isolation"


# One number for the check of deliveries and the register


def test_the_limits_of_the_database_are_those_of_the_check_of_deliveries():
    with connection.cursor() as cursor:
        cursor.execute("select array(select boundary_limit_m_v1(n) from generate_series(1, 3) n)")
        assert cursor.fetchone()[0] == [row.limit_m for row in BOUNDARY_CLASSES]
        cursor.execute("select boundary_limit_m_v1(null), outside_ground_m2_v1()")
        assert cursor.fetchone() == (BOUNDARY_CLASSES[0].limit_m, OVERLAP_AREA_M2)


shifts = st.floats(-30, 30, allow_nan=False).map(lambda metres: round(metres, 3))


@given(east=shifts, north=shifts, turn=st.integers(0, 359))
def test_the_database_measures_as_the_check_of_deliveries_does(east, north, turn):
    parcel = shapely.MultiPolygon([shapely.box(432_000, 3_898_000, 432_030, 3_898_020)])
    block = shapely.affinity.rotate(shapely.box(-8, -4, 8, 4), turn)
    footprint = shapely.MultiPolygon(
        [shapely.affinity.translate(block, 432_015 + east, 3_898_010 + north)]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select away_m from building_outside_v1(%s::geometry, %s::geometry)",
            [footprint.wkb_hex, parcel.wkb_hex],
        )
        (away_m,) = cursor.fetchone()
    outside = footprint.difference(parcel)
    is_more = area_m2(outside) > OVERLAP_AREA_M2
    expected_m = reach_m(outside, parcel) if is_more else Decimal(0)
    assert abs(away_m - expected_m) <= Decimal("0.001")
