"""An invented county of parcels that share sides: blocks between streets, bent lines, holes.

And what the benchmarks that fill a register need beside it: codes, districts, an own database.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import shapely
from numpy.typing import NDArray

FRONT_M, DEPTH_M = 20.0, 32.0
STREET_M = 9.0
PER_BLOCK = 10
"""Parcels along a block, which is two rows deep."""
A_SUB_DISTRICT = 90_000
"""Parcels of one sub-district: five digits number them."""


def county(parcels: int, *, seed: int = 7, streets: bool = True) -> NDArray[np.object_]:
    """Return about as many parcels as asked for, as polygons in metres from a local origin.

    Sides are bent in the middle and corners moved about, to the millimetre, alike for both
    neighbours. Every fiftieth parcel has another one inside it.

    Parameters
    ----------
    parcels
        How many; rounded to whole rows.
    streets
        Whether blocks of two rows stand apart by a street; else everything joins.
    """
    chance = np.random.default_rng(seed)
    rows = max(2, round(np.sqrt(parcels * PER_BLOCK / 51) / 2.3) * 2)
    columns = max(2, round(parcels / 1.02 / rows))
    row, column = (each.ravel() for each in np.mgrid[0:rows, 0:columns])
    shift = np.stack([column // PER_BLOCK, row // 2], axis=1) * (STREET_M if streets else 0.0)
    nodes = _lattice(rows + 1, columns + 1, chance, 3.0)
    level = _middles(nodes[:, :-1], nodes[:, 1:], chance)
    upright = _middles(nodes[:-1], nodes[1:], chance)
    ring = [
        nodes[row, column],
        level[row, column],
        nodes[row, column + 1],
        upright[row, column + 1],
        nodes[row + 1, column + 1],
        level[row + 1, column],
        nodes[row + 1, column],
        upright[row, column],
    ]
    rings = np.round(np.stack([*ring, ring[0]], axis=1) + shift[:, None, :], 3)
    return _with_enclaves(shapely.polygons(rings))


def _lattice(
    rows: int, columns: int, chance: np.random.Generator, loose_m: float
) -> NDArray[np.float64]:
    """Return corners (east, north) by row and column, each moved a little."""
    east, north = np.meshgrid(np.arange(columns) * FRONT_M, np.arange(rows) * DEPTH_M)
    moved = chance.uniform(-loose_m, loose_m, (rows, columns, 2))
    corners: NDArray[np.float64] = np.stack([east, north], axis=-1) + moved
    return corners


def _middles(
    one: NDArray[np.float64], other: NDArray[np.float64], chance: np.random.Generator
) -> NDArray[np.float64]:
    middles: NDArray[np.float64] = (one + other) / 2 + chance.uniform(-0.5, 0.5, one.shape)
    return middles


def _with_enclaves(parcels: NDArray[np.object_]) -> NDArray[np.object_]:
    """Cut a square out of every fiftieth parcel and make it a parcel of its own."""
    hosts = np.arange(0, len(parcels), 50)
    centre = shapely.get_coordinates(shapely.centroid(parcels[hosts])).round(3)
    inner = shapely.box(*(centre - 2).T, *(centre + 2).T)
    parcels[hosts] = shapely.polygons(
        shapely.get_exterior_ring(parcels[hosts]),
        shapely.get_exterior_ring(inner)[:, None],
    )
    return np.concatenate([parcels, inner])


def with_faults(parcels: NDArray[np.object_], *, one_in: int = 1_000) -> NDArray[np.object_]:
    """Return the county with a bend of every so many parcels moved by 5 cm to 2 m.

    Outwards and inwards in turn, so that about half of them overlap a neighbour and the others
    leave a gap beside it.
    """
    chance = np.random.default_rng(11)
    at = np.arange(one_in // 2 + 1, len(parcels) * 50 // 51, one_in)  # none of them has a hole
    rings = shapely.get_coordinates(parcels[at]).reshape(len(at), 9, 2)
    outward = rings[:, 5] - rings[:, :8].mean(axis=1)
    outward /= np.hypot(*outward.T)[:, None]
    reach = chance.uniform(0.05, 2, len(at)) * np.where(np.arange(len(at)) % 2, 1, -1)
    rings[:, 5] += outward * reach[:, None]
    changed = parcels.copy()
    changed[at] = shapely.polygons(rings)
    return changed


def code_of(number: int) -> str:
    """Return the parcel code of the parcel with this number."""
    return f"410811001{number // A_SUB_DISTRICT + 1:03d}GB{number % A_SUB_DISTRICT + 1:05d}"


def sub_districts(parcels: int) -> None:
    """Make the district and the sub-districts that the codes name."""
    from django.conf import settings
    from django.contrib.gis.geos import MultiPolygon, Polygon

    from parcels.models import CadastralDistrict, CadastralSubDistrict

    ground = Polygon.from_bbox((400_000, 3_800_000, 600_000, 4_000_000))
    ground.srid = settings.SRID
    extent = MultiPolygon(ground, srid=settings.SRID)
    district = CadastralDistrict.objects.create(code="410811001", name="示例", geom=extent)
    for number in range(parcels // A_SUB_DISTRICT + 1):
        CadastralSubDistrict.objects.create(
            code=f"410811001{number + 1:03d}", name="示例", district=district, geom=extent
        )


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Make an empty database with our tables, and drop it at the end."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.settings_dict.setdefault("TEST", {})["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
