"""Opening a case."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Account
from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input, parse_parcel_code
from registration.clocks import WOUND, Limits, office_clock, wind
from registration.domain.case import CaseKind, CaseStatus, Step
from registration.domain.items import item_of
from registration.models import Case, CaseEvent
from registration.services.duties import on_duty
from registration.services.gate import record, require_registrar
from registration.services.materials import list_materials
from surveys.models import StagedBuilding

LETTERS = {CaseKind.FIRST: "SC", CaseKind.CHANGE: "BG", CaseKind.CORRECTION: "GZ"}


@transaction.atomic
def case_open(
    parcel_code: str,
    *,
    building_number: str = "",
    kind: CaseKind = CaseKind.FIRST,
    by: Account,
    now: datetime,
    request: str = "",
) -> Case:
    """Open a case for a parcel, or for one building of it; its clock starts.

    Parameters
    ----------
    request
        Key of the caller: a second opening of the object with it returns the first one's case.

    Raises
    ------
    ParcelCodeMalformed
        The code is no parcel code.
    NotAllowed
        The account is no registrar of the district.
    Conflict
        There is an open case for the object already.
    """
    code = str(parse_parcel_code(normalise_input(parcel_code)))
    require_registrar(by, code)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(5302, hashtext('case number'))")
    earlier = _opened_by(request, code, building_number, by)
    if earlier is not None:
        return earlier
    case = _create(code, building_number, kind, by=by, now=now)
    wind(case, clock=office_clock(), limits=Limits(), now=now)
    case.save(update_fields=WOUND)
    record(case, "opened", by=by, now=now, request=request)
    list_materials(case, by=by, now=now)
    return case


def _opened_by(request: str, code: str, building_number: str, by: Account) -> Case | None:
    if not request:
        return None
    event = (
        CaseEvent.objects.filter(
            request=request,
            what="opened",
            by=by,
            case__parcel_code=code,
            case__building_number=building_number,
        )
        .select_related("case")
        .first()
    )
    return event.case if event else None


def _create(code: str, building_number: str, kind: CaseKind, *, by: Account, now: datetime) -> Case:
    duty = on_duty(Step.ACCEPTANCE, code)
    values = {
        "number": _number(kind, now),
        "parcel_code": code,
        "building_number": building_number,
        "kind": kind.value,
        "item": item_of(kind, with_building=_has_building(code, building_number)),
        "two_persons": kind.value in settings.TWO_PERSONS,
        "handler": duty.handler if duty else by,
        "backup": duty.backup if duty else None,
        "step_since": now,
        "opened_by": by,
        "opened_at": now,
    }
    try:
        with transaction.atomic():
            return Case.objects.create(**values)
    except IntegrityError as error:
        there = Case.objects.filter(
            parcel_code=code, building_number=building_number, status=CaseStatus.OPEN
        ).first()
        number = there.number if there else ""
        raise Conflict(
            Text(
                f"宗地 {code} 已有正在办理的案件 {number}。",
                f"Parcel {code} has an open case already: {number}.",
            ),
            advice=Text("请在案件列表中打开它。", "Open it from the list of cases."),
        ) from error


def _number(kind: CaseKind, now: datetime) -> str:
    begins = f"{LETTERS[kind]}{timezone.localtime(now):%Y%m%d}"
    return f"{begins}{Case.objects.filter(number__startswith=begins).count() + 1:04d}"


def _has_building(code: str, building_number: str) -> bool:
    if building_number:
        return True
    return StagedBuilding.objects.filter(
        result__project__parcel_code=code, result__status="accepted"
    ).exists()
