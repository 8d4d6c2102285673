"""Rows of the layers JZX and JZD as boundary lines and points with what is stated of them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from cadastre.domain.crs import Interpretation
from importers.cell_values import decimal_of
from importers.field_codes import normalise_header
from importers.layer_rows import LINE, POINT, LayerRow
from importers.records import BoundaryLineRecord, BoundaryPointRecord, PointRecord
from importers.shapefile_rings import figures_of

LENGTH: Final = ("JZXCD", "界址线长度", "边长")
KIND: Final = ("JZXLB", "界址线类别")
POSITION: Final = ("JZXWZ", "界址线位置")
QUALITY: Final = ("JXXZ", "JZXZ", "界线性质")
MARKER: Final = ("JBLX", "界标类型")
METHOD: Final = ("JZDLX", "界址点类型")
PARCELS: Final = ("ZDZHDM", "ZDDM", "宗地代码")
LABEL: Final = ("JZDH", "界址点号")
START: Final = ("QDH", "起点号")
END: Final = ("ZDH", "终点号")
"""Labels of the ends: the standard has no field for them, survey programs and we write these."""

Text = Callable[..., str]
"""Returns the value of the first of these fields that the row's layer has."""


def holds_lines(layer: str, names: list[str]) -> bool:
    """Tell whether a layer holds boundary lines: by its name, or by a field that only they have."""
    fields = {normalise_header(name) for name in names}
    return layer.strip().upper() in ("JZX", "界址线") or bool(fields & {*LENGTH, *KIND, *POSITION})


def holds_codes_of_points(names: list[str]) -> bool:
    """Tell whether a layer of boundary points says how they are marked or were determined."""
    return bool({normalise_header(name) for name in names} & {*MARKER, *METHOD})


def boundary_line(
    row: LayerRow, text: Text, system: Interpretation | None, *, file: str
) -> BoundaryLineRecord:
    """Return the line of one row; without points where its shape is none or was refused.

    Its ends take the labels that the row has for both; a ZDH alone is a parcel's number.
    """
    stated = text(*LENGTH)
    return BoundaryLineRecord(
        file=file,
        line=row.line,
        parcel_codes=text(*PARCELS),
        points=_labelled(_points(row, LINE, system), text(*START), text(*END)),
        length_m=_length(stated),
        kind=text(*KIND),
        position=text(*POSITION),
        quality=text(*QUALITY),
    )


def boundary_point(
    row: LayerRow, text: Text, system: Interpretation | None, *, file: str
) -> BoundaryPointRecord:
    """Return the point of one row; ``point`` is None where its shape is none or was refused."""
    points = _points(row, POINT, system, label=text(*LABEL))
    return BoundaryPointRecord(
        file=file,
        line=row.line,
        parcel_codes=text(*PARCELS),
        label=text(*LABEL),
        point=points[0] if points else None,
        marker=text(*MARKER),
        method=text(*METHOD),
    )


def _length(text: str) -> Decimal | None:
    """Return a stated length; 0 is what a table writes for an empty cell."""
    try:
        return decimal_of(text) or None
    except ValueError:
        return None


def _points(
    row: LayerRow, kind: str, system: Interpretation | None, *, label: str = ""
) -> tuple[PointRecord, ...]:
    shape = row.shape
    if shape is None or shape.kind != kind or shape.fault or not shape.rings:
        return ()
    if system is None or system.refused:
        return ()
    pairs = list(figures_of(shape.rings))
    if not all(first.is_finite() and second.is_finite() for first, second in pairs):
        return ()
    return tuple(PointRecord(label, *system.normalise(*pair), row.line) for pair in pairs)


def _labelled(points: tuple[PointRecord, ...], start: str, end: str) -> tuple[PointRecord, ...]:
    if len(points) < 2 or not (start and end):
        return points
    return replace(points[0], label=start), *points[1:-1], replace(points[-1], label=end)
