"""How it is said that two points should be one."""

from decimal import Decimal

from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from cadastre.domain.tolerances import SHARED_POINT
from importers.records import PointRecord
from surveys.checks.shapes import NumberedRing, label_of

ADVICE = Text(
    "若为同一界址点，请采用同一坐标；若不是，请说明。",
    "If both are one boundary point, use one coordinate; if not, say so.",
)


def sentence(
    ring: NumberedRing, point: PointRecord, *, other: Text, other_label: str, distance_m: Decimal
) -> Text:
    """Say that a point misses one of a neighbour."""
    label, apart = label_of(point), rounded(distance_m, 3)
    low, high = SHARED_POINT.same_m, SHARED_POINT.near_miss_m
    return Text(
        f"{ring.thing.zh} 的 {label} 与{other.zh} 的 {other_label} 相距 {apart} m，"
        f"在 {low}–{high} m 之间，疑为同一界址点。",
        f"{label} of {ring.thing.en} and {other_label} of {other.en} are {apart} m apart, between "
        f"{low} and {high} m: perhaps one boundary point.",
    )
