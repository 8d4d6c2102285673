"""Columns behind label, ring, X and Y: lengths of sides where that is known, named where not.

The sides of the worked example, by hand on its coordinates: J1–J2 is the root of 2.36² + 60.06²,
60.1064 m, and so on around.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from cadastre.domain.findings import Severity
from importers.records import Delivery
from tests.importers.test_coordinate_txt import (
    CORNERS,
    HEAD,
    assert_the_parcel,
    kinds,
    read,
    row,
    text,
)

SIDES = ("60.11", "29.99", "14.99", "19.90", "45.11", "49.90")
HEADINGS = "点号,圈号,X坐标,Y坐标,边长（米）"
BEGINS = dict(zip(("J1", "J2", "J3", "J4", "J5", "J6"), SIDES, strict=True))
LABELS = [label for label, *_ in CORNERS]


def rows(*more: str) -> list[str]:
    """Return the rows of the example and its closing row, with cells behind them."""
    corners = [*CORNERS, CORNERS[0]]
    cells = [*more, *[""] * (len(corners) - len(more))]
    return [f"{row(*corner)},{cell}" for corner, cell in zip(corners, cells, strict=True)]


def stated(delivery: Delivery) -> dict[str, str]:
    assert {len(line.points) for line in delivery.lines} <= {2}
    for line in delivery.lines:
        labels = [point.label for point in line.points]
        assert labels[1] == LABELS[(LABELS.index(labels[0]) + 1) % 6]
    return {line.points[0].label: str(line.length_m) for line in delivery.lines}


def said(delivery: Delivery, kind: str):
    [found] = [one for one in delivery.findings if one.kind == kind]
    return found


@pytest.mark.parametrize("lengths", [SIDES, ("", *SIDES)])
def test_headings_name_the_column_and_the_coordinates_the_side(tmp_path: Path, lengths) -> None:
    delivery = read(tmp_path, text(HEADINGS, HEAD, *rows(*lengths)))
    assert_the_parcel(delivery)
    assert (stated(delivery), kinds(delivery)) == (BEGINS, [])
    assert {line.parcel_codes for line in delivery.lines} == {"410811001002GB00007"}


def test_one_wrong_length_does_not_turn_the_others(tmp_path: Path) -> None:
    wrong = ("960.11", *SIDES[1:])
    delivery = read(tmp_path, text(HEADINGS, HEAD, *rows(*wrong)))
    assert stated(delivery) == BEGINS | {"J1": "960.11"}


def test_a_wrong_length_of_the_first_side_is_not_left_out(tmp_path: Path) -> None:
    corners = [("1", 0, 0), ("2", 60, 0), ("3", 60, 60), ("4", 0, 60), ("1", 0, 0)]
    body = [
        f"{label},1,{3898000 + north}.000,{432000 + east}.000,{length}"
        for (label, east, north), length in zip(corners, ("999", "60", "60", "60", ""), strict=True)
    ]
    delivery = read(tmp_path, text(HEADINGS, HEAD, *body))
    assert [str(line.length_m) for line in delivery.lines] == ["999", "60", "60", "60"]


def test_a_closing_row_may_repeat_the_length_of_the_first(tmp_path: Path) -> None:
    delivery = read(tmp_path, text(HEADINGS, HEAD, *rows(*SIDES, SIDES[0])))
    assert stated(delivery) == BEGINS


def test_without_a_closing_row_the_last_side_may_stand_at_the_first_point(tmp_path: Path) -> None:
    delivery = read(tmp_path, text(HEADINGS, HEAD, *rows(SIDES[-1], *SIDES[:-1])[:-1]))
    assert stated(delivery) == BEGINS


def test_headings_may_stand_before_every_parcel(tmp_path: Path) -> None:
    body = [HEAD, HEADINGS, *rows(*SIDES)]
    delivery = read(tmp_path, text(*body, *[one.replace("00007", "00008") for one in body]))
    assert [line.parcel_codes[-1] for line in delivery.lines] == ["7"] * 6 + ["8"] * 6


def test_headings_without_a_fifth_column_are_no_broken_row(tmp_path: Path) -> None:
    delivery = read(tmp_path, text("点号,圈号,X,Y", HEAD, *rows()))
    assert (kinds(delivery), delivery.lines) == ([], [])


@pytest.mark.parametrize("headings", ["点号,X,Y,圈号", "序号,圈号,Y(东),X(北),边长", "点号,圈号"])
def test_headings_in_another_order_stay_a_broken_row(tmp_path: Path, headings: str) -> None:
    delivery = read(tmp_path, text(headings, HEAD, *rows()))
    assert kinds(delivery) == ["unreadable_row"]


@pytest.mark.parametrize(
    ("lengths", "zh", "en"),
    [
        (SIDES, "起点", "begins"),
        (("", *SIDES), "终点", "ends"),
        (("0", *SIDES[1:]), "起点", "begins"),
    ],
)
def test_without_headings_the_coordinates_tell(tmp_path: Path, lengths, zh, en) -> None:
    delivery = read(tmp_path, text(HEAD, *rows(*lengths)))
    assert {BEGINS[label] for label in stated(delivery)} <= set(BEGINS.values())
    assert stated(delivery).items() <= BEGINS.items()
    found = said(delivery, "side_column_by_figures")
    assert (found.code, found.severity) == ("FI87", Severity.INFORMATION)
    assert f"以该行的点为{zh}的" in found.message.zh
    assert f"side that {en} at" in found.message.en
    assert kinds(delivery) == ["side_column_by_figures"]


def test_four_of_six_lengths_are_enough_and_all_are_kept(tmp_path: Path) -> None:
    lengths = ("61.11", "28.00", *SIDES[2:])
    delivery = read(tmp_path, text(HEAD, *rows(*lengths)))
    assert stated(delivery) == BEGINS | {"J1": "61.11", "J2": "28.00"}
    found = said(delivery, "side_column_by_figures")
    assert (found.found, found.expected) == ("4", "6")


@pytest.mark.parametrize(
    "cells",
    [
        ["95.12"] * 7,  # heights
        ["1", "2", "3", "4", "5", "6"],
        ["钢钉"] * 6,
        [*SIDES[:3], "1", "1", "1"],  # half of them
        [*SIDES[:2]],  # too few to be sure
        [*SIDES[:5], "约49.90"],
        ["NaN", *SIDES[1:]],
    ],
)
def test_a_column_that_nothing_tells_is_named(tmp_path: Path, cells: list[str]) -> None:
    delivery = read(tmp_path, text(HEAD, *rows(*cells)))
    assert_the_parcel(delivery)
    assert (kinds(delivery), delivery.lines) == (["extra_columns"], [])
    found = said(delivery, "extra_columns")
    assert (found.code, found.line, found.field) == ("FI26", 13, "第 5 列（无标题）")
    assert "点号,圈号,X,Y,边长" in found.advice.zh
    assert not any(cell in repr(found) for cell in ("95.12", "钢钉", "约49.90"))


def test_other_columns_are_named_by_their_headings(tmp_path: Path) -> None:
    body = rows(*(f"95.1,{side},张示例" for side in SIDES))
    delivery = read(tmp_path, text("点号,圈号,X,Y,高程,边长,备注", HEAD, *body))
    assert stated(delivery) == BEGINS
    found = said(delivery, "extra_columns")
    assert found.message.zh == "自第 14 行起每行多于四列：第 5 列“高程”、第 7 列“备注”未读入。"
    assert found.advice.zh == ""
    assert "张示例" not in repr(delivery)


def test_a_heading_outweighs_figures(tmp_path: Path) -> None:
    delivery = read(tmp_path, text("点号,圈号,X,Y,高程", HEAD, *rows(*SIDES)))
    assert (kinds(delivery), delivery.lines) == (["extra_columns"], [])


def test_a_length_that_is_no_number_is_named(tmp_path: Path) -> None:
    delivery = read(tmp_path, text(HEADINGS, HEAD, *rows("约60", *SIDES[1:])))
    assert "J1" not in stated(delivery)
    found = said(delivery, "bad_number")
    assert (found.line, found.field, found.found) == (14, "边长", "约60")


def test_lengths_of_refused_figures_state_nothing(tmp_path: Path) -> None:
    delivery = read(tmp_path, text(HEADINGS, HEAD, *rows(*SIDES), 坐标系="1954北京坐标系"))
    assert (delivery.parcels[0].polygons, delivery.lines) == ((), [])


def test_a_row_of_very_many_columns_is_answered_at_once(tmp_path: Path) -> None:
    body = rows(*SIDES[:1], "1," * 200_000)
    found = said(read(tmp_path, text(HEAD, *body)), "extra_columns")
    assert found.message.zh.count("列（无标题）") == 20
    assert len(found.message.zh) < 400


def test_holes_have_sides_of_their_own(tmp_path: Path) -> None:
    outer = [("1", 0, 0), ("2", 80, 0), ("3", 80, 60), ("4", 0, 60)]
    hole = [("5", 20, 20), ("6", 30, 20), ("7", 30, 25), ("8", 20, 25)]
    body = []
    for ring, corners in enumerate((outer, hole), start=1):
        lengths = (80, 60, 80, 60) if ring == 1 else (10, 5, 10, 5)
        for (label, east, north), length in zip(corners, lengths, strict=True):
            body.append(f"{label},{ring},{3898000 + north}.000,{432000 + east}.000,{length}")
        label, east, north = corners[0]
        body.append(f"{label},{ring},{3898000 + north}.000,{432000 + east}.000")
    delivery = read(tmp_path, text(HEADINGS, HEAD, *body))
    assert [str(line.length_m) for line in delivery.lines] == [
        *("80", "60", "80", "60"),
        *("10", "5", "10", "5"),
    ]
    assert sum((line.length_m for line in delivery.lines), Decimal(0)) == 310
