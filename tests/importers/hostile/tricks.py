"""Class P: files that want to be opened by something else, or to make the reader look elsewhere."""

import io
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl

from tests.importers.geopackage_maker import SQUARE, Maker, blob, polygon
from tests.importers.hostile.cases import CODE, Case, bad, good, numbered
from tests.importers.hostile.writers import Parcel, geojson, gml, shapefile, square, txt, vct
from tests.importers.vct_maker import whole

PARCEL = [Parcel([square()])]
GML = gml(PARCEL)["a.gml"].decode()
GEOJSON = geojson(PARCEL)["a.geojson"].decode()
NO_FORMAT = ("unknown_format", "format_not_read")
OUTSIDE = ("external_reference", "unreadable_file")
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource{}>{}</SrcDataSource>{}'
    "</OGRVRTLayer></OGRVRTDataSource>"
)


def _virtual() -> Iterator[Case]:
    sources = {
        "file": VRT.format("", "/etc/passwd", ""),
        "curl": VRT.format("", "/vsicurl/http://127.0.0.1:9/a.shp", ""),
        "database": VRT.format("", "PG:host=127.0.0.1", ""),
        "statement": VRT.format("", "a.sqlite", "<SrcSQL>delete from a</SrcSQL>"),
        "memory": VRT.format("", "MEM:::DATAPOINTER=1,PIXELS=9,LINES=9", ""),
        "relative": VRT.format(' relativeToVRT="1"', "../../secret.csv", ""),
    }
    for fault, text in sources.items():
        for ending in ("shp", "geojson", "gml", "vrt", "txt"):
            yield bad(f"vrt-{fault}-{ending}", {f"a.{ending}": text.encode()}, *NO_FORMAT)
    for fault, text in {
        "curl": "/vsicurl/http://127.0.0.1:9/a.shp",
        "zip": "/vsizip//etc/a.zip",
        "connection": "PG:host=127.0.0.1 dbname=a",
        "web-service": "WFS:http://127.0.0.1:9/",
        "gmlas": "GMLAS:/etc/a.gml",
    }.items():
        yield bad(f"name-of-a-source-{fault}", {"a.txt": text.encode()}, *NO_FORMAT)
    listing = (
        b"<GDALTileIndexDataset><IndexDataset>/etc/passwd</IndexDataset></GDALTileIndexDataset>"
    )
    yield bad("tile-index", {"a.gti": listing}, *NO_FORMAT)
    beside = geojson(PARCEL) | {"a.vrt": sources["file"].encode()}
    yield bad("vrt-beside", beside, *NO_FORMAT, objects=1)


def _xml() -> Iterator[Case]:
    def document(doctype: str, text: str = GML) -> dict[str, bytes]:
        return {"a.gml": text.replace("?>\n", f"?>\n{doctype}", 1).encode()}

    entity = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    yield bad("external-entity", document(entity, GML.replace("示例路1号", "&e;")), *OUTSIDE)
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE a [<!ENTITY e0 "x">{laughs}]>'
    yield bad("billion-laughs", document(bomb, GML.replace("示例路1号", "&e11;")), *OUTSIDE)
    quadratic = f'<!DOCTYPE a [<!ENTITY e "{"x" * 50_000}">]>'
    yield bad("quadratic", document(quadratic, GML.replace("示例路1号", "&e;" * 50_000)), *OUTSIDE)
    yield bad(
        "parameter-entity", document('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'), *OUTSIDE
    )
    yield bad("doctype", document("<!DOCTYPE a>"), *OUTSIDE)
    schema = 'xmlns:d="http://example.invalid/d"'
    remote = f'{schema} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    remote += 'xsi:noNamespaceSchemaLocation="http://127.0.0.1:9/a.xsd"'
    yield bad("remote-schema", document("", GML.replace(schema, remote)), *OUTSIDE)
    link = '<gml:exterior xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{}"/>'
    start, end = GML.index("<gml:exterior>"), GML.index("</gml:exterior>") + 15
    for fault, where in {"address": "http://127.0.0.1:9/a", "file": "file:///etc/passwd"}.items():
        text = GML[:start] + link.format(where) + GML[end:]
        yield bad(f"linked-{fault}", document("", text), *OUTSIDE)
    inside = GML[:start] + link.format("#other") + GML[end:]
    yield bad("linked-inside", document("", inside), "unreadable_row", "empty_geometry")
    include = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    )
    text = GML.replace("示例路1号", include)
    yield good("include-is-not-followed", document("", text), objects=1)
    for depth in (61, 1_000, 100_000):
        nested = GML.replace("示例路1号", "<d:a>" * depth + "</d:a>" * depth)
        yield bad(f"nested-{depth}", document("", nested), "nested_too_deep")
    kml = b'<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><href>http://127.0.0.1:9'
    yield bad("network-link", {"a.kml": kml}, "format_not_read")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    yield bad("svg", {"a.svg": svg}, *NO_FORMAT)
    yield bad("pdf", {"a.pdf": b"%PDF-1.7\n/OGR_DATASOURCE /JS (app.alert(1))"}, "format_not_read")
    yield bad("tiff", {"a.tif": b"II*\0" + bytes(100)}, "format_not_read")


def _json() -> Iterator[Case]:
    def text(old: str, new: str) -> dict[str, bytes]:
        assert old in GEOJSON
        return {"a.geojson": GEOJSON.replace(old, new, 1).encode()}

    for depth in (6, 1_000, 100_000):
        deep = '{"type":"GeometryCollection","geometries":[' * depth + "]}" * depth
        kinds = ("nested_too_deep", "unreadable_row", "wrong_geometry", "unreadable_file")
        start, end = GEOJSON.index('{"type":"Polygon"'), GEOJSON.rindex(',"properties"')
        yield bad(
            f"collections-{depth}",
            {"a.geojson": (GEOJSON[:start] + deep + GEOJSON[end:]).encode()},
            *kinds,
        )
        lists = "[" * depth + "]" * depth
        yield (
            bad(f"lists-{depth}", text('"示例路1号"', lists), "nested_too_deep", warns=True)
            if depth > 10
            else good(f"lists-{depth}", text('"示例路1号"', "[]"), objects=1)
        )
    linked = '"crs":{"type":"link","properties":{"href":"http://127.0.0.1:9/crs"}}'
    named = GEOJSON[GEOJSON.index('"crs"') : GEOJSON.index(',"features"')]
    yield bad("linked-system", text(named, linked), *OUTSIDE)
    yield bad(
        "system-is-an-address",
        text("urn:ogc:def:crs:EPSG::4547", "http://127.0.0.1:9/a"),
        "wrong_crs",
        "unknown_crs",
        warns=True,
    )


def _databases() -> Iterator[Case]:
    def made(*statements: str) -> dict[str, bytes]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.gpkg"
            maker = Maker(path).layer("ZD", ["ZDDM"], [[blob(polygon(SQUARE)), CODE]])
            maker.sql(*statements)
            return {"a.gpkg": path.read_bytes()}

    def database(*statements: str) -> dict[str, bytes]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.gpkg"
            with closing(sqlite3.connect(path)) as connection:
                for statement in statements:
                    connection.execute(statement)
                connection.commit()
            return {"a.gpkg": path.read_bytes()}

    yield good("layer", made(), objects=1)
    yield good(
        "trigger", made("create trigger t after insert on ZD begin delete from ZD; end"), objects=1
    )
    listed = (
        "insert into gpkg_contents (table_name, data_type, srs_id) values ('{}', 'features', 4547)"
    )
    view = made("create view w as select load_extension('/tmp/a.so') as fid", listed.format("w"))
    yield bad("view", view, "table_skipped", warns=True, objects=1)
    virtual = made("create virtual table f using fts5(a)", listed.format("f"))
    yield bad("virtual-table", virtual, "table_skipped", warns=True, objects=1)
    quoted = made('create table "a""; drop table ZD; --" (fid integer primary key)')
    yield bad("name-of-a-table", quoted, "table_skipped", warns=True, objects=1)
    yield bad("sqlite", database("create table a (b)"), "not_a_geopackage")
    yield bad("endless-view", database("create table gpkg_contents (a)"), "unreadable_file")


def _workbooks() -> Iterator[Case]:
    def book(**changed: bytes) -> dict[str, bytes]:
        made = openpyxl.Workbook()
        made.active.append(
            ["幢号", "单元", "实际层", "房号", "套内建筑面积", "分摊建筑面积", "建筑面积"]
        )
        made.active.append(["0001", "1", 1, "101", 92.36, 11.02, 103.38])
        out, again = io.BytesIO(), io.BytesIO()
        made.save(out)
        with (
            zipfile.ZipFile(out) as source,
            zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for name in source.namelist():
                target.writestr(name, changed.get(name.rpartition("/")[2], source.read(name)))
            for name, data in changed.items():
                if name.startswith("more-"):
                    target.writestr(name, data)
        return {"a.xlsx": again.getvalue()}

    yield good("workbook", book(), objects=1)
    entity = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst>&e;</sst>'
    )
    kinds = (
        "unreadable_file",
        "not_a_workbook",
        "unknown_sheet",
        "external_reference",
        "workbook_too_large",
    )
    yield bad("workbook-entity", book(**{"workbook.xml": entity}), *kinds)
    laughs = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    bomb = b'<!DOCTYPE a [<!ENTITY e0 "x">' + laughs + b"]><sst>&e9;</sst>"
    yield bad("workbook-laughs", book(**{"workbook.xml": bomb}), *kinds)
    yield bad(
        "workbook-bomb", book(**{"more-bomb": bytes(60_000_000)}), "archive_too_large", *kinds
    )
    yield bad("workbook-of-nothing", book(**{"sheet1.xml": b""}), *kinds)


def _names() -> Iterator[Case]:
    """Files under the name of another format: the content decides, and the name is told of."""
    made = {"txt": txt(PARCEL), "geojson": geojson(PARCEL), "gml": gml(PARCEL), "vct": vct(PARCEL)}
    for form, files in made.items():
        (data,) = files.values()
        ending = "vct" if form == "txt" else "txt" if form == "gml" else "gml"
        yield bad(
            f"{form}-named-{ending}", {f"b.{ending}": data}, "name_mismatch", warns=True, objects=1
        )
    parts = shapefile(PARCEL)
    address = b"http://127.0.0.1:9/crs"
    yield bad(
        "prj-is-an-address",
        parts | {"layer.prj": address},
        "unknown_crs",
        "wrong_crs",
        warns=True,
        objects=1,
    )
    yield good(
        "vct-with-comment",
        {
            "a.vct": whole()
            .replace("PolygonBegin", "CommentBegin\n/vsicurl/\nCommentEnd\nPolygonBegin")
            .encode("gb18030")
        },
        objects=1,
    )


def cases() -> list[Case]:
    """Return all cases of the class."""
    return numbered("P", [*_virtual(), *_xml(), *_json(), *_databases(), *_workbooks(), *_names()])
