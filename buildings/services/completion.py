"""From the presale unit list to the completion unit list: which codes stay, which give way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from buildings.domain.building_table import MeasuredUnit, compare_tables, table_order
from buildings.models import ActKind, CodeAct, LineageKind, Unit, UnitCode
from buildings.services.acts import Change, Done, changed
from buildings.services.codes import (
    Ground,
    Room,
    act_record,
    codes_retire,
    highest_number,
    require_unrestricted,
    steps_record,
    unit_codes_reserve,
)
from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text

Pairs = list[tuple[Room, Room]]


def unit_list_complete(
    parcel_code: str,
    building_number: str,
    presale: Sequence[MeasuredUnit],
    completion: Sequence[MeasuredUnit],
    *,
    change: Change,
) -> Done:
    """Settle the codes of a building between its presale and its completion unit list.

    A room at the same place keeps its code. Rooms that became one, or one that became several,
    give up their codes for the next numbers, and their lineage says so; a room that is gone
    without a successor gives up its code; a room that is new takes the next number. Nothing is
    registered yet: publishing the building confirms the codes. ``given`` in the answer are the
    codes of the completion list in table order.

    Raises
    ------
    Conflict
        A code that would give way is under a restriction, or names a registered unit: what is
        registered is split, merged or retired, not settled by a list.
    """

    def act_on(act: CodeAct) -> Done:
        highest_number(f"{parcel_code}F{building_number}")
        codes = _codes_in_use(parcel_code, building_number)
        merged, split, gone, same = _what_happened(presale, completion)
        given_up = [old for old, _new in (*merged, *split)] + gone
        retired = sorted({codes[room] for room in given_up if room in codes})
        require_unrestricted(retired)
        _require_unregistered(retired)
        codes_retire(retired, act=act, now=change.now)
        # A room may be spelt anew (101室, 101): what counts is its place, so its code is kept here.
        after = {new: codes[old] for old, new in same if old in codes and old not in given_up}
        rooms = [_room(unit) for unit in table_order(completion)]
        after |= unit_codes_reserve(
            parcel_code,
            building_number,
            [room for room in rooms if room not in after],
            now=change.now,
            act=act,
        )
        for kind, pairs in ((LineageKind.MERGE, merged), (LineageKind.SPLIT, split)):
            steps = [(codes[old], after[new]) for old, new in pairs if old in codes]
            steps_record(steps, kind, act=act, now=change.now)
        before = set(codes.values())
        given = [after[room] for room in rooms]
        return {
            "retired": retired,
            "kept": [code for code in given if code in before],
            "issued": [code for code in given if code not in before],
            "given": given,
        }

    body = {
        "building": f"{parcel_code}F{building_number}",
        "presale": [_as_row(unit) for unit in presale],
        "completion": [_as_row(unit) for unit in completion],
    }
    return changed(change, body, act_on)


def _what_happened(
    presale: Sequence[MeasuredUnit], completion: Sequence[MeasuredUnit]
) -> tuple[Pairs, Pairs, list[Room], Pairs]:
    """Return old and new rooms of mergers and splits, rooms that are gone, and those that stay."""
    compared = compare_tables(presale, completion)
    merged = [
        (_room(part), _room(joined.whole)) for joined in compared.merged for part in joined.parts
    ]
    split = [
        (_room(parted.whole), _room(part)) for parted in compared.split for part in parted.parts
    ]
    explained = {old for old, _new in (*merged, *split)}
    gone = [room for room in map(_room, compared.removed) if room not in explained]
    return merged, split, gone, [(_room(old), _room(new)) for old, new in compared.same]


def _codes_in_use(parcel_code: str, building_number: str) -> dict[Room, str]:
    rows = UnitCode.objects.in_use(parcel_code, building_number)
    return {(row.section, row.room): row.code for row in rows}


def _require_unregistered(codes: Sequence[str]) -> None:
    standing = Unit.objects.current().filter(unit_code__in=codes).order_by("unit_code").first()
    if standing is not None:
        code = standing.unit_code_id
        raise Conflict(
            Text(
                f"单元 {code} 已登簿，不能由清单停用。",
                f"Unit {code} is registered; no list ends it.",
            ),
            advice=Text(
                "请先办理分割、合并或注销，或核对清单。",
                "Split, merge or retire it first, or check the list.",
            ),
        )


def _room(unit: MeasuredUnit) -> Room:
    return unit.section, unit.room


def _as_row(unit: MeasuredUnit) -> list[object]:
    return [unit.section, unit.storey_number, unit.room, unit.built_m2]


@dataclass(frozen=True, slots=True)
class Succession:
    """Codes that give way, and the rooms that follow them; without rooms nothing does.

    ``kind`` is merge or split, None for units that are gone.
    """

    kind: LineageKind | None
    gone: tuple[str, ...]
    rooms: tuple[Room, ...] = ()


@transaction.atomic
def unit_codes_succeed(
    parcel_code: str,
    building_number: str,
    rooms: Sequence[Room],
    *,
    successions: Sequence[Succession],
    delivered: Mapping[Room, str],
    ground: Ground,
    now: datetime,
) -> dict[Room, str]:
    """Return the codes of a building's rooms after what a person settled of its unit list.

    As :func:`buildings.services.codes.unit_codes_reserve`, but codes that give way are retired
    first, so that a room that keeps its label and is another thing now takes a new number.

    Raises
    ------
    Conflict
        As that function, and where a code that would give way is under a restriction.
    """
    gone = [code for one in successions for code in one.gone]
    require_unrestricted(gone)
    act = act_record(ActKind.COMPLETE, ground, now=now)
    codes_retire(gone, act=act, now=now)
    codes = unit_codes_reserve(
        parcel_code, building_number, rooms, delivered=delivered, now=now, act=act
    )
    for one in successions:
        if one.kind is not None:
            steps = [(old, codes[room]) for old in one.gone for room in one.rooms]
            steps_record(steps, one.kind, act=act, now=now)
    return codes
