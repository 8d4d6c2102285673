"""Points and sides of many parcels as columns, taken out of their shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]
Flags = NDArray[np.bool_]

_EXACT: Final = Context(prec=100)
_CENTIMETRE: Final = Decimal("0.01")
_KINDS: Final = {"point": 0x20000001, "line": 0x20000002}


@dataclass(frozen=True, slots=True)
class Sides:
    """One row a point, ring after ring without closing points, with the side that begins there.

    Parameters
    ----------
    parcel
        Index of the parcel among the shapes.
    part, ring, sequence
        Where the point stands: parts and rings from 0, the outer ring is 0, points from 1.
    number
        Of the point in its parcel, from 1.
    onward
        How many rows further its side ends; below zero for the last of a ring.
    left_is_out
        Whether the ground left of the side is not the parcel's.
    start, end
        East and north in metres.
    """

    parcel: Indexes
    part: Indexes
    ring: Indexes
    sequence: Indexes
    number: Indexes
    onward: Indexes
    left_is_out: Flags
    start: Floats
    end: Floats

    def __len__(self) -> int:
        return len(self.parcel)


def sides_of(shapes: NDArray[np.object_]) -> Sides:
    """Return the sides of valid polygons or multipolygons in the order of their vertices."""
    parts, parcel_of = shapely.get_parts(shapes, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    size = shapely.get_num_coordinates(rings).astype(np.int64) - 1
    places = shapely.get_coordinates(rings)
    of_ring = np.repeat(np.arange(len(rings)), size)
    row = np.arange(len(of_ring))
    at = row + of_ring  # each ring before has one vertex more than points: its closing one
    ring_number = _place_within(part_of)
    parcel = parcel_of[part_of][of_ring]
    sequence = _place_within(of_ring) + 1
    onward = np.where(sequence == size[of_ring], 1 - size[of_ring], 1)
    return Sides(
        parcel=parcel,
        part=_place_within(parcel_of)[part_of][of_ring],
        ring=ring_number[of_ring],
        sequence=sequence,
        number=_place_within(parcel) + 1,
        onward=onward,
        left_is_out=(shapely.is_ccw(rings) == (ring_number > 0))[of_ring],
        start=places[at],
        end=places[at + 1],
    )


def _place_within(groups: Indexes) -> Indexes:
    """Return the place of each row in its group, from 0; rows of a group stand together."""
    row = np.arange(len(groups))
    begins = np.concatenate([[True], groups[1:] != groups[:-1]])[: len(groups)]
    return row - np.maximum.accumulate(np.where(begins, row, 0))


def digits(values: Floats) -> list[str]:
    """Return metres as PostgreSQL makes a numeric of a double: fifteen digits, no idle zeros."""
    return ("%.15g\n" * len(values) % tuple(values.tolist())).split("\n")[:-1]


def millimetres(values: Floats, texts: Sequence[str] | None) -> tuple[Indexes, Flags]:
    """Return metres in whole millimetres, halves away from zero, and which were whole.

    Parameters
    ----------
    values
        As doubles.
    texts
        Digit for digit, where they were delivered; they decide.
    """
    rounded = np.rint(values * 1000)
    is_whole = rounded / 1000 == values if texts is None else np.zeros(len(values), bool)
    whole = rounded.astype(np.int64)
    for at in np.flatnonzero(~is_whole).tolist():
        exact = Decimal(f"{values[at]:.15g}" if texts is None else texts[at])
        scaled = exact.scaleb(3, _EXACT)
        nearest = scaled.to_integral_value(ROUND_HALF_UP)
        whole[at], is_whole[at] = int(nearest), nearest == scaled
    return whole, is_whole


def lengths(
    north_mm: Indexes,
    east_mm: Indexes,
    is_whole: Flags,
    digits_m: tuple[Sequence[str], Sequence[str]],
    following: Indexes,
) -> list[str]:
    """Return the length of each side in metres to two decimals, halves up.

    In whole millimetres the root of a double rounds as the exact one; finer figures take the exact
    one of ``digits_m`` (northings, eastings). ``following`` is the row where each side ends.
    """
    north = (north_mm[following] - north_mm).astype(np.float64)
    east = (east_mm[following] - east_mm).astype(np.float64)
    cm = np.floor(np.sqrt(north * north + east * east) / 10 + 0.5).astype(np.int64)
    told = [f"{each // 100}.{each % 100:02d}" for each in cm.tolist()]
    for at in np.flatnonzero(~(is_whole & is_whole[following])).tolist():
        end = following[at]
        squares = [
            _EXACT.power(_EXACT.subtract(Decimal(each[end]), Decimal(each[at])), 2)
            for each in digits_m
        ]
        root = _EXACT.sqrt(_EXACT.add(*squares))
        told[at] = str(root.quantize(_CENTIMETRE, ROUND_HALF_UP, _EXACT))
    return told


def compass(
    north_mm: Indexes, east_mm: Indexes, left_is_out: Flags, following: Indexes
) -> list[str]:
    """Return N, E, S or W for each side: where it faces, seen from inside the parcel."""
    sign = np.where(left_is_out, 1, -1)
    north = (east_mm[following] - east_mm) * sign
    east = (north_mm - north_mm[following]) * sign
    faces = np.select(
        [
            (east > 0) & (-east < north) & (north <= east),
            (north < 0) & (north < east) & (east <= -north),
            (east < 0) & (east <= north) & (north < -east),
        ],
        ["E", "S", "W"],
        "N",
    )
    told: list[str] = faces.tolist()
    return told


def points_as_hex(places: Floats, srid: int) -> list[str]:
    """Return points as hex EWKB."""
    rows = _blank(len(places), "point", srid, 2)
    rows["places"] = places
    return _hexes(rows)


def lines_as_hex(start: Floats, end: Floats, srid: int) -> list[str]:
    """Return lines of two points as hex EWKB."""
    rows = _blank(len(start), "line", srid, 4)
    rows["count"] = 2
    rows["places"] = np.concatenate([start, end], axis=1)
    return _hexes(rows)


def _blank(count: int, kind: str, srid: int, figures: int) -> NDArray[np.void]:
    fields = [("order", "u1"), ("kind", "<u4"), ("srid", "<u4")]
    fields += [("count", "<u4")] if kind == "line" else []
    rows = np.zeros(count, dtype=np.dtype([*fields, ("places", "<f8", (figures,))]))
    rows["order"], rows["kind"], rows["srid"] = 1, _KINDS[kind], srid
    return rows


def _hexes(rows: NDArray[np.void]) -> list[str]:
    together, width = rows.tobytes().hex(), 2 * rows.dtype.itemsize
    return [together[at : at + width] for at in range(0, len(together), width)]
