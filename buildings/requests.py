"""The one door to changes of buildings and units: asked in JSON, done once for a request key."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Account
from buildings.domain.requests import AskedBuildingChange, building_change_asked
from buildings.models import ActKind, BuildingCode, UnitCode, UnitKind
from buildings.services import building_changes, unit_changes
from buildings.services.acts import Change, Done
from buildings.services.codes import Ground, require_in_use
from buildings.services.completion import unit_list_complete
from cadastre.domain.errors import InvalidInput, NotAllowed
from cadastre.domain.findings import Text
from cadastre.idempotency import once
from cadastre.models import SpatialSource
from parcels.requests import source_asked

ACTS = {
    "unit_split": ActKind.SPLIT,
    "units_merge": ActKind.MERGE,
    "unit_correct": ActKind.CORRECT,
    "unit_code_correct": ActKind.CORRECT,
    "unit_retire": ActKind.RETIRE,
    "storey_add": ActKind.STOREY,
    "building_rebuild": ActKind.REBUILD,
    "building_mark": ActKind.CORRECT,
    "building_retire": ActKind.RETIRE,
    "unit_list_complete": ActKind.COMPLETE,
}
"""What each kind of request is called in the ledger of codes."""


def building_change_make(
    body: Any, *, by: Account, now: datetime, request_key: str = ""
) -> dict[str, Any]:
    """Do a change and return its kind and the codes by what became of them.

    See :mod:`buildings.domain.requests` for the body.

    Raises
    ------
    InvalidInput, CodeMalformed, NotFound, Conflict
        As the service of its kind does; nothing is written then.
    NotAllowed
        A unit or building lies outside the account's districts.
    KeyReused
        The request key came before with another body.
    """
    asked = building_change_asked(body)
    _require_districts(asked, by)
    return once(
        lambda: {"kind": asked.kind, **_done(asked, by=by.username, now=now, key=request_key)},
        actor=by.username,
        key=request_key,
        action=f"building.{asked.kind}",
        body=body,
        now=now,
    )


@transaction.atomic
def _done(asked: AskedBuildingChange, *, by: str, now: datetime, key: str) -> Done:
    source = source_asked(asked.source, by=by, now=now) if asked.source else None
    change = Change(
        ACTS[asked.kind],
        f"building.{asked.kind}",
        Ground(actor=by, reason=asked.reason, document_number=asked.document_number, source=source),
        now,
    )
    if asked.kind.startswith("building_") or asked.kind in ("storey_add", "unit_list_complete"):
        return _building_done(asked, source, change)
    return _units_done(asked, source, change)


def _units_done(asked: AskedBuildingChange, source: SpatialSource | None, change: Change) -> Done:
    first = asked.codes[0] if asked.codes else ""
    match asked.kind:
        case "unit_split":
            return unit_changes.unit_split(
                first, asked.units, area_source=_given(source), change=change
            )
        case "units_merge":
            if len(asked.codes) < 2:
                raise _too_few()
            return unit_changes.units_merge(
                asked.codes, asked.units[0], area_source=_given(source), change=change
            )
        case "unit_correct":
            _require_keeps_place(first, asked.figures)
            return unit_changes.unit_correct(
                first, asked.figures, area_source=_given(source), change=change
            )
        case "unit_code_correct":
            return unit_changes.unit_code_correct(first, change=change)
        case _:
            return unit_changes.unit_retire(first, change=change)


def _building_done(
    asked: AskedBuildingChange, source: SpatialSource | None, change: Change
) -> Done:
    (code,) = asked.codes
    match asked.kind:
        case "storey_add":
            extension = building_changes.Extension(units=asked.units, **asked.storey)
            return building_changes.storey_add(
                code, extension, area_source=_given(source), change=change
            )
        case "building_rebuild":
            if asked.content is None:
                raise ValueError("a rebuilt building is read with its content")
            return building_changes.building_rebuild(
                code,
                asked.content,
                source=_given(source),
                area_source=_given(source),
                change=change,
                is_new_building=asked.is_new_building,
            )
        case "building_mark":
            return building_changes.building_mark(code, asked.outside_parcel, change=change)
        case "unit_list_complete":
            _require_given(code)
            return unit_list_complete(
                code[:19], code[20:], asked.presale, asked.completion, change=change
            )
        case _:
            return building_changes.building_retire(code, change=change)


def _require_given(building_code: str) -> None:
    """Refuse a building of which nothing was given: at presale only its units have codes."""
    units = UnitCode.objects.in_use(building_code[:19], building_code[20:])
    if BuildingCode.objects.filter(code=building_code).exists() or not units.exists():
        require_in_use([building_code])


def _given(source: SpatialSource | None) -> SpatialSource:
    """Return the source, which the reader of requests demands for this kind."""
    if source is None:
        raise ValueError("a request that brings figures is read with its source")
    return source


def _too_few() -> InvalidInput:
    return InvalidInput(
        Text(
            "字段 units_before 至少应有两个单元。",
            "Field units_before should name two units or more.",
        )
    )


def _require_keeps_place(unit_code: str, figures: Mapping[str, Any]) -> None:
    """Land has no kind to correct to: its code says what it is."""
    if unit_code[19] == "W" and figures.get("kind", UnitKind.LAND) != UnitKind.LAND:
        raise InvalidInput(
            Text(
                f"{unit_code} 是无定着物的宗地，不能更正为房屋单元。",
                f"{unit_code} is land without fixtures and cannot become a unit of a building.",
            )
        )


def _require_districts(asked: AskedBuildingChange, by: Account) -> None:
    for code in asked.codes:
        if not by.covers(code):
            raise NotAllowed(
                Text(f"{code} 不在您的辖区内。", f"{code} lies outside your districts.")
            )
