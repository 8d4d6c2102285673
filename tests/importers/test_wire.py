"""Deliveries come back from JSON exactly, and nothing else is believed."""

import json
from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadastre.domain.findings import Finding, Severity, Text
from importers import records, wire

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
figures = st.decimals(allow_nan=False, allow_infinity=False)
st.register_type_strategy(Decimal, figures)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(str, texts)
deliveries = st.builds(
    records.Delivery,
    **{
        field.name: st.lists(st.from_type(kind), max_size=1)
        for field in fields(records.Delivery)
        for kind in [wire._lists()[field.name]]
    },
)


def exact(delivery: records.Delivery) -> str:
    """Show every digit: equal Decimals may differ in their trailing zeros."""
    return repr(delivery)


@settings(max_examples=20, deadline=None)
@given(deliveries)
def test_every_delivery_comes_back_digit_for_digit(delivery: records.Delivery) -> None:
    small = all(abs(figure.adjusted()) <= 400 for figure in _figures(delivery))
    lines = list(wire.to_lines(delivery))
    if small:
        assert exact(wire.from_lines(lines)) == exact(delivery)
    else:
        with pytest.raises(wire.WireError):
            wire.from_lines(lines)


def _figures(value: object) -> list[Decimal]:
    if isinstance(value, Decimal):
        return [] if value.is_zero() else [value]
    if isinstance(value, list | tuple):
        return [figure for item in value for figure in _figures(item)]
    names = getattr(value, "__dataclass_fields__", {})
    return [figure for name in names for figure in _figures(getattr(value, name))]


def test_a_finding_of_every_field() -> None:
    finding = Finding(
        code="FI01",
        kind="empty_file",
        severity=Severity.ERROR,
        message=Text("空", "empty"),
        line=3,
        measured=Decimal("0.10"),
        location=(432010.35, 3898650),
    )
    (line,) = wire.to_lines(records.Delivery(findings=[finding]))
    assert line.isascii()
    (again,) = wire.from_lines([line]).findings
    assert again == finding
    assert str(again.measured) == "0.10"
    assert again.severity is Severity.ERROR


def test_figures_that_are_no_numbers_are_not_sent() -> None:
    total = records.BuildingTotalRecord("a", 1, "0001", Decimal("NaN"), None, None)
    with pytest.raises(wire.WireError):
        list(wire.to_lines(records.Delivery(totals=[total])))


GOOD = {
    "file": "a",
    "line": 1,
    "building_number": "0001",
    "inner_m2": "1.00",
    "shared_m2": None,
    "built_m2": None,
}


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"secrets": {}}',
        '{"extend": {}}',
        '{"totals": []}',
        '{"totals": {}, "units": {}}',
        json.dumps({"totals": GOOD | {"line": "1"}}),
        json.dumps({"totals": GOOD | {"line": True}}),
        json.dumps({"totals": GOOD | {"inner_m2": 1.0}}),
        json.dumps({"totals": GOOD | {"inner_m2": "NaN"}}),
        json.dumps({"totals": GOOD | {"inner_m2": "1e999999"}}),
        json.dumps({"totals": GOOD | {"inner_m2": "x"}}),
        json.dumps({"totals": GOOD | {"more": 1}}),
        json.dumps({"totals": {"file": "a"}}),
        "[" * 100_000,
    ],
)
def test_other_lines_are_refused(line: str) -> None:
    with pytest.raises(wire.WireError):
        wire.from_lines([line])


def test_the_good_twin() -> None:
    (total,) = wire.from_lines([json.dumps({"totals": GOOD})]).totals
    assert str(total.inner_m2) == "1.00"
    assert wire.from_lines([]) == records.Delivery()


LINE = {
    **{"file": "a", "line": 7, "parcel_codes": "", "length_m": "3.50", "kind": "", "position": ""},
    "quality": "",
}


def _line(points: object) -> list[str]:
    return [json.dumps({"lines": LINE | {"points": points}})]


def test_points_of_a_record_travel_as_columns() -> None:
    columns = [["J1", "J2"], ["3.10", "3.1"], ["4", "5.0"], [8, None]]
    (line,) = wire.from_lines(_line(columns)).lines
    assert line.points == (
        records.PointRecord("J1", Decimal("3.10"), Decimal(4), 8),
        records.PointRecord("J2", Decimal("3.1"), Decimal("5.0"), None),
    )
    assert str(line.points[0].northing_m) == "3.10"
    assert list(wire.to_lines(records.Delivery(lines=[line]))) == [
        json.dumps(
            {"lines": {**{"file": "a", "line": 7, "parcel_codes": "", "points": columns}, **LINE}}
        )
        + "\n"
    ]
    assert wire.from_lines(_line([])).lines[0].points == ()


@pytest.mark.parametrize(
    "points",
    [
        {},
        None,
        [["J1"], ["3.1"], ["4"]],
        [["J1"], ["3.1"], ["4"], [8], [9]],
        [["J1", "J2"], ["3.1"], ["4"], [8]],
        ["J", ["3.1"], ["4"], [8]],
        [["J1"], [3.1], ["4"], [8]],
        [["J1"], ["3.1"], ["4"], ["8"]],
        [["J1"], ["3.1"], ["inf"], [8]],
        [["J1"], ["3.1"], ["4" * 401], [8]],
    ],
)
def test_columns_that_are_no_points_are_refused(points: object) -> None:
    with pytest.raises(wire.WireError):
        wire.from_lines(_line(points))
