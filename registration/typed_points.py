"""Coordinates and areas as a registrar types them, and what is wrong with them."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from parcels.domain.publication import RegisterPoint
from parcels.models import Parcel

FARTHEST_M = Decimal(5000)
"""A point farther than this from its parcel was typed in another system, or its axes swapped."""


@dataclass(frozen=True, slots=True)
class TypedPoint:
    """A row of the table of points, as typed.

    ``point`` is the key of the boundary point it shows, empty in a new row; ``ring`` names part and
    ring (``0.0`` the outer ring of the first part).
    """

    label: str
    northing: str
    easting: str
    point: str = ""
    ring: str = "0.0"

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed: such a row is passed over."""
        return not self.northing and not self.easting


def point_typed(row: TypedPoint, number: int, parcel: Parcel) -> RegisterPoint:
    """Return the point of row ``number``, counted from 1.

    Raises InvalidInput when a coordinate is none, or lies far from the parcel.
    """
    northing = _coordinate(row.northing, number, Text("X（北）", "X (north)"))
    easting = _coordinate(row.easting, number, Text("Y（东）", "Y (east)"))
    _require_near(northing, easting, number, parcel)
    return RegisterPoint(
        label=row.label[:40] or f"P{number}", northing_m=northing, easting_m=easting
    )


def _coordinate(typed: str, number: int, name: Text) -> Decimal:
    try:
        value = Decimal(typed)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= Decimal(10) ** 9 or len(typed) > 20:
        raise InvalidInput(
            Text(
                f"第 {number} 行的 {name.zh}“{typed[:20]}”不是以米为单位的坐标，例如 3898650.120。",
                f"Row {number}: {name.en} '{typed[:20]}' is no coordinate in metres, for example "
                "3898650.120.",
            )
        )
    return value


def _require_near(northing: Decimal, easting: Decimal, number: int, parcel: Parcel) -> None:
    middle = parcel.geom.centroid
    north, east = Decimal(repr(middle.y)), Decimal(repr(middle.x))
    if max(abs(northing - north), abs(easting - east)) <= FARTHEST_M:
        return
    is_swapped = max(abs(easting - north), abs(northing - east)) <= FARTHEST_M
    raise InvalidInput(
        Text(
            f"第 {number} 行的坐标（X {northing}，Y {easting}）离宗地超过 {FARTHEST_M / 1000} km。",
            f"Row {number}: X {northing}, Y {easting} lies over {FARTHEST_M / 1000} km from the "
            "parcel.",
        ),
        advice=(
            Text("X 与 Y 填反了，请对调。", "X and Y are swapped: change them round.")
            if is_swapped
            else Text(
                "请填本局坐标系的坐标，Y 不带带号。",
                "Type coordinates of the office's system, the easting without its zone number.",
            )
        ),
    )


def area_typed(typed: str) -> Decimal:
    """Return an area in m2 with two decimals. Raises InvalidInput when it is none."""
    try:
        area = Decimal(typed)
    except InvalidOperation:
        area = Decimal("NaN")
    if not area.is_finite() or not 0 < area < Decimal(10) ** 11 or area != rounded(area):
        raise InvalidInput(
            Text(
                f"面积“{typed[:20]}”应为大于零、最多两位小数的平方米数。",
                f"The area '{typed[:20]}' should be square metres over zero with two decimals.",
            )
        )
    return area
