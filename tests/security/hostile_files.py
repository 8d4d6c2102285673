"""Files made to harm whoever opens them, and what real ones of that kind lie beside the project."""

import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
"""Real files of others, when somebody has put them beside the checkout."""

CLIMBED = f"/tmp/climbed-{os.getpid()}.txt"  # noqa: S108 - where a file must not come to lie

HEAD = (
    "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=38\n"
    "精度=0.001\n转换参数=,,,,,,\n[地块坐标]\n"
)
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
XXE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData><row><c><v>&e;</v></c></row></sheetData></worksheet>"
)


def zipped(*members: tuple[str, bytes]) -> bytes:
    """Return an archive of ``members``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return target.getvalue()


def link_to(path: str) -> bytes:
    """Return an archive whose one member is a symbolic link."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, path)
    return target.getvalue()


def overlapping(copies: int = 200) -> bytes:
    """Return an archive whose entries all point at the same compressed megabytes."""
    inside = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = b"\0" * 10_000_000
    data = inside.compress(plain) + inside.flush()
    crc, name = zlib.crc32(plain), b"0000.txt"
    local = struct.pack(
        "<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(data), len(plain), len(name), 0
    )
    body = local + name + data
    entries = b"".join(
        struct.pack(
            "<4s6H3L5H2L",
            *(b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(data), len(plain), len(name), 0, 0, 0, 0, 0),
            0,
        )
        + b"%04d.txt" % number
        for number in range(copies)
    )
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, copies, copies, len(entries), len(body), 0)
    return body + entries + end


def coordinates(*lines: str) -> bytes:
    """Return a coordinate table of one parcel with these point lines."""
    parcel = "5,0.0600,410811001002GB00099,地块1,面,,城镇住宅用地,0701,@\n"
    return (HEAD + parcel + "\n".join(lines) + "\n").encode("gb18030")


def _square(*, north: str = "3899650.000", label: str = "J1") -> bytes:
    corners = ((north, "38433010.000"), ("3899650.000", "38433040.000"))
    corners += (("3899630.000", "38433040.000"), ("3899630.000", "38433010.000"))
    lines = [f"J{n},1,{x},{y}" for n, (x, y) in enumerate(corners, start=1)]
    lines[0] = f"{label},1,{corners[0][0]},{corners[0][1]}"
    return coordinates(*lines, lines[0])


GOOD = ("勘测定界.txt", _square())
"""A file in which nothing is wrong, to see that it is the harm that is refused."""

OWN: dict[str, tuple[str, bytes]] = {
    "empty": ("a.txt", b""),
    "one byte": ("a.txt", b"\0"),
    "noughts": ("a.txt", b"\0" * 100_000),
    "NaN": ("a.txt", _square(north="NaN")),
    "infinity": ("a.txt", _square(north="1e400")),
    "a number without end": ("a.txt", _square(north="3" * 20_000)),
    "a label without end": ("a.txt", _square(label="J" * 100_000)),
    "NUL in a label": ("a.txt", _square(label="J\0001")),
    "markup in a label": ("a.txt", _square(label="<script>alert(1)</script>", north="x")),
    "a formula": ("a.txt", _square(label="=cmd|' /C calc'!A0", north="x")),
    "VRT as shapefile": ("a.shp", VRT.encode()),
    "VRT as zipped shapefile": (
        "a.zip",
        zipped(("a.shp", VRT.encode()), ("a.dbf", b"x"), ("a.shx", b"x")),
    ),
    "program": ("a.zip", b"\x7fELF" + b"\0" * 500),
    "climbs out": ("a.zip", zipped(("../../climbed.txt", _square()))),
    "climbs out, absolute": ("a.zip", zipped((CLIMBED, _square()))),
    "climbs out, backslash": ("a.zip", zipped(("..\\..\\climbed.txt", _square()))),
    "link": ("a.zip", link_to("/etc/passwd")),
    "bomb": ("a.zip", zipped(("a.txt", b"\0" * 300_000_000))),
    "bomb of overlaps": ("a.zip", overlapping()),
    "nest": ("a.zip", zipped(("b.zip", zipped(("c.zip", zipped(("d.txt", b"x"))))))),
    "thousands of members": ("a.zip", zipped(*((f"{n}.txt", b"x") for n in range(20_000)))),
    "cut off": ("a.zip", zipped(("a.txt", _square()))[:-30]),
    "entity in a workbook": (
        "a.xlsx",
        zipped(("[Content_Types].xml", b"<Types/>"), ("xl/worksheets/sheet1.xml", XXE.encode())),
    ),
}


def hostile() -> dict[str, tuple[str, bytes]]:
    """Return name and bytes of every hostile file, by what it is."""
    beside = {
        f"bad_zips/{path.stem[:40]}": (path.name[-80:], path.read_bytes())
        for path in sorted(BESIDE.glob("bad_zips/*.zip"))
    }
    return OWN | beside
