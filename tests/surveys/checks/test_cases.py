"""Every check does what its cases say; every check has a case it passes and one it fails."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from buildings.models import UnitCode
from cadastre import geometry
from cadastre.domain.findings import Severity
from parcels.models import CadastralDistrict, CadastralSubDistrict
from surveys.check_statements import CHECKS_DIR, run_statement
from surveys.domain.check import Outcome, registered_checks, run_checks
from tests import factories
from tests.surveys.checks import (
    bl_cases,
    bp_cases,
    bu_cases,
    building_cases,
    cv_cases,
    land_cases,
    line_cases,
    pa_cases,
    planning_cases,
    stage_cases,
    un_cases,
    unit_cases,
    xs_cases,
)
from tests.surveys.checks.cases import Case, Expected, square

MODULES = (
    bl_cases,
    bp_cases,
    bu_cases,
    building_cases,
    cv_cases,
    land_cases,
    line_cases,
    pa_cases,
    planning_cases,
    stage_cases,
    un_cases,
    unit_cases,
    xs_cases,
)
NAME = re.compile(r"(pass|fail)_([a-z]{2}\d\d)_\w+")
CASES: dict[str, Callable[[], Case]] = {
    name: function
    for module in MODULES
    for name, function in vars(module).items()
    if NAME.fullmatch(name)
}
CHECKS = {check.code: check for check in registered_checks()}
WITH_REGISTER = {code for code, check in CHECKS.items() if "register" in check.needs}


def code_of(name: str) -> str:
    return name.split("_")[1].upper()


def on_desk() -> list[str]:
    return sorted(name for name in CASES if code_of(name) not in WITH_REGISTER)


def in_office() -> list[str]:
    return sorted(name for name in CASES if code_of(name) in WITH_REGISTER)


def compare(name: str, case: Case) -> None:
    code = code_of(name)
    report = run_checks(case.delivery, case.context, codes={code})
    found = [finding for finding in report.findings if finding.code == code]
    assert [(f.kind, f.object_key) for f in found] == [(e.kind, e.key) for e in case.finds]
    for finding, expected in zip(found, case.finds, strict=True):
        agrees(finding, expected)
    [result] = report.outcomes
    worst = next((Outcome(e.severity) for e in case.finds), Outcome.PASSED)
    assert (result.code, result.outcome) == (code, worst), result.missing
    fault = worst in (Outcome.ERROR, Outcome.WARNING) or (
        CHECKS[code].severity is Severity.INFORMATION and bool(case.finds)
    )
    assert name.startswith("fail") == bool(fault)


def agrees(finding, expected: Expected) -> None:
    assert finding.severity.value == expected.severity
    assert expected.says in finding.message.zh
    assert finding.message.zh and finding.message.en and finding.cites
    assert (finding.advice.zh and finding.advice.en) or finding.code in ("XS01", "XS03")
    if expected.measured:
        assert finding.measured == pytest.approx(Decimal(expected.measured), abs=Decimal("1e-6"))
    if finding.measured is not None and finding.limit is not None:
        assert finding.unit or finding.code == "BP05"


@pytest.mark.parametrize("name", on_desk())
def test_case_at_the_desk(name):
    compare(name, CASES[name]())


@pytest.mark.django_db
@pytest.mark.parametrize("name", in_office())
def test_case_beside_the_register(name):
    case = CASES[name]()
    register(case)
    compare(name, replace(case, context=replace(case.context, query=run_statement)))


def register(case: Case) -> None:
    """Fill the register with the case's parcels, and its districts 5 km around the origin."""
    extent = geometry.multipolygon([[square("5000", "-5000", "10000").points]])
    for code in case.districts:
        district, _ = CadastralDistrict.objects.get_or_create(
            code=code[:9], defaults={"name": "示例", "geom": extent}
        )
        far = geometry.multipolygon([[square("5000", "5000", "100").points]])
        CadastralSubDistrict.objects.create(
            code=code,
            name="示例",
            district=district,
            geom=extent if code == case.districts[0] else far,
        )
    for code, (section, room, retired) in case.ledger.items():
        UnitCode.objects.create(
            code=code,
            parcel_code=code[:19],
            building_number=code[20:24],
            section=section,
            room=room,
            reserved_at=factories.NOW,
            retired_at=factories.NOW if retired else None,
        )
    for code, ring in case.register.items():
        points = tuple(
            factories.RegisterPoint(p.label, p.northing_m, p.easting_m) for p in ring.points
        )
        factories.parcel(code, (points,))


def test_every_check_has_a_case_it_passes_and_one_it_fails():
    seen = {(name[:4], code_of(name)) for name in CASES}
    assert seen == {(verdict, code) for verdict in ("pass", "fail") for code in CHECKS}


def test_statements_lie_beside_the_checks_that_read_the_register_and_no_others():
    beside = {path.stem for path in CHECKS_DIR.glob("*.sql")}
    assert beside == {CHECKS[code].module for code in WITH_REGISTER}


@pytest.mark.parametrize("name", sorted(CASES))
def test_checks_change_nothing(name):
    case, before = CASES[name](), CASES[name]()
    run_checks(case.delivery, case.context)
    assert case.delivery == before.delivery
