"""What must stay the same however the same shape is written down, and against other engines."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.records import Delivery, PointRecord, PolygonRecord, RingRecord
from surveys.checks.outline import crossings, spikes
from surveys.checks.plane import FULL
from surveys.domain.check import run_checks
from tests.surveys.checks.cases import DESK, OTHER_CODE, parcel, ring, square

PLACES = st.tuples(st.integers(0, 12), st.integers(0, 12))
RINGS = st.lists(PLACES, min_size=3, max_size=9, unique=True)
SHAPE_CHECKS = {"BP01", "BP02", "BP03", "BL02", "BL03", "PA02", "PA05"}


def drawn(places: list[tuple[int, int]]) -> RingRecord:
    return ring(*(f"{north} {east}" for north, east in places))


def said(record: RingRecord) -> list[tuple[object, ...]]:
    report = run_checks(Delivery(parcels=[parcel(record)]), DESK, codes=SHAPE_CHECKS)
    return [(f.code, f.object_key, f.location, f.message) for f in report.findings]


@given(places=RINGS, turn=st.integers(0, 8), back=st.booleans())
def test_start_and_direction_of_a_ring_say_nothing(places, turn, back):
    record = drawn(places)
    points = record.points[turn:] + record.points[:turn]
    other = RingRecord(points[::-1] if back else points)
    assert said(record) == said(other)


@given(places=RINGS)
def test_a_ring_is_valid_for_geos_exactly_when_nothing_is_said(places):
    record = drawn(places)
    folded = {each for each in said(record) if each[0] == "BP03"}
    wrong = set(said(record)) - folded
    if shapely.Polygon([(east, north) for north, east in places]).is_valid:
        assert not wrong
        assert all("0.0°" not in each[3].zh for each in folded)
    else:
        assert wrong or folded


@given(places=RINGS, north=st.integers(-900, 900), east=st.integers(-900, 900))
def test_moving_a_ring_moves_its_crossings(places, north, east):
    plane = FULL
    here = crossings(drawn(places).points, plane)
    there = crossings(drawn([(a + north, b + east) for a, b in places]).points, plane)
    assert [each.sides for each in here] == [each.sides for each in there]
    moved = [(each.east_m + east, each.north_m + north) for each in here]
    assert np.allclose(moved, [(each.east_m, each.north_m) for each in there], atol=0.002)


@given(angle=st.floats(0.01, 5), reach=st.floats(10, 500))
def test_a_tip_is_a_spike_below_one_degree(angle, reach):
    half = np.radians(angle) / 2
    places = [(0, 0), (np.sin(half), np.cos(half)), (-np.sin(half), np.cos(half))]
    points = [
        PointRecord(f"J{at}", *(Decimal(f"{figure * reach:.9f}") for figure in place))
        for at, place in enumerate(places, start=1)
    ]
    found = [point.label for point, _ in spikes(points)]
    assert abs(angle - 1) < 0.01 or found == (["J1"] if angle < 1 else [])


@settings(max_examples=40)
@given(first=RINGS, second=RINGS)
def test_overlaps_are_those_of_an_overlay_done_otherwise(first, second):
    one, other = (shapely.Polygon([(e, n) for n, e in places]) for places in (first, second))
    delivery = Delivery(parcels=[parcel(drawn(first)), parcel(drawn(second), code=OTHER_CODE)])
    report = run_checks(delivery, DESK, codes={"PA04"})
    if not (one.is_valid and other.is_valid):
        assert not report.findings
        assert "不成面" in report.outcomes[0].missing.zh
        return
    # Whole metres: common ground is never between 0 and a tenth of a square metre by chance
    common = one.intersection(other)
    inside = common.area > 0.1
    assert inside == bool(report.findings) or common.area < 0.2
    if report.findings:
        assert float(report.findings[0].measured) == pytest.approx(common.area, abs=1e-6)
        contained = one.covers(other) != one.covered_by(other)
        assert report.findings[0].kind == ("contained" if contained else "overlap")


def test_thousands_of_crossing_vertices_are_named_without_looking_at_every_pair():
    count = 4_001
    star = ring(*(f"{at * 7 % 1999} {at * 11 % 3989}" for at in range(count)))
    [finding] = run_checks(Delivery(parcels=[parcel(star)]), DESK, codes={"BL02"}).findings
    assert finding.kind == "self_intersection"


def test_labels_of_holes_and_parts_are_counted_through():
    crossing = ring("-10 10", "-30 30", "-10 30", "-30 10", first=5)
    record = parcel(PolygonRecord(square(), (crossing,)))
    [finding] = run_checks(Delivery(parcels=[record]), DESK, codes={"BL02"}).findings
    assert "第 2 圈" in finding.message.zh
    assert "ring 2 of" in finding.message.en
    assert "J5–J6 与 J7–J8" in finding.message.zh


def test_a_finding_about_a_point_names_its_line():
    outline = ring("0 0", "0 100", "-0.0005 100", "-9 99", "-9 0")
    [finding] = run_checks(Delivery(parcels=[parcel(outline)]), DESK, codes={"BP02"}).findings
    assert (finding.file, finding.line) == ("宗地.txt", 12)
    assert finding.location == (432100.0, 3897999.9995)


def test_coordinates_that_are_no_numbers_are_left_to_the_readers():
    points = square().points
    bad = (points[0], replace(points[1], northing_m=Decimal("NaN")), *points[2:])
    record = parcel(RingRecord(bad), area="10000", step="1")
    assert run_checks(Delivery(parcels=[record]), DESK).findings == ()
