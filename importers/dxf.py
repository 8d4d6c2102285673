"""CAD drawings (DXF) of parcels as 南方 CASS makes them.

ezdxf reads the drawing, because it keeps extended data and true circles. A drawing states no
coordinate system: its X is east and its Y north; the figures are looked at as in any other file.
Arcs are densified with a stated deviation and named in the record; nothing is closed or repaired.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cadastre.domain.crs import AxisOrder, Interpretation, interpret
from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Severity, Text
from cadastre.domain.pace import passing, share
from cadastre.domain.unit_code import ParcelCodeMalformed, parse_parcel_code
from importers.dxf_drawing import BINARY, faults, opened_drawing, unreadable
from importers.dxf_entities import (
    ARC_DEVIATION_M,
    LeftOut,
    NumberedPoint,
    Outline,
    Place,
    chords,
    digits,
    entities_of,
    left_line,
    numbered_point,
    outline_of,
)
from importers.dxf_left_out import say_heights_dropped, say_left_out
from importers.dxf_numbers import PointNumbers, say_several_numbers
from importers.point_labels import told_apart
from importers.records import (
    DeclaredSystem,
    Delivery,
    FileSummary,
    HolderRecord,
    ParcelRecord,
    PointRecord,
    RingRecord,
)
from importers.reporting import Notes
from importers.ring_assembly import polygons_of

if TYPE_CHECKING:  # ezdxf takes half a second to load, and is needed for drawings only
    from ezdxf.document import Drawing

FORMAT: Final = "dxf"
CLOSING_TOLERANCE_M: Final = Decimal("0.001")
"""Ends nearer than this are one point drawn twice."""

_TAGS_SHARE: Final = 0.3
_DRAWING_SHARE: Final = 0.65
_OUTLINES_SHARE: Final = 0.8
"""How much of the work is behind once ezdxf read all tags, made a drawing of them, and its
entities were gone through."""

_BEGINNING: Final = re.compile(rb"\s*(?:999\r?\n[^\n]*\n\s*)*0\s*\r?\nSECTION\s*\r?\n")
_HOLDER_FIELD: Final = "SOUTH[2]"


def recognises(path: Path) -> bool:
    """Tell a drawing by its first section, or by the mark of the binary form."""
    with path.open("rb") as stream:
        beginning = stream.read(2048)
    return beginning.startswith(BINARY) or _BEGINNING.match(beginning) is not None


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read the parcels of one drawing.

    Parameters
    ----------
    path, name
        The drawing, and its name for people.
    office_srid
        EPSG code of the office's plane system.

    Returns
    -------
    Delivery
        Parcels with their boundary points; an outline on the parcel layer that is not closed, or
        carries no number, comes with a finding. Holders' names stand apart.

    Raises
    ------
    FileRefused
        When the drawing cannot be read at all.
    """
    with share(0, _TAGS_SHARE):
        drawing, encoding = opened_drawing(path, name)
    notes = Notes(name)
    try:
        with share(_DRAWING_SHARE, _OUTLINES_SHARE):
            outlines, numbers, left = _contents(drawing)
    except faults() as error:
        raise FileRefused(unreadable(name, str(error))) from error
    say_left_out(notes, left)
    parcels = [outline for outline in outlines if outline.is_parcel]
    say_heights_dropped(notes, parcels)
    if not parcels:
        _no_parcels(notes, outlines)
    interpretation = interpret(
        (digits(vertex.place) for outline in parcels for vertex in outline.vertices),
        order=AxisOrder.EAST_NORTH,
        office_srid=office_srid,
        file=name,
    )
    reading = _Reading(name, notes, interpretation, numbers)
    delivery = Delivery(findings=list(interpretation.findings))
    with share(_OUTLINES_SHARE, 1):
        delivery.parcels = reading.parcels(parcels)
    delivery.holders = reading.holders
    say_several_numbers(notes, numbers)
    delivery.findings += notes.close()
    system = DeclaredSystem(
        interpretation.srid,
        interpretation.zone_prefix,
        interpretation.stated,
        interpretation.axes_swapped,
    )
    counts = {"parcels": len(delivery.parcels), "points": len(numbers), "outlines": len(outlines)}
    delivery.files.append(FileSummary(name, FORMAT, encoding, system, counts))
    return delivery


def _contents(drawing: "Drawing") -> tuple[list[Outline], list[NumberedPoint], list[LeftOut]]:
    outlines: list[Outline] = []
    numbers: list[NumberedPoint] = []
    left: list[LeftOut] = []
    for entity in entities_of(drawing.modelspace(), left):
        outline, number = outline_of(entity), numbered_point(entity)
        if outline is not None:
            outlines.append(outline)
        elif number is not None:
            numbers.append(number)
        elif (line := left_line(entity)) is not None:
            left.append(line)
    return outlines, numbers, left


class _Reading:
    """Turns the outlines of one drawing into parcels."""

    def __init__(
        self,
        file: str,
        notes: Notes,
        interpretation: Interpretation,
        numbers: Sequence[NumberedPoint],
    ) -> None:
        self.file, self.notes, self.interpretation = file, notes, interpretation
        self.holders: list[HolderRecord] = []
        self._numbers = PointNumbers(numbers)

    def parcels(self, outlines: Sequence[Outline]) -> list[ParcelRecord]:
        """Return a parcel for each number; outlines of one number are parts and holes of one."""
        together: dict[str, list[Outline]] = {}
        for place, outline in enumerate(outlines):
            together.setdefault(outline.parcel_number or f"\0{place}", []).append(outline)
        return [self._parcel(parts) for parts in passing(together.values())]

    def _parcel(self, parts: Sequence[Outline]) -> ParcelRecord:
        first = parts[0]
        number = first.parcel_number
        code = _parcel_code(number)
        key = code or number or first.handle
        if not code:
            self._no_code(number, key)
        arcs: list[str] = []
        rings = [ring for outline in parts for ring in self._ring(outline, key, arcs)]
        for outline in parts:
            if outline.holder:
                self.holders.append(
                    HolderRecord(self.file, None, key, _HOLDER_FIELD, outline.holder)
                )
        attributes = {"cad_handle": first.handle, "cad_layer": first.layer}
        if number and not code:
            attributes["old_parcel_number"] = number
        if arcs:
            attributes["arcs"] = "; ".join(arcs)
        land_use = first.land_use
        if land_use and not land_use.isdigit():
            attributes["land_use_name"], land_use = land_use, ""
        return ParcelRecord(
            file=self.file,
            line=None,
            parcel_code=code,
            name="",
            polygons=() if self.interpretation.refused else polygons_of(rings),
            land_use_code=land_use,
            attributes=attributes,
        )

    def _no_code(self, number: str, key: str) -> None:
        said = number or "（无）"
        self.notes.warn(
            "FI91",
            "missing_field",
            Text(
                f"图上宗地“{key}”的编号 {said} 不是 19 位宗地代码。",
                f"Parcel “{key}” of the drawing has the number {number or '(none)'}, which is no "
                "parcel code of 19 characters.",
            ),
            advice=Text(
                "请在 CASS 中把宗地号改为 19 位宗地代码，或由项目的宗地代码代替。",
                "Set the parcel's number to its code in CASS; else the project's code is taken.",
            ),
            object_key=key,
            field="SOUTH[1]",
            found=number,
        )

    def _ring(self, outline: Outline, key: str, arcs: list[str]) -> Iterator[RingRecord]:
        """Yield the ring of an outline, or nothing and a finding."""
        if self.interpretation.refused:
            return
        vertices = outline.vertices
        repeated = len(vertices) > 1 and vertices[0].place == vertices[-1].place
        if not outline.closed and not repeated and not self._nearly_closed(outline, key):
            return
        corners = vertices[:-1] if repeated else vertices
        if len({vertex.place for vertex in corners}) < 3:
            self._too_few(outline, key, len(corners))
            return
        points: list[PointRecord] = []
        labels = told_apart(
            [self._numbers.at(vertex.place) for vertex in corners],
            [f"J{place}" for place in range(1, len(corners) + 1)],
        )
        for place, (vertex, label) in enumerate(zip(corners, labels, strict=True)):
            points.append(self._point(label, vertex.place))
            end = corners[(place + 1) % len(corners)].place
            between, deviation = chords(vertex.place, end, vertex.bulge)
            if between:
                arcs.append(f"{label} bulge {vertex.bulge!r}")
                self._densified(key, label, len(between), deviation)
            points += [
                self._point(f"{label}+{count}", each) for count, each in enumerate(between, start=1)
            ]
        yield RingRecord(tuple(points))

    def _point(self, label: str, place: Place) -> PointRecord:
        northing_m, easting_m = self.interpretation.normalise(*digits(place))
        return PointRecord(label, northing_m, easting_m)

    def _nearly_closed(self, outline: Outline, key: str) -> bool:
        """Report an open outline; True where its ends are one point for the tolerance."""
        if len(outline.vertices) < 2:
            self._too_few(outline, key, len(outline.vertices))
            return False
        start = digits(outline.vertices[0].place)
        end = digits(outline.vertices[-1].place)
        gap_m = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2).sqrt()
        gap_m = gap_m.quantize(Decimal("0.000001"))
        self.notes.add(
            "FI92",
            "unclosed_ring",
            Text(
                f"宗地 {key} 的界址线（句柄 {outline.handle}）未闭合：首尾点相距 {gap_m} m，"
                f"应重合（限差 {CLOSING_TOLERANCE_M} m）。",
                f"The outline of parcel {key} (handle {outline.handle}) is not closed: its ends "
                f"lie {gap_m} m apart and must coincide (tolerance {CLOSING_TOLERANCE_M} m).",
            ),
            advice=Text(
                "请在 CAD 中闭合该多段线后重新上传。",
                "Close the polyline in the drawing and upload it again.",
            ),
            severity=Severity.WARNING if gap_m <= CLOSING_TOLERANCE_M else Severity.ERROR,
            object_key=key,
            found=str(gap_m),
            measured=gap_m,
            limit=CLOSING_TOLERANCE_M,
            unit="m",
            location=self._on_the_map(outline),
        )
        return gap_m <= CLOSING_TOLERANCE_M

    def _too_few(self, outline: Outline, key: str, count: int) -> None:
        self.notes.add(
            "FI93",
            "too_few_points",
            Text(
                f"宗地 {key} 的界址线（句柄 {outline.handle}）只有 {count} 个点，至少应有 3 个。",
                f"The outline of parcel {key} (handle {outline.handle}) has {count} points; three "
                "are needed.",
            ),
            object_key=key,
            found=str(count),
            expected="≥ 3",
            location=self._on_the_map(outline),
        )

    def _on_the_map(self, outline: Outline) -> tuple[float, float] | None:
        """Return where an outline begins; None for one without any vertex."""
        if not outline.vertices:
            return None
        northing_m, easting_m = self.interpretation.normalise(*digits(outline.vertices[0].place))
        return float(easting_m), float(northing_m)

    def _densified(self, key: str, label: str, count: int, deviation: float) -> None:
        within = deviation <= ARC_DEVIATION_M * 1.001  # an arc of kilometres has its chords capped
        self.notes.add(
            "FI94",
            "arcs_to_chords",
            Text(
                f"宗地 {key} 自 {label} 起的圆弧按弦线加密 {count} 点，弦与弧最大相差 "
                f"{deviation:.4f} m（限 {ARC_DEVIATION_M} m）；弧的参数另存。",
                f"The arc of parcel {key} from {label} on became chords with {count} points "
                f"between; they lie up to {deviation:.4f} m beside it (limit {ARC_DEVIATION_M} m). "
                "The arc's figure is kept.",
            ),
            severity=Severity.INFORMATION if within else Severity.WARNING,
            object_key=key,
            measured=Decimal(f"{deviation:.4f}"),
            limit=Decimal(str(ARC_DEVIATION_M)),
            unit="m",
        )


def _parcel_code(number: str) -> str:
    try:
        return str(parse_parcel_code(number))
    except ParcelCodeMalformed:
        return ""


def _no_parcels(notes: Notes, outlines: Iterable[Outline]) -> None:
    layers = Counter(outline.layer for outline in outlines)
    shown = "、".join(f"{layer}（{count}）" for layer, count in layers.most_common(20))
    plain = ", ".join(f"{layer} ({count})" for layer, count in layers.most_common(20))
    notes.add(
        "FI95",
        "unknown_layer",
        Text(
            f"图中没有宗地：没有图层 JZD 上的多段线，也没有 SOUTH 编码 300000。"
            f"有多段线的图层：{shown or '无'}。",
            "The drawing has no parcels: no polyline on the layer JZD and none with SOUTH's code "
            f"300000. Layers with polylines: {plain or 'none'}.",
        ),
        advice=Text(
            "请把宗地界址线放到图层 JZD 后重新上传。",
            "Put the parcels' outlines on the layer JZD and upload again.",
        ),
        found=plain,
        expected="JZD / 300000",
    )
