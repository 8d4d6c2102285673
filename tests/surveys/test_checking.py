"""Checks beside the register: what they know of the project, and how their statements run."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import Role
from importers.records import Delivery, PolygonRecord
from parcels.models import Parcel
from surveys import staging
from surveys.checking import check_context, check_delivery
from surveys.domain.check import Outcome, run_checks
from surveys.domain.evidence import BaseStage
from surveys.models import ResultStatus, SurveyResult
from tests import factories
from tests.surveys.checks.cases import (
    CODE,
    DESK,
    GOLDEN_UNITS,
    OTHER_CODE,
    building,
    parcel,
    ring,
    square,
    unit,
)
from tests.surveys.checks.xs_cases import MEASURED, SOLD, SUPPLIED

pytestmark = pytest.mark.django_db


@pytest.fixture
def surveyor():
    return factories.account("surveyor", Role.SURVEYOR)


@pytest.fixture
def project(surveyor):
    factories.sub_district()
    return factories.project(surveyor, code=CODE)


def result_of(project, stage: str, *, version: int = 1, **fields) -> SurveyResult:
    return SurveyResult.objects.create(
        project=project,
        stage=factories.stage(stage),
        version=version,
        surveyed_on=fields.pop("surveyed_on", date(2021, 3, 1)),
        surveyor_organisation="示例测绘有限公司",
        uploaded_by=project.created_by,
        uploaded_at=factories.NOW,
        **fields,
    )


def accepted(project, stage: str, delivery: Delivery, **fields) -> SurveyResult:
    """Return an accepted result with its staged delivery."""
    result = result_of(project, stage, **fields)
    staging.stage(result, delivery)
    reviewer = factories.account(f"reviewer-{stage}-{result.version}", Role.REVIEWER)
    SurveyResult.objects.filter(pk=result.pk).update(
        status=ResultStatus.ACCEPTED, reviewed_by=reviewer, reviewed_at=factories.NOW
    )
    return result


def outcomes(report) -> dict[str, Outcome]:
    return {each.code: each.outcome for each in report.outcomes}


def test_the_golden_development_passes_with_its_two_notes(project):
    accepted(project, "supply", Delivery(parcels=[parcel(SUPPLIED)]))
    accepted(project, "presale", Delivery(units=list(SOLD)))
    completion = result_of(project, "completion", surveyed_on=date(2024, 3, 1))
    delivery = Delivery(
        parcels=[parcel(MEASURED, area="2700.92", step="0.01")],
        buildings=[building(square("640", "25", "14.63"), above=2, total="2")],
        units=list(GOLDEN_UNITS),
    )
    report = check_delivery(delivery, result=completion)
    assert [(f.code, f.kind) for f in report.findings] == [("XS01", "boundary_unchanged")]
    assert report.findings[0].measured == pytest.approx(Decimal("0.0228"), abs=Decimal("0.0001"))
    assert report.ok
    told = outcomes(report)
    assert told["XS02"] is told["XS03"] is told["PA03"] is told["PA10"] is Outcome.PASSED


def test_what_is_not_accepted_is_not_compared_with(project):
    waiting = result_of(project, "supply")
    staging.stage(waiting, Delivery(parcels=[parcel(SUPPLIED)]))
    told = check_delivery(
        Delivery(parcels=[parcel(MEASURED)], units=[unit()]),
        result=result_of(project, "completion"),
    )
    missing = {each.code: each.missing.zh for each in told.outcomes}
    assert outcomes(told)["XS01"] is Outcome.COULD_NOT_CHECK
    assert "供地界址" in missing["XS01"]
    assert "预售楼盘表" in missing["XS02"]


def test_results_of_another_project_are_not_looked_at(project, surveyor):
    other = factories.project(surveyor, number="DC-2026-002", code=OTHER_CODE)
    accepted(other, "supply", Delivery(parcels=[parcel(SUPPLIED)]))
    context = check_context(result_of(project, "completion"))
    assert context.supply is None
    assert context.project_boundary == ()


def test_the_latest_accepted_version_counts(project):
    accepted(project, "supply", Delivery(parcels=[parcel(square())]))
    later = Delivery(parcels=[parcel(SUPPLIED)])
    accepted(project, "supply", later, version=2, surveyed_on=date(2021, 5, 1))
    context = check_context(result_of(project, "completion"))
    assert len(context.supply.boundary[0]) == 6


def test_what_a_context_says_of_its_result(project, settings):
    context = check_context(
        result_of(project, "presale", accuracy_class=2, area_standard="GB/T 50353-2013")
    )
    assert (context.office_srid, context.county_code) == (settings.SRID, settings.COUNTY_CODE)
    assert (context.parcel_code, context.base_stage) == (CODE, BaseStage.PRESALE)
    assert (context.accuracy_class, context.area_rule) == (2, "GB/T 50353-2013")


def test_a_building_stands_on_the_accepted_parcel(project):
    hole = square("-40", "40", "20", first=5)
    supplied = parcel(PolygonRecord(square(), (hole,)))
    accepted(project, "supply", Delivery(parcels=[supplied]))
    planning = result_of(project, "planning")
    inside = Delivery(buildings=[building(square("-10", "10", "20"))])
    assert outcomes(check_delivery(inside, result=planning))["BU02"] is Outcome.PASSED
    in_the_hole = Delivery(buildings=[building(square("-42", "42", "10"))])
    assert outcomes(check_delivery(in_the_hole, result=planning))["BU02"] is Outcome.ERROR


def test_the_registered_boundary_goes_before_the_accepted_one(project):
    accepted(project, "supply", Delivery(parcels=[parcel(square("500"))]))
    points = tuple(
        factories.RegisterPoint(p.label, p.northing_m, p.easting_m) for p in square().points
    )
    factories.parcel(CODE, (points,))
    context = check_context(result_of(project, "completion"))
    [[outer]] = context.project_boundary
    assert [(p.northing_m, p.easting_m) for p in outer] == [
        (p.northing_m, p.easting_m) for p in square().points
    ]


def test_without_any_boundary_buildings_cannot_be_checked(project):
    delivery = Delivery(buildings=[building(square())])
    report = check_delivery(delivery, result=result_of(project, "planning"))
    [told] = [each for each in report.outcomes if each.code == "BU02"]
    assert told.outcome is Outcome.COULD_NOT_CHECK
    assert "宗地界址" in told.missing.zh


def test_without_districts_their_check_says_so(surveyor):
    project = factories.project(surveyor, code=CODE)
    result = result_of(project, "supply")
    report = check_delivery(Delivery(parcels=[parcel(square())]), result=result)
    [told] = [each for each in report.outcomes if each.code == "PA10"]
    assert told.outcome is Outcome.COULD_NOT_CHECK
    assert told.missing.zh == "缺少地籍子区图层"


def test_closed_versions_disturb_nothing(project):
    points = tuple(
        factories.RegisterPoint(p.label, p.northing_m, p.easting_m) for p in square().points
    )
    old = factories.parcel(OTHER_CODE, (points,))
    delivery, result = Delivery(parcels=[parcel(square())]), result_of(project, "supply")
    assert outcomes(check_delivery(delivery, result=result))["PA03"] is Outcome.ERROR
    Parcel.objects.filter(pk=old.pk).update(valid_to=factories.NOW + timedelta(days=1))
    told = outcomes(check_delivery(delivery, result=result))
    assert told["PA03"] is told["BP07"] is Outcome.PASSED


def test_an_invalid_shape_never_reaches_the_database(project):
    bow_tie = parcel(ring("0 0", "-100 100", "0 100", "-100 0"))
    report = check_delivery(Delivery(parcels=[bow_tie]), result=result_of(project, "supply"))
    told = {each.code: each for each in report.outcomes}
    assert [f.kind for f in report.findings] == ["self_intersection"]
    assert told["PA03"].outcome is told["PA10"].outcome is Outcome.COULD_NOT_CHECK
    assert "不成面" in told["PA03"].missing.zh


def test_an_overlay_that_could_not_be_stopped_is_not_begun(project):
    upwards = ring(*(f"{9 * (at % 2)} {at}" for at in range(1200)), "-50 1199", "-50 0")
    points = tuple(
        factories.RegisterPoint(p.label, p.northing_m, p.easting_m) for p in upwards.points
    )
    factories.parcel(OTHER_CODE, (points,))
    teeth = [f"{5 - 9 * (at % 2)} {at}" for at in range(1200)]
    delivered = parcel(ring(*teeth, "60 1199", "60 0"))
    report = check_delivery(Delivery(parcels=[delivered]), result=result_of(project, "supply"))
    [told] = [each for each in report.outcomes if each.code == "PA03"]
    assert told.outcome is Outcome.COULD_NOT_CHECK
    assert OTHER_CODE in told.missing.zh
    neighbour = replace(delivered, parcel_code="410811001002GB00011")
    both = Delivery(parcels=[parcel(ring(*teeth, "70 1199", "70 0")), neighbour])
    [found] = run_checks(both, DESK, codes={"PA04"}).findings
    assert found.measured == Decimal("71340.50")  # 1,199 rows, on average 59.5 m wide
