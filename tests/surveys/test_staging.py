"""What is delivered and found arrives in the tables as it was: texts, figures, places."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings as site
from django.db import DataError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from cadastre.domain.findings import Finding, Severity, Text
from importers.records import (
    BuildingRecord,
    Delivery,
    HolderRecord,
    ParcelRecord,
    PointRecord,
    PolygonRecord,
    RingRecord,
    UnitRecord,
)
from surveys import staging
from surveys.domain.check import CheckReport
from surveys.models import StagedBuildingPoint, StagedParcelPoint, SurveyResult
from tests import factories

pytestmark = pytest.mark.django_db

MARKS = st.sampled_from(["\\", "\t", "\n", "\r", "\\N", "\\.", "\\n", "'", '"', "{", "宗地", " "])
TEXTS = st.lists(
    MARKS | st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9
).map("".join)
LONG = TEXTS | TEXTS.map(lambda text: (text or "长") * 400)
CODES = TEXTS.map(lambda text: text[:10])
BOTH = st.builds(Text, TEXTS, TEXTS)
FIGURES = st.sampled_from([None, Decimal("1E+3"), Decimal("0.00"), Decimal("1E-12")]) | st.decimals(
    -(10**15), 10**15, places=6
)
LINES = st.none() | st.integers(0, 2**31 - 1)
STOREYS = st.none() | st.integers(-9, 200)
PLACES = st.none() | st.tuples(st.floats(-1e8, 1e8), st.floats(-1e8, 1e8))
DOCUMENTS = st.dictionaries(TEXTS, LONG, max_size=3)
FINDINGS = st.builds(
    Finding,
    code=CODES,
    kind=CODES,
    severity=st.sampled_from(Severity),
    message=BOTH,
    advice=BOTH,
    object_key=LONG,
    file=LONG,
    line=LINES,
    field=LONG,
    found=LONG,
    expected=LONG,
    measured=FIGURES,
    limit=FIGURES,
    unit=CODES,
    location=PLACES,
    cites=LONG,
)
FINDING = Finding("PA06", "area_mismatch", Severity.ERROR, Text("示例", "example"))


@pytest.fixture
def result() -> SurveyResult:
    factories.sub_district()
    surveyor = factories.account("surveyor", Role.SURVEYOR)
    return SurveyResult.objects.create(
        project=factories.project(surveyor),
        stage=factories.stage("supply"),
        version=1,
        surveyed_on=date(2021, 3, 1),
        surveyor_organisation="示例测绘有限公司",
        uploaded_by=surveyor,
        uploaded_at=factories.NOW,
    )


def ring(*points: tuple[str, str, str, int | None]) -> RingRecord:
    return RingRecord(
        tuple(
            PointRecord(label, Decimal(north), Decimal(east), line)
            for label, north, east, line in points
        )
    )


def several(test):
    """Try few examples, each on the same result."""
    shared = [HealthCheck.function_scoped_fixture]
    return settings(max_examples=25, suppress_health_check=shared)(test)


def digits(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"


def test_points_keep_digits_labels_lines_and_places(result: SurveyResult) -> None:
    outer = ring(
        ("J\t1\\N\n", "3898650.120", "432010.0", 7),
        ("界2" * 30, "3898650.12", "432110.00", None),
        ("", "3898600", "432110", 9),
    )
    hole = ring(("A", "1", "1", 1), ("B", "2", "1", 2), ("C", "2", "2", 3))
    parcel = ParcelRecord("a", 1, "P", "", (PolygonRecord(outer, (hole,)), PolygonRecord(hole)))
    building = BuildingRecord("a", 1, "0001", "", "", (PolygonRecord(hole),))
    staging.stage(result, Delivery(parcels=[parcel], buildings=[building]))
    points = StagedParcelPoint.objects.filter(parcel__result=result)
    found = [
        (p.part, p.ring, p.sequence, p.label, str(p.northing_m), str(p.easting_m), p.source_line)
        for p in points.order_by("part", "ring", "sequence")
    ]
    assert found[:3] == [
        (0, 0, 1, "J\t1\\N\n", "3898650.120", "432010.0", 7),
        (0, 0, 2, "界2" * 20, "3898650.12", "432110.00", None),
        (0, 0, 3, "", "3898600", "432110", 9),
    ]
    assert [each[:4] for each in found[3:]] == [
        *((0, 1, place, label) for place, label in enumerate("ABC", start=1)),
        *((1, 0, place, label) for place, label in enumerate("ABC", start=1)),
    ]
    of_building = StagedBuildingPoint.objects.filter(building__result=result)
    assert sorted(of_building.values_list("sequence", "label", "source_line")) == [
        (1, "A", 1),
        (2, "B", 2),
        (3, "C", 3),
    ]
    staging.clear(result)
    assert not points.exists()


def test_points_of_many_parcels_go_to_their_own(result: SurveyResult, monkeypatch) -> None:
    monkeypatch.setattr(staging, "BATCH", 2)
    parcels = [
        ParcelRecord("a", n, f"P{n}", "", (PolygonRecord(ring((f"J{n}", str(n), "5", n))),))
        for n in range(1, 6)
    ]
    staging.stage(result, Delivery(parcels=parcels))
    pairs = StagedParcelPoint.objects.values_list("parcel__parcel_code", "label")
    assert sorted(pairs) == [(f"P{n}", f"J{n}") for n in range(1, 6)]


def test_a_figure_that_is_no_number_is_not_written(result: SurveyResult) -> None:
    parcel = ParcelRecord("a", 1, "P", "", (PolygonRecord(ring(("J1", "NaN", "1", 1))),))
    with pytest.raises(ValueError, match="NaN"):
        staging.stage(result, Delivery(parcels=[parcel]))


@several
@given(findings=st.lists(FINDINGS, max_size=4))
def test_findings_are_kept_as_they_were_said(result: SurveyResult, findings) -> None:
    staging.clear(result)
    staging.store_report(result, CheckReport(tuple(findings), ()))
    rows = list(result.findings.order_by("position"))
    assert [row.position for row in rows] == list(range(1, len(findings) + 1))
    for row, told in zip(rows, findings, strict=True):
        assert (row.code, row.kind, row.severity) == (told.code, told.kind, told.severity.value)
        assert Text(row.message_zh, row.message_en) == told.message
        assert Text(row.advice_zh, row.advice_en) == told.advice
        assert (row.object_key, row.file) == (told.object_key[:100], told.file[:255])
        assert (row.line, row.field, row.cites) == (told.line, told.field[:100], told.cites[:200])
        assert (row.found, row.expected, row.unit) == (told.found, told.expected, told.unit)
        assert (digits(row.measured), digits(row.limit)) == (
            digits(told.measured),
            digits(told.limit),
        )
        assert (row.location and row.location.coords) == told.location
        assert row.location is None or row.location.srid == site.SRID


def test_findings_of_several_batches_are_numbered_on(result: SurveyResult, monkeypatch) -> None:
    monkeypatch.setattr(staging, "BATCH", 2)
    findings = tuple(replace(FINDING, line=line) for line in range(5))
    staging.store_report(result, CheckReport(findings, ()))
    rows = result.findings.order_by("position").values_list("position", "line")
    assert list(rows) == [(1, 0), (2, 1), (3, 2), (4, 3), (5, 4)]


@several
@given(
    parcel=st.builds(
        ParcelRecord, TEXTS, LINES, LONG, LONG, st.just(()), FIGURES, st.none(), LONG, CODES, LONG,
        DOCUMENTS,
    ),
    building=st.builds(
        BuildingRecord, TEXTS, LINES, LONG, LONG, LONG, st.just(()), STOREYS, STOREYS, LONG,
        FIGURES, FIGURES, DOCUMENTS,
    ),
)  # fmt: skip
def test_parcels_and_buildings_are_kept_as_read(result: SurveyResult, parcel, building) -> None:
    staging.clear(result)
    staging.stage(result, Delivery(parcels=[parcel], buildings=[building]))
    row = result.parcels.get()
    assert (row.file, row.line, row.name) == (parcel.file, parcel.line, parcel.name[:200])
    assert (row.parcel_code, row.address) == (parcel.parcel_code[:60], parcel.address[:300])
    assert row.land_use_system == parcel.land_use_system
    assert row.land_use_code == parcel.land_use_code[:20]
    assert digits(row.declared_area_m2) == digits(parcel.declared_area_m2)
    assert (row.attributes, row.geom, row.computed_area_m2) == (parcel.attributes, None, None)
    row = result.buildings.get()
    assert (row.file, row.line, row.name) == (building.file, building.line, building.name[:200])
    assert row.building_number == building.building_number[:40]
    assert row.parcel_code == building.parcel_code[:60]
    assert row.storeys_above == building.storeys_above
    assert row.storeys_below == building.storeys_below
    assert row.structure == building.structure[:60]
    assert digits(row.floor_area_m2) == digits(building.floor_area_m2)
    assert digits(row.footprint_area_m2) == digits(building.footprint_area_m2)
    assert (row.attributes, row.geom, row.computed_area_m2) == (building.attributes, None, None)


@several
@given(
    unit=st.builds(
        UnitRecord, TEXTS, LINES, LONG, LONG, STOREYS, LONG, LONG, LONG, FIGURES, FIGURES, FIGURES,
        FIGURES, LONG, LONG, DOCUMENTS,
    ),
    holder=st.builds(HolderRecord, TEXTS, LINES, LONG, LONG, LONG),
)  # fmt: skip
def test_units_and_holders_are_kept_as_read(result: SurveyResult, unit, holder) -> None:
    staging.clear(result)
    staging.stage(result, Delivery(units=[unit, unit], holders=[holder]))
    row, second = result.units.all()
    assert (row.position, second.position) == (1, 2)
    assert (row.file, row.line, row.storey_number) == (unit.file, unit.line, unit.storey_number)
    assert row.building_number == unit.building_number[:40]
    assert (row.section, row.storey_label) == (unit.section[:40], unit.storey_label[:50])
    assert (row.room, row.use) == (unit.room[:60], unit.use[:60])
    for name in ("inner_m2", "shared_m2", "built_m2", "coefficient"):
        assert digits(getattr(row, name)) == digits(getattr(unit, name))
    assert (row.unit_code, row.address) == (unit.unit_code[:60], unit.address[:300])
    assert row.attributes == unit.attributes
    kept = result.holders.get()
    assert (kept.file, kept.line, kept.value) == (holder.file, holder.line, holder.value[:300])
    assert (kept.object_key, kept.field) == (holder.object_key[:100], holder.field[:60])


def test_shapes_and_areas_are_those_of_the_points(result: SurveyResult) -> None:
    triangle = ring(("1", "0", "0", 1), ("2", "0", "9.5", 2), ("3", "10", "9.5", 3))
    line = ring(("1", "0", "0", 1), ("2", "0", "9.5", 2))
    parcels = [
        ParcelRecord("a", number, "P", "", (PolygonRecord(outer),))
        for number, outer in enumerate((line, triangle))
    ]
    staging.stage(result, Delivery(parcels=parcels))
    flat, drawn = result.parcels.all()
    assert (flat.geom, flat.computed_area_m2) == (None, Decimal(0))
    assert drawn.geom.coords == ((((0, 0), (9.5, 0), (9.5, 10), (0, 0)),),)
    assert (drawn.geom.srid, drawn.computed_area_m2) == (site.SRID, Decimal("47.5"))


@pytest.mark.parametrize(
    ("finding", "refusal"),
    [
        (replace(FINDING, measured=Decimal("NaN")), ValueError),
        (replace(FINDING, limit=Decimal("-Infinity")), ValueError),
        (replace(FINDING, found="a\0b"), ValueError),
        (replace(FINDING, found="a\ud800b"), UnicodeEncodeError),
        (replace(FINDING, code="PA06 is too long"), DataError),
    ],
    ids=["NaN", "infinity", "NUL", "half a pair", "too long"],
)
def test_what_the_database_cannot_hold_is_refused(result: SurveyResult, finding, refusal) -> None:
    with pytest.raises(refusal), transaction.atomic():
        staging.store_report(result, CheckReport((FINDING, finding), ()))
    assert not result.findings.exists()
