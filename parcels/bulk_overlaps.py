"""Which parcels of a load overlap each other: tile by tile, by the measure of the register's rule.

A tile is some parcels that lie together and everything that reaches into their box, so two parcels
with common ground are in one tile at least, and memory depends on the tile and not on the load.
"""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice

import numpy as np
import shapely
from numpy.typing import NDArray

from parcels.bulk_spool import Spool

TILE_PARCELS = 25_000
THREADS = 2
"""Tiles at a time, for each a thread."""
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


def overlaps_of_load(spool: Spool, *, most: int) -> list[Overlap]:
    """Return up to about ``most`` overlaps among all parcels of a sealed spool.

    Touches no database, and computes outside Python's lock: it may run while the database works.
    """
    found: dict[tuple[int, int], Overlap] = {}
    boxes, layers = spool.boxes, spool.layers
    with ThreadPoolExecutor(THREADS, thread_name_prefix="overlaps") as threads:
        tiles = _tiles(boxes)
        under_way = {
            threads.submit(_within, spool, layers, tile) for tile in islice(tiles, THREADS)
        }
        while under_way:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for each in done:
                found |= {(overlap.one, overlap.other): overlap for overlap in each.result()}
            if len(found) < most:
                more = islice(tiles, len(done))
                under_way |= {threads.submit(_within, spool, layers, tile) for tile in more}
    return sorted(found.values(), key=lambda each: (each.one, each.other))[:most]


def _tiles(boxes: Floats) -> Iterator[Indexes]:
    """Halve the parcels along the longer side until each heap is small; add what reaches in."""
    heaps = [np.arange(len(boxes))] if len(boxes) else []
    while heaps:
        heap = heaps.pop()
        mine = boxes[heap]
        if len(heap) <= TILE_PARCELS:
            low, high = mine[:, :2].min(axis=0), mine[:, 2:].max(axis=0)
            near = (boxes[:, :2] <= high).all(axis=1) & (boxes[:, 2:] >= low).all(axis=1)
            yield np.flatnonzero(near)
            continue
        centres = mine[:, :2] + mine[:, 2:]
        order = np.argsort(centres[:, int(np.argmax(np.ptp(centres, axis=0)))], kind="stable")
        heaps += [heap[order[: len(order) // 2]], heap[order[len(order) // 2 :]]]


def _within(spool: Spool, layers: NDArray[np.int8], tile: Indexes) -> list[Overlap]:
    shapes, layers = spool.shapes(tile), layers[tile]
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
    seqs = tile + 1
    return [Overlap(int(seqs[one[at]]), int(seqs[other[at]]), _measured(area[at])) for at in wrong]


def _measured(area: np.float64) -> float | None:
    return float(area) if np.isfinite(area) else None
