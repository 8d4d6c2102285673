"""Strips of free ground between sides that face each other, and the corners where they bend."""

import numpy as np
import shapely
from numpy.typing import NDArray

from surveys.domain.coverage_edges import Floats, Indexes, OpenSides

Shapes = NDArray[np.object_]

_ALIKE_M = 1e-6


def strips_between(sides: OpenSides, facing: Indexes, gap_m: float) -> Shapes:
    """Return the ground between sides that face each other, where it is narrow enough.

    Parameters
    ----------
    facing
        Two columns of sides.
    gap_m
        Only as far as the one is within this distance of the other.
    """
    ends, kept = [], np.ones(len(facing), dtype=bool)
    for first, second in (facing.T, facing.T[::-1]):
        start, end, seen = _facing_part(sides, first, second, gap_m)
        ends += [start, end]
        kept &= seen
    return _hulls(np.stack(ends, axis=1)[kept])


def corner_pieces(sides: OpenSides, facing: Indexes, gap_m: float) -> Shapes:
    """Return the outer corners of bends: ground of two strips' width that faces no side.

    Two strips along consecutive sides of one parcel end at the same inner corner; what lies
    between their ends and the outer corner belongs to the gap.
    """
    one = np.concatenate([facing[:, 0], facing[:, 1]])
    other = np.concatenate([facing[:, 1], facing[:, 0]])
    begin, end, seen = _facing_part(sides, one, other, gap_m)
    other_begin, other_end, also = _facing_part(sides, other, one, gap_m)
    rows = np.flatnonzero(seen & also)
    arriving, leaving = _consecutive(sides, one, rows)
    outer = sides.end[one[arriving]]
    inner = other_begin[arriving]
    fits = np.hypot(*(inner - other_end[leaving]).T) <= _ALIKE_M
    fits &= np.hypot(*(inner - outer).T) <= 2 * gap_m
    arriving, leaving = arriving[fits], leaving[fits]
    corners = [outer[fits], end[arriving], inner[fits], begin[leaving]]
    return _hulls(np.stack(corners, axis=1))


def _consecutive(sides: OpenSides, one: Indexes, rows: Indexes) -> tuple[Indexes, Indexes]:
    """Return pairs of rows of which the second's side goes on where the first's ends."""
    order = rows[np.argsort(sides.start_key[one[rows]], kind="stable")]
    starts = sides.start_key[one[order]]
    ends = sides.end_key[one[rows]]
    low = np.searchsorted(starts, ends, side="left")
    numbers = np.searchsorted(starts, ends, side="right") - low
    arriving = np.repeat(rows, numbers)
    within = np.arange(len(arriving)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    leaving = order[np.repeat(low, numbers) + within]
    same = sides.owner[one[arriving]] == sides.owner[one[leaving]]
    return arriving[same], leaving[same]


def _hulls(corners: Floats) -> Shapes:
    if len(corners) == 0:
        return np.empty(0, dtype=object)
    owner = np.repeat(np.arange(len(corners)), 4)
    hulls = shapely.convex_hull(shapely.multipoints(corners.reshape(-1, 2), indices=owner))
    found: Shapes = hulls[shapely.get_type_id(hulls) == shapely.GeometryType.POLYGON]
    return found


def _facing_part(
    sides: OpenSides, one: Indexes, other: Indexes, gap_m: float
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the part of a side that has the other before it within reach, and if there is any."""
    start, along = sides.start[one], sides.end[one] - sides.start[one]
    base, line = sides.start[other], sides.end[other] - sides.start[other]
    length = np.hypot(*line.T)
    away = start - base
    reach = np.sum(away * line, axis=1) / length**2, np.sum(along * line, axis=1) / length**2
    hand = (
        (line[:, 0] * away[:, 1] - line[:, 1] * away[:, 0]) / length,
        (line[:, 0] * along[:, 1] - line[:, 1] * along[:, 0]) / length,
    )
    low, high = np.zeros(len(one)), np.ones(len(one))
    for (at, slope), least, most in ((reach, 0.0, 1.0), (hand, -gap_m, 0.0)):
        with np.errstate(divide="ignore", invalid="ignore"):
            enter, leave = (least - at) / slope, (most - at) / slope
        flat = slope == 0
        never = flat & ((at < least) | (at > most))
        low = np.maximum(low, np.where(flat, 0.0, np.minimum(enter, leave)))
        high = np.minimum(high, np.where(flat, 1.0, np.maximum(enter, leave)))
        high = np.where(never, -1.0, high)
    return start + low[:, None] * along, start + high[:, None] * along, low <= high
