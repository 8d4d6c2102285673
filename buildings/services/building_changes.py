"""Buildings that grow by a storey, are rebuilt, are marked, or are no more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from buildings.domain.publication import BuildingContent, UnitContent
from buildings.models import Building, CodeAct, LineageKind, Storey, Unit, UnitCode
from buildings.services.acts import Change, Done, as_body, changed
from buildings.services.codes import (
    building_code_reserve,
    codes_retire,
    highest_number,
    require_in_use,
    require_unrestricted,
    steps_record,
    unit_codes_reserve,
)
from buildings.services.publication import building_open, building_publish
from buildings.services.unit_changes import current_building_held, units_open
from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.domain.findings import Text
from cadastre.models import SpatialSource


@dataclass(frozen=True, slots=True)
class Extension:
    """What a building is after a storey was added; areas in m2.

    ``floor_area_m2`` is the whole building's: what it had and the units of the storey.
    """

    number: int
    label: str
    units: tuple[UnitContent, ...]
    floor_area_m2: Decimal
    completed_on: date | None = None


def storey_add(
    building_code: str, extension: Extension, *, area_source: SpatialSource, change: Change
) -> Done:
    """Add a storey with its units, numbered after the highest; all other units carry on.

    Raises
    ------
    InvalidInput
        A unit names another storey.
    Conflict
        The building is not current or has that storey, a room is in use, or the areas do not
        balance: the refusal says by how much.
    """
    if any(unit.storey_number != extension.number for unit in extension.units):
        raise InvalidInput(
            Text(
                f"新增单元都应写明在第 {extension.number} 层。",
                f"Every new unit must be on storey {extension.number}.",
            )
        )

    def act_on(act: CodeAct) -> Done:
        before = current_building_held(building_code)
        _require_growth(before, extension)
        after = _carried_on(before, extension, area_source=area_source, change=change)
        issued = units_open(after, extension.units, area_source=area_source, act=act, change=change)
        return {"kept": [building_code], "issued": issued}

    body = {"building": building_code, "storey": as_body([extension]), "of": str(area_source.pk)}
    return changed(change, body, act_on)


def _require_growth(building: Building, extension: Extension) -> None:
    if building.storeys.filter(number=extension.number).exists():
        raise Conflict(
            Text(
                f"幢 {building.building_code} 已有第 {extension.number} 层。",
                f"Building {building.building_code} has storey {extension.number} already.",
            )
        )
    more = sum((unit.built_m2 or Decimal(0) for unit in extension.units), Decimal(0))
    apart = extension.floor_area_m2 - building.floor_area_m2 - more
    if apart:
        raise Conflict(
            Text(
                f"原建筑面积 {building.floor_area_m2} m² + 新增各户 {more} m² 与加层后 "
                f"{extension.floor_area_m2} m² 相差 {apart:+} m²，应相等。",
                f"The building's {building.floor_area_m2} m² and the new units' {more} m² are "
                f"{apart:+} m² apart from {extension.floor_area_m2} m².",
            )
        )


def _carried_on(
    before: Building, extension: Extension, *, area_source: SpatialSource, change: Change
) -> Building:
    """Open the next version of a building: its storeys and units carry on, a storey more."""
    after = _next_version(
        before,
        change=change,
        floor_area_m2=extension.floor_area_m2,
        area_source=area_source,
        completed_on=extension.completed_on or before.completed_on,
        storeys_above=before.storeys_above + (extension.number > 0),
        storeys_below=before.storeys_below + (extension.number < 0),
    )
    area = sum((unit.built_m2 or Decimal(0) for unit in extension.units), Decimal(0))
    added = Storey(number=extension.number, label=extension.label, floor_area_m2=area)
    _replaced(before, after, added=[added], change=change)
    return after


def _replaced(
    before: Building, after: Building, *, added: Sequence[Storey] = (), change: Change
) -> None:
    """Close a version and open the next; storeys and units carry on, with storeys ``added``."""
    storeys = [*before.storeys.all(), *added]
    units = list(Unit.objects.current().filter(building=before).select_related("storey"))
    Unit.objects.filter(building=before).close(now=change.now)
    Building.objects.filter(pk=before.pk).close(now=change.now)
    building_open(after)
    for storey in storeys:
        storey.pk, storey.building = None, after
    made = {storey.number: storey for storey in Storey.objects.bulk_create(storeys)}
    for unit in units:
        place = made[unit.storey.number] if unit.storey else None
        unit.pk, unit.building, unit.storey = None, after, place
        unit.valid_from = unit.recorded_from = change.now
    Unit.objects.bulk_create(units, batch_size=2000)


def building_mark(building_code: str, outside_parcel: str, *, change: Change) -> Done:
    """Say why a building rightly stands outside its parcel; empty takes the mark off.

    The building gets a version that says so; its units and all figures carry on.

    Raises
    ------
    Conflict
        The building is not current, or stands outside its parcel and would not be marked.
    """

    def act_on(_act: CodeAct) -> Done:
        before = current_building_held(building_code)
        after = _next_version(
            before,
            change=change,
            outside_parcel=outside_parcel,
            area_source=before.area_source,
        )
        _replaced(before, after, change=change)
        return {"kept": [building_code]}

    body = {"building": building_code, "outside_parcel": outside_parcel}
    return changed(change, body, act_on)


def _next_version(before: Building, *, change: Change, **figures: Any) -> Building:
    kept = {
        field.attname: getattr(before, field.attname)
        for field in Building._meta.concrete_fields
        if field.attname not in {"id", "valid_to", "closed_at", "recorded_to", "area_source_id"}
    }
    return Building(
        **kept | {"valid_from": change.now, "recorded_from": change.now} | figures,
    )


def building_rebuild(
    building_code: str,
    content: BuildingContent,
    *,
    source: SpatialSource,
    area_source: SpatialSource,
    change: Change,
    is_new_building: bool = False,
) -> Done:
    """Put a rebuilt building in the place of one, with new unit numbers throughout.

    A building that is rebuilt, extended or renewed keeps its number, and its units are numbered
    after the highest; one that was pulled down for another (``is_new_building``) gives way to the
    next building number of the parcel. ``content`` carries no unit codes; its building number is
    not looked at. A room that stood under the same name follows the old one, any other old unit is
    followed by the building.

    Raises
    ------
    Conflict
        The building is not current, a unit is restricted, or numbers run out.
    """

    def act_on(act: CodeAct) -> Done:
        current_building_held(building_code)
        require_in_use([building_code])
        old = _codes_in_use(building_code)
        require_unrestricted([row.code for row in old])
        retired = [row.code for row in old] + ([building_code] if is_new_building else [])
        _closed(building_code, retired, act=act, change=change)
        new_code = building_code
        if is_new_building:
            new_code = building_code_reserve(building_code[:19], now=change.now, act=act)
        coded = _coded(content, new_code, act=act, change=change)
        building_publish(coded, source=source, area_source=area_source, now=change.now)
        steps_record(
            _followed(old, coded, building_code),
            LineageKind.REBUILD,
            act=act,
            now=change.now,
        )
        issued = [unit.unit_code for unit in coded.units]
        return {"retired": retired, "issued": ([new_code] if is_new_building else []) + issued}

    body = {
        "building": building_code,
        "content": as_body([content]),
        "is_new_building": is_new_building,
    }
    return changed(change, body, act_on)


def _codes_in_use(building_code: str) -> list[UnitCode]:
    held = UnitCode.objects.in_use(building_code[:19], building_code[20:24])
    return list(held.order_by("code"))


def _closed(building_code: str, codes: Sequence[str], *, act: CodeAct, change: Change) -> None:
    Unit.objects.filter(building__building_code=building_code).close(now=change.now)
    Building.objects.filter(building_code=building_code).close(now=change.now)
    codes_retire(codes, act=act, now=change.now)


def _coded(
    content: BuildingContent, building_code: str, *, act: CodeAct, change: Change
) -> BuildingContent:
    """Return the content under its building code, each unit with the number given to its room."""
    rooms = [(unit.section, unit.room) for unit in content.units]
    codes = unit_codes_reserve(
        building_code[:19],
        building_code[20:],
        rooms,
        kinds={(unit.section, unit.room): unit.kind for unit in content.units},
        now=change.now,
        act=act,
    )
    units = tuple(
        replace(unit, unit_code=codes[room])
        for unit, room in zip(content.units, rooms, strict=True)
    )
    return replace(
        content,
        parcel_code=building_code[:19],
        building_number=building_code[20:],
        units=units,
    )


def _followed(
    old: Sequence[UnitCode], content: BuildingContent, old_building: str
) -> list[tuple[str, str]]:
    by_room = {(unit.section, unit.room): unit.unit_code for unit in content.units}
    steps = [(row.code, by_room.get((row.section, row.room), content.building_code)) for row in old]
    if old_building != content.building_code:
        steps.append((old_building, content.building_code))
    return steps


def building_retire(building_code: str, *, change: Change) -> Done:
    """Retire a building that is no more, with every unit code of it.

    Raises
    ------
    Conflict
        The code is not in use, or a unit is restricted.
    """

    def act_on(act: CodeAct) -> Done:
        highest_number(building_code)
        require_in_use([building_code])
        retired = [row.code for row in _codes_in_use(building_code)] + [building_code]
        require_unrestricted(retired)
        _closed(building_code, retired, act=act, change=change)
        return {"retired": retired}

    return changed(change, {"building": building_code}, act_on)
