"""The land-supply coordinate TXT (勘测定界坐标 TXT): header, then parcels as lists of points.

No national standard fixes it; the grammar is that of the ministry's hand-in programs. Each vertex
row is label, ring, X (northing), Y (easting); a head line ends with ``@``. Nothing a head line
claims is trusted: counts, areas and closing points are compared with the rows.
"""

import re
from decimal import Decimal
from pathlib import Path
from typing import Final

from cadastre.domain.crs import Interpretation
from cadastre.domain.findings import Text
from cadastre.domain.rings import polygon_area_m2
from importers import coordinate_txt_notes as notes
from importers.coordinate_txt_columns import sides_of, take_headings
from importers.coordinate_txt_header import interpret_rows
from importers.coordinate_txt_lines import COORDINATE_SECTION, Block, Row, parse_lines
from importers.coordinate_txt_rings import RawRing, cut_rings
from importers.records import (
    DeclaredSystem,
    Delivery,
    FileSummary,
    ParcelRecord,
    PointRecord,
    PolygonRecord,
    RingRecord,
)
from importers.reporting import Notes
from importers.ring_assembly import polygons_of
from importers.text_encoding import decode, decode_beginning

FORMAT: Final = "coordinate_txt"
TITLE: Final = Text("勘测定界坐标 TXT", "land-supply coordinate TXT")
EXTENSIONS: Final = (".txt",)

_CODE_SHAPE: Final = re.compile(r"\w{15,32}")
_M2_IN_A_HECTARE: Final = 10_000


def recognises(path: Path) -> bool:
    """Tell whether the file's beginning has the coordinate section, or a head line with ``@``."""
    with path.open("rb") as stream:
        data = stream.read(65_536)
    if any(COORDINATE_SECTION.encode(encoding) in data for encoding in ("utf-8", "gb18030")):
        return True  # also where another byte is of no encoding: reading says so
    beginning = decode_beginning(data)
    plain = beginning.replace("【", "[").replace("】", "]")
    return COORDINATE_SECTION in plain or any(map(_is_head_line, beginning.split("\n")))


def _is_head_line(line: str) -> bool:
    """Tell a line of values that ends with its only ``@``."""
    bare = line.strip()
    return bare.endswith(("@", "＠")) and "@" not in bare[:-1] and ("," in bare or "，" in bare)


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read one TXT into parcels whose coordinates have exactly the delivered digits.

    Parameters
    ----------
    path
        The file on disk.
    name
        Its name for people, as delivered.
    office_srid
        EPSG code of the office's plane system; figures of another one are refused, and their
        parcels come without polygons.

    Returns
    -------
    Delivery
        One parcel a head line with 面, and the sides whose length the rows state; every unreadable
        row, every 点 or 线 record, and every column that is not read is a finding. A file without
        any parcel gives the finding ``no_objects``.

    Raises
    ------
    FileRefused
        When the bytes are no text.
    """
    text, encoding = decode(path.read_bytes(), file=name)
    lines = parse_lines(text)
    headings = take_headings(lines)
    page = Notes(name)
    notes.lines_as_a_whole(page, lines)
    blocks = [block for block in lines.blocks if not notes.refuse_shape(page, block)]
    cut = [(block, _rings(page, block)) for block in blocks]
    rows = [row for _, rings in cut for ring in rings for row in _sound_rows(ring)]
    system = interpret_rows(page, lines, rows, office_srid=office_srid)
    parcels = [_parcel(page, block, rings, system) for block, rings in cut]
    delivered = [row for block in blocks for row in block.rows]
    sides = sides_of(page, delivered, headings, parcels)
    if not parcels:
        notes.no_objects(page)
    summary = FileSummary(
        name=name,
        format=FORMAT,
        encoding=encoding,
        system=DeclaredSystem(
            system.srid, system.zone_prefix, system.stated, axes_swapped=system.axes_swapped
        ),
        counts={"parcels": len(parcels), "points": sum(r.distinct for _, rs in cut for r in rs)},
    )
    return Delivery(files=[summary], parcels=parcels, findings=page.close(), lines=sides)


def _rings(page: Notes, block: Block) -> list[RawRing]:
    key = object_key(block)
    cut = cut_rings(block.rows)
    for ring in cut.rings:
        notes.closing(page, ring, key)
    for ring in cut.repeated:
        notes.ring_number_repeated(page, ring, key)
    notes.open_rings(page, [ring for ring in cut.rings if ring.closing is None], key)
    notes.count(page, block, cut.rings, key)
    return cut.rings


def _sound_rows(ring: RawRing) -> list[Row]:
    """Return the rows whose figures can tell the system: a slipped closing row cannot."""
    closing = [] if ring.closing is None or ring.broken_closing else [ring.closing]
    return ring.rows + closing


def object_key(block: Block) -> str:
    """Return what people call the parcel: its code, else its name, else its number."""
    return parcel_code(block) or block.name or block.number


def parcel_code(block: Block) -> str:
    """Return the 地块编号 (or else the name) when it is meant as a parcel code, not a serial."""
    for text in (block.number, block.name):
        plain = text.replace(" ", "")
        if _CODE_SHAPE.fullmatch(plain) and any(letter.isdigit() for letter in plain):
            return plain
    return ""


def _parcel(
    page: Notes, block: Block, rings: list[RawRing], system: Interpretation
) -> ParcelRecord:
    key = object_key(block)
    polygons: tuple[PolygonRecord, ...] = ()
    if not rings:
        notes.empty_parcel(page, block, key)
    for ring in rings:
        if ring.distinct < 3:
            notes.ring_too_short(page, ring, key)
    if not system.refused:
        polygons = polygons_of([_ring(ring, system) for ring in rings if ring.distinct >= 3])
    declared_m2, step_m2 = _declared_area(page, block, polygons, key)
    attributes = {
        "地块编号": block.number,
        "map_sheet": block.sheet,
        "land_use_name": block.use,
        "地块面积": block.area_text,
        **{f"其他{place}": extra for place, extra in enumerate(block.extras, start=1)},
    }
    return ParcelRecord(
        file=page.file,
        line=block.line,
        parcel_code=parcel_code(block),
        name=block.name,
        polygons=polygons,
        declared_area_m2=declared_m2,
        declared_area_step_m2=step_m2,
        land_use_code=block.land_use_code,
        attributes={field: value for field, value in attributes.items() if value},
    )


def _ring(ring: RawRing, system: Interpretation) -> RingRecord:
    points = []
    for row in ring.rows:
        northing_m, easting_m = system.normalise(row.first, row.second)
        points.append(PointRecord(row.label, northing_m, easting_m, row.line))
    return RingRecord(tuple(points))


def _declared_area(
    page: Notes, block: Block, polygons: tuple[PolygonRecord, ...], key: str
) -> tuple[Decimal | None, Decimal | None]:
    """Return the stated area in m2 and the weight of its last digit.

    Without a written unit, hectares unless square metres are far nearer to the computed area:
    the two readings lie ten thousand times apart.
    """
    area = block.area
    if area is None or area.figure <= 0:
        notes.area_unreadable(page, block, key)
        return None, None
    computed_m2 = sum(
        (
            polygon_area_m2(polygon.outer.points, [hole.points for hole in polygon.holes])
            for polygon in polygons
        ),
        Decimal(0),
    )
    unit_m2 = area.unit_m2 or _M2_IN_A_HECTARE
    if unit_m2 == _M2_IN_A_HECTARE and computed_m2 > 0 and area.figure * 100 > computed_m2:
        notes.area_in_square_metres(page, block, computed_m2, key)
        unit_m2 = 1
    exponent = int(area.figure.as_tuple().exponent)
    return area.figure * unit_m2, Decimal(1).scaleb(exponent) * unit_m2
