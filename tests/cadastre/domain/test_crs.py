"""Reading delivered figures: the point is J1 of a parcel at 113.25 E, 35.21 N (zone 38, CM 114)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from cadastre.domain.crs import (
    CHINA_WITH_ISLANDS,
    AxisOrder,
    Interpretation,
    interpret,
)

NORTH, EAST, PREFIXED = "3898650.120", "432010.350", "38432010.350"
CGCS2000 = "2000国家大地坐标系"


def read(
    *pairs: tuple[str, str],
    order: AxisOrder = AxisOrder.NORTH_EAST,
    office_srid: int = 4547,
    **stated: object,
) -> Interpretation:
    figures = [(Decimal(first), Decimal(second)) for first, second in pairs]
    return interpret(figures, order=order, office_srid=office_srid, file="a.txt", **stated)


def kinds(result: Interpretation) -> list[str]:
    return [finding.kind for finding in result.findings]


def texts(result: Interpretation, first: str, second: str) -> tuple[str, str]:
    northing_m, easting_m = result.normalise(Decimal(first), Decimal(second))
    return str(northing_m), str(easting_m)


@pytest.mark.parametrize("office_srid", [4547, 4526])
def test_prefix_is_taken_off_and_every_digit_stays(office_srid: int) -> None:
    result = read((NORTH, PREFIXED), stated=CGCS2000, stated_zone=38, office_srid=office_srid)
    assert kinds(result) == []
    assert (result.srid, result.zone_prefix, result.axes_swapped) == (4547, 38, False)
    assert texts(result, NORTH, PREFIXED) == (NORTH, EAST)


def test_stated_zone_without_prefix_is_fine() -> None:
    result = read((NORTH, EAST), stated=CGCS2000, stated_zone=38)
    assert kinds(result) == []
    assert (result.srid, result.zone_prefix) == (4547, None)
    assert texts(result, NORTH, EAST) == (NORTH, EAST)


def test_swapped_axes_are_named_and_come_out_right() -> None:
    result = read((PREFIXED, NORTH), stated=CGCS2000, stated_zone=38)
    assert kinds(result) == ["axes_swapped"]
    assert result.findings[0].severity == "warning"
    assert result.findings[0].file == "a.txt"
    assert not result.refused
    assert texts(result, PREFIXED, NORTH) == (NORTH, EAST)


def test_easting_first_is_no_swap_where_the_format_says_so() -> None:
    result = read((EAST, NORTH), order=AxisOrder.EAST_NORTH, stated_srid=4547)
    assert kinds(result) == []
    assert texts(result, EAST, NORTH) == (NORTH, EAST)
    swapped = read((NORTH, EAST), order=AxisOrder.EAST_NORTH, stated_srid=4547)
    assert kinds(swapped) == ["axes_swapped"]
    assert texts(swapped, NORTH, EAST) == (NORTH, EAST)


def test_points_of_both_orders_in_one_file_are_refused() -> None:
    result = read((NORTH, EAST), (EAST, NORTH), stated=CGCS2000, stated_zone=38)
    assert kinds(result) == ["axes_mixed"]
    assert result.refused
    assert "第 2 点" in result.findings[0].message.zh


@pytest.mark.parametrize(
    ("easting", "stated", "expected"),
    [
        ("39432010.350", {"stated": CGCS2000}, ["wrong_zone"]),
        ("39432010.350", {"stated": CGCS2000, "stated_zone": 39}, ["wrong_zone"]),
        (PREFIXED, {"stated": CGCS2000, "stated_zone": 39}, ["wrong_zone"]),
        (EAST, {"stated": CGCS2000, "stated_zone": 39}, ["wrong_zone"]),
        (EAST, {"stated_srid": 4548}, ["wrong_zone"]),
        ("19656010.350", {"stated": CGCS2000}, ["wrong_zone"]),
    ],
)
def test_another_zone_is_refused(easting: str, stated: dict, expected: list[str]) -> None:
    result = read((NORTH, easting), **stated)
    assert kinds(result) == expected
    assert result.refused
    with pytest.raises(ValueError, match="refused"):
        result.normalise(Decimal(NORTH), Decimal(easting))


def test_other_zone_is_named_by_its_code() -> None:
    result = read((NORTH, "39432010.350"), stated=CGCS2000, stated_zone=39)
    assert (result.srid, result.findings[0].found, result.findings[0].expected) == (
        4548,
        "39",
        "38",
    )


def test_six_degree_zone_with_the_same_meridian_has_the_same_figures() -> None:
    result = read((NORTH, "20432010.350"), stated=CGCS2000, stated_zone=20, office_srid=4548)
    assert kinds(result) == []
    assert (result.srid, result.zone_prefix) == (4548, 20)


def test_only_some_eastings_with_prefix() -> None:
    assert kinds(read((NORTH, EAST), (NORTH, PREFIXED), stated=CGCS2000)) == ["zones_mixed"]


@pytest.mark.parametrize(
    "stated",
    [
        {"stated": "1980西安坐标系", "stated_zone": 38},
        {"stated": "1954北京坐标系"},
        {"stated": "焦作市独立坐标系"},
        {"stated": "WGS84"},
        {"stated_srid": 2383},
        {"stated": CRS.from_epsg(2383).to_wkt("WKT1_ESRI")},
    ],
)
def test_another_datum_is_refused(stated: dict) -> None:
    result = read((NORTH, EAST), **stated)
    assert kinds(result) == ["datum_refused"]
    assert (result.refused, result.srid) == (True, None)


def test_an_office_that_still_works_on_an_old_datum_takes_its_own() -> None:
    assert (
        kinds(read((NORTH, EAST), stated="1980西安坐标系", stated_zone=38, office_srid=2383)) == []
    )
    assert kinds(read((NORTH, EAST), stated=CGCS2000, office_srid=2383)) == ["datum_refused"]


@pytest.mark.parametrize("pair", [("35.214541", "113.253272"), ("113.253272", "35.214541")])
def test_degrees_are_refused(pair: tuple[str, str]) -> None:
    result = read(pair, stated=CGCS2000)
    assert kinds(result) == ["geographic_coordinates"]
    assert result.refused


def test_a_file_that_states_nothing_is_taken_as_the_office_s_with_a_warning() -> None:
    result = read((NORTH, EAST))
    assert kinds(result) == ["unknown_crs"]
    assert (result.srid, result.refused) == (4547, False)
    assert texts(result, NORTH, EAST) == (NORTH, EAST)


def test_datum_without_zone_leaves_the_meridian_open() -> None:
    result = read((NORTH, EAST), stated=CGCS2000)
    assert kinds(result) == ["unknown_crs"]
    assert "带号" in result.findings[0].message.zh


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_figures_that_are_no_numbers(value: str) -> None:
    result = read((NORTH, EAST), (value, EAST), stated=CGCS2000, stated_zone=38)
    assert kinds(result) == ["non_finite_coordinate"]
    assert result.refused


@pytest.mark.parametrize(
    ("northing", "easting"),
    [
        ("1e400", EAST),
        ("0", EAST),
        ("-3898650.120", EAST),
        ("389865.012", EAST),
        (NORTH, "4320103.50"),
        (NORTH, "46432010.350"),
        (NORTH, "24432010.350"),
        (NORTH, "138432010.350"),
        ("6000000.001", EAST),
        (NORTH, "670000.001"),
        (NORTH, "38329999.999"),
    ],
)
def test_figures_that_lie_nowhere_in_china(northing: str, easting: str) -> None:
    result = read((northing, easting), stated=CGCS2000, stated_zone=38)
    assert kinds(result) == ["coordinate_out_of_range"]
    assert result.refused


@pytest.mark.parametrize(
    ("northing", "easting"),
    [("6000000", EAST), ("1900000", EAST), (NORTH, "670000"), (NORTH, "330000")],
)
def test_the_limits_themselves_are_inside(northing: str, easting: str) -> None:
    assert kinds(read((northing, easting), stated=CGCS2000, stated_zone=38)) == []


def test_islands_are_a_setting_of_the_office() -> None:
    island = ("1862540.120", "500120.350")
    stated = {"stated": CGCS2000, "stated_zone": 37, "office_srid": 4546}
    assert kinds(read(island, **stated)) == ["coordinate_out_of_range"]
    assert kinds(read(island, **stated, limits=CHINA_WITH_ISLANDS)) == []


def test_prj_by_meridian_with_prefixed_figures_is_a_warning() -> None:
    wkt = CRS.from_epsg(4547).to_wkt("WKT1_ESRI")
    result = read((PREFIXED, NORTH), order=AxisOrder.EAST_NORTH, stated=wkt)
    assert kinds(result) == ["zone_prefix"]
    assert result.stated == "CGCS2000_3_Degree_GK_CM_114E"
    assert texts(result, PREFIXED, NORTH) == (NORTH, EAST)
    zone = CRS.from_epsg(4526).to_wkt("WKT1_ESRI")
    assert kinds(read((EAST, NORTH), order=AxisOrder.EAST_NORTH, stated=zone)) == ["zone_prefix"]
    assert kinds(read((PREFIXED, NORTH), order=AxisOrder.EAST_NORTH, stated=zone)) == []


def test_prj_of_another_projection_is_refused() -> None:
    for srid in (3857, 32649, 2193):
        wkt = CRS.from_epsg(srid).to_wkt("WKT1_ESRI")
        result = read((EAST, NORTH), order=AxisOrder.EAST_NORTH, stated=wkt)
        assert result.refused, srid


def test_an_office_outside_china_is_bound_by_its_own_code_only() -> None:
    pair = ("1764000.25", "5927000.50")
    order = AxisOrder.EAST_NORTH
    own = read(pair, order=order, office_srid=2193, stated_srid=2193)
    assert (kinds(own), own.srid) == ([], 2193)
    assert texts(own, *pair) == ("5927000.50", "1764000.25")
    assert kinds(read(pair, order=order, office_srid=2193)) == ["unknown_crs"]
    assert kinds(read(pair, order=order, office_srid=2193, stated_srid=4547)) == ["wrong_crs"]


def test_an_office_in_degrees_is_a_mistake_of_the_installation() -> None:
    with pytest.raises(ValueError, match="plane"):
        read(office_srid=4490)


def test_no_pairs_rest_on_the_words_alone() -> None:
    assert kinds(read(stated=CGCS2000, stated_zone=38)) == []
    assert kinds(read(stated="1954北京坐标系")) == ["datum_refused"]


@given(
    northing=st.decimals(1_900_000, 6_000_000, places=4),
    easting=st.decimals(330_000, 670_000, places=4),
    zone=st.integers(25, 45),
    prefixed=st.booleans(),
    swapped=st.booleans(),
)
def test_any_pair_comes_back_digit_for_digit(
    northing: Decimal, easting: Decimal, zone: int, *, prefixed: bool, swapped: bool
) -> None:
    delivered = (northing, easting + zone * 1_000_000 if prefixed else easting)
    pair = delivered[::-1] if swapped else delivered
    result = interpret(
        [pair],
        order=AxisOrder.NORTH_EAST,
        office_srid=4509 + zone,
        file="a.txt",
        stated=CGCS2000,
        stated_zone=zone,
    )
    assert result.axes_swapped == swapped
    again = result.normalise(*pair)
    assert [str(figure) for figure in again] == [str(northing), str(easting)]
