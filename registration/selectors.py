"""Every read of cases, restrictions and holders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as When
from django.db.models import Count, F, IntegerField, Prefetch, Q, QuerySet, Value
from django.db.models import When as If
from django.db.models.fields.json import KT

from accounts.models import Account, Role
from accounts.selectors import in_districts
from buildings.models import Unit
from buildings.selectors import units_current
from cadastre.domain.errors import NotAllowed, NotFound
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input
from registration.clocks import lights_as_condition
from registration.domain.case import CaseKind, CaseStatus, Step
from registration.domain.clock import Light
from registration.models import Case, Holder, Restriction
from surveys.models import (
    StagedBuilding,
    StageDocument,
    StagedParcel,
    SurveyProject,
    SurveyResult,
)
from surveys.selectors import reuse_decision


def cases_seen_by(account: Account) -> QuerySet[Case]:
    """Return the cases of the account's districts; registrars only."""
    if not account.has_role(Role.REGISTRAR):
        return Case.objects.none()
    return Case.objects.filter(in_districts(account, "parcel_code")).select_related(
        "opened_by", "decided_by", "handler", "backup", "promised_limit", "statutory_limit"
    )


def case_seen_by(account: Account, number: str) -> Case:
    """Return one case. Raises NotFound also for one that the account may not see."""
    case = cases_seen_by(account).filter(number=number).first()
    if case is None:
        raise NotFound(
            Text("没有这个案件，或您无权查看。", "There is no such case, or none you may see.")
        )
    return case


@dataclass(frozen=True, slots=True)
class Asked:
    """What the case list is asked for; empty words ask for nothing, and so do unknown ones.

    Parameters
    ----------
    question
        Part of a case number, of a project's number, name or address, or the front of a parcel
        code.
    status, kind, step, light
        Words of ``CaseStatus``, ``CaseKind``, ``Step`` and ``Light``.
    who
        ``mine``: cases the account works on or stands in for.
    sort
        A word of ``SORTS``, with ``-`` before it for the other way round.
    """

    question: str = ""
    status: str = ""
    kind: str = ""
    step: str = ""
    light: str = ""
    who: str = ""
    sort: str = ""


SORTS: dict[str, tuple[str, ...]] = {
    "due": ("due_at",),
    "opened": ("opened_at",),
    "number": ("number",),
    "place": ("parcel_code", "building_number"),
    "kind": ("kind",),
    "step": ("rank", "step"),
    "who": ("handler__first_name", "handler__username"),
}
"""What the list may be sorted by, and the columns that takes."""


def cases_listed(account: Account, asked: Asked, *, now: datetime) -> QuerySet[Case]:
    """Return the account's cases as asked for, without their stored decisions.

    Each has ``outcome``, the word of the decision it was registered on; None for the others.
    Open cases come first, those that are due soonest before the rest.
    """
    cases = cases_seen_by(account).defer("decision").annotate(outcome=KT("decision__decision"))
    if asked.status in set(CaseStatus):
        cases = cases.filter(status=asked.status)
    if asked.kind in set(CaseKind):
        cases = cases.filter(kind=asked.kind)
    if asked.step in set(Step):
        cases = cases.filter(status=CaseStatus.OPEN, step=asked.step)
    if asked.who == "mine":
        cases = cases.filter(Q(handler=account) | Q(backup=account))
    cases = cases.filter(lights_as_condition(asked.light, now=now))
    if asked.question:
        cases = cases.filter(_answers(asked.question))
    return _sorted(cases, asked.sort)


def keys_of(cases: QuerySet[Case]) -> QuerySet[Case, UUID]:
    """Return the keys of a list alone, in its order: what a page is cut from quickly."""
    return cases.values_list("pk", flat=True)


def cases_of(cases: QuerySet[Case], keys: Iterable[UUID]) -> list[Case]:
    """Return the cases of ``keys`` as the list has them, in the order of the keys."""
    wanted = list(keys)
    found = {case.pk: case for case in cases.filter(pk__in=wanted)}
    return [found[key] for key in wanted if key in found]


def _answers(question: str) -> Q:
    named = SurveyProject.objects.filter(
        Q(number__icontains=question) | Q(name__icontains=question) | Q(address__icontains=question)
    )
    return (
        Q(number__icontains=question)
        | Q(parcel_code__startswith=normalise_input(question)[:19])
        | Q(parcel_code__in=named.values("parcel_code"))
    )


def _sorted(cases: QuerySet[Case], sort: str) -> QuerySet[Case]:
    is_open = If(status=CaseStatus.OPEN, then=Value(0))
    cases = cases.annotate(rank=When(is_open, default=Value(1), output_field=IntegerField()))
    columns = SORTS.get(sort.removeprefix("-"))
    if columns is None:
        return cases.order_by("rank", F("due_at").asc(nulls_last=True), "-opened_at", "number")
    backwards = sort.startswith("-")
    order = [
        F(column).desc(nulls_last=True) if backwards else F(column).asc(nulls_last=True)
        for column in columns
    ]
    return cases.order_by(*order, "number")


def projects_on(parcel_codes: Iterable[str]) -> dict[str, SurveyProject]:
    """Return the newest survey project of each parcel that has one, by parcel code."""
    projects = SurveyProject.objects.filter(parcel_code__in=set(parcel_codes))
    return {project.parcel_code: project for project in projects.order_by("created_at", "number")}


def open_case_of(account: Account, parcel_code: str, building_number: str) -> Case | None:
    """Return the open case of an object, if the account may see one."""
    return (
        cases_seen_by(account)
        .filter(
            parcel_code=parcel_code,
            building_number=building_number,
            status=CaseStatus.OPEN.value,
        )
        .first()
    )


def decision_of(case: Case) -> dict[str, Any]:
    """Return the decision a case was registered on, or what today's evidence says."""
    if case.decision is not None:
        return dict(case.decision)
    return reuse_decision(case.parcel_code, building_number=case.building_number).to_dict()


def results_named(decision: dict[str, Any]) -> list[SurveyResult]:
    """Return the results that a decision considered, with files and shapes, stage by stage.

    Each has ``unit_count``. Empty when nothing was delivered.
    """
    named = [source for row in decision["data"] for source in (row, *row["candidates"])]
    return list(
        SurveyResult.objects.filter(pk__in={row["result_id"] for row in named} - {""})
        .select_related("stage", "kind", "project")
        .prefetch_related(
            "files",
            Prefetch("parcels", StagedParcel.objects.prefetch_related("points")),
            Prefetch("buildings", StagedBuilding.objects.prefetch_related("points")),
        )
        .annotate(unit_count=Count("units"))
        .order_by("stage__position", "version")
    )


def documents_on(parcel_code: str) -> list[StageDocument]:
    """Return the official documents of a parcel's projects, the oldest first."""
    return list(
        StageDocument.objects.filter(project__parcel_code=parcel_code).select_related("project")
    )


def units_registered(case: Case) -> list[Unit]:
    """Return the current units of a case's parcel, or of its building, in the order of codes."""
    units = units_current().filter(parcel_code=case.parcel_code)
    if case.building_number:
        units = units.filter(building__building_number=case.building_number)
    return list(units.select_related("building").order_by("unit_code"))


def active_restrictions(object_code: str) -> QuerySet[Restriction]:
    """Return the restrictions on a parcel or unit that nobody has lifted.

    A unit also carries the restrictions of its parcel. A term that has run out does not lift a
    restriction: it stays until it is lifted.
    """
    codes = {object_code, object_code[:19]}
    return Restriction.objects.filter(object_code__in=codes, lifted_on__isnull=True)


def lifted_restrictions(object_code: str) -> QuerySet[Restriction]:
    """Return the restrictions of a parcel or unit, and of its parcel, that were lifted."""
    codes = {object_code, object_code[:19]}
    return Restriction.objects.filter(object_code__in=codes, lifted_on__isnull=False)


def holders_of(object_code: str, *, account: Account) -> QuerySet[Holder]:
    """Return the holders of a parcel or unit. Raises NotAllowed for anyone but registrars."""
    if not account.has_role(Role.REGISTRAR) or not account.covers(object_code):
        raise NotAllowed(
            Text("只有本区域的登记人员可以查看权利人。", "Only registrars may see holders.")
        )
    return Holder.objects.filter(object_code=object_code)


def light_counts(account: Account, *, now: datetime) -> dict[str, int]:
    """Count the account's open cases by light, and those the account works on or stands in for."""
    lights = (Light.OVER, Light.NEAR, Light.OK, Light.STANDS, Light.NO_CALENDAR)
    mine = Q(handler=account) | Q(backup=account)
    counts: dict[str, int] = (
        cases_seen_by(account)
        .filter(status=CaseStatus.OPEN)
        .aggregate(
            mine=Count("pk", filter=mine),
            **{
                light.value: Count("pk", filter=lights_as_condition(light, now=now))
                for light in lights
            },
        )
    )
    return counts


def registrars_of(parcel_code: str) -> list[Account]:
    """Return the active registrars whose districts cover a parcel, by name."""
    registrars = Account.objects.filter(is_active=True, roles__contains=[Role.REGISTRAR.value])
    return [one for one in registrars.order_by("first_name", "username") if one.covers(parcel_code)]
