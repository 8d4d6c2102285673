"""Every read of the home page, the search and the integrators' page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from knox.models import AuthToken

from accounts.models import Account, Role
from buildings.models import Building, Unit, UnitKind
from buildings.selectors import buildings_current, units_current, units_seen_by
from cadastre.geometry import degrees
from parcels.models import Parcel
from parcels.selectors import parcels_current, parcels_seen_by
from registration.domain.case import CaseStatus
from registration.models import Case
from registration.selectors import cases_seen_by
from surveys.models import ResultStatus, SurveyProject, SurveyResult
from surveys.selectors import projects_seen_by

SHOWN_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class HomeNumbers:
    """Today's number of each door of the home page."""

    results_waiting: int
    cases_open: int
    objects_disclosed: int
    changes_since_midnight: int


def home_numbers(*, midnight: datetime) -> HomeNumbers:
    """Count what waits and what changed since ``midnight`` of the office."""
    changed = Q(valid_from__gte=midnight)
    return HomeNumbers(
        results_waiting=SurveyResult.objects.filter(status=ResultStatus.SUBMITTED).count(),
        cases_open=Case.objects.filter(status=CaseStatus.OPEN.value).count(),
        objects_disclosed=units_current().count(),
        changes_since_midnight=Parcel.objects.filter(changed).count()
        + Building.objects.filter(changed).count()
        + Unit.objects.filter(changed).count(),
    )


@dataclass(frozen=True, slots=True)
class Examples:
    """Codes that the register really holds, for what a visitor may try; empty when it has none."""

    parcel_code: str = ""
    building_code: str = ""
    unit_code: str = ""
    bbox: str = ""


def examples() -> Examples:
    """Return a parcel, building and unit of the register that stand on each other."""
    unit = (
        units_current()
        .filter(kind=UnitKind.ROOM, building__isnull=False)
        .order_by("unit_code")
        .first()
    )
    parcels = parcels_current().order_by("parcel_code")
    parcel = parcels.filter(parcel_code=unit.parcel_code).first() if unit else parcels.first()
    if parcel is None:
        return Examples()
    west, south, east, north = degrees(parcel.geom).extent
    return Examples(
        parcel_code=parcel.parcel_code,
        building_code=unit.building.building_code if unit else "",
        unit_code=unit.unit_code_id if unit else "",
        bbox=f"{west:.5f},{south:.5f},{east:.5f},{north:.5f}",
    )


def register_holds(code: str) -> str:
    """Return what a code names in the register: ``unit``, ``building``, ``parcel`` or nothing."""
    if units_current().filter(unit_code=code).exists():
        return "unit"
    if buildings_current().filter(building_code=code).exists():
        return "building"
    return "parcel" if parcels_current().filter(parcel_code=code).exists() else ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a text was found in, limited to the rows shown; the totals count all."""

    projects: list[SurveyProject]
    cases: list[Case]
    parcels: list[Parcel]
    units: list[Unit]
    total: int

    @property
    def shown(self) -> int:
        """How many rows are shown."""
        return len(self.projects) + len(self.cases) + len(self.parcels) + len(self.units)


def found_by_text(account: Account, text: str) -> Found:
    """Look ``text`` up in project numbers and names, cases and addresses the account may see."""
    in_project = Q(number__icontains=text) | Q(name__icontains=text) | Q(parcel_code=text)
    in_case = Q(number__icontains=text) | Q(parcel_code=text)
    queries: tuple[QuerySet[object], ...] = (
        projects_seen_by(account).filter(in_project | Q(address__icontains=text)),
        cases_seen_by(account).filter(in_case),
        parcels_seen_by(account).filter(address__icontains=text).order_by("parcel_code"),
        units_seen_by(account).filter(address__icontains=text).order_by("unit_code"),
    )
    rows = [list(query[:SHOWN_AT_MOST]) for query in queries]
    total = sum(
        query.count() if len(shown) == SHOWN_AT_MOST else len(shown)
        for query, shown in zip(queries, rows, strict=True)
    )
    return Found(*rows, total=total)


def may_hold_tokens(account: object) -> bool:
    """Tell whether programs may act for this account: integrators, and surveyors who deliver."""
    return isinstance(account, Account) and account.has_role(Role.INTEGRATOR, Role.SURVEYOR)


def tokens_of(account: Account) -> QuerySet[AuthToken]:
    """Return the tokens of an account, newest first; only their first characters are kept."""
    return AuthToken.objects.filter(user=account).order_by("-created", "digest")
