"""The one door to changes of parcels: asked in JSON, done once for a request key, or prepared.

A prepared change is tried out in full and taken back, so that what it would do is known and
nothing has happened; it is undone by withdrawing it. Registering it does it anew, under the rules
and on the ground of that day.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Account
from cadastre import audit
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from cadastre.domain.findings import Text
from cadastre.idempotency import once
from cadastre.models import SpatialSource
from parcels.changes import (
    Act,
    Correction,
    boundary_adjust,
    parcel_retire,
    parcel_split,
    parcels_correct,
    parcels_merge,
)
from parcels.domain.requests import AskedChange, AskedCorrection, change_asked
from parcels.models import ChangeStatus, Parcel, ParcelChange
from parcels.taken_over import taken_over

SOURCE_TEXTS = ("title", "stage", "organisation", "document_number")


def change_make(body: Any, *, by: Account, now: datetime, request_key: str = "") -> dict[str, Any]:
    """Do a change and return what it did; see :mod:`parcels.domain.requests` for the body.

    Raises
    ------
    InvalidInput, NotFound, Conflict
        As the service of its kind does; nothing is written then.
    NotAllowed
        A parcel lies outside the account's districts.
    KeyReused
        The request key came before with another body.
    """
    asked = change_asked(body)
    _require_districts(asked, by)
    return once(
        lambda: change_told(_done(asked, by=by.username, now=now, request_key=request_key)),
        actor=by.username,
        key=request_key,
        action=f"parcel.{asked.kind}",
        body=body,
        now=now,
    )


def change_prepare(
    body: Any, *, by: Account, now: datetime, request_key: str = ""
) -> dict[str, Any]:
    """Try a change out, keep the request, and return what it would do. Raises as change_make."""
    asked = change_asked(body)
    _require_districts(asked, by)

    def prepare() -> dict[str, Any]:
        with transaction.atomic():
            expected = change_told(_done(asked, by=by.username, now=now, request_key=""))
            transaction.set_rollback(True)
        change = ParcelChange.objects.create(
            kind=asked.kind,
            status=ChangeStatus.PREPARED,
            body=body,
            reason=asked.reason,
            prepared_by=by.username,
            prepared_at=now,
        )
        audit.record(
            actor=by.username,
            action="parcel.change_prepared",
            objects=asked.parcels,
            details={"change": str(change.pk), "kind": asked.kind},
            now=now,
            request_key=request_key,
        )
        return change_told(change) | {"expected": expected}

    return once(
        prepare,
        actor=by.username,
        key=request_key,
        action="parcel.change_prepare",
        body=body,
        now=now,
    )


@transaction.atomic
def change_register(change_id: str, *, by: Account, now: datetime) -> dict[str, Any]:
    """Do a prepared change. Raises Conflict when it is decided already, else as change_make."""
    change = _waiting(change_id, by)
    asked = change_asked(change.body)
    _require_districts(asked, by)
    done = _done(asked, by=by.username, now=now, request_key="", prepared=change)
    return change_told(done)


@transaction.atomic
def change_withdraw(change_id: str, *, by: Account, now: datetime) -> dict[str, Any]:
    """Undo a prepared change before it is registered. Raises Conflict when it is decided."""
    change = _waiting(change_id, by)
    waiting = ParcelChange.objects.filter(pk=change.pk, status=ChangeStatus.PREPARED)
    if waiting.update(status=ChangeStatus.WITHDRAWN, decided_by=by.username, decided_at=now) != 1:
        raise _decided(change)
    audit.record(
        actor=by.username,
        action="parcel.change_withdrawn",
        objects=change.body.get("parcels", []),
        details={"change": str(change.pk), "kind": change.kind},
        now=now,
    )
    return change_told(ParcelChange.objects.get(pk=change.pk))


def change_told(change: ParcelChange) -> dict[str, Any]:
    """Return a change as programs receive it: areas as decimal strings."""
    areas = ("area_before_m2", "area_after_m2", "area_limit_m2")
    return {
        "id": str(change.pk),
        "kind": str(change.kind),
        "status": str(change.status),
        "reason": change.reason,
        "at": change.at.isoformat() if change.at else None,
        "prepared_by": change.prepared_by,
        "decided_by": change.decided_by,
        **{name: None if (area := getattr(change, name)) is None else str(area) for name in areas},
        "steps": [
            {
                "before": {"parcel_code": step.before_code, "version": step.before_id},
                "after": (
                    {"parcel_code": step.after_code, "version": step.after_id}
                    if step.after_id is not None
                    else None
                ),
            }
            for step in change.steps.all()
        ],
    }


def _done(
    asked: AskedChange,
    *,
    by: str,
    now: datetime,
    request_key: str,
    prepared: ParcelChange | None = None,
) -> ParcelChange:
    act = Act(
        by=by,
        now=now,
        source=source_asked(asked.source, by=by, now=now),
        reason=asked.reason,
        at=asked.at,
        request_key=request_key,
        prepared=prepared,
        fixtures=asked.fixtures,
    )
    ending = Parcel.objects.current().filter(parcel_code__in=asked.parcels)
    match asked.kind:
        case "split":
            return parcel_split(_only(asked.parcels), taken_over(asked.results, ending), act)
        case "merge":
            if len(asked.results) != 1:
                raise _count("results", 1, len(asked.results))
            return parcels_merge(asked.parcels, taken_over(asked.results, ending)[0], act)
        case "adjust":
            if not asked.moves:
                raise _count("moves", 1, 0)
            return boundary_adjust(asked.parcels, asked.moves, act, areas_m2=asked.areas_m2)
        case "correct":
            if not asked.corrections:
                raise _count("corrections", 1, 0)
            return parcels_correct([_correction(one) for one in asked.corrections], act)
        case _:
            return parcel_retire(_only(asked.parcels), act)


def _correction(asked: AskedCorrection) -> Correction:
    wrong = Parcel.objects.filter(pk=asked.version)
    (content,) = taken_over([asked.content], wrong)
    return Correction(asked.version, content, asked.period)


def _only(parcels: tuple[str, ...]) -> str:
    if len(parcels) != 1:
        raise _count("parcels", 1, len(parcels))
    return parcels[0]


def _count(field: str, expected: int, found: int) -> InvalidInput:
    return InvalidInput(
        Text(
            f"字段 {field} 应有 {expected} 项，实有 {found} 项。",
            f"Field {field} should have {expected} item; it has {found}.",
        )
    )


def _require_districts(asked: AskedChange, by: Account) -> None:
    versions = [correction.version for correction in asked.corrections]
    known = Parcel.objects.filter(pk__in=versions).values_list("parcel_code", flat=True)
    named = [c.content.parcel_code for c in asked.corrections]
    given = [c.parcel_code for c in asked.results if c.parcel_code]
    for code in (*asked.parcels, *known, *named, *given):
        if not by.covers(code):
            raise NotAllowed(
                Text(
                    f"宗地 {code[:19]} 不在您的辖区内。",
                    f"Parcel {code[:19]} lies outside your districts.",
                )
            )


def source_asked(given: Mapping[str, Any] | str, *, by: str, now: datetime) -> SpatialSource:
    """Return the source named by its key, or make the one described."""
    if isinstance(given, str):
        try:
            found = SpatialSource.objects.filter(pk=uuid.UUID(given)).first()
        except ValueError:
            found = None
        if found is None:
            raise NotFound(
                Text(f"没有成果来源 {given[:40]}。", f"There is no source {given[:40]}.")
            )
        return found
    texts = {name: str(given.get(name) or "") for name in SOURCE_TEXTS}
    if not texts["title"] or len(texts["title"]) > 300:
        raise InvalidInput(
            Text("字段 source.title 不得为空。", "Field source.title must not be empty.")
        )
    accuracy = given.get("accuracy_class")
    if accuracy not in (None, 1, 2, 3):
        raise InvalidInput(
            Text(
                f"字段 source.accuracy_class 应为 1、2、3 之一，实为“{str(accuracy)[:20]}”。",
                f"Field source.accuracy_class is one of 1, 2, 3, not '{str(accuracy)[:20]}'.",
            )
        )
    return SpatialSource.objects.create(
        title=texts["title"],
        stage=texts["stage"][:20] or "change",
        organisation=texts["organisation"][:200],
        document_number=texts["document_number"][:200],
        surveyed_on=_day(given.get("surveyed_on")),
        accuracy_class=accuracy,
        accepted_by=by,
        accepted_at=now,
    )


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise InvalidInput(
            Text(
                f"字段 source.surveyed_on 应为日期，实为“{str(value)[:20]}”。",
                f"Field source.surveyed_on should be a date; it is '{str(value)[:20]}'.",
            )
        ) from error


def _waiting(change_id: str, by: Account) -> ParcelChange:
    """Lock and return a prepared change of the account's districts."""
    try:
        key = uuid.UUID(change_id)
    except ValueError:
        key = uuid.UUID(int=0)
    change = ParcelChange.objects.select_for_update().filter(pk=key).first()
    if change is None or not all(by.covers(code) for code in change.body.get("parcels", [])):
        raise NotFound(
            Text(f"没有您可办理的变更 {change_id[:40]}。", f"There is no change {change_id[:40]}.")
        )
    if change.status != ChangeStatus.PREPARED:
        raise _decided(change)
    return change


def _decided(change: ParcelChange) -> Conflict:
    return Conflict(
        Text(
            f"该变更已由 {change.decided_by} 办结（{change.get_status_display()}）。",
            f"The change was decided by {change.decided_by} ({change.status}).",
        )
    )
