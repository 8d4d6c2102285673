"""One parcel, or several, in every format: figures stand in the file as they are given."""

import io
import json
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import ezdxf

from tests.importers import vct_maker
from tests.importers.geopackage_maker import Maker, blob, polygon
from tests.importers.hostile.cases import CODE, EAST, NORTH, SQUARE_M, written
from tests.importers.shapefile_maker import PRJ_4547, Field
from tests.importers.shapefile_maker import write as write_shapefile

Ring = Sequence[tuple[str, ...]]
"""East and north (and a height) as text, the closing point included."""


@dataclass(frozen=True)
class Parcel:
    """A parcel to be written."""

    rings: Sequence[Ring]
    code: str = CODE
    area: str = ""
    address: str = "示例路1号"
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def stated_m2(self) -> str:
        """The stated area, by default the one of the rings with two decimals."""
        if self.area:
            return self.area
        areas = [_area_m2(ring) for ring in self.rings]
        total = abs(areas[0]) - sum(map(abs, areas[1:])) if areas else math.nan
        return f"{total:.2f}" if math.isfinite(total) and 0 < total < 1e9 else "3600.00"


def square(
    east: float = EAST, north: float = NORTH, size: float = SQUARE_M, *, turned: bool = False
) -> Ring:
    """Return a closed square from its south-west corner, clockwise unless turned."""
    corners = [
        (east, north),
        (east, north + size),
        (east + size, north + size),
        (east + size, north),
        (east, north),
    ]
    return ring(corners[::-1] if turned else corners)


def ring(corners: Sequence[tuple[float, float]]) -> Ring:
    """Return corners as text with three decimals."""
    return [(f"{east:.3f}", f"{north:.3f}") for east, north in corners]


def _area_m2(ring: Ring) -> float:
    try:
        points = [(float(one[0]) - EAST, float(one[1]) - NORTH) for one in ring]
    except ValueError:
        return math.nan
    pairs = zip(points, [*points[1:], *points[:1]], strict=True)
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairs) / 2


def txt(parcels: Sequence[Parcel]) -> dict[str, bytes]:
    """Write the land-supply text."""
    rows = ["[属性描述]", "坐标系=2000国家大地坐标系", "几度分带=3", "计量单位=米", "带号=38"]
    rows += ["精度=0.001", "[地块坐标]"]
    for one in parcels:
        points = [
            f"J{place},{number},{point[1]},{point[0]}"
            for number, ring in enumerate(one.rings, start=1)
            for place, point in enumerate(ring[:-1] + ring[:1] if _closed(ring) else ring, start=1)
        ]
        try:
            area = f"{float(one.stated_m2) / 10_000:.6f}"
        except ValueError:
            area = one.stated_m2
        rows += [f"{len(points)},{area},{one.code},演示地块,面,,住宅,0701,@", *points]
    return {"a.txt": "\n".join(rows).encode("gb18030", "surrogateescape")}


def _closed(ring: Ring) -> bool:
    return len(ring) > 1 and ring[0] == ring[-1]


def vct(parcels: Sequence[Parcel]) -> dict[str, bytes]:
    """Write a VCT of direct polygons."""
    head = "\n".join(
        row for row in vct_maker.HEAD.split("\n") if not row.startswith(("Extent", "Parameters"))
    )
    objects = [
        vct_maker.direct(
            *[[",".join(point) for point in ring] for ring in one.rings], number=number
        )
        for number, one in enumerate(parcels, start=301)
    ]
    rows = "".join(
        f"{number},{one.code},{one.stated_m2},{one.address}\n"
        for number, one in enumerate(parcels, start=301)
    )
    text = vct_maker.whole(
        head=head,
        points="",
        lines="",
        polygons=vct_maker.polygons(*objects),
        attributes=f"AttributeBegin\nZDJBXX\n{rows}TableEnd\nAttributeEnd\n",
    )
    return {"a.vct": text.encode("gb18030", "surrogateescape")}


def geojson(parcels: Sequence[Parcel]) -> dict[str, bytes]:
    """Write GeoJSON 2008 with its ``crs``."""
    features = []
    for one in parcels:
        rings = ",".join(
            "[" + ",".join(f"[{','.join(point)}]" for point in ring) + "]" for ring in one.rings
        )
        values = {"ZDDM": one.code, "ZDMJ": one.stated_m2, "ZL": one.address}
        features.append(
            f'{{"type":"Feature","geometry":{{"type":"Polygon","coordinates":[{rings}]}},'
            f'"properties":{json.dumps(values, ensure_ascii=False)}}}'
        )
    head = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4547"}}'
    text = f'{{"type":"FeatureCollection","name":"ZD",{head},"features":[\n'
    text += ",\n".join(features) + "\n]}"
    return {"a.geojson": text.encode("utf-8", "surrogateescape")}


def gml(parcels: Sequence[Parcel]) -> dict[str, bytes]:
    """Write GML 3.2, north before east."""
    members = []
    for one in parcels:
        rings = [
            "<gml:{0}><gml:LinearRing><gml:posList{2}>{1}</gml:posList></gml:LinearRing></gml:{0}>".format(
                "interior" if place else "exterior",
                " ".join(" ".join([p[1], p[0], *p[2:]]) for p in ring),
                ' srsDimension="3"' if ring and len(ring[0]) > 2 else "",
            )
            for place, ring in enumerate(one.rings)
        ]
        members.append(
            f"<gml:featureMember><d:ZD><d:ZDDM>{one.code}</d:ZDDM><d:ZDMJ>{one.stated_m2}</d:ZDMJ>"
            f"<d:ZL>{one.address}</d:ZL><d:geom>"
            f'<gml:Polygon srsName="urn:ogc:def:crs:EPSG::4547">{"".join(rings)}</gml:Polygon>'
            "</d:geom></d:ZD></gml:featureMember>\n"
        )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<c:FeatureCollection '
        'xmlns:c="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" '
        'xmlns:d="http://example.invalid/d">\n'
    )
    text = head + "".join(members) + "</c:FeatureCollection>"
    return {"a.gml": text.encode("utf-8", "surrogateescape")}


def gpkg(parcels: Sequence[Parcel]) -> dict[str, bytes]:
    """Write a GeoPackage with one layer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        rows = [
            [blob(_wkb(one.rings)), one.code, _number(one.stated_m2), one.address]
            for one in parcels
        ]
        Maker(path).layer("ZD", ["ZDDM", "ZDMJ", "ZL"], rows)
        return {"a.gpkg": path.read_bytes()}


def _wkb(rings: Sequence[Ring]) -> bytes:
    width = 3 if rings and rings[0] and len(rings[0][0]) > 2 else 2
    figures = [[tuple(map(float, point)) for point in ring] for ring in rings]
    return polygon(*figures, width=width, code=3 if width == 2 else 1003)


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def shapefile(parcels: Sequence[Parcel]) -> dict[str, bytes]:
    """Write a shapefile with its four files."""
    with tempfile.TemporaryDirectory() as folder:
        fields = [Field(b"ZDDM"), Field(b"ZDMJ", "C", 20), Field(b"ZL", width=80)]
        shapes = [
            [[(float(p[0]), float(p[1])) for p in ring] for ring in one.rings]
            if any(one.rings)
            else None
            for one in parcels
        ]
        rows = [
            [
                text.encode("utf-8", "surrogateescape")
                for text in (one.code, one.stated_m2, one.address)
            ]
            for one in parcels
        ]
        write_shapefile(Path(folder), shapes, fields, rows, prj=PRJ_4547, cpg="UTF-8")
        return written(Path(folder))


def dxf(parcels: Sequence[Parcel]) -> dict[str, bytes]:
    """Draw the outer rings as CASS does."""
    made = ezdxf.new("R2000")
    made.encoding = "gbk"
    made.appids.new("SOUTH")
    for one in parcels:
        for ring in one.rings[:1]:
            corners = ring[:-1] if _closed(ring) else ring
            line = made.modelspace().add_lwpolyline(
                [(float(p[0]), float(p[1])) for p in corners],
                close=_closed(ring),
                dxfattribs={"layer": "JZD"},
            )
            line.set_xdata("SOUTH", [(1000, text) for text in ("300000", one.code, "", "071")])
    out = io.StringIO(newline="\n")
    made.write(out)
    return {"a.dxf": out.getvalue().encode("gbk", "surrogateescape")}


def csv(parcels: Sequence[Parcel]) -> dict[str, bytes]:
    """Write a table of points."""
    rows = ["宗地代码,圈号,点号,X（北）,Y（东）"]
    for one in parcels:
        for number, ring in enumerate(one.rings, start=1):
            rows += [
                f"{one.code},{number},J{place},{point[1]},{point[0]}"
                for place, point in enumerate(
                    [*ring[:-1], ring[0]] if _closed(ring) else ring, start=1
                )
            ]
    return {"a.csv": "\n".join(rows).encode("utf-8", "surrogateescape")}


Writer = Callable[[Sequence[Parcel]], dict[str, bytes]]
WRITERS: dict[str, Writer] = {
    "txt": txt,
    "vct": vct,
    "geojson": geojson,
    "gml": gml,
    "gpkg": gpkg,
    "shp": shapefile,
    "dxf": dxf,
    "csv": csv,
}
