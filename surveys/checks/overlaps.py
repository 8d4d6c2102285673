"""When common ground of two parcels is an overlap, and how it is said."""

from dataclasses import dataclass
from decimal import Decimal

import shapely

from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from cadastre.domain.unit_code import ParcelCode, ParcelCodeMalformed, parse_parcel_code
from surveys.checks.limits import OVERLAP_AREA_M2, OVERLAP_HALF_WIDTH_M, OVERLAP_WIDTH_M
from surveys.checks.plane import area_m2
from surveys.checks.shapes import Shape
from surveys.domain.check import CheckContext

ADVICE = Text(
    "请核对两宗地的界址：同一界址点应用同一坐标；地上、地下宗地请用 S、X 特征码。",
    "Compare both boundaries: a shared point has one coordinate; parcels above or below ground "
    "carry the letters S or X.",
)

_SURFACE = "surface"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Common ground of a parcel and another; ``relation`` is seen from the first."""

    other: Text
    relation: str
    area_m2: Decimal

    @property
    def kind(self) -> str:
        """Stable word for programs."""
        return "contained" if self.relation in ("within", "contains") else "overlap"

    def sentence(self, shape: Shape) -> Text:
        """Say it."""
        one, other, area = shape.thing, self.other, rounded(self.area_m2)
        return {
            "equal": Text(
                f"{one.zh} 与{other.zh} 完全重合，面积 {area} m²。",
                f"{one.en} is identical with {other.en}, {area} m².",
            ),
            "within": Text(
                f"{one.zh} 完全位于{other.zh} 之内，面积 {area} m²。",
                f"{one.en} lies wholly within {other.en}, {area} m².",
            ),
            "contains": Text(
                f"{one.zh} 完全包含{other.zh}，面积 {area} m²。",
                f"{one.en} wholly contains {other.en}, {area} m².",
            ),
            "partial": Text(
                f"{one.zh} 与{other.zh} 重叠 {area} m²，应不重叠（限 {OVERLAP_AREA_M2} m²，"
                f"宽 {OVERLAP_WIDTH_M} m）。",
                f"{one.en} and {other.en} overlap by {area} m²; they must not (limit "
                f"{OVERLAP_AREA_M2} m², {OVERLAP_WIDTH_M} m wide).",
            ),
        }[self.relation]


def matters(common: shapely.Geometry) -> bool:
    """Tell whether common ground is larger or wider than rounded coordinates explain."""
    if area_m2(common) > OVERLAP_AREA_M2:
        return True
    return not common.buffer(-OVERLAP_HALF_WIDTH_M).is_empty


def relation(one: shapely.Geometry, other: shapely.Geometry) -> str:
    """Return ``equal``, ``within``, ``contains`` or ``partial`` of two overlapping shapes."""
    inside, around = one.covered_by(other), one.covers(other)
    if inside and around:
        return "equal"
    return "within" if inside else "contains" if around else "partial"


def parsed(parcel_code: str) -> ParcelCode | None:
    """Return the parts of a parcel code, None when it is none."""
    try:
        return parse_parcel_code(parcel_code)
    except ParcelCodeMalformed:
        return None


def own_code(shape: Shape, context: CheckContext) -> str:
    """Return the parcel's code where it is one, else that of the project."""
    return shape.key if parsed(shape.key) else context.parcel_code


def layer(shape: Shape, context: CheckContext) -> str:
    """Return the layer of space that the parcel's code names; the surface when none does."""
    code = parsed(own_code(shape, context))
    return code.layer if code else _SURFACE
