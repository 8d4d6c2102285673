"""From what a registrar typed about a building or a unit to the request for its change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from buildings.models import Building, Unit
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from registration.typed_points import TypedPoint
from registration.typed_units import (
    AREAS,
    FULL_LIST,
    SHORT_LIST,
    TypedUnit,
    area_typed,
    list_typed,
    storey_typed,
    unit_body,
)

CORRECTABLE = (
    *("use", "address", "built_m2", "inner_m2", "shared_m2", "presale_built_m2"),
    *("land_share_m2", "area_standard", "area_rule", "kind"),
)
BUILDING_WORDS = (
    *("name", "address", "structure", "area_standard", "area_rule", "footprint_rule"),
    "outside_parcel",
)
FLOOR_AREA = Text("总建筑面积", "floor area of the whole building")
FOOTPRINT = Text("占地面积", "footprint area")
PRESALE = Text("预售建筑面积", "floor area at presale")


@dataclass(frozen=True, slots=True)
class ReservedBuilding:
    """A building of which presale reserved unit codes, and nothing is registered yet."""

    building_code: str
    pk: str = "reserved"

    @property
    def parcel_code(self) -> str:
        """The code of its parcel."""
        return self.building_code[:19]

    @property
    def building_number(self) -> str:
        """Its four digits."""
        return self.building_code[20:]


Thing = Building | ReservedBuilding | Unit
"""What a page is about."""


@dataclass(frozen=True, slots=True)
class TypedAct:
    """All that was typed on the page of an act.

    ``version`` is the key of the version that was looked at; ``chosen`` are the codes of units to
    merge with it; ``words`` are single fields, ``lists`` unit lists as text, both by name.
    """

    kind: str
    version: str
    source: Mapping[str, Any]
    reason: str
    document_number: str = ""
    rows: tuple[TypedUnit, ...] = ()
    chosen: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    points: tuple[TypedPoint, ...] = ()


def body_of(row: Thing, typed: TypedAct) -> dict[str, Any]:
    """Return the request for what was typed about ``row``.

    Raises InvalidInput at the first thing that cannot be read, or when nothing was typed.
    """
    body: dict[str, Any] = {
        "kind": typed.kind,
        "source": dict(typed.source),
        "reason": typed.reason,
        "document_number": typed.document_number,
    }
    if isinstance(row, Unit):
        return body | _of_unit(row, typed)
    return body | {"building": row.building_code} | _of_building(row, typed)


def _of_unit(unit: Unit, typed: TypedAct) -> dict[str, Any]:
    named = {"unit": unit.unit_code_id}
    match typed.kind:
        case "unit_split":
            return named | {"units": _units(typed)}
        case "units_merge":
            return _merger(unit, typed)
        case "unit_correct":
            return named | {"figures": _figures(unit, typed)}
        case _:
            return named


def _of_building(building: Building | ReservedBuilding, typed: TypedAct) -> dict[str, Any]:
    match typed.kind:
        case "storey_add":
            return _storey(building, typed)
        case "building_rebuild":
            return {
                "content": _content(typed),
                "is_new_building": bool(typed.words.get("is_new_building")),
            }
        case "building_mark":
            return {"outside_parcel": typed.words.get("outside_parcel", "")}
        case "unit_list_complete":
            return {
                name: _listed(typed, name, SHORT_LIST, called)
                for name, called in (
                    ("presale", Text("预售清单", "Presale list")),
                    ("completion", Text("竣工清单", "Completion list")),
                )
            }
        case _:
            return {}


def _units(typed: TypedAct) -> list[dict[str, Any]]:
    rows = [(n, row) for n, row in enumerate(typed.rows, start=1) if not row.is_empty]
    return [unit_body(row, n) for n, row in rows]


def _merger(unit: Unit, typed: TypedAct) -> dict[str, Any]:
    codes = [unit.unit_code_id, *(code for code in typed.chosen if code != unit.unit_code_id)]
    if len(codes) < 2:
        raise InvalidInput(
            Text("请勾选要合并进来的单元。", "Choose the units to merge with this one.")
        )
    if not typed.rows or not typed.rows[0].room:
        raise InvalidInput(Text("请写明合并后的室号。", "Name the room after the merger."))
    return {
        "units_before": codes,
        "whole": _sums(unit, codes) | unit_body(typed.rows[0], 1),
    }


def _sums(unit: Unit, codes: Sequence[str]) -> dict[str, str]:
    """Return the areas of the parts in sum, as far as each of them states one.

    Read from the rows of today or, when the merger was registered in the meantime, the last ones:
    the same form gives the same request.
    """
    standing = Unit.objects.standing().filter(unit_code__in=codes, parcel_code=unit.parcel_code)
    last = {one.unit_code_id: one for one in standing.order_by("valid_from")}
    sums = {}
    for name in AREAS:
        figures = [getattr(one, name) for one in last.values()]
        if figures and None not in figures:
            sums[name] = str(sum(figures, Decimal(0)))
    return sums


def _figures(unit: Unit, typed: TypedAct) -> dict[str, str]:
    called = {**AREAS, "presale_built_m2": PRESALE}
    figures: dict[str, str] = {}
    for name in CORRECTABLE:
        now = said_of(unit, name)
        word = typed.words.get(name, now)
        if word == now:
            continue
        figures[name] = area_typed(word, called[name]) if name in called and word else word
    if not figures:
        raise InvalidInput(
            Text(
                "没有改动：各项与现行记载相同。",
                "Nothing differs from what the register says.",
            )
        )
    return figures


def said_of(row: Thing, name: str) -> str:
    """Return what the register says in a field, as it would be typed; empty where nothing."""
    value = getattr(row, name, None)
    return "" if value is None else str(value)


def _storey(building: Building | ReservedBuilding, typed: TypedAct) -> dict[str, Any]:
    number = storey_typed(typed.words.get("number", ""))
    label = typed.words.get("label") or str(number)
    units = [one | {"storey_number": number, "storey_label": label} for one in _units(typed)]
    if not units:
        raise InvalidInput(Text("请写明新增楼层的单元。", "Name the units of the new storey."))
    whole = typed.words.get("floor_area_m2", "")
    if not whole:
        more = sum((Decimal(one.get("built_m2", "0")) for one in units), Decimal(0))
        whole = str(Decimal(said_of(building, "floor_area_m2") or 0) + more)
    storey = {
        "number": number,
        "label": label,
        "floor_area_m2": area_typed(whole, FLOOR_AREA),
        "completed_on": typed.words.get("completed_on", ""),
    }
    return {"storey": storey, "units": units}


def _content(typed: TypedAct) -> dict[str, Any]:
    words = {name: typed.words.get(name, "") for name in BUILDING_WORDS}
    if not words["area_standard"]:
        raise InvalidInput(Text("请写明面积依据的标准。", "Name the standard of the areas."))
    return {
        **words,
        "storeys_above": _count(typed, "storeys_above", Text("地上层数", "storeys above ground")),
        "storeys_below": _count(typed, "storeys_below", Text("地下层数", "storeys below ground")),
        "completed_on": typed.words.get("completed_on", ""),
        "floor_area_m2": area_typed(typed.words.get("floor_area_m2", ""), FLOOR_AREA),
        "footprint_area_m2": area_typed(typed.words.get("footprint_area_m2", ""), FOOTPRINT),
        "units": _listed(typed, "units", FULL_LIST, Text("单元清单", "List of units")),
        "parts": _parts(typed.points),
    }


def _count(typed: TypedAct, name: str, called: Text) -> int:
    word = typed.words.get(name) or "0"
    if not word.isascii() or not word.isdigit() or int(word[:9]) > 999:
        raise InvalidInput(
            Text(
                f"{called.zh}“{word[:20]}”应为 0 到 999 的整数。",
                f"{called.en} '{word[:20]}' should be a whole number from 0 to 999.",
            )
        )
    return int(word)


def _listed(
    typed: TypedAct, name: str, columns: Sequence[str], called: Text
) -> list[dict[str, Any]]:
    try:
        return list_typed(typed.lists.get(name, ""), columns=columns)
    except InvalidInput as error:
        message = error.message
        raise InvalidInput(
            Text(f"{called.zh}：{message.zh}", f"{called.en}: {message.en}"), advice=error.advice
        ) from error


def _parts(points: Sequence[TypedPoint]) -> list[list[list[dict[str, str]]]]:
    """Return the corners of the footprint by part and ring; empty rows are passed over."""
    parts: dict[str, dict[str, list[dict[str, str]]]] = {}
    for number, row in enumerate(points, start=1):
        if row.is_empty:
            continue
        part, _, ring = row.ring.partition(".")
        corner = {
            "label": row.label or str(number),
            "northing_m": _coordinate(row.northing, number),
            "easting_m": _coordinate(row.easting, number),
        }
        parts.setdefault(part, {}).setdefault(ring, []).append(corner)
    if not parts or any(len(ring) < 3 for part in parts.values() for ring in part.values()):
        raise InvalidInput(
            Text("占地范围至少要有三个角点。", "The footprint has three corners or more.")
        )
    return [list(part.values()) for part in parts.values()]


def _coordinate(typed: str, number: int) -> str:
    try:
        value = Decimal(typed)
    except ArithmeticError:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 < value < Decimal(10) ** 8 or len(typed) > 20:
        raise InvalidInput(
            Text(
                f"第 {number} 个角点的“{typed[:20]}”不是以米为单位的坐标，例如 3898650.120。",
                f"Corner {number}: '{typed[:20]}' is no coordinate in metres, for example "
                "3898650.120.",
            )
        )
    return typed
