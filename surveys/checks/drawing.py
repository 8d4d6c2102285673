"""The shapes of a delivery as arrays, made once for all the checks of a run.

Arrays of doubles, counted from the south-west corner of the delivery, only tell where to look; the
exact Decimals of the records decide wherever a figure is near its limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from cadastre.domain.tolerances import SHARED_POINT
from importers.records import Delivery, ParcelRecord
from surveys.checks.limits import SMALLEST_AREA_M2, SPIKE_ANGLE_DEGREES
from surveys.checks.plane import FULL, Plane, full_hex
from surveys.checks.shapes import (
    NumberedRing,
    Shape,
    building_shapes,
    numbered_rings,
    parcel_shapes,
    rings_of,
)
from surveys.domain.check import CheckContext

Sound = list[tuple[Shape, shapely.MultiPolygon]]
Flags = NDArray[np.bool_]

_DOUBT_M = 1e-6
_DOUBT_M2 = 1e-3
_DOUBT_DEGREES = 0.01
"""Doubles are never further off than this; what is nearer to a limit is reckoned exactly."""


def drawing_of(delivery: Delivery, context: CheckContext) -> "Drawing":
    """Return the drawing of a delivery, made once in a run."""
    drawing = context.once("drawing", lambda: Drawing(delivery))
    return drawing if drawing.delivery is delivery else Drawing(delivery)


@dataclass(eq=False)
class Drawing:
    """All shapes and rings of a delivery; everything else is made when it is first asked for."""

    delivery: Delivery

    @cached_property
    def parcels(self) -> list[Shape]:
        """The parcels, with or without polygons."""
        return parcel_shapes(self.delivery)

    @cached_property
    def buildings(self) -> list[Shape]:
        """The buildings, with or without footprints."""
        return building_shapes(self.delivery)

    @cached_property
    def shapes(self) -> list[Shape]:
        """Parcels and buildings."""
        return [*self.parcels, *self.buildings]

    @cached_property
    def rings(self) -> list[NumberedRing]:
        """Every ring that has finite coordinates only; those of parcels come first."""
        return list(numbered_rings(self.shapes))

    def is_parcel(self, ring: NumberedRing) -> bool:
        """Tell whether a ring is of a parcel."""
        return isinstance(ring.shape.record, ParcelRecord)

    @cached_property
    def plane(self) -> Plane:
        """The plane whose origin is the south-west corner of the delivery."""
        points = [point for ring in self.rings for point in ring.points]
        if not points:
            return FULL
        return Plane(min(p.northing_m for p in points), min(p.easting_m for p in points))

    @cached_property
    def places(self) -> NDArray[np.float64]:
        """(East, north) of the points of all rings, from the origin of the plane."""
        return self.plane.offsets([point for ring in self.rings for point in ring.points])

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each ring begins among the places, and the end of the last."""
        return np.cumsum([0, *(len(ring.points) for ring in self.rings)])

    def rings_with_side_below(self, limit_m: Decimal) -> list[NumberedRing]:
        """Return rings with a side that may be shorter than a limit."""
        return self._chosen(self._any_of_ring(self._lengths < float(limit_m) + _DOUBT_M))

    @cached_property
    def rings_with_spike(self) -> list[NumberedRing]:
        """Rings that may have a spike, or that repeat a point, which hides one."""
        sharp = self._angles < SPIKE_ANGLE_DEGREES + _DOUBT_DEGREES
        sharp |= self._lengths < float(SHARED_POINT.same_m) + _DOUBT_M
        return self._chosen(self._any_of_ring(sharp))

    @cached_property
    def rings_without_area(self) -> list[NumberedRing]:
        """Rings whose area may be nothing."""
        places, after = self._local, self._local[self._following]
        twice = places[:, 0] * after[:, 1] - places[:, 1] * after[:, 0]
        area = np.abs(np.bincount(self._ring_of_place, twice, len(self.rings))) / 2
        return self._chosen(area <= float(SMALLEST_AREA_M2) + _DOUBT_M2)

    @cached_property
    def unsound_rings(self) -> list[NumberedRing]:
        """Rings of three points or more that are no polygon, as far as they may be looked at.

        Rings of shapes with too many vertices are among them unseen.
        """
        seen = self._drawn_rings
        sound = np.ones(len(self.rings), dtype=bool)
        small = np.array([ring.shape.is_small_enough for ring in self.rings], dtype=bool)
        sound[~small] = False
        looked = [at for at in np.flatnonzero(small) if seen[at] is not None]
        if looked:
            sound[looked] = shapely.is_valid(shapely.polygons([seen[at] for at in looked]))
        return self._chosen(~sound)

    @cached_property
    def geometries(self) -> dict[int, shapely.MultiPolygon]:
        """Shapes that may be looked at, by the identity of their record; some are not valid.

        They are brought into one order of rings and vertices, so that what is reckoned from them
        does not depend on how they were drawn.
        """
        rings_by_shape: dict[int, list[shapely.LinearRing | None]] = {}
        for ring, drawn in zip(self.rings, self._drawn_rings, strict=True):
            rings_by_shape.setdefault(id(ring.shape), []).append(drawn)
        rings: list[shapely.LinearRing | None] = []
        records: list[int] = []
        polygon_of_ring: list[int] = []
        shape_of_polygon: list[int] = []
        for shape in self.shapes:
            drawn_rings = rings_by_shape.get(id(shape), [])
            numbers = [len(rings_of(polygon)) for polygon in shape.polygons]
            whole = len(drawn_rings) == sum(numbers) and None not in drawn_rings
            if not (drawn_rings and whole and shape.is_small_enough):
                continue
            for number in numbers:
                polygon_of_ring += [len(shape_of_polygon)] * number
                shape_of_polygon.append(len(records))
            rings += drawn_rings
            records.append(id(shape.record))
        if not records:
            return {}
        polygons = shapely.polygons(rings, indices=polygon_of_ring)
        drawn_shapes = shapely.multipolygons(polygons, indices=shape_of_polygon)
        return dict(zip(records, shapely.normalize(drawn_shapes), strict=True))

    @cached_property
    def _valid(self) -> dict[int, bool]:
        judged = shapely.is_valid(np.array(list(self.geometries.values()), dtype=object))
        return dict(zip(self.geometries, judged.tolist(), strict=True))

    def geometry(self, shape: Shape) -> shapely.MultiPolygon | None:
        """Return a shape that may be looked at; it may be invalid."""
        return self.geometries.get(id(shape.record))

    def is_sound(self, shape: Shape) -> bool:
        """Tell whether a shape is a valid polygon."""
        return self._valid.get(id(shape.record), False)

    def sound(self, shapes: Sequence[Shape]) -> Sound:
        """Return the shapes that can be compared, by object, file and line."""
        ordered = sorted(shapes, key=lambda s: (s.key, s.record.file, s.record.line or 0))
        return [(s, self.geometries[id(s.record)]) for s in ordered if self.is_sound(s)]

    @cached_property
    def sound_parcels(self) -> Sound:
        """The parcels that can be compared."""
        return self.sound(self.parcels)

    @cached_property
    def sound_parcels_in_full(self) -> list[str]:
        """The same parcels as hex WKB in full coordinates of the office's system."""
        return full_hex([shape for shape, _ in self.sound_parcels])

    def _chosen(self, flags: Flags) -> list[NumberedRing]:
        return [self.rings[at] for at in np.flatnonzero(flags)]

    def _any_of_ring(self, flags: Flags) -> Flags:
        """Tell of each ring whether any of its points is flagged."""
        return np.bincount(self._ring_of_place, flags, len(self.rings)) > 0

    @cached_property
    def _ring_of_place(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.rings)), np.diff(self.starts))

    @cached_property
    def _following(self) -> NDArray[np.int64]:
        following = np.arange(1, len(self.places) + 1)
        begins, ends = self.starts[:-1], self.starts[1:]
        full = ends > begins
        following[ends[full] - 1] = begins[full]
        return following

    @cached_property
    def _local(self) -> NDArray[np.float64]:
        """Places counted from the first of their ring: doubles lose least there."""
        if not len(self.places):
            return self.places
        local: NDArray[np.float64] = self.places - self.places[self.starts[self._ring_of_place]]
        return local

    @cached_property
    def _lengths(self) -> NDArray[np.float64]:
        """Length of the side from each point to the next of its ring."""
        lengths: NDArray[np.float64] = np.hypot(*(self._local[self._following] - self._local).T)
        return lengths

    @cached_property
    def _angles(self) -> NDArray[np.float64]:
        """Angle between the two sides at each point in degrees, 0 to 180."""
        before = np.empty_like(self._following)
        before[self._following] = np.arange(len(before))
        forth = self._local[self._following] - self._local
        back = self._local[before] - self._local
        cross = back[:, 0] * forth[:, 1] - back[:, 1] * forth[:, 0]
        angles: NDArray[np.float64] = np.degrees(
            np.arctan2(np.abs(cross), np.sum(back * forth, axis=1))
        )
        return angles

    @cached_property
    def _drawn_rings(self) -> list[shapely.LinearRing | None]:
        """Each ring of three points or more as GEOS takes it; None for the others."""
        drawn: list[shapely.LinearRing | None] = [None] * len(self.rings)
        enough = np.diff(self.starts) >= 3
        kept = np.flatnonzero(enough)
        if len(kept):
            within = enough[self._ring_of_place]
            rank = np.cumsum(enough) - 1
            rings = shapely.linearrings(
                self.places[within], indices=rank[self._ring_of_place[within]]
            )
            for at, ring in zip(kept, rings, strict=True):
                drawn[at] = ring
        return drawn
