"""Boxes of longitude and latitude: four numbers, on the globe, and not too large."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from cadastre.boxes import LARGEST_BOX_KM2, Box, parse_box
from cadastre.domain.errors import InvalidInput


def test_a_box_in_the_order_west_south_east_north():
    assert parse_box("113.25,35.20,113.26,35.21") == Box(113.25, 35.20, 113.26, 35.21)
    assert parse_box(" 113.25, 35.20 ,113.26,35.21 ") == Box(113.25, 35.20, 113.26, 35.21)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "113.25,35.20,113.26",
        "113.25,35.20,113.26,35.21,0",
        "a,b,c,d",
        "113.25;35.20;113.26;35.21",
        "nan,35.20,113.26,35.21",
        "113.25,35.20,113.26,nan",
        "-inf,35.20,113.26,35.21",
        "113.25,35.20,inf,35.21",
        "113.26,35.20,113.25,35.21",
        "113.25,35.21,113.26,35.20",
        "113.25,35.20,113.25,35.20",
        "35.20,113.25,35.21,113.26",
        "113.25,35.20,181,35.21",
        "113.25,-91,113.26,35.21",
        "1e400,35.20,113.26,35.21",
        "432010,3898650,432040,3898680",
        "113.25,35.20,113.26,35.21' or 1=1--",
        '{"driver":"VRT"}',
    ],
)
def test_what_is_no_box_is_refused_with_an_example(text):
    with pytest.raises(InvalidInput) as refused:
        parse_box(text)
    assert "113.25,35.20,113.26,35.21" in refused.value.advice.en
    assert "113.25,35.20,113.26,35.21" in refused.value.advice.zh


def test_a_box_over_twenty_five_square_kilometres_is_refused_with_its_size():
    parse_box("113.25,35.20,113.30,35.244")
    with pytest.raises(InvalidInput, match="25 km²") as refused:
        parse_box("113.25,35.20,113.35,35.30")
    assert "101" in refused.value.message.zh


@given(
    west=st.floats(73, 134),
    south=st.floats(18, 53),
    width=st.floats(0.001, 0.06),
    height=st.floats(0.001, 0.05),
)
def test_the_area_is_the_ellipsoids_to_one_per_cent(west, south, width, height):
    box = Box(west, south, west + width, south + height)
    ring = [(box.west, box.south), (box.east, box.south), (box.east, box.north)]
    ring.append((box.west, box.north))
    exact, _ = Geod(ellps="GRS80").polygon_area_perimeter(*zip(*ring, strict=True))
    assert math.isclose(box.area_km2, abs(exact) / 1e6, rel_tol=0.01)


@given(st.text(max_size=40))
def test_any_text_is_a_box_or_a_refusal(text):
    try:
        box = parse_box(text)
    except InvalidInput:
        return
    assert box.west < box.east
    assert box.south < box.north
    assert box.area_km2 <= LARGEST_BOX_KM2
