"""Deliveries in which many shapes lie on one another: each is said once, and checks come to an end.

Numbers of pairs are reckoned by hand: n shapes that all meet are n(n-1)/2 pairs.
"""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
import shapely

from cadastre.domain.findings import Finding
from importers.records import Delivery
from surveys.checks.corners import Corners
from surveys.checks.drawing import drawing_of
from surveys.domain import coverage_overlaps
from surveys.domain.check import CheckReport, Outcome, run_checks
from surveys.domain.coverage_crowds import PAIRS_OF_CROWD, compared, firsts, meeting_pairs
from tests.surveys.checks.cases import BELOW_CODE, CODE, DESK, building, parcel, ring, square

COVERAGE = ("BP06", "CV01", "CV02", "CV03", "PA04")


def code(number: int, layer: str = "GB") -> str:
    return f"410811001002{layer}{number:05d}"


def parcels(*rings) -> Delivery:
    drawn = [parcel(each, code=code(at), line=at) for at, each in enumerate(rings, start=1)]
    return Delivery(parcels=drawn)


def checked(delivery: Delivery, *codes: str) -> CheckReport:
    return run_checks(delivery, DESK, codes=codes or COVERAGE)


def outcomes(report: CheckReport) -> dict[str, Outcome]:
    return {result.code: result.outcome for result in report.outcomes}


def of(report: CheckReport, check: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.code == check]


def test_equal_squares_are_each_said_once_with_the_first():
    report = checked(parcels(*[square()] * 300))
    assert [finding.found for finding in report.findings] == [code(n) for n in range(2, 301)]
    assert {(f.code, f.object_key, str(f.measured)) for f in report.findings} == {
        ("PA04", code(1), "10000.000000")
    }
    assert report.findings[0].message.zh == (
        f"宗地 {code(1)} 与宗地 {code(2)} 完全重合，面积 10000.00 m²。"
    )
    assert set(outcomes(report).values()) == {Outcome.ERROR, Outcome.PASSED}


def test_a_square_drawn_from_another_corner_the_other_way_round_is_the_same():
    turned = ring("-100 100", "0 100", "0 0", "-100 0")
    (finding,) = of(checked(parcels(square(), turned)), "PA04")
    assert (finding.kind, finding.found) == ("overlap", code(2))
    assert "完全重合" in finding.message.zh


def test_two_records_of_one_code_are_said_by_another_check():
    twice = Delivery(parcels=[parcel(square(), line=line) for line in (1, 2)])
    assert of(checked(twice), "PA04") == []


def test_a_neighbour_on_two_equal_ones_is_said_with_the_first():
    report = checked(parcels(square(), square(), square("0", "99")))
    said = {(finding.object_key, finding.found) for finding in of(report, "PA04")}
    assert said == {(code(1), code(2)), (code(1), code(3))}


def test_a_coverage_delivered_twice_has_no_other_faults():
    """Sides of which both deliveries are drawn belong together as if it had been delivered once."""
    tiles = [square("0", str(100 * at)) for at in range(20)]
    report = checked(parcels(*tiles, *tiles))
    said = [(finding.code, finding.object_key, finding.found) for finding in report.findings]
    assert said == [("PA04", code(n), code(n + 20)) for n in range(1, 21)]


def test_parcels_beyond_a_crowd_are_counted_and_not_compared():
    # 300 squares within 3 m are 44,850 pairs, more than 30,000 + 20 * 300; 141 of them are 9,870.
    report = checked(parcels(*[square("0", f"{at}e-2") for at in range(300)]))
    assert len(of(report, "PA04")) == 141 * 140 // 2 <= PAIRS_OF_CROWD < 142 * 141 // 2
    missing = {result.code: result.missing.zh for result in report.outcomes}
    left = f"宗地 {code(142)} 等 159 个图形所在之处重叠的图形过多，未比较"
    assert all(left in missing[check] for check in ("PA04", "CV01", "CV03"))
    assert outcomes(report)["PA04"] is Outcome.ERROR
    assert not report.ok


def test_a_crowd_leaves_those_beside_it_compared():
    crowd = [square("0", f"{at}e-2") for at in range(300)]
    beside = [square("0", "1000"), square("0", "1099")]
    report = checked(parcels(*crowd, *beside))
    assert (code(301), code(302)) in {(f.object_key, f.found) for f in of(report, "PA04")}


def test_equal_parcels_of_two_layers_are_stacked_once():
    surface = [parcel(square(), code=code(at), line=at) for at in range(1, 101)]
    below = [parcel(square(), code=code(at, "GX"), line=at + 100) for at in range(1, 101)]
    report = checked(Delivery(parcels=[*surface, *below]))
    assert [(f.object_key, f.found) for f in of(report, "CV02")] == [(code(1), code(1, "GX"))]
    assert len(of(report, "PA04")) == 2 * 99


def test_buildings_on_one_place_are_each_said_once():
    houses = [building(square(), number=f"{at:04d}", line=at) for at in range(1, 301)]
    report = checked(Delivery(buildings=houses), "BU25")
    assert [f.found for f in report.findings] == [f"{CODE}F{at:04d}" for at in range(2, 301)]
    assert {f.object_key for f in report.findings} == {f"{CODE}F0001"}


def test_points_on_one_place_are_one():
    repeated = ring(*["0 0"] * 3_000, "0 100", "-100 100")
    neighbour = parcel(square("0.02", "-100"), code=BELOW_CODE.replace("GX", "GB"))
    delivery = Delivery(parcels=[parcel(repeated), neighbour])
    found = of(checked(delivery), "BP06")
    assert {str(finding.measured) for finding in found} == {"0.02"}
    assert len(found) == 3_000


def test_more_points_than_a_drawing_has_are_counted_and_not_compared():
    # 100 corners in a square of 2 cm, the 300 others 100 m away.
    near = [square(f"{at % 10}e-3", f"{2 * (at // 10)}e-3", str(100 + at)) for at in range(100)]
    report = checked(parcels(*near), "BP06")
    (result,) = report.outcomes
    assert result.missing.zh.startswith(f"宗地 {code(1)} 等的 100 处界址点周围的点过多")


def test_what_is_near_is_found_in_slices():
    delivery = parcels(*[square("0", str(Decimal("100.02") * at)) for at in range(600)])
    drawing = drawing_of(delivery, replace(DESK, shared={}))
    corners = Corners.of(drawing, DESK)
    first, second, left = corners.near(corners.piles(), 0.1)
    assert len(first) == len(second) == 2 * 599
    assert len(left) == 0


@pytest.mark.parametrize("delivery", [Delivery(), parcels(square())])
def test_nothing_and_one_have_no_neighbours(delivery):
    corners = Corners.of(drawing_of(delivery, replace(DESK, shared={})), DESK)
    assert [len(each) for each in corners.near(corners.piles(), 0.1)] == [0, 0, 0]


def boxes(count: int, step_m: float) -> np.ndarray:
    east = np.arange(count) * step_m
    return shapely.box(east, 0.0, east + 100.0, 100.0)


def test_shapes_side_by_side_are_all_compared():
    assert compared(boxes(5_000, 100.0)).left.tolist() == []


def test_a_road_through_a_coverage_is_compared():
    road = shapely.box(0.0, 100.0, 500_000.0, 110.0)
    assert compared(np.append(boxes(5_000, 100.0), road)).left.tolist() == []


def test_the_first_of_each_ground_stands_for_it():
    some = boxes(3, 1.0)
    assert firsts(some[[2, 0, 2, 1, 0]]).tolist() == [0, 1, 0, 3, 1]
    assert firsts(some[:0]).tolist() == []


def test_pairs_are_those_of_a_whole_number_of_shapes():
    shapes = boxes(200, 60.0)  # each meets one on either side
    pairs, number = meeting_pairs(shapely.STRtree(shapes), shapes, 299)
    assert number == 100  # 2 + 98 * 3 = 296 of 99, and the hundredth makes 299
    assert pairs.shape == (2, 299)
    assert all(a <= b for a, b in pairwise(pairs[0].tolist()))
    _, all_of_them = meeting_pairs(shapely.STRtree(shapes), shapes, 1_000)
    assert all_of_them == 200


def test_overlaps_beyond_the_most_are_counted(monkeypatch):
    monkeypatch.setattr(coverage_overlaps, "_MOST_PAIRS", 10)
    report = checked(parcels(*[square("0", str(at)) for at in range(10)]))
    assert len(of(report, "PA04")) == 10
    missing = {result.code: result.missing for result in report.outcomes}
    assert missing["PA04"].zh == "重叠过多，另有 35 对宗地未比较"
    assert missing["PA04"].en == "35 more pairs of overlapping parcels: not compared"
