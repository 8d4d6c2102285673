"""How alike two rows of building tables are, as a score to choose matches by.

All figures here are conventions of this system. They decide which rows are looked at together;
what is then said of two areas is computed from the areas themselves.
"""

from collections.abc import Sequence

from surveys.domain.compare_rows import Row

SAME_AREA = 0.06
"""Areas of one unit at two stages lie within this share of each other."""
SUM_OF_AREAS = 0.03
"""The parts of a unit add up to it within this share."""

_LABEL, _USE, _CODE, _UNKNOWN = 0.6, 0.2, 1.5, 0.5


def area_likeness(one: float | None, other: float | None, reach: float = SAME_AREA) -> float:
    """Return 1 for equal areas, falling to 0 where they differ by ``reach``; 0.5 without one."""
    if one is None or other is None:
        return _UNKNOWN
    larger = max(one, other)
    return max(0.0, 1.0 - abs(one - other) / (reach * larger)) if larger > 0 else 1.0


def same_use(one: Row, other: Row) -> bool:
    """Tell whether two rows do not say different uses."""
    mine, theirs = one.unit.use.strip(), other.unit.use.strip()
    return not mine or not theirs or mine == theirs


def same_label(one: Row, other: Row) -> bool:
    """Tell whether two rows have one room number, or one place in their storeys."""
    return one.label == other.label or one.place == other.place


def pair_score(one: Row, other: Row) -> float:
    """Return how well two rows go together as one unit; 0 when nothing speaks for it.

    A unit code says most, then the area, then the label; of two codes that differ none is another
    unit's as long as the caller keeps codes found on both sides out.
    """
    area = area_likeness(one.area, other.area)
    label = same_label(one, other)
    coded = bool(one.unit.unit_code) and one.unit.unit_code == other.unit.unit_code
    use = same_use(one, other)
    if not coded and not label and (not area or not use):
        return 0.0
    return area + _LABEL * label + _USE * use + _CODE * coded


def join_score(parts: Sequence[Row], whole: Row) -> float:
    """Return how well some rows go together as the parts of one; 0 when they do not.

    Without areas only labels that begin alike (301, 301A, 301B) speak for it.
    """
    areas = [part.area for part in parts]
    if whole.area is None or None in areas:
        own = whole.label
        alike = all(part.label[: len(own)] == own for part in parts)
        return 0.4 * len(parts) if own and alike else 0.0
    known = [area for area in areas if area is not None]
    fit = area_likeness(sum(known), whole.area, SUM_OF_AREAS)
    if not fit or max(known) > (1 - SAME_AREA) * whole.area:
        return 0.0
    uses = all(same_use(part, whole) for part in parts)
    kept = any(same_label(part, whole) for part in parts)
    return len(parts) * (0.75 + 0.35 * fit) + _USE * uses + _LABEL * kept
