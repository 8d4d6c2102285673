"""A comparison of two results as programs and spreadsheets receive it.

Lengths in metres and areas in m2 as decimal strings; shifts lead from the first result to the
second. The same input gives the same bytes: no clock, machine or account goes into it.
"""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from surveys.domain.compare_areas import AreaDifference
from surveys.domain.compare_boundary import BoundaryDifference, LineLimits, PointDifference
from surveys.domain.compare_results import BuildingDifference, ComparedResult, ResultDifference
from surveys.domain.compare_rows import TableRow
from surveys.domain.compare_tables import TableDifference, UnitChange
from surveys.domain.compare_words import KIND_WORDS, explained, summary_of
from surveys.domain.evidence import SurveyPoint

FORMAT: Final = "cadastre-comparison"
FORMAT_VERSION: Final = "1.0"
_MILLIMETRE_PLACES = 4

CSV_COLUMNS: Final = (
    "building_number",
    "change",
    "变化",
    "before_rooms",
    "after_rooms",
    "before_storeys",
    "after_storeys",
    "before_m2",
    "after_m2",
    "difference_m2",
    "ratio_percent",
    "before_codes",
    "after_codes",
    "before_places",
    "after_places",
    "explanation",
    "说明",
)


def difference_as_dict(found: ResultDifference, *, only_changed: bool = False) -> dict[str, Any]:
    """Return a comparison as plain data; with ``only_changed`` unchanged units are left out."""
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "first": _result(found.first),
        "second": _result(found.second),
        "boundary": None if found.boundary is None else _boundary(found.boundary),
        "land_area": _area(found.land_area),
        "buildings": [_building(each, only_changed) for each in found.buildings],
    }


def units_csv(found: ResultDifference, *, only_changed: bool = False) -> str:
    """Return the unit comparison of all buildings as CSV with a byte order mark for spreadsheets.

    A cell that a spreadsheet would take for a formula is written with an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for building in found.buildings:
        for change in building.units.changes if building.units else ():
            if not only_changed or change.is_changed:
                writer.writerow(map(_harmless, _csv_row(building.number, change)))
    return "\ufeff" + out.getvalue()


def _harmless(cell: str) -> str:
    starts = cell[:1] in ("=", "@", "\t", "\r") or (cell[:1] in "+-" and not _is_figure(cell))
    return f"'{cell}" if cell and starts else cell


def _is_figure(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdecimal()


def _csv_row(building_number: str, change: UnitChange) -> Iterator[str]:
    said = explained(change)
    yield building_number
    yield change.kind.value
    yield KIND_WORDS[change.kind].zh
    for name in (_room, _storey):
        yield " + ".join(map(name, change.before))
        yield " + ".join(map(name, change.after))
    for figure in (change.before_m2, change.after_m2, change.difference_m2, change.ratio_percent):
        yield "" if figure is None else f"{figure:f}"
    for name in (_code, _place):
        yield " + ".join(map(name, change.before))
        yield " + ".join(map(name, change.after))
    yield said.en
    yield said.zh


def _room(unit: TableRow) -> str:
    return "-".join(part for part in (unit.section, unit.room) if part)


def _storey(unit: TableRow) -> str:
    return unit.storey_label or ("" if unit.storey_number is None else str(unit.storey_number))


def _code(unit: TableRow) -> str:
    return unit.unit_code


def _place(unit: TableRow) -> str:
    return unit.file if unit.line is None else f"{unit.file}:{unit.line}"


def _result(result: ComparedResult) -> dict[str, Any]:
    return {
        "id": result.result_id,
        "title": _text(result.title),
        "stage": result.stage.value,
        "surveyed_on": result.surveyed_on.isoformat(),
        "accuracy_class": result.accuracy_class,
        "area_rule": result.area_rule,
    }


def _boundary(found: BoundaryDifference) -> dict[str, Any]:
    return {
        "unchanged": found.unchanged,
        "same_line": found.same_line,
        "same_topology": found.same_topology,
        "limits": _limits(found.limits),
        "max_shift_m": _length(found.max_shift_m),
        "mean_shift_m": _length(found.mean_shift_m),
        "mean_north_m": _length(found.mean_north_m),
        "mean_east_m": _length(found.mean_east_m),
        "text": _text(found.text),
        "points": [_point_difference(point) for point in found.points],
    }


def _limits(limits: LineLimits | None) -> dict[str, Any] | None:
    if limits is None:
        return None
    return {
        "limit_m": str(limits.limit_m),
        "mean_error_m": str(limits.mean_error_m),
        "name": _text(limits.name),
        "source": limits.source,
        "verified": limits.verified,
    }


def _point_difference(point: PointDifference) -> dict[str, Any]:
    return {
        "kind": point.kind,
        "before": _point(point.before),
        "after": _point(point.after),
        "north_m": _length(point.north_m),
        "east_m": _length(point.east_m),
        "length_m": _length(point.length_m),
        "off_line_m": _length(point.off_line_m),
        "within_limit": point.within_limit,
    }


def _point(point: SurveyPoint | None) -> dict[str, str] | None:
    if point is None:
        return None
    return {
        "label": point.label,
        "northing_m": str(point.northing_m),
        "easting_m": str(point.easting_m),
    }


def _area(found: AreaDifference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "before_m2": _figure(found.before_m2),
        "after_m2": _figure(found.after_m2),
        "comparable": found.comparable,
        "difference_m2": _figure(found.difference_m2),
        "ratio_percent": _figure(found.ratio_percent),
        "limit_m2": None if found.limit_m2 is None else str(rounded(found.limit_m2)),
        "within_limit": found.within,
        "text": _text(found.text),
    }


def _building(found: BuildingDifference, only_changed: bool) -> dict[str, Any]:
    return {
        "building_number": found.number,
        "change": found.kind,
        "before_number": found.before_number,
        "after_number": found.after_number,
        "footprint": None if found.footprint is None else _boundary(found.footprint),
        "footprint_area": _area(found.footprint_area),
        "floor_area": _area(found.floor_area),
        "units": None if found.units is None else _table(found.units, only_changed),
    }


def _table(found: TableDifference, only_changed: bool) -> dict[str, Any]:
    totals = found.totals
    return {
        "same_units": found.is_same,
        "summary": _text(summary_of(found)),
        "counts": {kind.value: count for kind, count in found.counts.items()},
        "sections_renamed": [{"before": one, "after": other} for one, other in found.sections],
        "storeys_inserted": list(found.storeys_inserted),
        "storeys_removed": list(found.storeys_removed),
        "totals": {
            "before_units": totals.before_units,
            "after_units": totals.after_units,
            "before_m2": _figure(totals.before_m2),
            "after_m2": _figure(totals.after_m2),
            "difference_m2": _figure(totals.difference_m2),
            "ratio_percent": _figure(totals.ratio_percent),
        },
        "changes": [
            _change(change) for change in found.changes if change.is_changed or not only_changed
        ],
    }


def _change(change: UnitChange) -> dict[str, Any]:
    return {
        "change": change.kind.value,
        "before": [_unit(unit) for unit in change.before],
        "after": [_unit(unit) for unit in change.after],
        "before_m2": _figure(change.before_m2),
        "after_m2": _figure(change.after_m2),
        "difference_m2": _figure(change.difference_m2),
        "ratio_percent": _figure(change.ratio_percent),
        "over_three_percent": change.is_notable,
        "respelled": change.respelled,
        "use_changed": change.use_changed,
        "code_changed": change.code_changed,
        "text": _text(explained(change)),
    }


def _unit(unit: TableRow) -> dict[str, Any]:
    return {
        "section": unit.section,
        "storey_number": unit.storey_number,
        "storey_label": unit.storey_label,
        "room": unit.room,
        "use": unit.use,
        "inner_m2": _figure(unit.inner_m2),
        "shared_m2": _figure(unit.shared_m2),
        "built_m2": _figure(unit.built_m2),
        "unit_code": unit.unit_code,
        "file": unit.file,
        "line": unit.line,
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _figure(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"


def _length(length: Decimal | None) -> str | None:
    return None if length is None else f"{rounded(length, _MILLIMETRE_PLACES):f}"
