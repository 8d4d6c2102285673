"""EPSG codes by formula against PROJ's own table, and the texts of real files."""

import pytest
from pyproj import CRS

from cadastre.domain.crs import (
    Datum,
    by_meridian,
    by_zone,
    datum_of_text,
    meridian_form,
    srid_of_wkt,
    system,
    wkt_name,
)

PLANE_CODES = [
    *range(4491, 4555),
    *range(2327, 2391),
    *range(2401, 2443),
    *range(21413, 21424),
    *range(21453, 21464),
]
DATUM_WORDS = {
    Datum.CGCS2000: "China 2000",
    Datum.XIAN80: "Xian 1980",
    Datum.BEIJING54: "Beijing 1954",
}


@pytest.mark.parametrize("srid", PLANE_CODES)
def test_every_code_means_what_proj_says(srid: int) -> None:
    ours, proj = system(srid), CRS.from_epsg(srid)
    assert ours is not None
    values = {parameter.name: parameter.value for parameter in proj.coordinate_operation.params}
    assert values["Longitude of natural origin"] == ours.central_meridian
    assert values["Scale factor at natural origin"] == 1
    assert values["False easting"] == ours.prefixed * ours.zone * 1_000_000 + 500_000
    assert DATUM_WORDS[ours.datum] in proj.datum.name
    assert ours.width == (3 if "3-degree" in proj.name else 6)


@pytest.mark.parametrize(
    ("srid", "datum"),
    [(4490, Datum.CGCS2000), (4610, Datum.XIAN80), (4214, Datum.BEIJING54), (4326, Datum.WGS84)],
)
def test_geographic_codes(srid: int, datum: Datum) -> None:
    known = system(srid)
    assert known is not None
    assert (known.geographic, known.datum, known.zone) == (True, datum, 0)


def test_cities_of_the_policy_documents() -> None:
    assert by_zone(38, prefixed=False).srid == 4547  # 焦作, 长沙
    assert by_zone(38, prefixed=True).srid == 4526
    assert by_meridian(117).srid == 4548  # 济南
    assert by_meridian(108).srid == 4545  # 北海
    assert by_zone(20, prefixed=True).srid == 4498
    assert by_meridian(117, 6).srid == 4509


@pytest.mark.parametrize(
    ("srid", "plain"), [(4526, 4547), (4547, 4547), (4498, 4509), (2193, 2193)]
)
def test_meridian_form(srid: int, plain: int) -> None:
    assert meridian_form(srid) == plain


@pytest.mark.parametrize("zone", [0, 12, 24, 46, 114])
def test_numbers_that_are_no_zone(zone: int) -> None:
    with pytest.raises(ValueError, match="zone"):
        by_zone(zone, prefixed=False)


@pytest.mark.parametrize(("meridian", "width"), [(113, 3), (72, 3), (114, 6), (120, 4)])
def test_meridians_that_no_zone_has(meridian: int, width: int) -> None:
    with pytest.raises(ValueError, match="central meridian"):
        by_meridian(meridian, width)


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("2000国家大地坐标系", Datum.CGCS2000),
        ("国家2000", Datum.CGCS2000),
        ("２０００国家大地坐标系", Datum.CGCS2000),
        ("CGCS2000", Datum.CGCS2000),
        ("cgcs 2000", Datum.CGCS2000),
        ("D_China_2000", Datum.CGCS2000),
        ("1980西安坐标系", Datum.XIAN80),
        ("1980西安国家大地坐标系", Datum.XIAN80),
        ("80国家大地坐标系", Datum.XIAN80),
        ("西安80", Datum.XIAN80),
        ("Xian_1980_3_Degree_GK_Zone_38", Datum.XIAN80),
        ("1954北京坐标系", Datum.BEIJING54),
        ("北京54", Datum.BEIJING54),
        ("Beijing_1954_3_Degree_GK_CM_114E", Datum.BEIJING54),
        ("WGS84", Datum.WGS84),
        ("GCS_WGS_1984", Datum.WGS84),
        ("焦作市独立坐标系", Datum.LOCAL),
        ("", None),
        ("不详", None),
    ],
)
def test_datum_of_header_texts(text: str, datum: Datum | None) -> None:
    assert datum_of_text(text) == datum


@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
@pytest.mark.parametrize("srid", [4490, 4326, 4610, 4526, 4547, 4498, 4509, 2362, 2383, 2414])
def test_wkt_of_every_dialect_comes_back_to_its_code(srid: int, version: str) -> None:
    assert srid_of_wkt(CRS.from_epsg(srid).to_wkt(version)) == srid


@pytest.mark.parametrize(
    ("text", "srid"),
    [
        ("CGCS2000_3_Degree_GK_CM_114E", 4547),
        ("CGCS2000_3_Degree_GK_Zone_38", 4526),
        ("CGCS2000_GK_CM_117E", 4509),
        ("CGCS2000_GK_Zone_20", 4498),
        ("Xian_1980_3_Degree_GK_CM_114E", 2383),
        ("CGCS2000_3_Degree_GK_Zone_20", None),
        ("CGCS2000_3_Degree_GK_CM_113E", None),
        ("EPSG:4547", 4547),
        ("EPSG:2193", None),
        ("http://example.invalid/crs.wkt", None),
        ("/vsicurl/http://example.invalid/x.prj", None),
        ("", None),
    ],
)
def test_names_alone(text: str, srid: int | None) -> None:
    assert srid_of_wkt(text) == srid


def esri(name: str = "CGCS2000_3_Degree_GK_CM_114E", **changed: str) -> str:
    values = {
        "datum": "D_China_2000",
        "projection": "Gauss_Kruger",
        "easting": "500000.0",
        "meridian": "114.0",
        "scale": "1.0",
        "unit": "Meter",
    } | changed
    return (
        f'PROJCS["{name}",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
        f'DATUM["{values["datum"]}",SPHEROID["CGCS2000",6378137.0,298.257222101]],'
        'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
        f'PROJECTION["{values["projection"]}"],PARAMETER["False_Easting",{values["easting"]}],'
        f'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{values["meridian"]}],'
        f'PARAMETER["Scale_Factor",{values["scale"]}],PARAMETER["Latitude_Of_Origin",0.0],'
        f'UNIT["{values["unit"]}",1.0]]'
    )


def test_esri_text_and_its_name() -> None:
    assert srid_of_wkt(esri()) == 4547
    assert wkt_name(esri()) == "CGCS2000_3_Degree_GK_CM_114E"
    assert srid_of_wkt(esri("office", easting="38500000.0")) == 4526
    assert wkt_name("CGCS2000") is None


@pytest.mark.parametrize(
    "changed",
    [
        {"scale": "0.9996"},
        {"unit": "Kilometer"},
        {"meridian": "113.5"},
        {"easting": "0.0"},
        {"easting": "39500000.0"},
        {"projection": "Mercator"},
        {"datum": "D_Unknown"},
        {"datum": "Local"},
    ],
)
def test_parameters_win_over_a_trusted_name(changed: dict[str, str]) -> None:
    assert srid_of_wkt(esri(**changed)) is None
