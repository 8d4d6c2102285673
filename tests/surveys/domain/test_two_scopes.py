"""A delivery is checked once for both scopes, and says at the desk what it would say there."""

from dataclasses import replace

import pytest

from importers.records import Delivery
from surveys.domain.check import run_checks, without_register
from surveys.domain.check_context import WatchedContext, watched
from surveys.domain.evidence import BaseStage, SurveyPoint
from surveys.domain.report import facts_of
from tests.surveys.checks.cases import DESK, GOLDEN_UNITS, building, evidence, parcel, square
from tests.surveys.checks.test_cases import CASES

POINTS = tuple(SurveyPoint(p.label, p.northing_m, p.easting_m) for p in square().points)


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_case_says_the_same_in_one_pass_as_in_two(name):
    case = CASES[name]()
    beside = replace(
        case.context,
        query=lambda module, parameters: [],
        project_boundary=case.context.project_boundary or ((POINTS,),),
        supply=case.context.supply or evidence(BaseStage.SUPPLY, boundary=square()),
        presale=case.context.presale or evidence(BaseStage.PRESALE, units=GOLDEN_UNITS),
    )
    alone = facts_of(beside).context()
    checked = run_checks(case.delivery, beside)
    desk = without_register(case.delivery, checked, alone)
    again = run_checks(case.delivery, alone)
    assert (desk.findings, desk.outcomes) == (again.findings, again.outcomes)


def test_only_checks_that_looked_beyond_are_run_again(monkeypatch):
    delivery = Delivery(parcels=[parcel(square())], buildings=[building(square("-10", "10", "20"))])
    context = replace(DESK, project_boundary=((POINTS,),), query=lambda module, parameters: [])
    checked = run_checks(delivery, context)
    assert checked.beyond is not None
    assert {"PA03", "BP07", "PA10", "CR21"} <= checked.beyond
    assert not {"BL02", "PA04", "CV01", "BP21", "PA06"} & checked.beyond
    assert len(checked.beyond) < 20


def test_a_desk_has_nothing_to_look_beyond_for():
    assert watched(DESK) is DESK
    assert run_checks(Delivery(parcels=[parcel(square())]), DESK).beyond == frozenset()


def test_who_takes_a_shared_value_looked_at_what_it_was_made_from():
    context = watched(replace(DESK, project_boundary=((POINTS,),)))
    assert isinstance(context, WatchedContext)
    context.once("lengths", lambda: len(context.project_boundary))
    context.once("names", lambda: "none")
    context.looked.clear()
    context.once("names", lambda: "none")
    assert not context.looked
    context.once("lengths", lambda: 0)
    assert context.looked
