"""Which parcels of a load overlap each other: tile by tile, by the measure of the register's rule.

A tile is some parcels that lie together and everything that reaches into their box, so two parcels
with common ground are in one tile at least, and memory depends on the tile and not on the load.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from parcels.bulk_statements import TILE

TILE_PARCELS = 100_000
OVERLAP_M2 = 0.1
COSTLIEST = 1_000_000
"""The register's own limits: common ground, and vertices times vertices of what is compared."""

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rows of the staging table and their common ground; None when too complex to measure."""

    one: int
    other: int
    area_m2: float | None


def overlaps_of_load(cursor: object, boxes: Floats, *, srid: int, most: int) -> list[Overlap]:
    """Return up to about ``most`` overlaps among all rows of the staging table.

    Parameters
    ----------
    cursor
        Of psycopg2, in the load's transaction.
    boxes
        West, south, east and north of each row in order of its number, in metres.
    """
    found: dict[tuple[int, int], Overlap] = {}
    for box in _tiles(boxes):
        found |= {(each.one, each.other): each for each in _within(cursor, box, srid)}
        if len(found) >= most:
            break
    return sorted(found.values(), key=lambda each: (each.one, each.other))[:most]


def _tiles(boxes: Floats) -> Iterator[tuple[float, float, float, float]]:
    """Halve the parcels along the longer side until each heap is small; yield the heaps' boxes."""
    heaps = [np.arange(len(boxes))] if len(boxes) else []
    while heaps:
        heap = heaps.pop()
        mine = boxes[heap]
        if len(heap) <= TILE_PARCELS:
            low, high = mine[:, :2].min(axis=0), mine[:, 2:].max(axis=0)
            yield float(low[0]), float(low[1]), float(high[0]), float(high[1])
            continue
        centres = mine[:, :2] + mine[:, 2:]
        order = np.argsort(centres[:, int(np.argmax(np.ptp(centres, axis=0)))], kind="stable")
        heaps += [heap[order[: len(order) // 2]], heap[order[len(order) // 2 :]]]


def _within(cursor: object, box: tuple[float, float, float, float], srid: int) -> list[Overlap]:
    seqs, layers, shapes = _fetched(cursor, box, srid)
    one, other = shapely.STRtree(shapes).query(shapes)
    pairs = (one < other) & (layers[one] == layers[other])
    one, other = one[pairs], other[pairs]
    meet = shapely.relate_pattern(shapes[one], shapes[other], "2********")
    one, other = one[meet], other[meet]
    points = shapely.get_num_coordinates(shapes).astype(np.int64)
    cheap = points[one] * points[other] <= COSTLIEST
    area = np.full(len(one), np.inf)
    area[cheap] = shapely.area(shapely.intersection(shapes[one[cheap]], shapes[other[cheap]]))
    wrong = np.flatnonzero(area > OVERLAP_M2)
    low, high = np.minimum(seqs[one], seqs[other]), np.maximum(seqs[one], seqs[other])
    return [Overlap(int(low[at]), int(high[at]), _measured(area[at])) for at in wrong]


def _measured(area: np.float64) -> float | None:
    return float(area) if np.isfinite(area) else None


def _fetched(
    cursor: object, box: tuple[float, float, float, float], srid: int
) -> tuple[Indexes, Indexes, NDArray[np.object_]]:
    west, south, east, north = box
    asked = {"west": west, "south": south, "east": east, "north": north, "srid": srid}
    lines = io.BytesIO()
    cursor.copy_expert(cursor.mogrify(TILE, asked).decode(), lines)  # type: ignore[attr-defined]
    fields = lines.getvalue().split()
    shapes = shapely.from_wkb([bytes.fromhex(each.decode()) for each in fields[2::3]])
    return np.array(fields[0::3], dtype=np.int64), np.array(fields[1::3], dtype=np.int64), shapes
