"""Every write to buildings, units and the ledger of unit codes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from buildings.domain.publication import BuildingContent, UnitContent
from buildings.models import Building, Storey, Unit, UnitCode, UnitKind
from cadastre import geometry
from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import build_unit_code, parse_unit_code
from cadastre.models import SpatialSource

Room = tuple[str, str]
"""Section and room of a building table."""

LAST_UNIT = 9999
BATCH = 2000


@transaction.atomic
def unit_codes_reserve(
    parcel_code: str,
    building_number: str,
    rooms: Sequence[Room],
    *,
    now: datetime,
    delivered: Mapping[Room, str] | None = None,
) -> dict[Room, str]:
    """Return the unit code of each room, issuing codes to rooms that have none.

    New codes follow the highest number ever issued in the building, in the order of ``rooms``
    (GB/T 37346-2019 numbering); a code is never issued twice, whatever became of it.
    ``delivered`` are codes that a file states; a room without code is given the stated one.

    Raises
    ------
    Conflict
        The building would need more than 9999 unit numbers, or a stated code is not the one the
        room has, or was issued to another room.
    """
    _lock_codes(parcel_code)
    issued = UnitCode.objects.filter(parcel_code=parcel_code, building_number=building_number)
    codes = {
        (unit.section, unit.room): unit.code for unit in issued.filter(retired_at__isnull=True)
    }
    used = set(issued.values_list("code", flat=True))
    stated = {room: code for room, code in (delivered or {}).items() if code}
    for room, code in stated.items():
        _require_free(code, room=room, own=codes.get(room), used=used)
    numbers = [int(code[-4:]) for code in used | set(stated.values())]
    highest = max(numbers, default=0)
    wanted = [room for room in dict.fromkeys(rooms) if room not in codes]
    fresh = [room for room in wanted if room not in stated]
    if highest + len(fresh) > LAST_UNIT:
        raise Conflict(
            Text(
                f"{parcel_code} 第 {building_number} 幢的户号已用到 {highest}，"
                f"再编 {len(fresh)} 个将超过 9999。",
                f"Building {building_number} of {parcel_code} has used unit numbers up to "
                f"{highest}; {len(fresh)} more would exceed 9999.",
            )
        )
    new = {room: stated[room] for room in wanted if room in stated}
    for number, place in enumerate(fresh, start=highest + 1):
        built = build_unit_code(
            parcel_code, building_number=building_number, unit_number=f"{number:04d}"
        )
        new[place] = str(built)
    UnitCode.objects.bulk_create(
        [
            UnitCode(
                code=code,
                parcel_code=parcel_code,
                building_number=building_number,
                section=section,
                room=room,
                reserved_at=now,
            )
            for (section, room), code in new.items()
        ],
        batch_size=BATCH,
    )
    codes |= new
    return {room: codes[room] for room in rooms}


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


def unit_code_of_land(parcel_code: str, *, now: datetime) -> UnitCode:
    """Return the ledger row of the parcel's code without fixtures (W00000000), issuing it once."""
    code = str(build_unit_code(parcel_code, fixture="W"))
    ledger, _ = UnitCode.objects.get_or_create(
        code=code, defaults={"parcel_code": parcel_code, "reserved_at": now}
    )
    return ledger


def _lock_codes(parcel_code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(37346, hashtext(%s))", [parcel_code])


@transaction.atomic
def land_unit_publish(
    parcel_code: str,
    *,
    address: str,
    area_m2: Decimal,
    area_rule: str,
    area_source: SpatialSource,
    now: datetime,
) -> Unit:
    """Register a parcel without fixtures as a unit of its own (W00000000)."""
    ledger = unit_code_of_land(parcel_code, now=now)
    _confirm([ledger.code], now=now)
    Unit.objects.filter(unit_code=ledger).close(now=now)
    return Unit.objects.create(
        unit_code=ledger,
        kind=UnitKind.LAND,
        parcel_code=parcel_code,
        address=address,
        land_share_m2=area_m2,
        area_rule=area_rule,
        area_source=area_source,
        valid_from=now,
        recorded_from=now,
    )


@transaction.atomic
def building_publish(
    content: BuildingContent, *, source: SpatialSource, area_source: SpatialSource, now: datetime
) -> Building:
    """Close the current version of the building and its units and open new ones.

    Raises
    ------
    InvalidInput
        The footprint is no shape, or a unit code does not belong to the building.
    Conflict
        A unit code was never issued, or is retired.
    """
    shape = geometry.multipolygon(content.footprint)
    if shape is None:
        raise InvalidInput(
            Text(
                f"幢 {content.building_code} 没有可用的占地范围。",
                f"Building {content.building_code} has no usable footprint.",
            )
        )
    _require_codes(content)
    Unit.objects.filter(building__building_code=content.building_code).close(now=now)
    Building.objects.filter(building_code=content.building_code).close(now=now)
    building = Building.objects.create(
        building_code=content.building_code,
        parcel_code=content.parcel_code,
        building_number=content.building_number,
        name=content.name,
        address=content.address,
        geom=shape,
        footprint_area_m2=content.footprint_area_m2,
        floor_area_m2=content.floor_area_m2,
        area_standard=content.area_standard,
        storeys_above=content.storeys_above,
        storeys_below=content.storeys_below,
        structure=content.structure,
        completed_on=content.completed_on,
        area_rule=content.area_rule,
        footprint_rule=content.footprint_rule,
        source=source,
        area_source=area_source,
        valid_from=now,
        recorded_from=now,
    )
    storeys = _write_storeys(building, content.units)
    _confirm([unit.unit_code for unit in content.units], now=now)
    Unit.objects.bulk_create(
        [
            Unit(
                unit_code_id=unit.unit_code,
                kind=unit.kind,
                parcel_code=content.parcel_code,
                building=building,
                storey=storeys.get(unit.storey_number),
                section=unit.section,
                room=unit.room,
                address=unit.address,
                use=unit.use,
                built_m2=unit.built_m2,
                inner_m2=unit.inner_m2,
                shared_m2=unit.shared_m2,
                presale_built_m2=unit.presale_built_m2,
                land_share_m2=unit.land_share_m2,
                area_standard=content.area_standard,
                area_rule=unit.area_rule,
                area_source=area_source,
                valid_from=now,
                recorded_from=now,
            )
            for unit in content.units
        ],
        batch_size=BATCH,
    )
    return building


def _require_codes(content: BuildingContent) -> None:
    for unit in content.units:
        if parse_unit_code(unit.unit_code).building_code != content.building_code:
            raise InvalidInput(
                Text(
                    f"不动产单元代码 {unit.unit_code} 不属于幢 {content.building_code}。",
                    f"Unit code {unit.unit_code} is not of building {content.building_code}.",
                )
            )
    wanted = {unit.unit_code for unit in content.units}
    usable = UnitCode.objects.filter(code__in=wanted, retired_at__isnull=True)
    if missing := sorted(wanted - set(usable.values_list("code", flat=True))):
        raise Conflict(
            Text(
                f"不动产单元代码 {missing[0]} 未曾配号或已停用。",
                f"Unit code {missing[0]} was never issued, or is retired.",
            )
        )


def _write_storeys(building: Building, units: Sequence[UnitContent]) -> dict[int | None, Storey]:
    labels: dict[int, str] = {}
    areas: dict[int, Decimal] = defaultdict(Decimal)
    for unit in units:
        if unit.storey_number is not None:
            labels.setdefault(unit.storey_number, unit.storey_label or str(unit.storey_number))
            areas[unit.storey_number] += unit.built_m2 or Decimal(0)
    storeys = [
        Storey(building=building, number=number, label=label, floor_area_m2=areas[number])
        for number, label in sorted(labels.items())
    ]
    Storey.objects.bulk_create(storeys)
    return {storey.number: storey for storey in storeys}


def _confirm(codes: list[str], *, now: datetime) -> None:
    UnitCode.objects.filter(code__in=codes, confirmed_at__isnull=True).update(confirmed_at=now)
