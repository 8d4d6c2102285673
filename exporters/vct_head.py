"""The head of a VCT file and its list of feature codes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cadastre.domain.crs import DATUM_NAMES, Datum
from cadastre.domain.crs import system as system_of
from exporters.figures import easting_text, rings_of, text_of
from exporters.vct_tables import BUILDING, LINE, PARCEL, POINT
from importers.records import DeclaredSystem, Delivery, PointRecord

FEATURE_CODES: Final = (
    f"{PARCEL.code},宗地,Polygon,{PARCEL.name}",
    f"{BUILDING.code},自然幢,Polygon,{BUILDING.name}",
    f"{POINT.code},界址点,Point,{POINT.name}",
    f"{LINE.code},界址线,Line,{LINE.name}",
)

_SPHEROIDS: Final = {
    Datum.CGCS2000: "CGCS2000,6378137.0,298.257222101",
    Datum.XIAN80: "1980西安坐标系,6378140.0,298.257",
    Datum.BEIJING54: "1954北京坐标系,6378245.0,298.3",
}


def head_lines(delivery: Delivery, system: DeclaredSystem) -> Iterator[str]:
    """Yield the head; the date is left out, so that equal records are an equal file."""
    known = system_of(system.srid) if system.srid is not None else None
    yield from ("HeadBegin", "Datamark:LANDUSE-VCT", "Version:3.0", "CoordinateSystemType:P")
    yield from ("Dim:2", "XAxisDirection:E", "YAxisDirection:N", "XYUnit:M", "ZUnit:M")
    if known is not None and not known.geographic:
        false_easting_m = (system.zone_prefix or 0) * 1_000_000 + 500_000
        spheroid = _SPHEROIDS.get(known.datum, DATUM_NAMES[known.datum].zh)
        parameters = (known.central_meridian, 1, false_easting_m, 0, known.width, known.zone)
        yield f"Spheroid:{spheroid}"
        yield from ("PrimeMeridian:Greenwich", "Projection:高斯-克吕格投影")
        yield f"Parameters:{','.join(map(str, parameters))}"
    elif system.stated:
        yield f"Spheroid:{system.stated.replace(',', '，')}"
    shapes = [one.polygons for one in delivery.parcels]
    shapes += [one.polygons for one in delivery.buildings]
    points = [point for shape in shapes for ring in rings_of(shape) for point in ring.points]
    points += [point for line in delivery.lines for point in line.points]
    if points:
        yield f"ExtentMin:{_corner(points, system, first=True)}"
        yield f"ExtentMax:{_corner(points, system, first=False)}"
    yield from ("MapScale:500", "Offset:0,0", "Separator:,", "HeadEnd", "")


def _corner(points: list[PointRecord], system: DeclaredSystem, *, first: bool) -> str:
    end = min if first else max
    easternmost = end(points, key=_easting_m)
    return f"{easting_text(easternmost, system)},{text_of(end(p.northing_m for p in points))}"


def _easting_m(point: PointRecord) -> Decimal:
    return point.easting_m
