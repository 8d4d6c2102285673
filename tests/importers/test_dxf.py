"""CASS drawings: each case is drawn here, or written out by hand in the drawing's own words."""

import io
from decimal import Decimal
from itertools import pairwise
from math import dist, pi
from pathlib import Path

import ezdxf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Severity
from importers import dxf
from importers.dxf_entities import ARC_DEVIATION_M, chords
from importers.formats import identify
from importers.records import Delivery

CODE = "410811001002GB00007"
HOLDER = "张示例"
EAST, NORTH = 432_010.35, 3_898_650.12
SQUARE = [(EAST, NORTH), (EAST + 50, NORTH), (EAST + 50, NORTH + 40), (EAST, NORTH + 40)]


def drawing(version: str = "R2000") -> ezdxf.document.Drawing:
    made = ezdxf.new(version)
    made.encoding = "gbk"
    made.appids.new("SOUTH")
    return made


def outline(
    space, points=SQUARE, *, layer="JZD", closed=True, said=("300000", CODE, HOLDER, "071")
):
    line = space.add_lwpolyline(points, close=closed, dxfattribs={"layer": layer})
    if said:
        line.set_xdata("SOUTH", [(1000, text) for text in said])
    return line


def read(
    made, tmp_path: Path, *, swap: tuple[bytes, bytes] | None = None, encoding: str = "gbk"
) -> Delivery:
    written = io.StringIO(newline="\n")
    made.write(written)
    data = written.getvalue().encode(encoding, "surrogateescape")
    if swap:
        assert swap[0] in data
        data = data.replace(*swap)
    path = tmp_path / "plan.dxf"
    path.write_bytes(data)
    assert identify(path) is dxf
    return dxf.read(path, name="plan.dxf", office_srid=4547)


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings if finding.kind != "unknown_crs"]


def corners(delivery: Delivery, parcel: int = 0) -> list[tuple[str, Decimal, Decimal]]:
    ring = delivery.parcels[parcel].polygons[0].outer
    return [(point.label, point.easting_m, point.northing_m) for point in ring.points]


def numbered(space, number: str, place) -> None:
    circle = space.add_circle(place, 0.5, dxfattribs={"layer": "JZP"})
    circle.set_xdata("SOUTH", [(1000, "301000"), (1000, ""), (1000, number)])


def test_several_numbers_at_one_place_are_told(tmp_path):
    made = drawing()
    outline(made.modelspace())
    for number, place in zip(("J7", "J8", "J9", "J10"), SQUARE, strict=True):
        numbered(made.modelspace(), number, place)
    numbered(made.modelspace(), "J8", SQUARE[1])  # the same number twice says nothing else
    numbered(made.modelspace(), "T1", SQUARE[2])
    delivery = read(made, tmp_path)
    assert [label for label, *_ in corners(delivery)] == ["J7", "J8", "J9", "J10"]
    assert kinds(delivery) == ["several_point_numbers"]
    (finding,) = [one for one in delivery.findings if one.kind == "several_point_numbers"]
    assert (finding.severity, finding.found) == (Severity.WARNING, "J9, T1")
    assert "X 3898690.120、Y 432060.350" in finding.message.zh


def test_corners_within_a_millimetre_keep_their_own_numbers(tmp_path):
    near = (EAST + 50.0004, NORTH + 0.0002)
    corners_drawn = [SQUARE[0], SQUARE[1], near, *SQUARE[2:]]
    made = drawing()
    outline(made.modelspace(), corners_drawn)
    for number, place in zip(("J1", "J2", "J3", "J4", "J5"), corners_drawn, strict=True):
        numbered(made.modelspace(), number, place)
    delivery = read(made, tmp_path)
    assert [label for label, *_ in corners(delivery)] == ["J1", "J2", "J3", "J4", "J5"]
    assert kinds(delivery) == []


def test_a_symbol_half_a_millimetre_beside_its_corner_numbers_it(tmp_path):
    made = drawing()
    outline(made.modelspace())
    numbered(made.modelspace(), "J7", (EAST + 0.0004, NORTH))
    assert corners(read(made, tmp_path))[0][0] == "J7"


def test_a_parcel_of_cass_is_read_with_its_numbers_and_its_holder_apart(tmp_path):
    made = drawing()
    outline(made.modelspace())
    for number, place in zip(("J7", "J8", "J9", "J10"), SQUARE, strict=True):
        numbered(made.modelspace(), number, place)
    delivery = read(made, tmp_path)
    (parcel,) = delivery.parcels
    assert (parcel.parcel_code, parcel.land_use_code) == (CODE, "071")
    assert corners(delivery) == [
        ("J7", Decimal("432010.35"), Decimal("3898650.12")),
        ("J8", Decimal("432060.35"), Decimal("3898650.12")),
        ("J9", Decimal("432060.35"), Decimal("3898690.12")),
        ("J10", Decimal("432010.35"), Decimal("3898690.12")),
    ]
    assert [(held.object_key, held.value) for held in delivery.holders] == [(CODE, HOLDER)]
    assert HOLDER not in repr(delivery.parcels)
    assert kinds(delivery) == []


def test_a_circle_that_bears_the_number_of_another_place_is_not_a_point_delivered_twice(tmp_path):
    made = drawing()
    outline(made.modelspace())
    circle = made.modelspace().add_circle(SQUARE[2], 0.5, dxfattribs={"layer": "JZP"})
    circle.set_xdata("SOUTH", [(1000, "301000"), (1000, ""), (1000, "J1")])
    assert [label for label, _, _ in corners(read(made, tmp_path))] == ["J1-1", "J2", "J1", "J4"]


@pytest.mark.parametrize(
    ("version", "encoding", "page"),
    [
        ("R2000", "gbk", b"ANSI_936"),
        ("R2000", "gbk", b"ANSI_1252"),
        ("R2010", "utf-8", b"ANSI_936"),
    ],
)
def test_chinese_is_read_whatever_code_page_the_drawing_states(tmp_path, version, encoding, page):
    made = drawing(version)
    outline(made.modelspace(), said=("300000", CODE, HOLDER, "住宅用地"))
    delivery = read(made, tmp_path, swap=(b"ANSI_936", page), encoding=encoding)
    assert delivery.holders[0].value == HOLDER
    assert delivery.parcels[0].attributes["land_use_name"] == "住宅用地"


def test_closed_is_read_from_one_bit_of_the_flags(tmp_path):
    """A real drawing states 129: closed, and a line type that goes on around corners."""
    made = drawing()
    outline(made.modelspace()).dxf.flags = 129
    assert len(corners(read(made, tmp_path))) == 4


def test_a_repeated_first_point_closes_what_the_flag_leaves_open(tmp_path):
    made = drawing()
    outline(made.modelspace(), [*SQUARE, SQUARE[0]], closed=False)
    delivery = read(made, tmp_path)
    assert len(corners(delivery)) == 4
    assert kinds(delivery) == []


def test_ends_apart_are_an_error_with_the_figure_and_nothing_is_closed(tmp_path):
    made = drawing()
    outline(made.modelspace(), [*SQUARE, (EAST, NORTH + 0.412)], closed=False)
    delivery = read(made, tmp_path)
    (finding,) = [found for found in delivery.findings if found.kind == "unclosed_ring"]
    assert (finding.severity, finding.measured) == ("error", Decimal("0.412000"))
    assert finding.location == (EAST, NORTH)
    assert delivery.parcels[0].polygons == ()


def test_an_arc_becomes_chords_within_the_stated_deviation_and_its_figure_is_kept(tmp_path):
    made = drawing()
    half = [(EAST, NORTH, 1.0), (EAST + 50, NORTH, 0.0), (EAST + 25, NORTH + 60, 0.0)]
    line = made.modelspace().add_lwpolyline(
        half, format="xyb", close=True, dxfattribs={"layer": "JZD"}
    )
    line.set_xdata("SOUTH", [(1000, text) for text in ("300000", CODE)])
    delivery = read(made, tmp_path)
    assert kinds(delivery) == ["arcs_to_chords"]
    assert delivery.parcels[0].attributes["arcs"] == "J1 bulge 1.0"
    points = [(float(east), float(north)) for _, east, north in corners(delivery)]
    arc = points[: points.index((EAST + 50, NORTH)) + 1]
    assert all(abs(dist(point, (EAST + 25, NORTH)) - 25) < 2e-4 for point in arc)
    assert all(north <= NORTH for _, north in arc)  # a positive bulge turns left, so it sags
    length = sum(dist(a, b) for a, b in pairwise(arc))
    assert pi * 25 - 0.01 < length < pi * 25


@given(st.floats(-5, 5).filter(lambda bulge: abs(bulge) > 1e-4), st.floats(0.5, 500))
def test_chords_stay_on_their_circle_and_within_the_deviation(bulge, chord):
    between, deviation = chords((EAST, NORTH), (EAST + chord, NORTH), bulge)
    assert deviation <= ARC_DEVIATION_M * 1.001
    whole = [(EAST, NORTH), *between, (EAST + chord, NORTH)]
    radius = chord * (1 + bulge * bulge) / (4 * abs(bulge))
    away = chord / 2 * (1 - bulge * bulge) / (2 * bulge)
    centre = (EAST + chord / 2, NORTH + away)
    assert all(abs(dist(place, centre) - radius) < 2e-3 for place in whole)


def test_polylines_of_the_old_kind_and_in_blocks_are_read(tmp_path):
    made = drawing()
    old = made.modelspace().add_polyline2d(SQUARE, close=True, dxfattribs={"layer": "JZD"})
    old.set_xdata("SOUTH", [(1000, "300000"), (1000, CODE)])
    block = made.blocks.new("PARCEL")
    outline(block, [(0, 0), (10, 0), (10, 10)], said=("300000", CODE[:-1] + "8"))
    made.modelspace().add_blockref("PARCEL", (EAST + 100, NORTH))
    delivery = read(made, tmp_path)
    assert [parcel.parcel_code for parcel in delivery.parcels] == [CODE, CODE[:-1] + "8"]
    assert corners(delivery, 1)[1][1:] == (Decimal("432120.35"), Decimal("3898650.12"))


@pytest.mark.parametrize("heights_m", [(0, 0, 0, 0), (25.5,) * 4, (20, 21, 22, 23.5)])
def test_a_3d_polyline_is_read_by_its_plane_figures_and_its_heights_are_told(tmp_path, heights_m):
    made = drawing()
    places = [(*place, height) for place, height in zip(SQUARE, heights_m, strict=True)]
    line = made.modelspace().add_polyline3d(places, close=True, dxfattribs={"layer": "JZD"})
    line.set_xdata("SOUTH", [(1000, "300000"), (1000, CODE)])
    delivery = read(made, tmp_path)
    assert [each[1:] for each in corners(delivery)] == [
        (Decimal(str(east)), Decimal(str(north))) for east, north in SQUARE
    ]
    (told,) = [found for found in delivery.findings if found.kind == "z_dropped"]
    assert (told.severity, told.object_key) == ("information", CODE)
    assert f"JZD (handle {line.dxf.handle})" in told.message.en


def test_an_external_reference_is_named_and_never_opened(tmp_path):
    made = drawing()
    outline(made.modelspace())
    made.add_xref_def("/etc/passwd", "NEIGHBOURS")
    insert = made.modelspace().add_blockref("NEIGHBOURS", (0, 0), dxfattribs={"layer": "JZD"})
    delivery = read(made, tmp_path)
    assert len(delivery.parcels) == 1
    (told,) = [found for found in delivery.findings if found.kind == "external_reference"]
    assert (told.severity, told.found) == ("warning", "NEIGHBOURS")
    assert f"JZD (handle {insert.dxf.handle})" in told.message.en
    assert "绑定" in told.advice.zh


def test_blocks_that_are_not_followed_are_named(tmp_path):
    made = drawing()
    outline(made.modelspace())
    for depth in range(4):
        block = made.blocks.new(f"B{depth}")
        block.add_blockref(f"B{depth + 1}", (0, 0))
    made.blocks.new("B4")
    made.modelspace().add_blockref("B0", (0, 0))
    made.modelspace().add_blockref("NOWHERE", (0, 0))
    delivery = read(made, tmp_path)
    assert sorted(kinds(delivery)) == ["block_missing", "block_too_deep"]


def test_lines_on_the_parcel_layer_that_are_no_outline_are_told_by_type(tmp_path):
    made = drawing()
    outline(made.modelspace())
    space = made.modelspace()
    handles = [
        space.add_line(
            (EAST, NORTH), (EAST + at, NORTH + 9), dxfattribs={"layer": "JZD"}
        ).dxf.handle
        for at in (1, 2)
    ]
    space.add_line((EAST, NORTH), (EAST + 9, NORTH), dxfattribs={"layer": "JMD"})
    mesh = space.add_polymesh((3, 3), dxfattribs={"layer": "JZD"})
    told = [found for found in read(made, tmp_path).findings if found.kind == "unread_entity"]
    assert [found.found for found in told] == ["LINE", "POLYLINE"]
    assert f"2 LINE (handle {', '.join(handles)})" in told[0].message.en
    assert mesh.dxf.handle in told[1].message.en


def test_an_outline_copied_without_its_data_is_a_parcel_by_its_layer(tmp_path):
    made = drawing()
    outline(made.modelspace(), said=())
    delivery = read(made, tmp_path)
    assert delivery.parcels[0].parcel_code == ""
    assert kinds(delivery) == ["missing_field"]


def test_a_number_of_the_old_kind_is_kept_and_is_no_code(tmp_path):
    made = drawing()
    outline(made.modelspace(), said=("172001-2", "0010020007"))
    delivery = read(made, tmp_path)
    assert delivery.parcels[0].attributes["old_parcel_number"] == "0010020007"
    assert delivery.parcels[0].parcel_code == ""


def test_only_souths_data_are_looked_at_and_empty_places_stay(tmp_path):
    made = drawing()
    made.appids.new("OTHER")
    line = outline(made.modelspace(), said=("300000", CODE, "", "071"))
    line.set_xdata("OTHER", [(1000, "300000"), (1000, "x"), (1000, HOLDER)])
    delivery = read(made, tmp_path)
    assert delivery.parcels[0].land_use_code == "071"
    assert delivery.holders == []


def test_two_outlines_of_one_number_are_one_parcel_with_a_hole(tmp_path):
    made = drawing()
    outline(made.modelspace())
    inner = [(EAST + 10, NORTH + 10), (EAST + 20, NORTH + 10), (EAST + 20, NORTH + 20)]
    outline(made.modelspace(), inner)
    delivery = read(made, tmp_path)
    (parcel,) = delivery.parcels
    assert [len(polygon.holes) for polygon in parcel.polygons] == [1]


def test_a_drawing_without_parcels_names_the_layers_it_has(tmp_path):
    made = drawing()
    outline(made.modelspace(), layer="JMD", said=())
    delivery = read(made, tmp_path)
    (finding,) = [found for found in delivery.findings if found.kind == "unknown_layer"]
    assert "JMD (1)" in finding.found
    assert delivery.parcels == []


@pytest.mark.parametrize("figure", [b"nan", b"1e400", b"-inf"])
def test_figures_that_are_none_are_named_and_become_no_shape(tmp_path, figure):
    made = drawing()
    outline(made.modelspace())
    delivery = read(made, tmp_path, swap=(b"432060.35", figure))
    assert "non_finite_coordinate" in kinds(delivery)
    assert delivery.parcels[0].polygons == ()


def test_swapped_axes_are_told_as_in_any_format(tmp_path):
    made = drawing()
    outline(made.modelspace(), [(north, east) for east, north in SQUARE])
    assert "axes_swapped" in kinds(read(made, tmp_path))


@pytest.mark.parametrize("cut", [0.02, 0.3, 0.6, 0.95])
def test_a_cut_drawing_is_refused_with_a_sentence(tmp_path, cut):
    made = drawing()
    outline(made.modelspace())
    written = io.StringIO(newline="\n")
    made.write(written)
    data = written.getvalue().encode("gb18030", "surrogateescape")
    path = tmp_path / "cut.dxf"
    path.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(FileRefused) as refused:
        dxf.read(path, name="cut.dxf", office_srid=4547)
    assert refused.value.finding.kind == "unreadable_file"
    assert "cut.dxf" in refused.value.finding.message.zh


def _sound() -> bytes:
    made = drawing()
    outline(made.modelspace())
    written = io.StringIO(newline="\n")
    made.write(written)
    return written.getvalue().encode("gb18030", "surrogateescape")


SOUND = _sound()
"""Made once: a drawing carries the time it was made at."""


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_change_of_a_byte_does_more_than_refuse(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("fuzz")
    text = bytearray(SOUND)
    entities = text.index(b"ENTITIES")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(entities, len(text) - 1))
        text[place] = data.draw(st.integers(0, 255))
    path = folder / "changed.dxf"
    path.write_bytes(bytes(text))
    try:
        dxf.read(path, name="changed.dxf", office_srid=4547)
    except FileRefused as refused:
        assert refused.finding.kind == "unreadable_file"
