"""CAD drawings (DXF R2000, GB18030) of parcels, with the extended data that 南方 CASS reads.

Each ring is a closed polyline on the layer JZD with code 300000, the parcel code and the land
use; the place of the holder stays empty. Each boundary point is one circle on JZP with its
number, whatever parcels share it.
"""

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from exporters.holding import Holds, Kept
from exporters.shared_points import label_by_place
from importers.records import DeclaredSystem, Delivery, ParcelRecord, RingRecord

if TYPE_CHECKING:  # ezdxf takes half a second to load, and is needed for drawings only
    from ezdxf.document import Drawing

FORMAT: Final = "dxf"
ENDING: Final = ".dxf"
HOLDS: Final = Holds(
    parcels=Kept(frozenset({"parcel_code", "land_use_code"})),
    one_label_a_place=True,
    exact_decimals=False,
)

_ENCODING: Final = "gb18030"
_POINT_RADIUS_M: Final = 0.5
_ZONE_UNIT_M: Final = 1_000_000
_TEXT: Final = 1000
_SOUTH: Final = "SOUTH"


def write(delivery: Delivery, path: Path, *, system: DeclaredSystem) -> None:
    """Write the parcels of a prepared delivery; X of the drawing is east, Y north."""
    drawing = _empty()
    space = drawing.modelspace()
    shift_m = (system.zone_prefix or 0) * _ZONE_UNIT_M
    for parcel in delivery.parcels:
        said = ["300000", parcel.parcel_code, "", parcel.land_use_code]
        for ring in _rings(parcel):
            corners = [_place(point.northing_m, point.easting_m, shift_m) for point in ring.points]
            line = space.add_lwpolyline(corners, close=True, dxfattribs={"layer": "JZD"})
            line.set_xdata(_SOUTH, [(_TEXT, text) for text in said])
    for (northing_m, easting_m), label in label_by_place(delivery.parcels).items():
        middle = _place(northing_m, easting_m, shift_m)
        circle = space.add_circle(middle, _POINT_RADIUS_M, dxfattribs={"layer": "JZP"})
        circle.set_xdata(_SOUTH, [(_TEXT, text) for text in ("301000", "", label)])
    written = io.StringIO(newline="\n")
    drawing.write(written)
    path.write_bytes(written.getvalue().encode(_ENCODING, "surrogateescape"))


def _empty() -> "Drawing":
    from ezdxf import filemanagement
    from ezdxf._options import options

    options.write_fixed_meta_data_for_testing = True  # equal data is an equal file
    drawing = filemanagement.new("R2000")
    drawing.header["$INSUNITS"] = 6  # metres
    drawing.encoding = "gbk"  # states ANSI_936, which GB18030 extends
    drawing.appids.new(_SOUTH)
    drawing.layers.add("JZD", color=1)
    drawing.layers.add("JZP", color=1)
    return drawing


def _rings(parcel: ParcelRecord) -> Iterator[RingRecord]:
    for polygon in parcel.polygons:
        yield polygon.outer
        yield from polygon.holes


def _place(northing_m: Decimal, easting_m: Decimal, shift_m: int) -> tuple[float, float]:
    return float(easting_m + shift_m), float(northing_m)
