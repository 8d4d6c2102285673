"""GML: simple features digit for digit, and no way to make the reader look elsewhere."""

import socket
import threading
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from importers import formats
from importers.records import Delivery
from importers.sandbox import read_in_child
from tests.importers.geopackage_maker import CODE, SQUARE

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n{doctype}<c:FeatureCollection '
    'xmlns:c="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" '
    'xmlns:d="http://example.invalid/d" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {attributes}>\n'
)
POSITIONS = (
    "3898600.100 432000.120 3898660.100 432000.120 3898660.100 432080.120 "
    "3898600.100 432080.120 3898600.100 432000.120"
)
POLYGON = (
    '<gml:Polygon srsName="urn:ogc:def:crs:EPSG::4547"><gml:exterior><gml:LinearRing>'
    f"<gml:posList>{POSITIONS}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
)


def feature(shape: str = POLYGON, more: str = "") -> str:
    return (
        f"<gml:featureMember><d:ZD><d:ZDDM>{CODE}</d:ZDDM><d:ZL>示例路1号</d:ZL><d:QLR>张示例</d:QLR>"
        f"{more}<d:geom>{shape}</d:geom></d:ZD></gml:featureMember>\n"
    )


def document(*features: str, doctype: str = "", attributes: str = "") -> str:
    head = HEAD.format(doctype=doctype, attributes=attributes)
    return head + "".join(features or [feature()]) + "</c:FeatureCollection>"


def read(folder: Path, text: str | bytes) -> Delivery:
    path = folder / "a.gml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return formats.read_files([path], office_srid=4547)


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def test_a_parcel_digit_for_digit(tmp_path: Path) -> None:
    delivery = read(tmp_path, document())
    assert kinds(delivery) == []
    (parcel,) = delivery.parcels
    first = parcel.polygons[0].outer.points[0]
    assert (str(first.northing_m), str(first.easting_m)) == ("3898600.100", "432000.120")
    assert (parcel.parcel_code, parcel.address, parcel.line) == (CODE, "示例路1号", 3)
    assert [holder.value for holder in delivery.holders] == ["张示例"]
    assert delivery.files[0].system.srid == 4547


@pytest.mark.parametrize("driver_format", ["GML2", "GML3.2"])
def test_what_gdal_writes(tmp_path: Path, driver_format: str) -> None:
    path = tmp_path / "a.gml"
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapely.polygons([SQUARE])),
        [np.array([CODE], dtype=object)],
        fields=["ZDDM"],
        driver="GML",
        geometry_type="Polygon",
        crs="EPSG:4547",
        layer="ZD",
        dataset_options={"FORMAT": driver_format},
    )
    delivery = formats.read_files([path], office_srid=4547)
    assert kinds(delivery) == []
    points = delivery.parcels[0].polygons[0].outer.points
    assert (points[1].northing_m, points[1].easting_m) == (Decimal(3898660), Decimal(432000))


def test_short_names_of_a_system_are_east_first(tmp_path: Path) -> None:
    ring = "432000.1,3898600.1 432000.1,3898660.1 432080.1,3898660.1 432000.1,3898600.1"
    shape = (
        '<gml:Polygon srsName="EPSG:4547"><gml:outerBoundaryIs><gml:LinearRing>'
        f"<gml:coordinates>{ring}</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs>"
        "</gml:Polygon>"
    )
    delivery = read(tmp_path, document(feature(shape)))
    assert kinds(delivery) == []
    assert str(delivery.parcels[0].polygons[0].outer.points[0].easting_m) == "432000.1"


def test_an_unclosed_ring_stays_unclosed(tmp_path: Path) -> None:
    shape = POLYGON.replace("3898600.100 432000.120</", "3898600.500 432000.120</")
    delivery = read(tmp_path, document(feature(shape)))
    assert kinds(delivery) == ["unclosed_ring"]
    assert delivery.findings[0].measured == Decimal("0.4")


def test_arcs_are_read_as_chords_and_said(tmp_path: Path) -> None:
    arc = (
        "<gml:Surface><gml:patches><gml:PolygonPatch><gml:exterior><gml:Ring><gml:curveMember>"
        "<gml:Curve><gml:segments><gml:ArcString><gml:posList>3898600 432000 3898610 432010 "
        "3898600 432020 3898590 432010 3898600 432000</gml:posList></gml:ArcString></gml:segments>"
        "</gml:Curve></gml:curveMember></gml:Ring></gml:exterior></gml:PolygonPatch></gml:patches>"
        "</gml:Surface>"
    ).replace("<gml:Surface>", '<gml:Surface srsName="urn:ogc:def:crs:EPSG::4547">')
    delivery = read(tmp_path, document(feature(arc)))
    assert kinds(delivery) == ["arcs_to_chords"]
    for point in delivery.parcels[0].polygons[0].outer.points:
        distance = (float(point.northing_m) - 3898600) ** 2 + (float(point.easting_m) - 432010) ** 2
        assert abs(distance**0.5 - 10) < 0.001


def test_gbk_by_its_declaration(tmp_path: Path) -> None:
    text = document().replace("UTF-8", "GBK")
    assert read(tmp_path, text.encode("gbk")).parcels[0].address == "示例路1号"


@pytest.mark.parametrize(
    "text",
    [
        document()[:-10],
        document()[:300],
        document().replace("</d:ZL>", ""),
        document() + "<x/>",
        document().encode().replace("示".encode(), b"\xff"),
    ],
)
def test_what_is_no_xml_is_refused(tmp_path: Path, text: str | bytes) -> None:
    assert kinds(read(tmp_path, text)) == ["unreadable_file"]


@pytest.mark.parametrize(
    "shape",
    [
        POLYGON.replace("432000.120 3898660", "NaN 3898660"),
        POLYGON.replace("432000.120 3898660", "3898660"),
        POLYGON.replace("432000.120 3898660", "4e999 3898660"),
        POLYGON.replace("posList>", "pos>"),
        '<gml:Polygon><gml:exterior xlink:href="#other"/></gml:Polygon>',
    ],
)
def test_shapes_that_make_no_sense(tmp_path: Path, shape: str) -> None:
    assert set(kinds(read(tmp_path, document(feature(shape))))) & {
        "unreadable_row",
        "non_finite_coordinate",
        "too_few_points",
        "coordinate_out_of_range",
    }


@pytest.mark.parametrize("depth", [60, 100_000])
def test_deep_nesting_is_refused(tmp_path: Path, depth: int) -> None:
    deep = "<d:a>" * depth + "</d:a>" * depth
    assert kinds(read(tmp_path, document(feature(more=deep)))) == ["nested_too_deep"]


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def hostile(port: int) -> dict[str, str]:
    """Return files that would make another reader look or call elsewhere."""
    there = f"http://127.0.0.1:{port}/a"
    return {
        "external entity": document(
            feature(more="<d:BZ>&x;</d:BZ>"), doctype=f'<!DOCTYPE x [<!ENTITY x SYSTEM "{there}">]>'
        ),
        "file entity": document(doctype='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hosts">]>'),
        "laughs": document(feature(more="<d:BZ>&c;</d:BZ>"), doctype=LAUGHS),
        "document type": document(doctype=f'<!DOCTYPE x SYSTEM "{there}">'),
        "schema": document(attributes=f'xsi:schemaLocation="http://example.invalid/d {there}.xsd"'),
        "schema file": document(attributes='xsi:noNamespaceSchemaLocation="/etc/hosts"'),
        "link": document(feature(f'<gml:Polygon xlink:href="{there}"/>')),
    }


@pytest.fixture
def listener() -> object:
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                heard.append(server.accept()[0].recv(100))
            except TimeoutError:
                continue

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], heard
    stop.set()
    thread.join()
    server.close()


@pytest.mark.parametrize("what", hostile(9))
def test_nothing_outside_is_ever_asked(
    tmp_path: Path, what: str, listener: tuple[int, list[bytes]]
) -> None:
    port, heard = listener
    delivery = read(tmp_path, hostile(port)[what])
    assert kinds(delivery) == ["external_reference"]
    assert delivery.findings[0].line
    assert delivery.parcels == []
    assert heard == []


@pytest.mark.parametrize(
    "attributes",
    [
        'xsi:schemaLocation="http://example.invalid/d a.xsd"',
        'xsi:schemaLocation="http://www.opengis.net/gml/3.2 '
        'http://schemas.opengis.net/gml/3.2.1/gml.xsd"',
    ],
)
def test_schemas_beside_the_file_and_of_gml_itself_harm_nothing(
    tmp_path: Path, attributes: str
) -> None:
    assert kinds(read(tmp_path, document(attributes=attributes))) == []


def test_in_the_reading_process(tmp_path: Path) -> None:
    path = tmp_path / "a.gml"
    path.write_text(document(), encoding="utf-8")
    assert len(read_in_child([path], office_srid=4547).parcels) == 1
