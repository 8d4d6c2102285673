"""Boxes of longitude and latitude, as map requests name them."""

from dataclasses import dataclass
from math import cos, isfinite, radians

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text

METRES_PER_DEGREE = 111_320
LARGEST_BOX_KM2 = 25
"""Continuous coverage above this is secret data (自然资发〔2020〕95号): it is not handed out."""


@dataclass(frozen=True, slots=True)
class Box:
    """West, south, east and north in degrees of CGCS2000 (EPSG:4490)."""

    west: float
    south: float
    east: float
    north: float

    @property
    def area_km2(self) -> float:
        """The area, to about one per cent: enough to compare with a limit."""
        height = (self.north - self.south) * METRES_PER_DEGREE
        width = (self.east - self.west) * METRES_PER_DEGREE
        return height * width * cos(radians((self.north + self.south) / 2)) / 1e6


def parse_box(text: str) -> Box:
    """Read ``west,south,east,north``.

    Raises
    ------
    InvalidInput
        Not four numbers, outside the globe, turned over, or more than 25 km².
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise _refusal(text) from None
    box = Box(west, south, east, north)
    if not all(isfinite(value) for value in (west, south, east, north)):
        raise _refusal(text)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise _refusal(text)
    if box.area_km2 > LARGEST_BOX_KM2:
        raise InvalidInput(
            Text(
                f"所请求的范围约 {box.area_km2:.1f} 平方千米，"
                f"超过 {LARGEST_BOX_KM2} 平方千米的上限。",
                f"The box covers about {box.area_km2:.1f} km², over the limit of "
                f"{LARGEST_BOX_KM2} km².",
            ),
            advice=Text("请缩小范围后分次获取。", "Ask for smaller boxes."),
        )
    return box


def _refusal(text: str) -> InvalidInput:
    return InvalidInput(
        Text(
            f"bbox={text!r} 不是有效的范围。",
            f"bbox={text!r} is no box.",
        ),
        advice=Text(
            "请按 西,南,东,北 的顺序给出四个经纬度（十进制度），例如 113.25,35.20,113.26,35.21。",
            "Give west,south,east,north in decimal degrees, for example 113.25,35.20,113.26,35.21.",
        ),
    )
