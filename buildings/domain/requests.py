"""A change of buildings or units as JSON: what the API and the command line take.

Areas are decimal strings (or whole numbers). ``{"kind": "unit_split", "unit":
"410811001002GB00007F00010001", "source": {"title": …}, "units": [{"section": "1", "room": "101",
"storey_number": 1, "built_m2": "60.00", …}, …], "document_number": "…", "reason": "…"}``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from buildings.domain.codes import parse_building_code
from buildings.domain.publication import BuildingContent, UnitContent
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.json_fields import items_at, object_at, path_to, text_at, wrong_field
from cadastre.domain.unit_code import parse_unit_code
from parcels.domain.requests import parts_asked

KINDS = (
    "unit_split",
    "units_merge",
    "unit_correct",
    "unit_code_correct",
    "unit_retire",
    "storey_add",
    "building_rebuild",
    "building_mark",
    "building_retire",
    "unit_list_complete",
)
UNIT_KINDS = ("buildings", "building", "storey", "room")
WITH_SOURCE = frozenset(
    {"unit_split", "units_merge", "unit_correct", "storey_add", "building_rebuild"}
)
"""Changes that bring figures, and so say which survey they are from."""
MOST_UNITS = 10_000
"""Units in all lists of one request."""
AREAS = ("built_m2", "inner_m2", "shared_m2", "presale_built_m2", "land_share_m2")
UNIT_TEXTS = {"section": 40, "room": 60, "storey_label": 50, "use": 60, "address": 200}
BUILDING_TEXTS = {
    "name": 200,
    "address": 200,
    "structure": 40,
    "area_rule": 20,
    "footprint_rule": 20,
    "outside_parcel": 200,
}
CORRECTED_TEXTS = {
    "address": 200,
    "use": 60,
    "area_standard": 40,
    "area_rule": 20,
    "kind": 10,
}
LAST_STOREY = 999


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """A row of a unit list before numbers are given."""

    section: str
    storey_number: int | None
    room: str
    built_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class AskedBuildingChange:
    """One change as it was asked for; fields that its kind does not use are empty."""

    kind: str
    codes: tuple[str, ...]
    """The units, or the one building, that are changed."""
    source: Mapping[str, Any] | str = ""
    units: tuple[UnitContent, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    storey: Mapping[str, Any] = field(default_factory=dict)
    content: BuildingContent | None = None
    is_new_building: bool = False
    outside_parcel: str = ""
    presale: tuple[AskedUnit, ...] = ()
    completion: tuple[AskedUnit, ...] = ()
    reason: str = ""
    document_number: str = ""


def building_change_asked(body: Any) -> AskedBuildingChange:
    """Read a request.

    Raises
    ------
    InvalidInput
        At the first field that is missing or cannot be read, naming it by its path.
    CodeMalformed
        A code has not the form of GB/T 37346-2019.
    """
    told = object_at(body, "body")
    kind = text_at(told, "kind", "", required=True)
    if kind not in KINDS:
        raise wrong_field("kind", kind, "、".join(KINDS), ", ".join(KINDS))
    source = told.get("source") or ""
    if not isinstance(source, str | Mapping) or (kind in WITH_SOURCE and not source):
        raise wrong_field(
            "source", source, "成果来源的标识或内容", "the key of a source, or a source"
        )
    reason = text_at(told, "reason", "")
    document = text_at(told, "document_number", "", longest=200)
    if not (source or reason or document):
        raise InvalidInput(
            Text(
                "须写明依据：source、reason、document_number 至少一项。",
                "Say on what ground: at least one of source, reason and document_number.",
            )
        )
    return AskedBuildingChange(
        kind=kind,
        codes=_codes(told, kind),
        source=source,
        reason=reason,
        document_number=document,
        **_particulars(told, kind),
    )


def _codes(told: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    if kind == "units_merge":
        named = items_at(told.get("units_before"), "units_before")
        return tuple(
            str(parse_unit_code(_code(one, f"units_before[{n}]"))) for n, one in enumerate(named)
        )
    if kind.startswith("unit_") and kind != "unit_list_complete":
        return (str(parse_unit_code(_code(told.get("unit"), "unit"))),)
    return (parse_building_code(_code(told.get("building"), "building")),)


def _particulars(told: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Read what only this kind of change has."""
    match kind:
        case "unit_split":
            return {"units": _units(told, "units")}
        case "units_merge":
            return {"units": (_unit(told.get("whole"), "whole"),)}
        case "unit_correct":
            return {"figures": _figures(told)}
        case "storey_add":
            storey = object_at(told.get("storey"), "storey")
            return {
                "units": _units(told, "units"),
                "storey": {
                    "number": _storey(storey.get("number"), "storey.number"),
                    "label": text_at(storey, "label", "storey", required=True, longest=50),
                    "floor_area_m2": _area(storey, "floor_area_m2", "storey", required=True),
                    "completed_on": _day(storey, "completed_on", "storey"),
                },
            }
        case "building_rebuild":
            is_new = told.get("is_new_building", False)
            if not isinstance(is_new, bool):
                raise wrong_field("is_new_building", is_new, "true 或 false", "true or false")
            return {"content": _building(told), "is_new_building": is_new}
        case "building_mark":
            if "outside_parcel" not in told:
                raise wrong_field(
                    "outside_parcel", None, "原因，或空文字", "a reason, or empty text"
                )
            longest = BUILDING_TEXTS["outside_parcel"]
            return {"outside_parcel": text_at(told, "outside_parcel", "", longest=longest)}
        case "unit_list_complete":
            return {"presale": _rows(told, "presale"), "completion": _rows(told, "completion")}
        case _:
            return {}


def _building(told: Mapping[str, Any]) -> BuildingContent:
    content = object_at(told.get("content"), "content")
    building = parse_building_code(_code(told.get("building"), "building"))
    texts: dict[str, Any] = {
        name: text_at(content, name, "content", longest=longest)
        for name, longest in BUILDING_TEXTS.items()
    }
    return BuildingContent(
        parcel_code=building[:19],
        building_number=building[20:],
        footprint=parts_asked(content, "content"),
        footprint_area_m2=_required_area(content, "footprint_area_m2", "content"),
        floor_area_m2=_required_area(content, "floor_area_m2", "content"),
        area_standard=text_at(content, "area_standard", "content", required=True, longest=40),
        units=_units(content, "units", path="content."),
        storeys_above=_count(content, "storeys_above"),
        storeys_below=_count(content, "storeys_below"),
        completed_on=_day(content, "completed_on", "content"),
        **texts,
    )


def _units(told: Mapping[str, Any], name: str, *, path: str = "") -> tuple[UnitContent, ...]:
    rows = items_at(told.get(name), f"{path}{name}")
    _require_few(rows, f"{path}{name}")
    return tuple(_unit(one, f"{path}{name}[{n}]") for n, one in enumerate(rows))


def _unit(value: Any, path: str) -> UnitContent:
    told = object_at(value, path)
    kind = text_at(told, "kind", path) or "room"
    if kind not in UNIT_KINDS:
        raise wrong_field(f"{path}.kind", kind, "、".join(UNIT_KINDS), ", ".join(UNIT_KINDS))
    if told.get("unit_code"):
        raise InvalidInput(
            Text(
                f"字段 {path}.unit_code 由系统配号，不得自填。",
                f"Field {path}.unit_code is given out here and may not be stated.",
            )
        )
    texts: dict[str, Any] = {
        name: text_at(told, name, path, longest=most) for name, most in UNIT_TEXTS.items()
    }
    areas: dict[str, Any] = {name: _area(told, name, path) for name in AREAS}
    return UnitContent(
        unit_code="",
        kind=kind,
        storey_number=_storey_or_none(told, path),
        area_rule=text_at(told, "area_rule", path, longest=20),
        **texts,
        **areas,
    )


def _rows(told: Mapping[str, Any], name: str) -> tuple[AskedUnit, ...]:
    rows = items_at(told.get(name), name)
    _require_few(rows, name)
    return tuple(_row(one, f"{name}[{n}]") for n, one in enumerate(rows))


def _row(value: Any, path: str) -> AskedUnit:
    told = object_at(value, path)
    return AskedUnit(
        section=text_at(told, "section", path, longest=40),
        storey_number=_storey_or_none(told, path),
        room=text_at(told, "room", path, required=True, longest=60),
        built_m2=_area(told, "built_m2", path),
    )


def _figures(told: Mapping[str, Any]) -> dict[str, Any]:
    """Read what is to be put right; names that are not known go on and are refused there."""
    given = object_at(told.get("figures"), "figures")
    if not given:
        raise wrong_field("figures", given, "要更正的字段", "the fields to put right")
    read: dict[str, Any] = {}
    for name in given:
        if name in AREAS:
            read[name] = _area(given, name, "figures")
        else:
            read[name] = text_at(given, name, "figures", longest=CORRECTED_TEXTS.get(name, 20))
    if "kind" in read and read["kind"] not in UNIT_KINDS:
        wanted = ("、".join(UNIT_KINDS), ", ".join(UNIT_KINDS))
        raise wrong_field("figures.kind", read["kind"], *wanted)
    return read


def _require_few(rows: Sequence[Any], field_name: str) -> None:
    if len(rows) > MOST_UNITS:
        raise InvalidInput(
            Text(
                f"字段 {field_name} 最多 {MOST_UNITS} 个单元，实有 {len(rows)} 个。",
                f"Field {field_name} has {MOST_UNITS} units at the most; it has {len(rows)}.",
            )
        )


def _code(value: Any, path: str) -> str:
    if not isinstance(value, str) or len(value) > 40:
        raise wrong_field(path, value, "代码", "a code")
    return value


def _required_area(told: Mapping[str, Any], name: str, path: str) -> Decimal:
    area = _area(told, name, path, required=True)
    return Decimal(0) if area is None else area


def _area(
    told: Mapping[str, Any], name: str, path: str, *, required: bool = False
) -> Decimal | None:
    """Read an area in m2 with at most two decimals: nothing is rounded away unseen."""
    value = told.get(name)
    if value in (None, "") and not required:
        return None
    wanted = ('两位小数以内的十进制数文字，例如 "89.12"', 'a decimal as text, e.g. "89.12"')
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > 20:
        raise wrong_field(path_to(path, name), value, *wanted)
    try:
        area = Decimal(value)
    except InvalidOperation as error:
        raise wrong_field(path_to(path, name), value, *wanted) from error
    is_kept = area.is_finite() and 0 <= area < Decimal(10) ** 12
    if not is_kept or area != area.quantize(Decimal("0.01")):
        raise wrong_field(path_to(path, name), value, *wanted)
    return area


def _storey_or_none(told: Mapping[str, Any], path: str) -> int | None:
    value = told.get("storey_number")
    return None if value is None else _storey(value, path_to(path, "storey_number"))


def _storey(value: Any, path: str) -> int:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not is_number or not -LAST_STOREY <= value <= LAST_STOREY or value == 0:
        raise wrong_field(
            path, value, "层号（地下为负，没有 0 层）", "a storey, negative below ground"
        )
    return int(value)


def _count(told: Mapping[str, Any], name: str) -> int:
    value = told.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LAST_STOREY:
        raise wrong_field(f"content.{name}", value, "层数", "a number of storeys")
    return value


def _day(told: Mapping[str, Any], name: str, path: str) -> date | None:
    value = told.get(name)
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        wanted = ("日期，例如 2026-11-21", "a date, e.g. 2026-11-21")
        raise wrong_field(path_to(path, name), value, *wanted) from error
