"""Geometries as hex EWKB, held against bytes put together by the words of the format."""

import struct
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from cadastre import geometry

SRID_FLAG = 0x20000000


@dataclass(frozen=True)
class Corner:
    northing_m: Decimal
    easting_m: Decimal


METRES = st.decimals(-(10**7), 10**8, places=4, allow_nan=False)
CORNERS = st.builds(Corner, METRES, METRES)
RINGS = st.lists(CORNERS, max_size=6) | st.lists(CORNERS, min_size=3, max_size=6)
PARTS = st.lists(st.lists(RINGS, max_size=3), max_size=3)


def doubles(corner: Corner) -> bytes:
    return struct.pack("<dd", float(corner.easting_m), float(corner.northing_m))


def expected(parts: list[list[list[Corner]]]) -> str | None:
    """Return the bytes that OGC 06-103r4 8.2 gives such a shape, with PostGIS's SRID before it."""
    if not parts or not all(parts) or any(len(ring) < 3 for rings in parts for ring in rings):
        return None
    told = struct.pack("<BIII", 1, 6 | SRID_FLAG, settings.SRID, len(parts))
    for rings in parts:
        told += struct.pack("<BII", 1, 3, len(rings))
        for ring in rings:
            told += struct.pack("<I", len(ring) + 1) + b"".join(map(doubles, ring))
            told += doubles(ring[0])
    return told.hex().upper()


@given(st.lists(PARTS, max_size=5))
def test_multipolygons_are_written_as_they_were_surveyed_and_none_where_there_is_no_shape(features):
    assert geometry.multipolygons_in_hex(features) == [expected(parts) for parts in features]


@given(PARTS)
def test_one_multipolygon_is_the_same_shape(parts):
    shape = geometry.multipolygon(parts)
    assert (shape and shape.hexewkb.decode()) == expected(parts)


@given(st.lists(st.none() | st.tuples(st.floats(allow_nan=False), st.floats(allow_nan=False))))
def test_points_are_written_and_none_stays_none(places):
    assert geometry.points_in_hex(places) == [
        place and struct.pack("<BIIdd", 1, 1 | SRID_FLAG, settings.SRID, *place).hex().upper()
        for place in places
    ]
