"""VCT 3.0 (GB/T 17798-2007), in the dialect of the third land survey, by the database standard.

Parcels (ZDJBXX), natural buildings (ZRZ), boundary points and lines (JZD, JZX), storeys and units
(C, H). Every ring is a line that its polygon refers to; a boundary line is another one, with its
row in JZX. East comes before north. GB18030, lines end in CR LF.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from exporters.figures import easting_text, rings_of, text_of
from exporters.holding import Holds, Kept
from exporters.layer_tables import LINES_KEPT
from exporters.vct_head import FEATURE_CODES, head_lines
from exporters.vct_tables import BUILDING, LINE, PARCEL, POINT, STOREY, TABLES, UNIT
from exporters.vct_values import (
    building_number,
    building_values,
    line_values,
    parcel_values,
    storey_values,
    unit_values,
)
from importers.records import (
    DeclaredSystem,
    Delivery,
    PointRecord,
    PolygonRecord,
)
from importers.vct_records import (
    BUILDING_EXTRAS,
    PARCEL_EXTRAS,
    UNIT_FIGURE_EXTRAS,
    UNIT_TEXT_EXTRAS,
)

FORMAT: Final = "vct"
ENDING: Final = ".vct"
HOLDS: Final = Holds(
    parcels=Kept(
        frozenset(
            {
                *("parcel_code", "name", "land_use_code", "address"),
                *("declared_area_m2", "declared_area_step_m2"),
            }
        ),
        frozenset(PARCEL_EXTRAS),
    ),
    buildings=Kept(
        frozenset(
            {
                *("building_number", "parcel_code", "name", "storeys_above", "storeys_below"),
                *("structure", "floor_area_m2", "footprint_area_m2"),
            }
        ),
        frozenset({*BUILDING_EXTRAS, "use", "presale_floor_area_m2"}),
    ),
    units=Kept(
        frozenset(
            {
                *("building_number", "section", "storey_number", "storey_label", "room", "use"),
                *("inner_m2", "shared_m2", "built_m2", "coefficient", "unit_code", "address"),
            }
        ),
        frozenset(
            {
                *UNIT_TEXT_EXTRAS,
                *UNIT_FIGURE_EXTRAS,
                *("basement_built_m2", "other_built_m2", "area_stage"),
                *("presale_inner_m2", "presale_shared_m2", "presale_built_m2"),
                "presale_coefficient",
            }
        ),
    ),
    lines=LINES_KEPT,
    replaced={",": "，"},
)

_IDS_A_ROW: Final = 8
_LINES_OF_POLYGONS: Final = "1099000000"


def write(delivery: Delivery, path: Path, *, system: DeclaredSystem) -> None:
    """Write all that is held; see :mod:`exporters.formats` for the contract.

    Ids count up through the file: boundary points, rings, boundary lines, then parcels and
    buildings.
    """
    with path.open("w", encoding="gb18030", newline="\r\n") as out:
        _File(delivery, system, out).write()


@dataclass(slots=True)
class _File:
    """One file being written; ``next_id`` is the next free object id."""

    delivery: Delivery
    system: DeclaredSystem
    out: TextIO
    next_id: int = 1
    point_rows: list[list[str]] = field(default_factory=list)
    line_rows: list[list[str]] = field(default_factory=list)

    def write(self) -> None:
        self._put(head_lines(self.delivery, self.system))
        self._section("FeatureCode", FEATURE_CODES)
        self._section("TableStructure", (line for table in TABLES for line in table.lines()))
        self._section("Point", self._points())
        shapes = [one.polygons for one in self.delivery.parcels]
        shapes += [one.polygons for one in self.delivery.buildings]
        first_line = self.next_id
        self._section("Line", self._lines(shapes))
        first_polygon = self.next_id
        self._section("Polygon", self._polygons(shapes, first_line))
        self._section("Attribute", self._attributes(first_polygon))

    def _put(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.out.write(line + "\n")

    def _section(self, name: str, lines: Iterable[str]) -> None:
        self._put([f"{name}Begin"])
        self._put(lines)
        self._put([f"{name}End", ""])

    def _take_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def _corner(self, point: PointRecord) -> str:
        return f"{easting_text(point, self.system)},{text_of(point.northing_m)}"

    def _points(self) -> Iterator[str]:
        """Yield the boundary points; one that parcels share is one, if they call it the same."""
        shared: dict[tuple[str, str], list[str]] = {}
        alone: list[tuple[str, str, str]] = []
        for parcel in self.delivery.parcels:
            corners = [
                (self._corner(point), point.label)
                for ring in rings_of(parcel.polygons)
                for point in ring.points
            ]
            if len({corner for corner, _ in corners}) < len(corners):
                # The parcel comes back to a place: its labels are told apart by their order.
                alone += [(*corner, parcel.parcel_code) for corner in corners]
                continue
            for corner in corners:
                shared.setdefault(corner, []).append(parcel.parcel_code)
        rows = [(*key, "/".join(filter(None, codes))) for key, codes in shared.items()]
        for place, label, among in rows + alone:
            number = str(self._take_id())
            self.point_rows.append([number, *POINT.row({"JZDH": label, "ZDZHDM": among})])
            yield from (number, POINT.code, "unknown", "1", "1", place, "0")

    def _lines(self, shapes: list[tuple[PolygonRecord, ...]]) -> Iterator[str]:
        for polygons in shapes:
            for ring in rings_of(polygons):
                points = (*ring.points, ring.points[0])
                yield from self._line(self._take_id(), _LINES_OF_POLYGONS, points)
        for one in self.delivery.lines:
            number = self._take_id()
            self.line_rows.append([str(number), *LINE.row(line_values(one))])
            if len(one.points) > 1:
                yield from self._line(number, LINE.code, one.points)

    def _line(self, number: int, code: str, points: tuple[PointRecord, ...]) -> Iterator[str]:
        yield str(number)
        yield from (code, "unknown", "1", "1", "11", str(len(points)))
        yield from map(self._corner, points)
        yield "0"

    def _polygons(self, shapes: list[tuple[PolygonRecord, ...]], first_line: int) -> Iterator[str]:
        codes = [PARCEL.code] * len(self.delivery.parcels)
        codes += [BUILDING.code] * len(self.delivery.buildings)
        line = first_line
        for code, polygons in zip(codes, shapes, strict=True):
            number, rings = str(self._take_id()), len(list(rings_of(polygons)))
            if not rings:
                continue
            ids = ["0"] * (2 * rings - 1)
            ids[::2] = [str(line + place) for place in range(rings)]
            line += rings
            label_point = self._corner(polygons[0].outer.points[0])
            yield from [number, code, "unknown", "100", label_point, "21", str(len(ids))]
            for start in range(0, len(ids), _IDS_A_ROW):
                yield ",".join(ids[start : start + _IDS_A_ROW])
            yield "0"

    def _attributes(self, first_polygon: int) -> Iterator[str]:
        number = first_polygon
        for table, rows in (
            (PARCEL, map(parcel_values, self.delivery.parcels)),
            (BUILDING, map(building_values, self.delivery.buildings)),
        ):
            yield table.name
            for values in rows:
                yield ",".join([str(number), *table.row(values)])
                number += 1
            yield "TableEnd"
        for table, written in ((POINT, self.point_rows), (LINE, self.line_rows)):
            yield table.name
            yield from map(",".join, written)
            yield "TableEnd"
        yield from self._units()

    def _units(self) -> Iterator[str]:
        storeys: dict[tuple[str, int | None, str], str] = {}
        rows: list[list[str]] = []
        known = building_codes(self.delivery)
        for unit in self.delivery.units:
            building = building_number(unit, known)
            key = (building, unit.storey_number, unit.storey_label)
            if (unit.storey_number, unit.storey_label) != (None, ""):
                storeys.setdefault(key, str(len(storeys) + 1))
            values = unit_values(unit, building, storeys.get(key, ""))
            rows.append([str(self._take_id()), *UNIT.row(values)])
        yield STOREY.name
        for (building, number, label), storey in storeys.items():
            values = storey_values(building, number, label, storey)
            yield ",".join([str(self._take_id()), *STOREY.row(values)])
        yield "TableEnd"
        yield UNIT.name
        yield from map(",".join, rows)
        yield "TableEnd"


def building_codes(delivery: Delivery) -> dict[str, str]:
    """Return the 24 characters of each building by its number, where only one has the number."""
    codes: dict[str, set[str]] = {}
    for one in delivery.buildings:
        codes.setdefault(one.building_number, set()).add(one.parcel_code)
    return {
        number: f"{next(iter(parcels))}F{number}"
        for number, parcels in codes.items()
        if len(parcels) == 1 and len(next(iter(parcels))) == 19 and len(number) == 4
    }
