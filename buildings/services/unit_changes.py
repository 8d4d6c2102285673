"""Units that are split, merged, corrected or retired within their building."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from django.db import IntegrityError, transaction

from buildings.domain.changes import require_balance
from buildings.domain.publication import UnitContent
from buildings.models import Building, CodeAct, LineageKind, Storey, Unit, UnitCode
from buildings.services.acts import Change, Done, as_body, changed
from buildings.services.codes import (
    codes_confirm,
    codes_retire,
    highest_number,
    require_in_use,
    require_unrestricted,
    steps_record,
    unit_codes_reserve,
)
from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import parse_unit_code
from cadastre.models import SpatialSource

CORRECTABLE = frozenset(
    {
        "address",
        "use",
        "built_m2",
        "inner_m2",
        "shared_m2",
        "presale_built_m2",
        "land_share_m2",
        "area_standard",
        "area_rule",
        "kind",
    }
)
"""What a correction may change; a wrong code is followed by another, never changed."""


def unit_split(
    unit_code: str, parts: Sequence[UnitContent], *, area_source: SpatialSource, change: Change
) -> Done:
    """Split a unit into parts, numbered after the highest number of the building.

    The unit's own code is retired (GB/T 37346-2019: within a building, changed lines of units get
    numbers after the highest). ``parts`` carry no codes; one may take the room's old name.

    Raises
    ------
    InvalidInput
        There are fewer than two parts, or two of them claim one room.
    Conflict
        The code is not in use or is restricted, areas do not balance (the refusal says by how
        much), or a part names a storey that the building has not.
    """
    _require_several(parts, "分割后", "after a split")
    return _reshaped([unit_code], parts, LineageKind.SPLIT, area_source, change)


def units_merge(
    unit_codes: Sequence[str], whole: UnitContent, *, area_source: SpatialSource, change: Change
) -> Done:
    """Merge units of one building into one with a new number. Raises as :func:`unit_split`."""
    codes = list(dict.fromkeys(unit_codes))
    _require_several(codes, "合并前", "before a merger")
    if len({parse_unit_code(code).building_code for code in codes}) > 1:
        raise InvalidInput(
            Text("只能合并同一幢内的单元。", "Only units of one building can be merged.")
        )
    return _reshaped(codes, [whole], LineageKind.MERGE, area_source, change)


def _require_several(things: Sequence[object], zh: str, en: str) -> None:
    if len(things) < 2:
        raise InvalidInput(
            Text(f"{zh}至少应有两个单元。", f"There must be two units or more {en}.")
        )


def _reshaped(
    old: Sequence[str],
    new: Sequence[UnitContent],
    kind: LineageKind,
    area_source: SpatialSource,
    change: Change,
) -> Done:
    def act_on(act: CodeAct) -> Done:
        building = building_held(old[0])
        require_in_use(old)
        require_unrestricted(old)
        before = _current_units(old)
        require_balance(before, new)
        codes_closed(old, act=act, change=change)
        issued = units_open(building, new, area_source=area_source, act=act, change=change)
        steps_record(
            [(code, after) for code in old for after in issued], kind, act=act, now=change.now
        )
        return {"retired": list(old), "issued": issued}

    body = {"units": list(old), "become": as_body(new), "source": str(area_source.pk)}
    return changed(change, body, act_on)


def building_held(unit_code: str) -> Building:
    """Return the unit's current building; changes of one building wait for each other."""
    building_code = parse_unit_code(unit_code).building_code
    if building_code is None:
        raise InvalidInput(
            Text(f"{unit_code} 不是房屋单元。", f"{unit_code} is not a unit of a building.")
        )
    return current_building_held(building_code)


def current_building_held(building_code: str) -> Building:
    """Return the current version; changes of one building wait for each other.

    Raises Conflict when the register has none.
    """
    highest_number(building_code)
    building = Building.objects.current().filter(building_code=building_code).first()
    if building is None:
        raise Conflict(
            Text(
                f"登记簿中没有现势自然幢 {building_code}。",
                f"The register has no current building {building_code}.",
            )
        )
    return building


def _current_units(codes: Sequence[str]) -> list[Unit]:
    units = list(Unit.objects.current().filter(unit_code__in=codes).order_by("unit_code"))
    if missing := sorted(set(codes) - {unit.unit_code_id for unit in units}):
        raise Conflict(
            Text(
                f"单元 {missing[0]} 只有预配号、尚未登簿，不能办理变更。",
                f"Unit {missing[0]} is reserved and not yet registered; it cannot be changed.",
            )
        )
    return units


def codes_closed(codes: Sequence[str], *, act: CodeAct, change: Change) -> None:
    """End the current versions of units and retire their codes for good."""
    Unit.objects.filter(unit_code__in=codes).close(now=change.now)
    codes_retire(codes, act=act, now=change.now)


def units_open(
    building: Building,
    units: Sequence[UnitContent],
    *,
    area_source: SpatialSource,
    act: CodeAct,
    change: Change,
) -> list[str]:
    """Number units after the highest of the building and open their first versions.

    Raises
    ------
    InvalidInput
        Two claim one room.
    Conflict
        A room is in use, or a unit names a storey that the building has not.
    """
    rooms = [(unit.section, unit.room) for unit in units]
    _require_free_rooms(building, rooms)
    storeys = {storey.number: storey for storey in building.storeys.all()}
    codes = unit_codes_reserve(
        building.parcel_code,
        building.building_number,
        rooms,
        kinds={(unit.section, unit.room): unit.kind for unit in units},
        now=change.now,
        act=act,
    )
    coded = [replace(unit, unit_code=codes[room]) for unit, room in zip(units, rooms, strict=True)]
    codes_confirm(codes.values(), act=act, now=change.now)
    Unit.objects.bulk_create(
        [
            unit_row(
                unit,
                building=building,
                storey=_storey(storeys, unit),
                area_source=area_source,
                change=change,
            )
            for unit in coded
        ]
    )
    return [unit.unit_code for unit in coded]


def _require_free_rooms(building: Building, rooms: Sequence[tuple[str, str]]) -> None:
    taken = set(
        UnitCode.objects.in_use(building.parcel_code, building.building_number).values_list(
            "section", "room"
        )
    )
    for number, room in enumerate(rooms):
        if room in taken or room in rooms[:number]:
            raise Conflict(
                Text(
                    f"室号“{' '.join(room).strip()}”已有单元，同一幢内不能重复。",
                    f"Room '{' '.join(room).strip()}' has a unit already.",
                )
            )


def _storey(storeys: Mapping[int, Storey], unit: UnitContent) -> Storey | None:
    if unit.storey_number is None:
        return None
    if unit.storey_number not in storeys:
        raise Conflict(
            Text(
                f"{unit.room} 室写明在第 {unit.storey_number} 层，该幢没有这一层。",
                f"Room {unit.room} names storey {unit.storey_number}, which the building has not.",
            ),
            advice=Text("加层请办理增加楼层。", "Add the storey first."),
        )
    return storeys[unit.storey_number]


def unit_row(
    unit: UnitContent,
    *,
    building: Building,
    storey: Storey | None,
    area_source: SpatialSource,
    change: Change,
) -> Unit:
    """Return the row that opens a unit's version; nothing is written."""
    own = {field.name for field in fields(UnitContent)}
    of_storey = {"storey_number", "storey_label", "storey_height_m"}
    figures = {name: getattr(unit, name) for name in own - of_storey - {"unit_code"}}
    return Unit(
        unit_code_id=unit.unit_code,
        parcel_code=building.parcel_code,
        building=building,
        storey=storey,
        area_standard=building.area_standard,
        area_source=area_source,
        valid_from=change.now,
        recorded_from=change.now,
        **figures,
    )


def unit_retire(unit_code: str, *, change: Change) -> Done:
    """Retire a unit that is no more, registered or only reserved; its code is never used again.

    Raises
    ------
    Conflict
        The code is not in use, or is restricted.
    """

    def act_on(act: CodeAct) -> Done:
        require_in_use([unit_code])
        require_unrestricted([unit_code])
        codes_closed([unit_code], act=act, change=change)
        return {"retired": [unit_code]}

    return changed(change, {"unit": unit_code}, act_on)


def unit_correct(
    unit_code: str, figures: Mapping[str, Any], *, area_source: SpatialSource, change: Change
) -> Done:
    """Put a figure right from the day the wrong one was valid; what was said stays on record.

    Raises
    ------
    InvalidInput
        A field is not one that a correction may change.
    Conflict
        The code is not in use, or the areas do not add up.
    """
    if wrong := sorted(set(figures) - CORRECTABLE):
        raise InvalidInput(
            Text(f"字段 {wrong[0]} 不能更正。", f"Field {wrong[0]} cannot be corrected."),
        )

    def act_on(_act: CodeAct) -> Done:
        require_in_use([unit_code])
        (unit,) = _current_units([unit_code])
        Unit.objects.filter(pk=unit.pk).supersede(now=change.now)
        unit.pk, unit.recorded_from, unit.area_source = None, change.now, area_source
        for name, value in figures.items():
            setattr(unit, name, value)
        _save_corrected(unit)
        return {"kept": [unit_code]}

    body = {"unit": unit_code, "figures": dict(figures), "source": str(area_source.pk)}
    return changed(change, body, act_on)


def _save_corrected(unit: Unit) -> None:
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name != "unit_area_is_inner_and_shared":
            raise
        raise Conflict(
            Text(
                f"更正后套内 {unit.inner_m2} + 分摊 {unit.shared_m2} 与建筑面积 {unit.built_m2} "
                "不等。",
                f"Inner {unit.inner_m2} + shared {unit.shared_m2} is not floor area "
                f"{unit.built_m2}.",
            )
        ) from error


def unit_code_correct(unit_code: str, *, change: Change) -> Done:
    """Give a unit that carries a wrong code the next number; the wrong one goes on resolving.

    Raises
    ------
    Conflict
        The code is not in use, or not yet registered.
    """

    def act_on(act: CodeAct) -> Done:
        building = building_held(unit_code)
        require_in_use([unit_code])
        (unit,) = _current_units([unit_code])
        codes_closed([unit_code], act=act, change=change)
        codes = unit_codes_reserve(
            building.parcel_code,
            building.building_number,
            [(unit.section, unit.room)],
            kinds={(unit.section, unit.room): unit.kind},
            now=change.now,
            act=act,
        )
        issued = list(codes.values())
        codes_confirm(issued, act=act, now=change.now)
        unit.pk, unit.unit_code_id = None, issued[0]
        unit.valid_from = unit.recorded_from = change.now
        unit.save(force_insert=True)
        steps_record([(unit_code, issued[0])], LineageKind.CORRECT, act=act, now=change.now)
        return {"retired": [unit_code], "issued": issued}

    return changed(change, {"unit": unit_code}, act_on)
