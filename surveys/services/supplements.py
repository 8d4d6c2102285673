"""Ordering a supplementary survey: a task of the decision, and never on another ground."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Account, Role
from cadastre.domain.errors import Conflict, NotAllowed
from cadastre.domain.findings import NO_TEXT, Text
from cadastre.domain.unit_code import normalise_input, parse_parcel_code
from surveys.domain.decision import Decision
from surveys.domain.reuse_supplement import ground_refusal
from surveys.domain.supplement import SupplementTask
from surveys.models import RefusedDemand, SupplementOrder, SurveyResult
from surveys.selectors import reuse_decision


class GroundRefused(Conflict):
    """A survey was demanded on a ground that the rules do not admit; it is kept in the log."""

    code = "ground_refused"


def supplement_order(
    parcel_code: str,
    *,
    building_number: str = "",
    task_id: str,
    ground: str = "",
    by: Account,
    now: datetime,
) -> SupplementOrder:
    """Order one task that today's decision names; nothing beyond it can be ordered.

    Parameters
    ----------
    task_id
        As in the ``tasks`` of the decision.
    ground
        What somebody gives as the ground. The task itself is the only one: a ground that a rule
        forbids, and any other, is refused with its clause and logged.

    Raises
    ------
    ParcelCodeMalformed
        The code is no parcel code.
    NotAllowed
        The account is no reviewer or registrar of the district.
    GroundRefused
        A ground was given, or the decision has no such task.
    Conflict
        The task was ordered already and is not answered yet.
    """
    code = str(parse_parcel_code(normalise_input(parcel_code)))
    if not by.has_role(Role.REVIEWER, Role.REGISTRAR) or not by.covers(code):
        raise NotAllowed(
            Text(
                "只有本区域的审核或登记人员可以要求补充调查。",
                "Only a reviewer or registrar of the district orders a supplement.",
            )
        )
    day = timezone.localdate(now)
    decision = reuse_decision(code, building_number=building_number, on=day)
    task = next((row for row in decision.tasks if row.task_id == task_id), None)
    if ground.strip() or task is None:
        given = ground.strip() or task_id
        raise _refused(decision, given, is_ground=bool(ground.strip()), by=by, now=now)
    return _kept(decision, task, by=by, now=now)


def _refused(
    decision: Decision, given: str, *, is_ground: bool, by: Account, now: datetime
) -> GroundRefused:
    """Log the demand and return the refusal, with what may be asked for instead."""
    rule, message = ground_refusal(decision.rule_set, given)
    RefusedDemand.objects.create(
        parcel_code=decision.parcel_code,
        building_number=decision.building_number,
        ground=given[:200],
        rule=rule.rule_id,
        demanded_by=by,
        demanded_at=now,
    )
    may = [task.task_id for task in decision.tasks]
    advice = Text(
        f"只能要求本决定列出的补充内容：{'、'.join(may)}，不另填理由。",
        f"Only the tasks of the decision may be ordered, without a ground: {', '.join(may)}.",
    )
    nothing = Text("本案不需要任何补充测绘。", "The case needs no survey at all.")
    no_such = Text(
        f"本决定没有补充任务“{given}”。{message.zh}",
        f"The decision has no task '{given}'. {message.en}",
    )
    return GroundRefused(message if is_ground else no_such, advice=advice if may else nothing)


def _kept(
    decision: Decision, task: SupplementTask, *, by: Account, now: datetime
) -> SupplementOrder:
    words = next(row for row in decision.to_dict()["tasks"] if row["task_id"] == task.task_id)
    try:
        with transaction.atomic():
            return SupplementOrder.objects.create(
                parcel_code=decision.parcel_code,
                building_number=decision.building_number,
                task_id=task.task_id,
                task=words,
                rule_set=decision.rule_set.reference,
                ordered_by=by,
                ordered_at=now,
            )
    except IntegrityError as error:
        raise Conflict(
            Text(
                f"补充任务“{task.text.zh}”已经下达，尚未完成。",
                f"The task '{task.text.en}' was ordered already and is not answered yet.",
            ),
            advice=NO_TEXT,
        ) from error


def supplements_answer(result: SurveyResult, *, now: datetime) -> int:
    """Close the open orders that the decision no longer names, now that ``result`` is accepted.

    Called inside the transaction that accepts the result (R-06). Returns how many were closed.
    """
    orders = SupplementOrder.objects.filter(
        parcel_code=result.project.parcel_code, answered_at__isnull=True
    )
    open_tasks: dict[str, set[str]] = {}
    answered = []
    for order in orders:
        if order.building_number not in open_tasks:
            decision = reuse_decision(
                order.parcel_code,
                building_number=order.building_number,
                on=timezone.localdate(now),
            )
            open_tasks[order.building_number] = {task.task_id for task in decision.tasks}
        if order.task_id not in open_tasks[order.building_number]:
            answered.append(order.pk)
    closed: int = SupplementOrder.objects.filter(pk__in=answered).update(
        answered_by=result, answered_at=now
    )
    return closed
