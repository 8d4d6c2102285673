"""What the workbench shows beside its map: the datum table with its evidence, stages, figures."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from buildings.models import Unit
from registration.layers import has_shapes, layer_id, point_key, row_key
from registration.shifts import Comparison, boundary_result
from surveys.domain.decision import Outcome
from surveys.domain.evidence import DocumentKind
from surveys.domain.rules import RULE_SET, Rule
from surveys.models import StagedBuilding, StageDocument, StagedParcel, StagedUnit, SurveyResult
from surveys.raw_lines import files_with_lines
from surveys.rule_sets import rule_set_named
from surveys.selectors import staged_parcel_of

DATUM_NAMES = {
    "boundary": _("Boundary"),
    "land_area": _("Land area"),
    "footprint": _("Footprint"),
    "floor_area": _("Floor area"),
    "unit_areas": _("Unit areas"),
}
PARCEL_DATA = ("boundary", "land_area")
PARCEL_DOCUMENTS = {DocumentKind.LAND_CONTRACT, DocumentKind.ALLOCATION_DECISION}
ADOPTABLE = {Outcome.REUSE.value, Outcome.REUSE_WITH_NOTE.value}


def may_be_adopted(decision: dict[str, Any]) -> bool:
    """Tell whether a decision lets everything into the register."""
    return decision["decision"] in ADOPTABLE


def datum_rows(
    decision: dict[str, Any],
    results: Sequence[SurveyResult],
    documents: Sequence[StageDocument],
    compared: Comparison | None,
) -> list[dict[str, Any]]:
    """Return the rows of the datum table, each with the evidence it opens.

    ``files`` are those of the result the value comes from, ``points`` its corners with the line
    of the file each was read from, and for the boundary the shift to the compared survey.
    """
    by_id = {str(result.pk): result for result in results}
    return [
        {
            **row,
            "key": row_key(row["datum"], row["building_number"]),
            "name": DATUM_NAMES[row["datum"]],
            "rule_cards": rules_named(row["rules"], decision["rule_set"]),
            "result": by_id.get(row["result_id"]),
            "floor_area": _floor_area(row, decision),
            "candidates": [
                {**candidate, "result": by_id.get(candidate["result_id"])}
                for candidate in row["candidates"]
            ],
            "documents": [document for document in documents if _speaks_of(document, row)],
            **_corners(row, decision, results, compared),
            **_lines(by_id.get(row["result_id"])),
        }
        for row in decision["data"]
    ]


def _lines(result: SurveyResult | None) -> dict[str, Any]:
    """Return the files of a result of which single lines can be shown, by name."""
    return {"line_files": files_with_lines(result)} if result else {}


def rules_named(rule_ids: Sequence[str], named: dict[str, str] | None = None) -> list[Rule]:
    """Return the rules of these ids, of the set a decision names (its id and version)."""
    rule_set = rule_set_named(named["id"], named["version"]) if named else RULE_SET
    return [rule_set[rule_id] for rule_id in rule_ids]


def _floor_area(row: dict[str, Any], decision: dict[str, Any]) -> dict[str, Any] | None:
    """Return the adopted floor area of the row's building, for that row only."""
    if row["datum"] != "floor_area":
        return None
    areas = decision["adopted"]["floor_areas"]
    return next((one for one in areas if one["building_number"] == row["building_number"]), None)


def _speaks_of(document: StageDocument, row: dict[str, Any]) -> bool:
    of_parcel = document.kind in PARCEL_DOCUMENTS
    if row["datum"] in PARCEL_DATA:
        return of_parcel
    return not of_parcel and document.building_number in ("", row["building_number"])


def _corners(
    row: dict[str, Any],
    decision: dict[str, Any],
    results: Sequence[SurveyResult],
    compared: Comparison | None,
) -> dict[str, Any]:
    """Return the points of the boundary or of a footprint, and the file they were read from."""
    if row["datum"] == "boundary":
        result = boundary_result(decision, results)
        parcel = staged_parcel_of(result) if result else None
        if parcel is None:
            return {}
        return {"points": _boundary_points(parcel, compared), "points_file": parcel.file}
    if row["datum"] == "footprint":
        building = _staged_building(row, results)
        if building is None:
            return {}
        points = [
            {"point": point, "key": f"corner-{building.building_number}-{point.ring}-{point.label}"}
            for point in building.points.all()
        ]
        return {"points": points, "points_file": building.file}
    return {}


def _staged_building(row: dict[str, Any], results: Sequence[SurveyResult]) -> StagedBuilding | None:
    return next(
        (
            building
            for result in results
            if str(result.pk) == row["result_id"]
            for building in result.buildings.all()
            if building.building_number == row["building_number"]
        ),
        None,
    )


def _boundary_points(parcel: StagedParcel, compared: Comparison | None) -> list[dict[str, Any]]:
    shifts = {
        (shift.start.label, shift.start.northing_m, shift.start.easting_m): shift
        for shift in (compared.shifts if compared else ())
    }
    return [
        {
            "point": point,
            "key": point_key(point.ring, point.label),
            "shift": shifts.get((point.label, point.northing_m, point.easting_m)),
        }
        for point in parcel.points.all()
    ]


def stages_shown(results: Sequence[SurveyResult]) -> list[dict[str, Any]]:
    """Return each result with what it holds, in the order of the stages, for the row of stages."""
    shown = []
    for result in results:
        parcel = staged_parcel_of(result)
        shown.append(
            {
                "result": result,
                "layer": layer_id(result) if has_shapes(result) else "",
                "area_m2": parcel.computed_area_m2 if parcel else None,
                "building_count": len(result.buildings.all()),
            }
        )
    return shown


def units_shown(decision: dict[str, Any], registered: Sequence[Unit]) -> list[dict[str, Any]]:
    """Return the adopted units, each with the code that the register gave it and where it stands.

    Parameters
    ----------
    registered
        The units of the case in the register; empty before registration.
    """
    codes = {(_building_number(unit), unit.section, unit.room): unit for unit in registered}
    lines = _unit_lines(decision)
    return [
        {
            **unit,
            "registered": codes.get(place),
            "line": lines.get(place),
            "difference": _signed(unit["difference_m2"], "0.01"),
            "percent": _signed(unit["difference_percent"], "0.001"),
        }
        for unit in decision["adopted"]["units"]
        for place in ((unit["building_number"], unit["section"], unit["room"]),)
    ]


def _unit_lines(decision: dict[str, Any]) -> dict[tuple[str, str, str], StagedUnit]:
    """Return the rows of the delivered tables that the adopted units come from, by their place."""
    adopted = [row for row in decision["data"] if row["datum"] == "unit_areas" and row["result_id"]]
    rows = StagedUnit.objects.filter(result__in={row["result_id"] for row in adopted}).only(
        "result_id", "building_number", "section", "room", "file", "line"
    )
    wanted = {(row["result_id"], row["building_number"]) for row in adopted}
    return {
        (unit.building_number, unit.section, unit.room): unit
        for unit in rows
        if (str(unit.result_id), unit.building_number) in wanted
    }


def _building_number(unit: Unit) -> str:
    return unit.building.building_number if unit.building else ""


def _signed(figure: str | None, places: str) -> str:
    """Return a difference with its sign, nothing where there is none to tell."""
    return "" if figure is None else f"{Decimal(figure).quantize(Decimal(places)):+f}"


def unit_totals(units: Sequence[dict[str, Any]]) -> dict[str, Decimal | None]:
    """Return the sums over the units, in m2; None for a column in which a figure is missing."""
    columns = ("built_m2", "presale_built_m2", "land_share_m2")
    figures = {column: [unit[column] for unit in units] for column in columns}
    return {
        column: None if None in found else sum(map(Decimal, found), Decimal(0))
        for column, found in figures.items()
    }
