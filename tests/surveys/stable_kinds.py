"""The smallest natural delivery for each kind of finding that other programs rely on.

Offsets are metres north and east of one place in zone 38 (CGCS2000, 114° E). Literal files, so that
what is delivered can be read here.
"""

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from math import nan
from pathlib import Path

from tests.importers.geopackage_maker import Maker, blob, polygon
from tests.importers.workbook_maker import AREAS, FIRM, save

NORTH, EAST = 3898000, 432000
PARCEL, OTHER = "410811001002GB00007", "410811001002GB00008"
Offset = tuple[float, float]
Ring = list[Offset]
SQUARE: Ring = [(100, 0), (100, 100), (0, 100), (0, 0)]
EASTERN: Ring = [(100, 100), (100, 200), (0, 200), (0, 100)]


@dataclass(frozen=True)
class Delivery:
    """What is delivered, and the one finding that must come of it: severity and object."""

    make: Callable[[Path], Path]
    severity: str
    object_key: str
    words: tuple[str, ...] = ()
    beside: frozenset[str] = field(default_factory=frozenset)
    """Kinds that such a file cannot do without."""


def hectares(ring: Ring) -> str:
    """Return the area of a ring as a TXT states it, by the shoelace formula."""
    after = [*ring[1:], ring[0]]
    twice = sum(n * f - e * m for (n, e), (m, f) in zip(ring, after, strict=True))
    return f"{abs(twice) / 2 / 10_000:.4f}"


def block(
    ring: Ring, *, code: str = PARCEL, count: int | None = None, area: str = "", first: int = 1
) -> list[str]:
    """Return head line and rows of one parcel of a TXT, its first point repeated at the end."""
    area = area or hectares(ring)
    rows = [
        f"J{number},1,{NORTH + north:.3f},{38_000_000 + EAST + east:.3f}"
        for number, (north, east) in enumerate([*ring, ring[0]], start=first)
    ]
    rows[-1] = f"J{first}," + rows[-1].split(",", 1)[1]
    return [f"{len(rows) if count is None else count},{area},{code},示例,面,,,,@", *rows]


def text(
    *blocks: list[str], datum: str = "2000国家大地坐标系", zone: str = "38"
) -> Callable[[Path], Path]:
    head = ["[属性描述]", f"坐标系={datum}", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米"]
    lines = [*head, f"带号={zone}", "[地块坐标]", *(line for rows in blocks for line in rows)]

    def make(folder: Path) -> Path:
        path = folder / "勘测定界.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


def closed(ring: Ring) -> list[tuple[float, float]]:
    """Return the ring as a map keeps it: east before north, the first point again at the end."""
    return [(EAST + east, NORTH + north) for north, east in [*ring, ring[0]]]


def line_string(*offsets: Offset) -> bytes:
    wkb = struct.pack("<BII", 1, 2, len(offsets))
    return wkb + b"".join(struct.pack("<2d", EAST + e, NORTH + n) for n, e in offsets)


def package(*layers: tuple[str, tuple[str, ...], list[list[object]], str]) -> Callable:
    def make(folder: Path) -> Path:
        maker = Maker(folder / "成果.gpkg")
        for name, fields, rows, geometry in layers:
            maker.layer(name, fields, rows, geometry=geometry)
        return maker.path

    return make


def parcels(*rows: tuple[Ring | None, str]) -> tuple[str, tuple[str, ...], list, str]:
    made = [
        [blob(polygon(closed(ring))) if ring else None, code, "示例路 1 号"] for ring, code in rows
    ]
    return "ZDJBXX", ("ZDDM", "ZL"), made, "POLYGON"


def houses(*rows: tuple[Ring, str]) -> tuple[str, tuple[str, ...], list, str]:
    made = [
        [blob(polygon(closed(ring))), f"{PARCEL}F0001", PARCEL, 1, 1, structure]
        for ring, structure in rows
    ]
    return "ZRZ", ("ZRZH", "ZDDM", "ZCS", "DSCS", "FWJG"), made, "POLYGON"


def sides(*, length: float = 100.0, kind: str = "7") -> tuple[str, tuple[str, ...], list, str]:
    north_side = blob(line_string((100, 0), (100, 100)))
    row = [north_side, PARCEL, length, kind, "2", "600001"]
    return "JZX", ("ZDZHDM", "JZXCD", "JZXLB", "JZXWZ", "JXXZ"), [row], "LINESTRING"


def geojson(*rings: Ring) -> Callable[[Path], Path]:
    feature = {
        "type": "Feature",
        "properties": {"ZDDM": PARCEL, "ZL": "示例路 1 号"},
        "geometry": {"type": "Polygon", "coordinates": [closed(ring) for ring in rings]},
    }
    document = {
        "type": "FeatureCollection",
        "name": "ZDJBXX",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}},
        "features": [feature],
    }

    def make(folder: Path) -> Path:
        path = folder / "宗地.geojson"
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return make


def table(*rows: list[object], code: bool = False) -> Callable[[Path], Path]:
    """Return a survey firm's table; a row is room, inner, coefficient, shared, built (and code)."""
    headings = [*FIRM, *AREAS, *(["不动产单元号"] if code else [])]
    cells = [
        ["1", "1", "1", room, "混合", "住宅", inner, k, shared, built, "", *unit]
        for room, inner, k, shared, built, *unit in rows
    ]
    return lambda folder: save(folder, {"分户": [headings, *cells]}, name="分户.xlsx")


def without(text_of: list[str], *, line: int, becomes: str) -> list[str]:
    """Return the rows with one of them written otherwise."""
    return [*text_of[:line], becomes, *text_of[line + 1 :]]


def swapped(rows: list[str]) -> list[str]:
    cells = [row.split(",") for row in rows[1:]]
    return [rows[0], *(",".join([*row[:2], row[3], row[2]]) for row in cells)]


def unprefixed(rows: list[str]) -> list[str]:
    return [row.replace(",38432", ",432") for row in rows]


NOTCHED: Ring = [(100, 0), (100, 100), (0, 100), (0, 51), (2, 51), (2, 49), (0, 49), (0, 0)]
SOUTHERN: Ring = [(0, 0), (0, 49), (0, 51), (0, 100), (-100, 100), (-100, 0)]
UNIT = ["101", 92.36, 0.119302, 11.02, 103.38]

DELIVERIES: dict[str, Delivery] = {
    "self_intersection": Delivery(
        text(block([(100, 0), (0, 100), (100, 100), (0, 0)], area="0.5000")), "error", PARCEL
    ),
    "unclosed_ring": Delivery(
        text(without(block(SQUARE), line=5, becomes="J1,1,3898100.412,38432000.300")),
        "error",
        PARCEL,
    ),
    "duplicate_vertex": Delivery(
        text(block([(100, 0), (100, 100), (100, 100), (0, 100), (0, 0)])), "error", PARCEL
    ),
    "spike": Delivery(
        text(block([(100, 0), (100, 100), (100.5, 200), (99.5, 100), (0, 100), (0, 0)])),
        "warning",
        PARCEL,
    ),
    "hole_outside": Delivery(geojson(SQUARE, [(n, e + 150) for n, e in SQUARE]), "error", PARCEL),
    "empty_geometry": Delivery(package(parcels((SQUARE, OTHER), (None, PARCEL))), "error", PARCEL),
    "non_finite_coordinate": Delivery(
        package(parcels(([(100, 0), (100, nan), (0, 100), (0, 0)], PARCEL))), "error", ""
    ),
    "overlap": Delivery(
        text(block(SQUARE), block([(100, 90), (100, 200), (0, 200), (0, 90)], code=OTHER)),
        "error",
        PARCEL,
    ),
    "contained": Delivery(
        text(block(SQUARE), block([(60, 40), (60, 60), (40, 60), (40, 40)], code=OTHER)),
        "error",
        PARCEL,
    ),
    "gap": Delivery(text(block(NOTCHED), block(SOUTHERN, code=OTHER)), "warning", PARCEL),
    "near_miss_vertex": Delivery(
        text(block(SQUARE), block([(100.05, 100), *EASTERN[1:]], code=OTHER)), "warning", PARCEL
    ),
    "duplicate_parcel_code": Delivery(
        text(block(SQUARE), block([(n, e + 300) for n, e in SQUARE])), "error", PARCEL
    ),
    "malformed_unit_code": Delivery(
        table([*UNIT, "410811001002GB00007F0001000"], code=True), "error", "0001/1/101"
    ),
    "area_mismatch": Delivery(text(block(SQUARE, area="1.0500")), "warning", PARCEL),
    "axes_swapped": Delivery(text(swapped(block(SQUARE))), "warning", ""),
    "zone_prefix": Delivery(text(unprefixed(block(SQUARE))), "warning", ""),
    "wrong_zone": Delivery(
        text([row.replace(",38432", ",39432") for row in block(SQUARE)], zone="39"),
        "error",
        "",
        words=("--srid", "4547"),
    ),
    "unknown_crs": Delivery(text(unprefixed(block(SQUARE)), datum="", zone=""), "warning", ""),
    "datum_refused": Delivery(text(block(SQUARE), datum="1980西安坐标系"), "error", ""),
    "duplicate_point_number": Delivery(
        text(without(block(SQUARE), line=3, becomes="J2,1,3898000.000,38432100.000")),
        "error",
        PARCEL,
    ),
    "side_length_mismatch": Delivery(
        package(parcels((SQUARE, PARCEL)), sides(length=100.5)), "error", PARCEL
    ),
    "building_outside_parcel": Delivery(
        package(
            parcels((SQUARE, PARCEL)),
            houses(([(60, 81.5), (60, 101.5), (40, 101.5), (40, 81.5)], "3")),
        ),
        "error",
        f"{PARCEL}F0001",
    ),
    "floor_area_sum": Delivery(table(["101", 92.36, None, 11.02, 104.38]), "error", "0001/1/101"),
    "apportionment": Delivery(
        table(["101", 92.36, 0.119302, 12.02, 104.38]), "error", "0001/1/101"
    ),
    "duplicate_room": Delivery(table(UNIT, UNIT), "error", "0001/1/101"),
    "unreadable_row": Delivery(
        text([*block(SQUARE), "J6,1,38980OO.000,38432000.000"]), "error", PARCEL
    ),
    "missing_field": Delivery(package(parcels((SQUARE, ""))), "error", ""),
    "bad_code_value": Delivery(
        package(parcels((SQUARE, PARCEL)), sides(kind="8")), "warning", PARCEL
    ),
    "count_mismatch": Delivery(text(block(SQUARE, count=9)), "warning", PARCEL),
}
"""Every kind that needs no register; ``outside_district`` does."""

CLEAN: dict[str, Callable[[Path], Path]] = {
    "txt": text(block(SQUARE, area="1.0000"), block(EASTERN, code=OTHER, area="1.0000")),
    "gpkg": package(
        parcels((SQUARE, PARCEL)),
        houses(([(60, 40), (60, 60), (40, 60), (40, 40)], "3")),
        sides(),
    ),
    "geojson": geojson(SQUARE, [(60, 40), (40, 40), (40, 60), (60, 60)]),
    "xlsx": table(UNIT),
}
"""The same deliveries with nothing wrong."""
