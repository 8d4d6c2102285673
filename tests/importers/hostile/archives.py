"""Class U: archives."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from tests.importers.hostile.cases import CODE, Case, bad, good, numbered
from tests.importers.hostile.writers import Parcel, geojson, shapefile, square, txt
from tests.importers.test_archive import Entry, raw_zip

PARCEL = [Parcel([square()])]
TXT = txt(PARCEL)["a.txt"]
SHAPEFILE = shapefile(PARCEL)


def packed(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> dict[str, bytes]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return {"a.zip": out.getvalue()}


def raw(*entries: Entry) -> dict[str, bytes]:
    return {"a.zip": raw_zip(*entries)}


def linked(mode: int) -> dict[str, bytes]:
    """Return an archive whose one member is no plain file."""
    out = io.BytesIO()
    info = zipfile.ZipInfo("a.txt")
    info.create_system, info.external_attr = 3, mode << 16
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    return {"a.zip": out.getvalue()}


def several_parts(*without: str) -> dict[str, bytes]:
    kept = {name: data for name, data in SHAPEFILE.items() if not name.endswith(without)}
    return packed(kept)


def _names() -> Iterator[Case]:
    unsafe = {
        "up": "../a.txt",
        "up-inside": "b/../../a.txt",
        "absolute": "/a.txt",
        "drive": "C:/a.txt",
        "backslash": "..\\a.txt",
        "unc": "//host/a.txt",
        "nul": "a.txt\0.exe",
        "control": "a\n.txt",
        "4096-letters": "a" * 4_092 + ".txt",
        "deep": "a/b/c/d/e/f/a.txt",
        "right-to-left": "a\u202etxt.exe",
    }
    kinds = ("archive_unsafe_name", "archive_unsupported", "archive_damaged")
    for fault, name in unsafe.items():
        yield bad(f"name-{fault}", raw(Entry(name.encode(), TXT)), *kinds)
    yield bad("name-twice", raw(Entry(b"a.txt", TXT), Entry(b"a.txt", TXT)), "archive_duplicate")
    yield bad("name-case", raw(Entry(b"a.txt", TXT), Entry(b"A.TXT", TXT)), "archive_duplicate")
    yield bad("name-two-ways", raw(Entry(b"a.txt", TXT, local_name=b"b.txt")), *kinds)
    for fault, mode in {"link": stat.S_IFLNK, "device": stat.S_IFBLK, "pipe": stat.S_IFIFO}.items():
        yield bad(f"no-file-{fault}", linked(mode | 0o777), *kinds)


def _sizes() -> Iterator[Case]:
    zeros = bytes(30_000_000)
    yield bad("ratio", packed({"a.txt": zeros}), "archive_too_large")
    yield bad("201-entries", packed({f"{n}.txt": TXT for n in range(201)}), "archive_too_large")
    yield good("200-entries", packed({f"{n}/Thumbs.db": b"x" for n in range(199)} | {"a.txt": TXT}))
    lies = ("archive_size_lies", "archive_damaged", "archive_too_large")
    yield bad("size-less", raw(Entry(b"a.txt", TXT, size=10)), *lies)
    yield bad("size-more", raw(Entry(b"a.txt", TXT, size=len(TXT) + 10)), *lies)
    yield bad("checksum", raw(Entry(b"a.txt", TXT, crc=1)), *lies)
    first = raw_zip(Entry(b"a.txt", TXT))
    yield bad(
        "overlap",
        raw(Entry(b"a.txt", TXT), Entry(b"b.txt", TXT, offset=0)),
        *("archive_overlap", "archive_damaged"),
    )
    many = [Entry(f"{n}.txt".encode(), TXT, offset=0 if n else None) for n in range(150)]
    yield bad("overlap-of-150", raw(*many), "archive_overlap", "archive_damaged")
    for kept in (30, 50, 90):
        cut = first[: len(first) * kept // 100]
        yield bad(f"cut-at-{kept}", {"a.zip": cut}, "archive_damaged", "archive_unsupported")


def _kinds() -> Iterator[Case]:
    inner = packed({"a.txt": TXT})["a.zip"]
    yield bad("nested", packed({"b.zip": inner}), "archive_nested")
    yield bad("nested-by-another-name", packed({"b.txt": inner}), "archive_nested")
    yield bad("encrypted", raw(Entry(b"a.txt", TXT, flags=1)), "archive_encrypted")
    zip64 = Entry(b"a.txt", TXT, size=0xFFFFFFFF, extra=struct.pack("<HHQ", 1, 8, 1 << 40))
    yield bad(
        "zip64",
        raw(zip64),
        "archive_unsupported",
        "archive_size_lies",
        "archive_damaged",
        "archive_too_large",
    )
    yield bad("bzip2", packed({"a.txt": TXT}, zipfile.ZIP_BZIP2), "archive_unsupported")
    yield bad("lzma", packed({"a.txt": TXT}, zipfile.ZIP_LZMA), "archive_unsupported")
    yield bad("program", packed({"a.exe": b"MZ" + bytes(100)}), "unknown_format", "format_not_read")
    yield bad("page", packed({"a.html": b"<html><script>1</script>"}), "unknown_format")
    page = b"<html><script>alert(1)</script>" + inner
    yield bad("polyglot", {"a.zip": page}, "unknown_format", "archive_damaged")
    yield bad("nothing", packed({}), "empty_file", "unknown_format", "archive_damaged")
    yield bad("only-folders", packed({"a/": b""}), "empty_file")
    half = zlib.compress(TXT)[2:40]
    yield bad(
        "stream-cut", raw(Entry(b"a.txt", TXT, packed=half)), "archive_damaged", "archive_size_lies"
    )
    for form, mark in {
        "rar": b"Rar!\x1a\x07\0",
        "7z": b"7z\xbc\xaf\x27\x1c",
        "gz": b"\x1f\x8b\x08",
    }.items():
        yield bad(form, {f"a.{form}": mark + bytes(60)}, "format_not_read")
    tar = b"a.txt".ljust(257, b"\0") + b"ustar".ljust(255, b"\0")
    yield bad("tar", {"a.tar": tar}, "format_not_read")


def _shapefiles() -> Iterator[Case]:
    yield bad("without-dbf", several_parts(".dbf"), "missing_dbf")
    yield bad("without-shx", several_parts(".shx"), "missing_shx", warns=True)
    yield bad("without-prj", several_parts(".prj"), "unknown_crs", warns=True)
    lone = packed(
        {name: data for name, data in SHAPEFILE.items() if name.endswith((".dbf", ".shx"))}
    )
    yield bad("without-shp", lone, "shapefile_incomplete", "unknown_format")
    yield good("shapefile", packed(SHAPEFILE), objects=1)
    other = {
        f"other/{name}": data
        for name, data in shapefile([Parcel([square(432_200)], code=CODE[:-1] + "2")]).items()
    }
    yield good("two-shapefiles", packed({**SHAPEFILE, **other}), objects=2)
    yield good("without-cpg", several_parts(".cpg"), objects=1)


def _honest() -> Iterator[Case]:
    yield good("txt", packed({"a.txt": TXT}), objects=1)
    yield good("stored", packed({"a.txt": TXT}, zipfile.ZIP_STORED), objects=1)
    yield good("folders", packed({"成果/宗地/a.txt": TXT}), objects=1)
    yield good("gbk-name", raw(Entry("成果/宗地.txt".encode("gbk"), TXT)), objects=1)
    yield good("utf-8-name", raw(Entry("成果/宗地.txt".encode(), TXT, flags=0x800)), objects=1)
    yield good(
        "desktop-files", packed({"a.txt": TXT, "Thumbs.db": b"x", ".DS_Store": b"x"}), objects=1
    )
    yield good("geojson", packed(geojson(PARCEL)), objects=1)
    yield good("long-name", packed({"a" * 116 + ".txt": TXT}), objects=1)


def cases() -> list[Case]:
    """Return all cases of the class."""
    return numbered("U", [*_names(), *_sizes(), *_kinds(), *_shapefiles(), *_honest()])
