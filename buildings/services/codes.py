"""Giving codes, confirming and retiring them, and the steps from one to the next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from buildings.domain.codes import BUILDING_LENGTH, LAST_NUMBER
from buildings.marking import carry_over, restricted_among
from buildings.models import (
    ActKind,
    BuildingCode,
    CodeAct,
    CodeLineage,
    LineageKind,
    Origin,
    UnitCode,
    UnitKind,
)
from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import build_unit_code
from cadastre.models import SpatialSource

Room = tuple[str, str]
"""Section and room of a building table."""

BATCH = 5000
COUNTER = """
insert into buildings_codecounter as c (scope, last_number) values (%(scope)s, 0)
on conflict (scope) do update set last_number = c.last_number
returning last_number
"""
HELD = "select parcels_held_v1(array[%(parcel_code)s])"
ISSUE = """
insert into buildings_unitcode (code, parcel_code, building_number, section, room, kind, origin,
                                reserved_at, reserved_act_id)
select given.code, left(given.code, 19), %(building_number)s, given.section, given.room, given.kind,
       %(origin)s, %(now)s, %(act)s
from unnest(%(codes)s::text[], %(sections)s::text[], %(rooms)s::text[], %(kinds)s::text[])
         as given(code, section, room, kind)
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """On what ground codes change: who, why, by which document or survey result."""

    actor: str = ""
    reason: str = ""
    document_number: str = ""
    source: SpatialSource | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def act_record(kind: ActKind, ground: Ground, *, now: datetime) -> CodeAct:
    """Write one act down; every code it touches points to it."""
    return CodeAct.objects.create(
        kind=kind,
        at=now,
        actor=ground.actor,
        reason=ground.reason,
        document_number=ground.document_number,
        source=ground.source,
        details=dict(ground.details),
    )


def parcel_held(parcel_code: str) -> None:
    """Hold a parcel as it is until the transaction ends: who would change it waits.

    Acts on parcels hold the parcel before its numbers. What is written under a parcel's code does
    so too, so that the two cannot wait for each other in a ring.
    """
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"parcel_code": parcel_code})


def highest_number(scope: str) -> int:
    """Return the highest number given under ``scope``, holding it until the transaction ends.

    Whoever asks next under the same scope waits: numbers given in between would collide.
    """
    parcel_held(scope[:19])
    with connection.cursor() as cursor:
        cursor.execute(COUNTER, {"scope": scope})
        (number,) = cursor.fetchone()
    return int(number)


@transaction.atomic
def unit_codes_reserve(
    parcel_code: str,
    building_number: str,
    rooms: Sequence[Room],
    *,
    now: datetime,
    delivered: Mapping[Room, str] | None = None,
    kinds: Mapping[Room, str] | None = None,
    ground: Ground = Ground(),
    act: CodeAct | None = None,
) -> dict[Room, str]:
    """Return the unit code of each room, issuing codes to rooms that have none.

    New codes follow the highest number ever issued in the building, in the order of ``rooms``
    (GB/T 37346-2019 numbering); a code is never issued twice, whatever became of it.

    Parameters
    ----------
    rooms
        In building-table order.
    delivered
        Codes that a file states; a room without code is given the stated one.
    kinds
        What each room is (a flat where nothing is said); kept with the code.
    ground, act
        Why; an ``act`` already written is taken instead of a new one.

    Raises
    ------
    Conflict
        The building would need more than 9999 unit numbers, or a stated code is not the one the
        room has, or was issued to another room.
    """
    highest = highest_number(f"{parcel_code}F{building_number}")
    stated = {room: code for room, code in (delivered or {}).items() if code}
    codes = _codes_of_rooms(parcel_code, building_number, {*rooms, *stated})
    used = set(UnitCode.objects.filter(code__in=stated.values()).values_list("code", flat=True))
    for room, code in stated.items():
        _require_free(code, room=room, own=codes.get(room), used=used)
    wanted = [room for room in dict.fromkeys(rooms) if room not in codes]
    taken = {room: stated[room] for room in wanted if room in stated}
    fresh = [room for room in wanted if room not in taken]
    highest = max([highest, *(int(code[-4:]) for code in taken.values())])
    _require_room_for(parcel_code, building_number, highest, len(fresh))
    new = {
        room: str(
            build_unit_code(
                parcel_code, building_number=building_number, unit_number=f"{number:04d}"
            )
        )
        for number, room in enumerate(fresh, start=highest + 1)
    }
    if taken or new:
        act = act or act_record(ActKind.RESERVE, ground, now=now)
        for origin, given in ((Origin.DELIVERED, taken), (Origin.ALLOCATED, new)):
            _issue(given, building_number, origin=origin, kinds=kinds or {}, act=act, now=now)
    codes |= taken | new
    return {room: codes[room] for room in rooms}


def _codes_of_rooms(
    parcel_code: str, building_number: str, rooms: Collection[Room]
) -> dict[Room, str]:
    rows = UnitCode.objects.in_use(parcel_code, building_number).filter(
        section__in={section for section, _room in rooms},
        room__in={room for _section, room in rooms},
    )
    return {
        (section, room): code for code, section, room in rows.values_list("code", "section", "room")
    }


def _issue(
    given: Mapping[Room, str],
    building_number: str,
    *,
    origin: Origin,
    kinds: Mapping[Room, str],
    act: CodeAct,
    now: datetime,
) -> None:
    if not given:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            ISSUE,
            {
                "codes": list(given.values()),
                "sections": [section for section, _room in given],
                "rooms": [room for _section, room in given],
                "kinds": [str(kinds.get(room, UnitKind.ROOM)) for room in given],
                "building_number": building_number,
                "origin": origin.value,
                "now": now,
                "act": act.pk,
            },
        )


def _require_room_for(parcel_code: str, building_number: str, highest: int, more: int) -> None:
    if highest + more > LAST_NUMBER:
        raise Conflict(
            Text(
                f"{parcel_code} 第 {building_number} 幢的户号已用到 {highest}，"
                f"再编 {more} 个将超过 9999。",
                f"Building {building_number} of {parcel_code} has used unit numbers up to "
                f"{highest}; {more} more would exceed 9999.",
            )
        )


def _require_free(code: str, *, room: Room, own: str | None, used: set[str]) -> None:
    if own == code or (own is None and code not in used):
        return
    raise Conflict(
        Text(
            f"文件中 {room[1]} 室的不动产单元代码 {code} 与配号不符（应为 {own or '新号'}）。",
            f"Room {room[1]}: the file states unit code {code}, the ledger has "
            f"{own or 'given it to another room'}.",
        )
    )


@transaction.atomic
def building_code_reserve(
    parcel_code: str, *, now: datetime, ground: Ground = Ground(), act: CodeAct | None = None
) -> str:
    """Return a new building code: the number after the highest ever given on the parcel.

    Raises
    ------
    Conflict
        The parcel has used building number 9998: 9999 means several buildings.
    """
    number = highest_number(f"{parcel_code}F") + 1
    if number >= LAST_NUMBER:
        raise Conflict(
            Text(
                f"宗地 {parcel_code} 的幢号已用完（9999 专用于项目内多幢）。",
                f"Parcel {parcel_code} has no building number left (9999 is for several "
                "buildings).",
            )
        )
    code = f"{parcel_code}F{number:04d}"
    BuildingCode.objects.create(
        code=code,
        parcel_code=parcel_code,
        origin=Origin.ALLOCATED,
        reserved_at=now,
        reserved_act=act or act_record(ActKind.RESERVE, ground, now=now),
    )
    return code


def building_code_take(code: str, *, act: CodeAct, now: datetime) -> None:
    """Take a building code that a survey or an earlier system gave into the ledger, once."""
    BuildingCode.objects.bulk_create(
        [
            BuildingCode(
                code=code,
                parcel_code=code[:19],
                origin=Origin.DELIVERED,
                reserved_at=now,
                reserved_act=act,
            )
        ],
        ignore_conflicts=True,
    )


def unit_code_of_land(parcel_code: str, *, now: datetime, ground: Ground = Ground()) -> UnitCode:
    """Return the ledger row of the parcel's code without fixtures (W00000000), issuing it once."""
    code = str(build_unit_code(parcel_code, fixture="W"))
    known = UnitCode.objects.filter(code=code).first()
    if known is not None:
        return known
    row, _made = UnitCode.objects.get_or_create(
        code=code,
        defaults={
            "parcel_code": parcel_code,
            "kind": UnitKind.LAND,
            "origin": Origin.ALLOCATED,
            "reserved_at": now,
            "reserved_act": act_record(ActKind.RESERVE, ground, now=now),
        },
    )
    return row


def codes_confirm(codes: Iterable[str], *, act: CodeAct, now: datetime) -> None:
    """Say of codes that registration confirmed them; those confirmed before keep their date."""
    wanted = list(codes)
    for ledger in (UnitCode, BuildingCode):
        ledger.objects.filter(code__in=wanted, confirmed_at__isnull=True).update(
            confirmed_at=now, confirmed_act=act
        )


def codes_retire(codes: Iterable[str], *, act: CodeAct, now: datetime) -> int:
    """Retire codes for good and return how many were still in use."""
    wanted = list(codes)
    return sum(
        ledger.objects.filter(code__in=wanted, retired_at__isnull=True).update(
            retired_at=now, retired_act=act
        )
        for ledger in (UnitCode, BuildingCode)
    )


def steps_record(
    steps: Iterable[tuple[str, str]], kind: str, *, act: CodeAct, now: datetime
) -> None:
    """Write down which code each code was followed by.

    Where things stay what they are (``renumber``, ``correct``), what hangs on the old codes is
    carried over to the new ones.
    """
    pairs = list(dict.fromkeys(steps))
    CodeLineage.objects.bulk_create(
        [CodeLineage(from_code=old, to_code=new, kind=kind, at=now, act=act) for old, new in pairs],
        batch_size=BATCH,
    )
    if kind in {LineageKind.RENUMBER, LineageKind.CORRECT}:
        carry_over(pairs)


def require_unrestricted(codes: Collection[str]) -> None:
    """Refuse to split, merge or end what is under a restriction.

    Raises
    ------
    Conflict
        Naming the first restricted code.
    """
    if barred := sorted(restricted_among(codes)):
        raise Conflict(
            Text(
                f"{barred[0]} 有尚未解除的限制，不能办理分割、合并或注销。",
                f"{barred[0]} is under a restriction that nobody has lifted; it cannot be split, "
                "merged or ended.",
            ),
            advice=Text("请先依法解除限制。", "Have the restriction lifted first."),
        )


def require_in_use(codes: Sequence[str]) -> None:
    """Refuse codes that were never given or are retired, holding the others.

    Raises
    ------
    Conflict
        Naming the first such code and what it is.
    """
    ledger = BuildingCode if codes and len(codes[0]) == BUILDING_LENGTH else UnitCode
    rows = {
        row.code: row
        for row in ledger.objects.select_for_update(no_key=True)
        .filter(code__in=codes)
        .order_by("code")
    }
    for code in codes:
        row = rows.get(code)
        if row is None or row.retired_at is not None:
            raise Conflict(
                Text(
                    f"代码 {code} {'未曾配号' if row is None else '已停用'}，不能再办理变更。",
                    f"Code {code} {'was never given' if row is None else 'is retired'}; "
                    "nothing can be changed under it.",
                )
            )
