"""What a case shows of supplementary surveys and boundary disputes, and what may be done now."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Account, Role
from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text
from registration.domain.case import CaseStatus
from registration.models import Case
from surveys.models import BoundaryDispute, RefusedDemand, SupplementOrder


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task of the decision, with its open order when it was ordered already."""

    task: dict[str, Any]
    order: SupplementOrder | None


@dataclass(frozen=True, slots=True)
class SupplementShown:
    """The part of a case page about supplements and disputes.

    ``tasks`` are those of the decision, and nothing else can be ordered; ``answered`` are orders
    that an accepted result has answered; ``refused`` demands that were refused, with their rule.
    ``sides`` are the sides of the boundary that is to be adopted, to choose a disputed one from.
    """

    may_act: bool
    tasks: list[TaskShown]
    answered: list[SupplementOrder]
    refused: list[RefusedDemand]
    disputes: list[BoundaryDispute]
    sides: list[str]

    @property
    def has_anything(self) -> bool:
        """Tell whether there is something to show or to do."""
        return self.may_act or bool(self.tasks or self.answered or self.refused or self.disputes)


def supplement_shown(case: Case, decision: dict[str, Any], account: Account) -> SupplementShown:
    """Return what ``account`` sees and may do in a case; a finished case shows its own time."""
    is_open = case.status == CaseStatus.OPEN
    orders = list(
        _until_decided(_of_object(SupplementOrder.objects.all(), case), case, "ordered_at")
        .select_related("ordered_by", "answered_by__stage")
        .order_by("ordered_at", "id")
    )
    waiting = {
        order.task_id: order
        for order in orders
        if order.answered_at is None and order.building_number == case.building_number
    }
    refused = _until_decided(_of_object(RefusedDemand.objects.all(), case), case, "demanded_at")
    disputes = BoundaryDispute.objects.filter(parcel_code=case.parcel_code)
    return SupplementShown(
        may_act=is_open
        and account.has_role(Role.REGISTRAR, Role.REVIEWER)
        and account.covers(case.parcel_code),
        tasks=[TaskShown(task, waiting.get(task["task_id"])) for task in decision["tasks"]],
        answered=[order for order in orders if order.answered_at is not None],
        refused=list(refused.select_related("demanded_by")),
        disputes=list(_until_decided(disputes, case, "entered_at").select_related("entered_by")),
        sides=_sides(decision),
    )


def dispute_of(case: Case, dispute_id: int) -> BoundaryDispute:
    """Return a dispute about the case's parcel. Raises NotFound."""
    dispute = BoundaryDispute.objects.filter(pk=dispute_id, parcel_code=case.parcel_code).first()
    if dispute is None:
        raise NotFound(
            Text("该宗地没有这项争议。", "There is no such dispute about the case's parcel.")
        )
    return dispute


def _of_object(rows: QuerySet[Any], case: Case) -> QuerySet[Any]:
    """Return the rows about the case's parcel, or about its building and the land below it."""
    rows = rows.filter(parcel_code=case.parcel_code)
    if case.building_number:
        rows = rows.filter(Q(building_number="") | Q(building_number=case.building_number))
    return rows


def _until_decided(rows: QuerySet[Any], case: Case, moment: str) -> QuerySet[Any]:
    """Leave out what came after the case had ended."""
    if case.decided_at is None:
        return rows
    return rows.filter(**{f"{moment}__lte": case.decided_at})


def _sides(decision: dict[str, Any]) -> list[str]:
    boundary = decision["adopted"]["boundary"]
    if not boundary:
        return []
    rings: dict[int, list[str]] = {}
    for point in boundary["points"]:
        rings.setdefault(point["ring"], []).append(point["label"])
    return [
        f"{start}-{end}"
        for labels in rings.values()
        for start, end in zip(labels, [*labels[1:], *labels[:1]], strict=True)
    ]
