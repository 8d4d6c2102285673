"""Class F: what only one format can get wrong, byte by byte."""

import struct
from collections.abc import Iterator

from tests.importers.hostile.cases import CODE, Case, bad, good, numbered
from tests.importers.hostile.writers import (
    Parcel,
    csv,
    dxf,
    geojson,
    gml,
    gpkg,
    shapefile,
    square,
    txt,
    vct,
)

PARCEL = [Parcel([square()])]
TWO = [Parcel([square()]), Parcel([square(432_200)], code=CODE[:-1] + "2")]
SHP = "layer.shp"
DAMAGED_SHAPEFILE = (
    "count_mismatch",
    "unreadable_row",
    "truncated_file",
    "unreadable_file",
    "not_a_shapefile",
)


def changed(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def _shapefiles() -> Iterator[Case]:
    parts = shapefile(TWO)
    shp = parts[SHP]
    count = DAMAGED_SHAPEFILE

    def with_shp(at: int, form: str, *values: float) -> dict[str, bytes]:
        return parts | {SHP: changed(shp, at, struct.pack(form, *values))}

    yield bad("shp-400-million-points", with_shp(100 + 8 + 40, "<i", 400_000_000), *count)
    yield bad("shp-400-million-parts", with_shp(100 + 8 + 36, "<i", 400_000_000), *count)
    yield bad("shp-negative-points", with_shp(100 + 8 + 40, "<i", -5), *count)
    yield bad("shp-negative-parts", with_shp(100 + 8 + 36, "<i", -5), *count)
    yield bad(
        "shp-part-out-of-range",
        with_shp(100 + 8 + 44, "<i", 4_000),
        *count,
        "empty_geometry",
        "too_few_points",
    )
    for fault, words in {"huge": 1 << 28, "zero": 0}.items():
        alone = with_shp(104, ">i", words)
        del alone["layer.shx"]  # which would say how long a record is
        yield bad(f"shp-length-{fault}", alone, *count, warns=True)
    yield bad("shp-file-length", with_shp(24, ">i", 1 << 28), *count, warns=True)
    yield bad("shp-kind-of-record", with_shp(100 + 8, "<i", 77), *count)
    yield bad("shp-points", with_shp(32, "<i", 1), "wrong_geometry", *count)
    yield bad("shp-multipatch", with_shp(32, "<i", 31), "wrong_geometry", *count)
    for kept in (50, 99, 100, 120, 200, len(shp) - 1):
        yield bad(
            f"shp-cut-at-{kept}", parts | {SHP: shp[:kept]}, *count, "unknown_format", "empty_file"
        )
    yield bad("shp-trailing", parts | {SHP: shp + bytes(64)}, "trailing_bytes", warns=True)


def _side_files() -> Iterator[Case]:
    """Faults in what lies beside the .shp."""
    parts = shapefile(TWO)
    shx, dbf = parts["layer.shx"], parts["layer.dbf"]
    count = DAMAGED_SHAPEFILE
    yield bad("shx-cut", parts | {"layer.shx": shx[:-8]}, *count, warns=True)
    yield bad("shx-of-nothing", parts | {"layer.shx": b""}, "missing_shx", warns=True)
    offset = changed(shx, 100, struct.pack(">i", 1 << 28))
    yield bad("shx-offset", parts | {"layer.shx": offset}, *count)
    yield bad(
        "shx-same-record",
        parts | {"layer.shx": shx[:108] + shx[100:108]},
        "overlap",
        "duplicate_parcel_code",
        *count,
    )
    yield bad(
        "dbf-claims-more",
        parts | {"layer.dbf": changed(dbf, 4, struct.pack("<I", 1 << 30))},
        *count,
        warns=True,
    )
    yield bad(
        "dbf-claims-less",
        parts | {"layer.dbf": changed(dbf, 4, struct.pack("<I", 1))},
        *count,
        warns=True,
    )
    yield bad("dbf-of-nothing", parts | {"layer.dbf": b""}, *count)
    yield bad(
        "dbf-head-length", parts | {"layer.dbf": changed(dbf, 8, struct.pack("<H", 1))}, *count
    )
    yield bad(
        "dbf-row-length", parts | {"layer.dbf": changed(dbf, 10, struct.pack("<H", 0))}, *count
    )
    yield bad("dbf-cut", parts | {"layer.dbf": dbf[:-100]}, *count, warns=True)
    gone = changed(dbf, struct.unpack_from("<H", dbf, 8)[0], b"*")
    yield bad("dbf-row-deleted", parts | {"layer.dbf": gone}, "deleted_records", *count, warns=True)
    yield bad(
        "cpg-lies",
        shapefile([Parcel([square()], address="示例")]) | {"layer.cpg": b"GBK"},
        "encoding_hint_wrong",
        "encoding_uncertain",
        warns=True,
    )
    yield good("shp", parts, objects=2)


def _drawings() -> Iterator[Case]:
    text = dxf(PARCEL)["a.dxf"]

    def swapped(old: bytes, new: bytes) -> dict[str, bytes]:
        assert old in text
        return {"a.dxf": text.replace(old, new, 1)}

    damaged = (
        "unreadable_file",
        "no_objects",
        "truncated_file",
        "unknown_format",
        "format_not_read",
        "unknown_layer",
    )
    for kept in (10, 40, 60, 80, 99):
        yield bad(f"dxf-cut-at-{kept}", {"a.dxf": text[: len(text) * kept // 100]}, *damaged)
    yield bad("dxf-binary", {"a.dxf": b"AutoCAD Binary DXF\r\n\x1a\0" + text[:200]}, *damaged)
    yield bad("dwg", {"a.dwg": b"AC1027" + bytes(200)}, "format_not_read")
    yield bad("dxf-no-eof", swapped(b"EOF", b"XXX"), *damaged, warns=True)
    yield bad("dxf-group-code", swapped(b"\n 10\n", b"\n xx\n"), *damaged)
    yield bad(
        "dxf-figure",
        swapped(b"432060.0", b"abc"),
        *damaged,
        "unreadable_row",
        "non_finite_coordinate",
    )
    nul = {"a.dxf": text.replace(b"JZD", b"J\0D")}
    yield bad("dxf-nul", nul, "control_characters", *damaged, warns=True)
    yield bad(
        "dxf-open", {"a.dxf": text.replace(b"\n 70\n1\n", b"\n 70\n0\n")}, "unclosed_ring", *damaged
    )
    yield bad(
        "dxf-of-nothing",
        {"a.dxf": b"  0\nSECTION\n  2\nENTITIES\n  0\nENDSEC\n  0\nEOF\n"},
        *damaged,
    )
    yield good("dxf", {"a.dxf": text}, objects=1)
    yield good(
        "dxf-line-ends", {"a.dxf": text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")}, objects=1
    )


def _geojson() -> Iterator[Case]:
    text = geojson(PARCEL)["a.geojson"]
    damaged = ("unreadable_file", "unknown_format", "no_objects")
    changes = {
        "truncated": (b"]}", b""),
        "comma": (b'"features":[', b'"features":[,'),
        "single-quotes": (b'"Feature"', b"'Feature'"),
        "type": (b'"Polygon"', b'"Circle"'),
        "case": (b'"Polygon"', b'"polygon"'),
        "no-type": (b'"type":"Feature",', b""),
        "feature-null": (b'"features":[\n', b'"features":[\nnull,'),
        "coordinates-text": (b"[432000.000,", b'["432000.000",'),
        "coordinates-true": (b"[432000.000,", b"[true,"),
        "coordinates-null": (b"[432000.000,", b"[null,"),
        "one-figure": (b"[432000.000,3898600.000]", b"[432000.000]"),
        "flat": (b"[[432000.000,3898600.000]", b"[432000.000,3898600.000"),
        "hexadecimal": (b"432000.000", b"0x697C0"),
        "leading-zero": (b"432000.000", b"0432000.000"),
        "plus": (b"432000.000", b"+432000.000"),
        "topology": (b'"FeatureCollection"', b'"Topology"'),
        "comment": (b'"features"', b'/* */"features"'),
        "properties-list": (b'"properties":{', b'"properties":[{'),
    }
    for fault, (old, new) in changes.items():
        assert old in text, fault
        yield bad(f"geojson-{fault}", {"a.geojson": text.replace(old, new, 1)}, *damaged)
    yield bad(
        "geojson-null-shape",
        {
            "a.geojson": text[: text.index(b'{"type":"Polygon"')]
            + b"null"
            + text[text.rindex(b',"properties"') :]
        },
        "empty_geometry",
    )
    yield bad(
        "geojson-members-twice",
        {"a.geojson": text.replace(b'"name":"ZD"', b'"name":"ZD","name":"ZD"')},
        *damaged,
    )
    yield bad("geojson-behind", {"a.geojson": text + b"x"}, *damaged)
    yield good("geojson-mark", {"a.geojson": b"\xef\xbb\xbf" + text}, objects=1)
    yield good("geojson", {"a.geojson": text.replace(b",", b" ,\r\n ")}, objects=1)


def _gml() -> Iterator[Case]:
    text = gml(PARCEL)["a.gml"]
    damaged = (
        "unreadable_file",
        "unknown_format",
        "unreadable_row",
        "no_objects",
        "empty_geometry",
        "missing_field",
        "wrong_crs",
        "non_finite_coordinate",
        "coordinate_out_of_range",
    )
    changes = {
        "truncated": (b"</c:FeatureCollection>", b""),
        "not-nested": (b"</d:ZD></gml:featureMember>", b"</gml:featureMember></d:ZD>"),
        "odd-figures": (b"3898600.000 432000.000 3898660", b"432000.000 3898660"),
        "letters": (b"3898600.000", b"38986OO.000"),
        "comma": (b"3898600.000 432000", b"3898600.000,432000"),
        "no-prefix": (b"xmlns:d=", b"xmlns:q="),
        "no-positions": (b"gml:posList", b"gml:posXXXX"),
        "system": (b"EPSG::4547", b"EPSG::3857"),
        "two-roots": (b"</c:FeatureCollection>", b"</c:FeatureCollection><a/>"),
        "entity": (CODE.encode(), b"&nothing;"),
        "character": (CODE.encode(), b"&#0;"),
    }
    for fault, (old, new) in changes.items():
        assert old in text, fault
        new_text = text.replace(old, new) if fault == "no-positions" else text.replace(old, new, 1)
        yield bad(f"gml-{fault}", {"a.gml": new_text}, *damaged)
    yield good("gml", {"a.gml": text.replace(b"><", b">\n  <")}, objects=1)
    yield good(
        "gml-cdata",
        {"a.gml": text.replace(CODE.encode(), f"<![CDATA[{CODE}]]>".encode())},
        objects=1,
    )


def _geopackages() -> Iterator[Case]:
    data = gpkg(PARCEL)["a.gpkg"]
    damaged = (
        "unreadable_file",
        "not_a_geopackage",
        "unreadable_row",
        "unknown_format",
        "empty_geometry",
        "no_objects",
    )
    for kept in (16, 99, 100, 1_000, 4_096, len(data) - 4_096):
        yield bad(f"gpkg-cut-at-{kept}", {"a.gpkg": data[:kept]}, *damaged)
    yield bad("gpkg-page-size", {"a.gpkg": changed(data, 16, b"\0\x03")}, *damaged)
    yield bad("gpkg-first-page", {"a.gpkg": changed(data, 100, bytes(400))}, *damaged)
    at = data.index(b"GP\0\x01")
    yield bad("gpkg-blob-mark", {"a.gpkg": changed(data, at, b"XX")}, *damaged)
    yield bad("gpkg-envelope", {"a.gpkg": changed(data, at + 3, b"\x0f")}, *damaged)
    yield bad("gpkg-extended", {"a.gpkg": changed(data, at + 3, b"\x21")}, *damaged)
    yield bad("gpkg-empty-flag", {"a.gpkg": changed(data, at + 3, b"\x11")}, *damaged)
    yield bad("gpkg-byte-order", {"a.gpkg": changed(data, at + 8, b"\x07")}, *damaged)
    for fault, kind in {
        "point": 1,
        "line": 2,
        "collection": 7,
        "curve": 13,
        "beyond": 4_999,
    }.items():
        wkb = changed(data, at + 9, struct.pack("<I", kind))
        yield bad(f"gpkg-kind-{fault}", {"a.gpkg": wkb}, "wrong_geometry", *damaged)
    for fault, value in {"rings": 13, "points": 17}.items():
        lied = changed(data, at + value, struct.pack("<I", 1 << 31))
        yield bad(f"gpkg-count-of-{fault}", {"a.gpkg": lied}, *damaged)
    yield bad(
        "gpkg-application",
        {"a.gpkg": changed(data, 68, b"XXXX")},
        "wrong_application_id",
        warns=True,
        objects=1,
    )
    yield good("gpkg", {"a.gpkg": data}, objects=1)


def _vct() -> Iterator[Case]:
    text = vct(PARCEL)["a.vct"]
    told = (
        "unreadable_row",
        "count_mismatch",
        "no_objects",
        "unreadable_file",
        "header_missing",
        "truncated_file",
        "section_missing",
        "section_end_missing",
        "missing_row",
        "version_not_read",
        "unreadable_encoding",
        "unknown_format",
        "missing_field",
        "curve_not_read",
        "empty_geometry",
        "object_cut_off",
        "unknown_table",
        "non_finite_coordinate",
    )
    changes = {
        "count-more": (b"\n11\n5\n", b"\n11\n6\n"),
        "count-less": (b"\n11\n5\n", b"\n11\n4\n"),
        "count-huge": (b"\n11\n5\n", b"\n11\n999999999\n"),
        "count-negative": (b"\n11\n5\n", b"\n11\n-5\n"),
        "circle": (b"\n11\n5\n", b"\n12\n5\n"),
        "no-head": (b"HeadEnd", b""),
        "version-2": (b"Version:3.0", b"Version:2.0"),
        "other-id": (b"\n301\n", b"\n777\n"),
        "id-of-letters": (b"\n301\n", b"\nabc\n"),
        "id-of-66-bits": (b"\n301\n", b"\n99999999999999999999\n"),
        "fields-less": (CODE.encode() + b",", CODE.encode()),
        "fields-more": (CODE.encode() + b",", CODE.encode() + b",x,"),
        "table-unknown": (b"\nZDJBXX\n", b"\nZZZZZ\n"),
        "exponent": (b"432000.000", b"4.32e5000"),
        "hexadecimal": (b"432000.000", b"0x697C0"),
        "comma": (b"432000.000,3898600", b"432000.000,,3898600"),
        "full-width": (b"432000.000", "４３２０００".encode("gb18030")),
        "two-encodings": ("示例路1号".encode("gb18030"), "示例路".encode() + b"\xff"),
    }
    for fault, (old, new) in changes.items():
        assert old in text, fault
        yield bad(f"vct-{fault}", {"a.vct": text.replace(old, new, 1)}, *told)
    for kept in (20, 50, 70, 90):
        yield bad(f"vct-cut-at-{kept}", {"a.vct": text[: len(text) * kept // 100]}, *told)
    for fault, (old, new) in {
        "no-end": (b"PolygonEnd", b""),
        "no-version": (b"Version:3.0", b"Version:"),
    }.items():
        files = {"a.vct": text.replace(old, new)}
        kinds = ("section_end_missing", "header_contradiction")
        yield bad(f"vct-{fault}", files, *kinds, warns=True, objects=1)
    yield bad("vct-utf-16", {"a.vct": text.decode("gb18030").encode("utf-16")}, *told)
    yield bad("vct-endless-line", {"a.vct": text + b"x" * 3_000_000}, "line_too_long", *told)
    yield good("vct-utf-8", {"a.vct": text.decode("gb18030").encode()}, objects=1)
    yield good("vct-carriage-returns", {"a.vct": text.replace(b"\n", b"\r")}, objects=1)


def _tables() -> Iterator[Case]:
    text, plain = csv(PARCEL)["a.csv"], txt(PARCEL)["a.txt"]
    told = (
        "unreadable_row",
        "count_mismatch",
        "too_few_points",
        "missing_field",
        "empty_table",
        "no_objects",
        "unknown_format",
        "coordinate_out_of_range",
        "unreadable_head",
        "unclosed_ring",
        "area_mismatch",
        "wrong_geometry",
        "bad_closing_point",
        "self_intersection",
        "unreadable_encoding",
        "overlap",
    )
    for fault, (old, new) in {
        "letters": (b"3898600.000", b"38986OO.000"),
        "no-figure": (b"3898600.000", b""),
        "decimal-comma": (b"3898600.000", b'"3898600,000"'),
        "exponent": (b"3898600.000", b"3.8986e6000"),
        "dates": (b"3898600.000", b"2024-03-15"),
    }.items():
        yield bad(f"csv-{fault}", {"a.csv": text.replace(old, new, 1)}, *told)
    yield bad("csv-only-head", {"a.csv": text.split(b"\n")[0]}, *told)
    yield bad("csv-two-rows", {"a.csv": b"\n".join(text.split(b"\n")[:3])}, *told)
    yield bad("csv-nul", {"a.csv": text.replace(b"J1", b"J\0")}, *told)
    yield bad("csv-no-head", {"a.csv": b"\n".join(text.split(b"\n")[1:])}, *told)
    for fault, (old, new) in {
        "letters": (b"3898600.000", b"38986OO.000"),
        "count": (b"5,0.36", b"9,0.36"),
        "point": ("面".encode("gb18030"), "点".encode("gb18030")),
        "line": ("面".encode("gb18030"), "线".encode("gb18030")),
        "area": (b"0.360000", b"0.990000"),
        "ring-number": (b"J2,1,", b"J2,x,"),
        "columns": (b"J2,1,", b"J2,"),
    }.items():
        assert old in plain, fault
        files = {"a.txt": plain.replace(old, new, 1)}
        yield bad(f"txt-{fault}", files, *told, warns=fault in ("count", "area"))
    yield good("csv-utf-16", {"a.csv": text.decode().encode("utf-16")}, objects=1)
    yield good("csv-semicolons", {"a.csv": text.replace(b",", b";")}, objects=1)
    lone = b"\n".join(row for row in plain.split(b"\n") if not row.startswith(b"J"))
    yield bad("txt-no-rows", {"a.txt": lone}, "empty_geometry", *told)
    section = "[地块坐标]\n".encode("gb18030")
    yield good("txt-no-section", {"a.txt": plain.replace(section, b"")}, objects=1)
    yield good("txt-utf-8", {"a.txt": plain.decode("gb18030").encode()}, objects=1)
    yield good("txt-mark", {"a.txt": b"\xef\xbb\xbf" + plain.decode("gb18030").encode()}, objects=1)
    yield good("txt-full-width", {"a.txt": plain.replace(b",", "，".encode("gb18030"))}, objects=1)


def cases() -> list[Case]:
    """Return all cases of the class."""
    every = (_shapefiles, _side_files, _drawings, _geojson, _gml, _geopackages, _vct, _tables)
    return numbered("F", [case for make in every for case in make()])
