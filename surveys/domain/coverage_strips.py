"""Strips of free ground between sides that face each other, and the corners where two of them meet.

A strip ends where one of its two sides ends. Two strips that end at the same corner of a parcel
leave ground between their ends: out to where their far lines meet it belongs to both. The rule asks
nothing of who has the far sides, so that bends, junctions and crossings are treated alike.
"""

from dataclasses import dataclass, fields

import numpy as np
import shapely
from numpy.typing import NDArray

from surveys.domain.coverage_edges import Floats, Indexes, OpenSides

Shapes = NDArray[np.object_]

_ALIKE_M = 1e-6
_MOST_FACED = 3
"""In ordinary outlines a side that faces more is long, and each of those faces only few."""

_MOST_CROWDED = 500
"""Strips between two parcels of which both sides face more: they all lie on top of each other."""

_NEARLY_PARALLEL_SINE = float(np.sin(np.radians(15)))


@dataclass(frozen=True)
class _Strips:
    """Strips, each told twice: from the one side and from the other.

    Parameters
    ----------
    one, other
        Side on this hand and on the other.
    begin, end
        The part of ``one`` along the strip, in its direction.
    far_end, far_begin
        What is across from ``begin`` and ``end`` on the other side, which runs against it.
    """

    one: Indexes
    other: Indexes
    begin: Floats
    end: Floats
    far_end: Floats
    far_begin: Floats


def strips_between(
    sides: OpenSides, facing: Indexes, *, gap_m: float, least_m: float
) -> tuple[Shapes, Indexes]:
    """Return the ground between sides that face each other, where it is narrow enough.

    Parameters
    ----------
    facing
        Two columns of sides.
    gap_m
        Only as far as the one is within this distance of the other.
    least_m
        Strips no longer than this are none: sides that pass each other at their ends.

    Returns
    -------
    ndarray
        Polygons, first the strips, then the corners between two of them; they may overlap
        parcels and each other.
    ndarray
        Indexes of the parcels of which strips were left out, because too many lie on each other.
    """
    strips, crowded = _uncrowded(sides, _strips(sides, facing, gap_m, least_m))
    once = len(strips.one) // 2
    quads = [strips.begin, strips.end, strips.far_begin, strips.far_end]
    between = _hulls(np.stack([each[:once] for each in quads], axis=1))
    return np.concatenate([between, _hulls(_corners(sides, strips, gap_m))]), crowded


def _uncrowded(sides: OpenSides, strips: _Strips) -> tuple[_Strips, Indexes]:
    """Return strips without those between two parcels like a zip, and the parcels of these.

    A long side may face many short ones; only where each of both faces several is it a zip.
    """
    number = np.bincount(strips.one, minlength=len(sides))
    crowded = np.minimum(number[strips.one], number[strips.other]) > _MOST_FACED
    if crowded.sum() <= 2 * _MOST_CROWDED:
        return strips, np.empty(0, np.int64)
    owners = np.stack([sides.owner[strips.one], sides.owner[strips.other]], axis=1)
    pairs, pair = np.unique(np.sort(owners, axis=1), axis=0, return_inverse=True)
    pair = pair.reshape(-1)
    # Each strip is told twice.
    is_zip = np.bincount(pair[crowded], minlength=len(pairs)) > 2 * _MOST_CROWDED
    kept = ~is_zip[pair]
    left = _Strips(**{each.name: getattr(strips, each.name)[kept] for each in fields(_Strips)})
    return left, np.unique(pairs[is_zip])


def _strips(sides: OpenSides, facing: Indexes, gap_m: float, least_m: float) -> _Strips:
    first, second = facing[:, 0], facing[:, 1]
    begin, end = _facing_part(sides, first, second, gap_m)
    far_begin, far_end = _facing_part(sides, second, first, gap_m)
    along, across = sides.end[first] - sides.start[first], sides.end[second] - sides.start[second]
    seen = _length_along(begin, end, along) > least_m
    seen &= _length_along(far_begin, far_end, across) > least_m
    one, other = first[seen], second[seen]
    near = begin[seen], end[seen]
    far = far_begin[seen], far_end[seen]
    return _Strips(
        np.concatenate([one, other]),
        np.concatenate([other, one]),
        np.concatenate([near[0], far[0]]),
        np.concatenate([near[1], far[1]]),
        np.concatenate([far[1], near[1]]),
        np.concatenate([far[0], near[0]]),
    )


def _length_along(begin: Floats, end: Floats, along: Floats) -> Floats:
    length: Floats = np.sum((end - begin) * along, axis=1) / np.hypot(*along.T)
    return length


def _corners(sides: OpenSides, strips: _Strips, gap_m: float) -> Floats:
    """Return four places round each corner: it, and the ends and the meeting of the far lines."""
    arriving, leaving = _meeting(sides, strips)
    corner = sides.end[strips.one[arriving]]
    near, far = strips.far_begin[arriving], strips.far_end[leaving]
    directions = sides.end - sides.start
    one, other = directions[strips.other[arriving]], directions[strips.other[leaving]]
    turn = _cross(one, other)
    sine = turn / (np.hypot(*one.T) * np.hypot(*other.T))
    with np.errstate(divide="ignore", invalid="ignore"):
        meeting = near + (_cross(far - near, other) / turn)[:, None] * one
    ahead = np.sum((meeting - near) * one, axis=1) <= _ALIKE_M * np.hypot(*one.T)
    ahead &= np.sum((meeting - far) * other, axis=1) >= -_ALIKE_M * np.hypot(*other.T)
    ahead &= np.hypot(*(meeting - corner).T) <= 2 * gap_m
    straight = ~ahead & (np.abs(sine) < _NEARLY_PARALLEL_SINE)
    meeting[straight] = far[straight]
    corners: Floats = np.stack([corner, near, meeting, far], axis=1)[ahead | straight]
    return corners


def _meeting(sides: OpenSides, strips: _Strips) -> tuple[Indexes, Indexes]:
    """Return pairs of strips that end and begin at one corner, which turns away from them."""
    start, end = sides.start[strips.one], sides.end[strips.one]
    arriving = np.flatnonzero(np.hypot(*(strips.end - end).T) <= _ALIKE_M)
    leaving = np.flatnonzero(np.hypot(*(strips.begin - start).T) <= _ALIKE_M)
    keys = sides.start_key[strips.one[leaving]]
    order = np.argsort(keys, kind="stable")
    leaving, keys = leaving[order], keys[order]
    ends = sides.end_key[strips.one[arriving]]
    low = np.searchsorted(keys, ends, side="left")
    numbers = np.searchsorted(keys, ends, side="right") - low
    arriving = np.repeat(arriving, numbers)
    within = np.arange(len(arriving)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    leaving = leaving[np.repeat(low, numbers) + within]
    away = _cross(end[arriving] - start[arriving], end[leaving] - start[leaving]) > 0
    return arriving[away], leaving[away]


def _cross(one: Floats, other: Floats) -> Floats:
    cross: Floats = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return cross


def _hulls(corners: Floats) -> Shapes:
    if len(corners) == 0:
        return np.empty(0, dtype=object)
    owner = np.repeat(np.arange(len(corners)), 4)
    hulls = shapely.convex_hull(shapely.multipoints(corners.reshape(-1, 2), indices=owner))
    found: Shapes = hulls[shapely.get_type_id(hulls) == shapely.GeometryType.POLYGON]
    return found


def _facing_part(
    sides: OpenSides, one: Indexes, other: Indexes, gap_m: float
) -> tuple[Floats, Floats]:
    """Return the part of a side that has the other before it within reach.

    Where there is none, its end comes before its begin.
    """
    start, along = sides.start[one], sides.end[one] - sides.start[one]
    base, line = sides.start[other], sides.end[other] - sides.start[other]
    length = np.hypot(*line.T)
    away = start - base
    reach = np.sum(away * line, axis=1) / length**2, np.sum(along * line, axis=1) / length**2
    hand = _cross(line, away) / length, _cross(line, along) / length
    low, high = np.zeros(len(one)), np.ones(len(one))
    for (at, slope), least, most in ((reach, 0.0, 1.0), (hand, -gap_m, 0.0)):
        with np.errstate(divide="ignore", invalid="ignore"):
            enter, leave = (least - at) / slope, (most - at) / slope
        flat = slope == 0
        never = flat & ((at < least) | (at > most))
        low = np.maximum(low, np.where(flat, 0.0, np.minimum(enter, leave)))
        high = np.minimum(high, np.where(flat, 1.0, np.maximum(enter, leave)))
        high = np.where(never, -1.0, high)
    return start + low[:, None] * along, start + high[:, None] * along
