"""First way through a coordinate TXT: what holds for the whole file, before a record is made."""

from collections.abc import Iterator
from dataclasses import dataclass

from cadastre.domain.crs import Interpretation
from importers import coordinate_txt_notes as notes
from importers.coordinate_txt_columns import Columns, ColumnWatch
from importers.coordinate_txt_figures import Extent
from importers.coordinate_txt_header import interpret_figures
from importers.coordinate_txt_lines import Block, Header, Row, Unreadable, read_blocks
from importers.coordinate_txt_rings import FEWEST_POINTS, RawRing, cut_rings
from importers.limits import limits_in_force
from importers.record_caps import Counted, refuse_over
from importers.reporting import Notes
from importers.text_encoding import StoredText


@dataclass(frozen=True, slots=True)
class Scan:
    """What the first way through a file found."""

    system: Interpretation
    columns: Columns


def polygons(text: StoredText) -> Iterator[tuple[Block, list[RawRing]]]:
    """Yield every record that may be a parcel, with its rings; nothing is said about them."""
    for block in read_blocks(text.lines()):
        if block.is_polygon:
            yield block, cut_rings(block.rows).rings


def scan_text(text: StoredText, page: Notes, *, office_srid: int) -> Scan:
    """Go through the whole file once, and write down what its lines have wrong.

    Rows come first, then records, then rings, whatever their order in the file.

    Raises
    ------
    TooLarge
        When there are more parcels or vertices than one file may hold by the limits in force.
    """
    header, extent, watch = Header(), Extent(), ColumnWatch()
    parcels = vertices = 0
    of_rows, of_records, of_rings = (Notes(page.file) for _ in range(3))

    def unreadable(row: Unreadable) -> None:
        if watch.takes(row):
            return
        notes.unreadable(of_rows, row)
        if row.under is not None:
            row.under.unread += 1

    for block in read_blocks(text.lines(), header, unreadable):
        if not block.is_polygon:
            notes.no_polygon(of_records, block)
            continue
        notes.head(of_records, block)
        rings = _rings(of_rings, block)
        for ring in rings:
            extent.add(ring.sound_rows)
            vertices += len(ring.rows) if ring.distinct >= FEWEST_POINTS else 0
        parcels += 1
        watch.see(block, rings)
    if header.full_width is not None:
        notes.full_width(of_rows, header.full_width)
    for other in (of_rows, of_records, of_rings):
        page.absorb(other)

    def everything() -> Iterator[Row]:
        return (row for _, rings in polygons(text) for ring in rings for row in ring.sound_rows)

    system = interpret_figures(page, header, extent, everything, office_srid=office_srid)
    counted = Counted(parcels, 0 if system.refused else vertices)
    refuse_over(counted, limits=limits_in_force(), file=page.file, may_be_more=False)
    return Scan(system, watch.columns(refused=system.refused))


def _rings(page: Notes, block: Block) -> list[RawRing]:
    key = block.key
    cut = cut_rings(block.rows)
    for ring in cut.rings:
        notes.closing(page, ring, key)
    for ring in cut.repeated:
        notes.ring_number_repeated(page, ring, key)
    notes.open_rings(page, [ring for ring in cut.rings if ring.closing is None], key)
    notes.count(page, block, cut.rings, key)
    return cut.rings
