"""VCT files for tests: the worked case of one parcel, and parts to change in it."""

from pathlib import Path

from importers import vct
from importers.records import Delivery, PolygonRecord

CODE = "410811001002GB00007"

HEAD = """\
HeadBegin
Datamark:LANDUSE-VCT
Version:3.0
CoordinateSystemType:P
Dim:2
XAxisDirection:E
YAxisDirection:N
XYUnit:M
ZUnit:M
Spheroid:CGCS2000,6378137.0,298.257222101
PrimeMeridian:Greenwich
Projection:高斯-克吕格投影
Parameters:114,1,38500000,0,3,38
VerticalDatum:1985国家高程基准
TemporalReferenceSystem:北京时间
ExtentMin:38432010.350,3898600.260
ExtentMax:38432071.580,3898652.480
MapScale:500
Offset:0,0
Date:20240315
Separator:,
HeadEnd
"""

CODES = """\
FeatureCodeBegin
6001010000,宗地,Polygon,ZDJBXX
6001030110,自然幢,Polygon,ZRZ
6001070000,界址点,Point,JZD
FeatureCodeEnd
"""

TABLES = """\
TableStructureBegin
ZDJBXX,3
ZDDM,Char,19
ZDMJ,Float,15,2
ZL,Char,200
0
JZD,2
JZDH,Char,10
ZDZHDM,Varchar
0
TableStructureEnd
"""

POINTS = """\
PointBegin
101
6001070000
unknown
1
1
38432010.350,3898650.120
0
PointEnd
"""

CORNERS = [
    "38432010.350,3898650.120",
    "38432070.410,3898652.480",
    "38432071.580,3898622.510",
    "38432056.600,3898621.930",
    "38432057.370,3898602.040",
    "38432012.290,3898600.260",
]

ATTRIBUTES = f"""\
AttributeBegin
ZDJBXX
301,{CODE},2700.61,焦作市山阳区示例路1号
TableEnd
JZD
101,J1,{CODE}
TableEnd
AttributeEnd
"""

HOLE = [
    "38432020.000,3898620.000",
    "38432030.000,3898620.000",
    "38432030.000,3898630.000",
    "38432020.000,3898630.000",
    "38432020.000,3898620.000",
]


def line(number: int, *corners: str, style: str = "unknown") -> str:
    rows = [str(number), "1099000000", style, "1", "1", "11", str(len(corners)), *corners, "0"]
    return "\n".join(rows) + "\n"


def lines(*objects: str) -> str:
    return "LineBegin\n" + "".join(objects) + "LineEnd\n"


TWO_LINES = lines(line(201, *CORNERS[:4]), line(202, *CORNERS[3:], CORNERS[0]))


def indirect(*rows: str, count: int, number: int = 301, code: str = "6001010000") -> str:
    head = [str(number), code, "unknown", "100", "38432040.000,3898630.000", "21", str(count)]
    return "\n".join([*head, *rows, "0"]) + "\n"


def direct(*rings: list[str], number: int = 301, code: str = "6001010000") -> str:
    head = [str(number), code, "unknown", "1", "38432040.000,3898630.000", str(len(rings))]
    for ring in rings:
        head += ["11", str(len(ring)), *ring]
    return "\n".join([*head, "0"]) + "\n"


def polygons(*objects: str) -> str:
    return "PolygonBegin\n" + "".join(objects) + "PolygonEnd\n"


CLOSED = [*CORNERS, CORNERS[0]]
INDIRECT = polygons(indirect("201,202", count=2))
DIRECT = polygons(direct(CLOSED))


def whole(
    *,
    head: str = HEAD,
    codes: str = CODES,
    tables: str = TABLES,
    points: str = POINTS,
    lines: str = TWO_LINES,
    polygons: str = INDIRECT,
    attributes: str = ATTRIBUTES,
) -> str:
    return "\n".join([head, codes, tables, points, lines, polygons, attributes])


def read_bytes(folder: Path, data: bytes, *, office_srid: int = 4547) -> Delivery:
    path = folder / "a.vct"
    path.write_bytes(data)
    return vct.read(path, name="a.vct", office_srid=office_srid)


def read_text(folder: Path, text: str, *, encoding: str = "gb18030") -> Delivery:
    return read_bytes(folder, text.encode(encoding))


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def figures(polygon: PolygonRecord) -> list[list[str]]:
    """Return ``northing,easting`` of each ring's points, digit for digit."""
    return [
        [f"{point.northing_m},{point.easting_m}" for point in ring.points]
        for ring in (polygon.outer, *polygon.holes)
    ]


def as_read(corners: list[str]) -> list[str]:
    """Return what corners of a file should be read as: north before east, the prefix 38 off."""
    return [f"{north},{east[2:]}" for east, north in (one.split(",") for one in corners)]
