"""One pass over many parcels of one layer: overlaps, gaps, near misses and sides that do not match.

It works on arrays: a delivery of twenty parcels or a county of a million. Parcels of different
layers (surface, above, below) are separate coverages and are looked at in separate passes.

What it finds does not depend on the order of parcels, the start or direction of rings, on place, or
on which way the map is turned. No rule asks which of two things comes first, and every limit lies
between the figures that written coordinates can give.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from surveys.domain.coverage_edges import Indexes, pair_sides
from surveys.domain.coverage_entangled import Contacts, Entangled
from surveys.domain.coverage_gaps import Gaps, find_gaps
from surveys.domain.coverage_near import near_sides
from surveys.domain.coverage_overlaps import Overlaps, find_overlaps
from surveys.domain.coverage_points import (
    NearMisses,
    UnmatchedPoints,
    near_misses,
    unmatched_points,
)

Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Settings:
    """What counts as a fault; metres and square metres.

    Parameters
    ----------
    overlap_m2, overlap_m
        Common ground matters when larger than the one or wider than the other.
    gap_m
        Free ground between parcels up to this width is a gap.
    same_m, near_m
        Points up to the first are one place, up to the second they should be.
    costliest
        No overlay of more vertices times vertices is begun: it could not be stopped; the common
        ground is measured alone. And no free ground is looked at round polygons whose crossings
        times vertices come to more.
    """

    overlap_m2: float = 0.1
    overlap_m: float = 0.1
    gap_m: float = 2.5
    same_m: float = 0.001
    near_m: float = 0.1
    costliest: int = 1_000_000


DEFAULT = Settings()

_DOUBT_M = 1e-6
_DOUBT_M2 = 5e-7
"""Every limit is taken this much wider: figures from coordinates written to a tenth of a millimetre
are either at the limit or clearly beyond it, whatever the last digit of a double says."""


@dataclass(frozen=True)
class Coverage:
    """What one pass found; polygons are named by their index."""

    overlaps: Overlaps
    gaps: Gaps
    near_misses: NearMisses
    unmatched: UnmatchedPoints
    entangled: Entangled

    @cached_property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not (
            len(self.overlaps.pairs)
            or len(self.overlaps.measured)
            or len(self.overlaps.too_costly)
            or len(self.overlaps.beyond)
            or len(self.gaps.shapes)
            or len(self.gaps.too_costly)
            or len(self.near_misses.owners)
            or len(self.unmatched.owners)
        )


def examine(polygons: Shapes, settings: Settings = DEFAULT) -> Coverage:
    """Examine polygons of one layer.

    Parameters
    ----------
    polygons
        Valid polygons or multipolygons in metres, counted from an origin nearby (full coordinates
        would leave a double too few digits). They are not changed. Invalid ones must be left out.

    Returns
    -------
    Coverage
        The same for any order of vertices, rings and objects, apart from the indexes; identical
        polygons are told apart by their index alone.
    """
    sides = pair_sides(polygons)
    opened = sides.open
    gap_m = settings.gap_m + _DOUBT_M if settings.gap_m > 0 else 0.0
    same_m, near_m = settings.same_m + _DOUBT_M, settings.near_m + _DOUBT_M
    vertices = shapely.get_num_coordinates(polygons).astype(np.int64)
    near, entangled = near_sides(
        opened,
        gap_m=gap_m,
        same_m=same_m,
        near_m=near_m,
        contacts=Contacts(vertices, settings.costliest),
    )
    tree = shapely.STRtree(polygons)
    overlaps = find_overlaps(
        polygons,
        sides,
        near.meeting,
        near.crossing,
        tree=tree,
        least_m2=settings.overlap_m2 + _DOUBT_M2,
        least_m=settings.overlap_m + _DOUBT_M,
        costliest=settings.costliest,
    )
    gaps = find_gaps(
        polygons, opened, near, entangled.polygons, tree=tree, gap_m=gap_m, least_m=same_m
    )
    return Coverage(
        overlaps,
        gaps,
        near_misses(opened, near, same_m=same_m),
        unmatched_points(
            opened, near, said=_said(overlaps), gaps=gaps.neighbours, count=len(polygons)
        ),
        entangled,
    )


def _said(overlaps: Overlaps) -> Indexes:
    """Return the pairs of polygons that an overlap names."""
    return np.concatenate([overlaps.pairs, overlaps.measured, overlaps.too_costly, overlaps.beyond])
