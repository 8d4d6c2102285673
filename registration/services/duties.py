"""Who works on a case, and who stands in."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account, Role
from cadastre import audit
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from registration.domain.case import Step
from registration.models import Case, StepDuty
from registration.services.gate import change, fresh, record, require_registrar


def on_duty(step: Step, parcel_code: str) -> StepDuty | None:
    """Return who is on duty at a step for a parcel: the duty of the nearest district."""
    fitting = [
        duty for duty in StepDuty.objects.filter(step=step) if parcel_code.startswith(duty.scope)
    ]
    return max(fitting, key=lambda duty: len(duty.scope), default=None)


@transaction.atomic
def case_assign(
    case: Case,
    *,
    handler: Account,
    backup: Account | None = None,
    by: Account,
    now: datetime,
    revision: int | None = None,
) -> Case:
    """Give a case to a registrar of the district, with a back-up; repeating it does nothing.

    Raises
    ------
    NotAllowed
        ``by`` is no registrar of the district.
    InvalidInput
        One of the two is none, or both are the same person.
    Conflict
        The case is finished, or was moved meanwhile.
    """
    require_registrar(by, case.parcel_code)
    case = fresh(case, revision=revision)
    _require_fit(handler, backup, case.parcel_code)
    if (case.handler_id, case.backup_id) == (handler.pk, backup.pk if backup else None):
        return case
    case = change(case, now=now, wind_clocks=False, handler=handler, backup=backup)
    note = f"{handler}（替 {backup}）" if backup else str(handler)
    record(case, "assigned", by=by, now=now, note=note)
    return case


@transaction.atomic
def step_duty_set(
    scope: str,
    step: Step | str,
    *,
    handler: Account,
    backup: Account | None,
    by: Account,
    now: datetime,
) -> StepDuty:
    """Say who works at a step in the districts under ``scope``, and who stands in.

    Raises
    ------
    NotAllowed
        ``by`` is no registrar of all these districts.
    InvalidInput
        One of the two is none, or both are the same person.
    """
    require_registrar(by, scope)
    _require_fit(handler, backup, scope)
    duty, _ = StepDuty.objects.update_or_create(
        scope=scope, step=Step(step).value, defaults={"handler": handler, "backup": backup}
    )
    audit.record(
        actor=by.get_username(),
        action="office.duty_set",
        objects=[scope],
        now=now,
        details={
            "step": Step(step).value,
            "handler": handler.get_username(),
            "backup": backup.get_username() if backup else "",
        },
    )
    return duty


def _require_fit(handler: Account, backup: Account | None, code: str) -> None:
    if backup is not None and backup.pk == handler.pk:
        raise InvalidInput(
            Text(
                f"经办人与替补人都是 {handler}，须为两人。",
                f"{handler} cannot be the back-up of {handler}: name another person.",
            )
        )
    for account in (handler, backup):
        if account and not (account.has_role(Role.REGISTRAR) and account.covers(code)):
            raise InvalidInput(
                Text(
                    f"{account} 不是本区域（{code[:12]}）的登记人员，不能经办或替补。",
                    f"{account} is no registrar of the district {code[:12]}.",
                ),
                advice=Text(
                    "请选择负责该区域的登记人员。", "Choose a registrar whose districts cover it."
                ),
            )
