"""A fault of a shape is told in Chinese too, whichever reader found it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

import importers
from importers.limits import DEFAULT_LIMITS, MOST_VERTICES, bounded_by
from importers.shape_faults import is_too_large, told
from importers.wkb_shapes import shape_of_wkb

READERS = ("geojson", "geopackage", "gml_shapes", "wkb_shapes")
FAULT = re.compile(r"(?:_Unreadable\(|fault=)(f?)\"(.+?)\"\)")


def faults() -> list[str]:
    """Return what the readers say of a shape, with a figure in place of what they fill in."""
    folder = Path(importers.__file__).parent
    texts = ((folder / f"{name}.py").read_text(encoding="utf-8") for name in READERS)
    return [re.sub(r"{[^}]*}", "7", said) for text in texts for _, said in FAULT.findall(text)]


def test_the_readers_have_faults_to_tell():
    assert len(faults()) >= 10


@pytest.mark.parametrize("fault", faults())
def test_each_is_told_in_chinese(fault):
    said = told(fault)
    assert said.en == fault
    assert re.search("[一-鿿]", said.zh)


def test_figures_are_kept_and_the_unknown_stays():
    assert told("more than 200000 vertices").zh == "坐标点超过 200000 个"
    assert told("nan 432010.35").zh == "nan 432010.35"


def test_only_a_shape_that_holds_too_much_is_too_large():
    assert is_too_large("more than 200000 vertices")
    assert not is_too_large("7 vertices claimed, 8 bytes left")


def test_how_much_one_shape_may_hold_is_the_doors_to_say():
    ring = [(432_000 + at % 1000 / 7, 3_898_600 + at / 7000) for at in range(MOST_VERTICES + 1)]
    wkb = shapely.to_wkb(shapely.Polygon([*ring, ring[0]]))
    assert is_too_large(shape_of_wkb(wkb).fault)
    with bounded_by(replace(DEFAULT_LIMITS, vertices_per_polygon=1 << 60)):
        shape = shape_of_wkb(wkb)
    assert (shape.fault, len(shape.rings[0])) == ("", MOST_VERTICES + 2)
