"""The land-supply coordinate TXT (勘测定界坐标 TXT): header, then parcels as lists of points.

No national standard fixes it; the grammar is that of the ministry's hand-in programs. Each vertex
row is label, ring, X (northing), Y (easting); a head line ends with ``@``. Nothing a head line
claims is trusted: counts, areas and closing points are compared with the rows. The file is gone
through twice: first for what holds for all of it, then parcel by parcel.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from cadastre.domain.crs import Interpretation
from cadastre.domain.findings import Text
from cadastre.domain.pace import share
from cadastre.domain.rings import polygon_area_m2
from importers import coordinate_txt_notes as notes
from importers.chunks import is_full, joined
from importers.coordinate_txt_lines import COORDINATE_SECTION, Block
from importers.coordinate_txt_rings import FEWEST_POINTS, RawRing
from importers.coordinate_txt_scan import polygons, scan_text
from importers.coordinate_txt_sides import SideReader
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
from importers.text_encoding import decode_beginning, stored_text

FORMAT: Final = "coordinate_txt"
TITLE: Final = Text("勘测定界坐标 TXT", "land-supply coordinate TXT")
EXTENSIONS: Final = (".txt",)

_TEXT_SHARE: Final = 0.02
_SCAN_SHARE: Final = 0.4
"""How much of the work is behind once the encoding is known, and once the file was scanned."""
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
    """Read one TXT as a whole; parameters and refusals as in :func:`read_chunks`."""
    return joined(read_chunks(path, name=name, office_srid=office_srid))


def read_chunks(path: Path, *, name: str, office_srid: int) -> Iterator[Delivery]:
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

    Yields
    ------
    Delivery
        One parcel a head line with 面, and the sides whose length the rows state; every unreadable
        row, every 点 or 线 record, and every column that is not read is a finding. A file without
        any parcel gives the finding ``no_objects``. What the first way through the file found
        stands in the first chunk.

    Raises
    ------
    FileRefused
        Before the first chunk: the bytes are no text, or hold more than one file may.
    """
    page = Notes(name)
    with share(0, _TEXT_SHARE):
        text = stored_text(path, file=name)
    with share(_TEXT_SHARE, _SCAN_SHARE):
        scan = scan_text(text, page, office_srid=office_srid)
    system, sides = scan.system, SideReader(page, scan.columns)
    counts = {"parcels": 0, "points": 0}
    chunk = Delivery()
    with share(_SCAN_SHARE, 1):
        for block, rings in polygons(text):
            parcel = _parcel(page, block, rings, system)
            chunk.parcels.append(parcel)
            chunk.lines += sides.sides(block.rows, parcel)
            counts["parcels"] += 1
            counts["points"] += sum(ring.distinct for ring in rings)
            if is_full(chunk):
                chunk.findings += page.take()
                yield chunk
                chunk = Delivery()
    chunk.lines += sides.close()
    if not counts["parcels"]:
        notes.no_objects(page)
    stated = DeclaredSystem(
        system.srid, system.zone_prefix, system.stated, axes_swapped=system.axes_swapped
    )
    chunk.files.append(FileSummary(name, FORMAT, text.encoding, stated, counts))
    chunk.findings += page.close()
    yield chunk


def _parcel(
    page: Notes, block: Block, rings: list[RawRing], system: Interpretation
) -> ParcelRecord:
    key = block.key
    shapes: tuple[PolygonRecord, ...] = ()
    if not rings:
        notes.empty_parcel(page, block, key)
    for ring in rings:
        if ring.distinct < FEWEST_POINTS:
            notes.ring_too_short(page, ring, key)
    if not system.refused:
        shapes = polygons_of(
            [_ring(ring, system) for ring in rings if ring.distinct >= FEWEST_POINTS]
        )
    declared_m2, step_m2 = _declared_area(page, block, shapes, key)
    attributes = {  # as delivered, what stands in no field of the record
        "地块编号": "" if block.number.replace(" ", "") == block.code else block.number,
        "map_sheet": block.sheet,
        "land_use_name": block.use,
        "地块面积": "" if declared_m2 is not None else block.area_text,
        **{f"其他{place}": extra for place, extra in enumerate(block.extras, start=1)},
    }
    return ParcelRecord(
        file=page.file,
        line=block.line,
        parcel_code=block.code,
        name=block.name,
        polygons=shapes,
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
