"""The land-supply coordinate TXT (勘测定界坐标 TXT), as the ministry's hand-in programs take it.

Vertex rows are label, ring, X (northing), Y (easting); every ring repeats its first point; the
area is in hectares with every digit that was stated. GB18030, lines end in CR LF.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cadastre.domain.crs import DATUM_NAMES
from cadastre.domain.crs import system as system_of
from exporters.figures import area_in_hectares, easting_text, rings_of, text_of
from exporters.holding import Holds, Kept
from importers.records import DeclaredSystem, Delivery, ParcelRecord

FORMAT: Final = "coordinate_txt"
ENDING: Final = ".txt"
HOLDS: Final = Holds(
    parcels=Kept(
        frozenset(
            {"parcel_code", "name", "land_use_code", "declared_area_m2", "declared_area_step_m2"}
        ),
        frozenset({"map_sheet", "land_use_name"}),
    ),
    replaced={
        **{",": "、", "，": "、", "@": "#", "＠": "#", "　": " "},
        **{"【": "[", "】": "]", "：": ":", "＝": "="},
    },
)

_NO_PARAMETERS: Final = "转换参数=,,,,,,"


def write(delivery: Delivery, path: Path, *, system: DeclaredSystem) -> None:
    """Write the parcels; see :mod:`exporters.formats` for the contract."""
    with path.open("w", encoding="gb18030", newline="\r\n") as out:
        for line in _header(system):
            out.write(line + "\n")
        for parcel in delivery.parcels:
            for line in _parcel(parcel, system):
                out.write(line + "\n")


def _header(system: DeclaredSystem) -> Iterator[str]:
    known = system_of(system.srid) if system.srid is not None else None
    yield "[属性描述]"
    yield "格式版本号=1.01版本"
    yield f"坐标系={DATUM_NAMES[known.datum].zh if known else system.stated}"
    if known:
        yield f"几度分带={known.width}"
    yield "投影类型=高斯克吕格"
    yield "计量单位=米"
    if known:
        yield f"带号={known.zone}"
    yield _NO_PARAMETERS
    yield "[地块坐标]"


def _parcel(parcel: ParcelRecord, system: DeclaredSystem) -> Iterator[str]:
    rings = list(rings_of(parcel.polygons))
    area = ""
    if parcel.declared_area_m2 is not None:
        area = text_of(area_in_hectares(parcel.declared_area_m2, parcel.declared_area_step_m2))
    cells = [
        str(sum(len(ring.points) + 1 for ring in rings)),
        area,
        parcel.parcel_code,
        parcel.name,
        "面",
        parcel.attributes.get("map_sheet", ""),
        parcel.attributes.get("land_use_name", ""),
        parcel.land_use_code,
    ]
    yield ",".join([*cells, "@"])
    for number, ring in enumerate(rings, start=1):
        for point in (*ring.points, ring.points[0]):
            northing = text_of(point.northing_m)
            yield f"{point.label},{number},{northing},{easting_text(point, system)}"
