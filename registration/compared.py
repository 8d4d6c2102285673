"""Two results compared, as the workbench shows it: rows of figures, and arrows for its map."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from registration.layers import shifts_collection
from registration.shifts import exaggeration_of, shifts_of
from surveys.domain.compare_areas import AreaDifference
from surveys.domain.compare_boundary import BoundaryDifference, PointDifference
from surveys.domain.compare_results import BuildingDifference, ResultDifference
from surveys.domain.compare_tables import ChangeKind, TableDifference, UnitChange
from surveys.domain.compare_words import KIND_WORDS, explained, name_of, summary_of

ICONS: dict[ChangeKind, str] = {
    ChangeKind.SAME: "check-circle",
    ChangeKind.SECTION_RENAMED: "info-circle",
    ChangeKind.STOREY_SHIFTED: "layers",
    ChangeKind.RENUMBERED: "info-circle",
    ChangeKind.RENAMED: "info-circle",
    ChangeKind.MOVED: "chevron-right",
    ChangeKind.SPLIT: "signpost-split",
    ChangeKind.MERGED: "copy",
    ChangeKind.ADDED: "plus-lg",
    ChangeKind.REMOVED: "slash-circle",
}
FILTERS = ("changed", "all", "over3", *(kind.value for kind in ChangeKind))

MOST_SHOWN_AT_ONCE = 40
"""Units of a building that are listed without being asked for."""


def filter_named(word: str) -> str:
    """Return a filter of the unit table, empty for the one that suits it.

    Raises
    ------
    InvalidInput
        There is none of that name.
    """
    if word and word not in FILTERS:
        raise InvalidInput(
            Text(
                f"没有筛选条件 {word!r}；可用：{'、'.join(FILTERS)}。",
                f"There is no filter {word!r}; there are: {', '.join(FILTERS)}.",
            )
        )
    return word


def comparison_shown(
    found: ResultDifference, *, show: str = "", building_number: str = ""
) -> dict[str, Any]:
    """Return what the panel of a comparison shows.

    Parameters
    ----------
    show
        Which rows of the unit tables: a word of :data:`FILTERS`; empty for all rows of a table of
        a few, else for those that changed.
    building_number
        The building of the case; empty for a case on the whole parcel.
    """
    buildings = [
        building
        for building in found.buildings
        if building_number in ("", building.before_number, building.after_number)
    ]
    return {
        "first": found.first,
        "second": found.second,
        "boundary": _boundary_shown(found.boundary),
        "areas": list(_areas(found, buildings)),
        "buildings": [_building_shown(building, show) for building in buildings],
        "arrows": json.dumps(arrows_of(found, buildings)),
    }


def _boundary_shown(found: BoundaryDifference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "found": found,
        "points": [_point_shown(point) for point in found.points],
        "limit_cm": _centimetres(found.limits.limit_m) if found.limits else "",
        "max_cm": _centimetres(found.max_shift_m),
        "mean_cm": _centimetres(found.mean_shift_m),
        "common_north_cm": _centimetres(found.mean_north_m, signed=True),
        "common_east_cm": _centimetres(found.mean_east_m, signed=True),
    }


def _point_shown(point: PointDifference) -> dict[str, Any]:
    return {
        "point": point,
        "key": f"shift-{point.before.label}" if point.before else "",
        "north_cm": _centimetres(point.north_m, signed=True),
        "east_cm": _centimetres(point.east_m, signed=True),
    }


def _centimetres(length_m: Decimal | None, *, signed: bool = False) -> str:
    if length_m is None:
        return ""
    figure = rounded(length_m * 100, 1)
    return f"{figure:+f}" if signed else f"{figure:f}"


def _areas(
    found: ResultDifference, buildings: Sequence[BuildingDifference]
) -> Iterator[dict[str, Any]]:
    if found.land_area and _both(found.land_area):
        yield _area_shown(_("Land area"), "", found.land_area)
    for building in buildings:
        for name, area in (
            (_("Footprint"), building.footprint_area),
            (_("Floor area"), building.floor_area),
        ):
            if area and _both(area):
                yield _area_shown(name, building.number, area)


def _both(area: AreaDifference) -> bool:
    """Tell whether both results have the area: a presale table was never to have one of land."""
    return area.before_m2 is not None and area.after_m2 is not None


def _area_shown(name: str | Promise, building_number: str, area: AreaDifference) -> dict[str, Any]:
    return {
        "name": name,
        "building_number": building_number,
        "area": area,
        "difference": "" if area.difference_m2 is None else f"{area.difference_m2:+f}",
        "percent": "" if area.ratio_percent is None else f"{area.ratio_percent:+f}",
        "limit": "" if area.limit_m2 is None else f"{rounded(area.limit_m2):f}",
    }


def _building_shown(building: BuildingDifference, show: str) -> dict[str, Any]:
    return {
        "building": building,
        "footprint": _boundary_shown(building.footprint),
        "table": building.units and _table_shown(building.units, show),
    }


def _table_shown(table: TableDifference, show: str) -> dict[str, Any]:
    show = show or ("all" if len(table.changes) <= MOST_SHOWN_AT_ONCE else "changed")
    rows = [change for change in table.changes if _is_shown(change, show)]
    notable = sum(change.is_notable for change in table.changes)
    changed = sum(change.is_changed for change in table.changes)
    return {
        "table": table,
        "summary": summary_of(table),
        "rows": [_row(change) for change in rows],
        "show": show,
        "total": len(table.changes),
        "filters": [
            ("changed", _("changed"), changed),
            ("all", _("all"), len(table.changes)),
            *((kind.value, KIND_WORDS[kind], count) for kind, count in table.counts.items()),
            ("over3", _("area over ±3 %"), notable),
        ],
        "difference": _signed(table.totals.difference_m2),
        "percent": _signed(table.totals.ratio_percent),
    }


def _is_shown(change: UnitChange, show: str) -> bool:
    if show == "all":
        return True
    if show == "changed":
        return change.is_changed
    return change.is_notable if show == "over3" else change.kind.value == show


def _row(change: UnitChange) -> dict[str, Any]:
    """Return a row as plain words and figures: five hundred of them are drawn at once."""
    said = explained(change)
    return {
        "kind": change.kind.value,
        "icon": ICONS[change.kind],
        "word": KIND_WORDS[change.kind],
        "before": [(name_of(unit), unit.file, unit.line) for unit in change.before],
        "after": [(name_of(unit), unit.file, unit.line) for unit in change.after],
        "before_m2": change.before_m2,
        "after_m2": change.after_m2,
        "difference": _signed(change.difference_m2),
        "percent": _signed(change.ratio_percent),
        "notable": change.is_notable,
        "said": said if change.is_changed or change.is_notable else None,
    }


def _signed(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure:+f}"


def arrows_of(found: ResultDifference, buildings: Sequence[BuildingDifference]) -> dict[str, Any]:
    """Return the arrows of all points that moved, and how they are drawn."""
    shifts = shifts_of(found.boundary) if found.boundary else ()
    arrows = shifts_collection(shifts)
    every = list(shifts)
    for building in buildings:
        if building.footprint:
            corners = shifts_of(building.footprint)
            kind = f"corner-{building.number}"
            arrows["features"] += shifts_collection(corners, kind=kind)["features"]
            every += corners
    return {
        "data": arrows,
        "stage": found.second.stage.value,
        "exaggeration": exaggeration_of(every),
        "layers": [found.first.result_id, found.second.result_id],
    }
