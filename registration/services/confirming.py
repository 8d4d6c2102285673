"""What a registrar settles in a case beside its moves: a unit list that changed since presale."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text
from registration.domain.case import CaseStatus
from registration.models import Case
from registration.services.gate import record, require_registrar
from surveys.models import UnitListConfirmation
from surveys.services import unit_list_confirm


def require_open(case: Case) -> None:
    """Raise Conflict for a finished case: nothing is ordered, disputed or settled in it."""
    if case.status != CaseStatus.OPEN:
        raise Conflict(
            Text(
                f"案件 {case.number} 已办结，不能再要求补充调查、登记争议或核定户。",
                f"Case {case.number} is finished: nothing more is ordered, disputed or settled in "
                "it.",
            ),
            advice=Text("需要时请另行受理。", "Open a new case where it is needed."),
        )


@transaction.atomic
def case_units_confirm(
    case: Case,
    *,
    building_number: str,
    presale: str,
    completion: str,
    reason: str,
    by: Account,
    now: datetime,
) -> UnitListConfirmation:
    """Settle a unit list that changed between two results; repeating it changes nothing.

    Parameters are those of :func:`surveys.services.unit_list_confirm`; the case keeps it in its
    history.

    Raises
    ------
    NotAllowed
        The account is no registrar of the district.
    InvalidInput
        There is no reason.
    Conflict
        The case is finished, is about another building, or its decision does not stop these units
        for these two results.
    """
    require_registrar(by, case.parcel_code)
    require_open(Case.objects.select_for_update().get(pk=case.pk))
    if case.building_number not in ("", building_number):
        raise Conflict(
            Text(
                f"案件 {case.number} 只办理幢 {case.building_number}。",
                f"Case {case.number} is about building {case.building_number} only.",
            )
        )
    confirmation, made = unit_list_confirm(
        case.parcel_code,
        building_number=building_number,
        presale=presale,
        completion=completion,
        reason=reason,
        by=by,
        now=now,
    )
    if made:
        note = f"{building_number} · {confirmation.rule}: {confirmation.reason}"
        record(case, "units_confirmed", by=by, now=now, note=note)
    return confirmation
