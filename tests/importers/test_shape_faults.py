"""A fault of a shape is told in Chinese too, whichever reader found it."""

import re
from pathlib import Path

import pytest

import importers
from importers.shape_faults import told

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
