"""Points of a delivery arrive in the staged tables as they were delivered."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Role
from importers.records import (
    BuildingRecord,
    Delivery,
    ParcelRecord,
    PointRecord,
    PolygonRecord,
    RingRecord,
)
from surveys import staging
from surveys.models import StagedBuildingPoint, StagedParcelPoint, SurveyResult
from tests import factories

pytestmark = pytest.mark.django_db


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
