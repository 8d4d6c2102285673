"""Hostile and honest archives; every refused class has a good twin that must pass."""

import io
import stat
import struct
import tracemalloc
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.errors import FileRefused, TooLarge
from importers.archive import inflate, measure, unpack
from importers.archive_directory import ArchiveFault, read_directory
from importers.limits import Limits

SMALL = Limits(
    zip_bytes=200_000,
    file_bytes=3_000_000,
    entries=10,
    unpacked_bytes=4_000_000,
    name_length=40,
)


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def with_info(name: str, data: bytes = b"x", **changed: int) -> bytes:
    out = io.BytesIO()
    info = zipfile.ZipInfo(name)
    for key, value in changed.items():
        setattr(info, key, value)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, data)
    return out.getvalue()


@dataclass
class Entry:
    """One hand-made entry; what is None is told truthfully."""

    name: bytes
    data: bytes = b"x"
    flags: int = 0
    size: int | None = None
    crc: int | None = None
    offset: int | None = None
    local_name: bytes | None = None
    packed: bytes | None = None
    extra: bytes = b""


def raw_zip(*entries: Entry) -> bytes:
    """Build a ZIP byte by byte, so that its parts can contradict each other."""
    body, directory = b"", b""
    for entry in entries:
        engine = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = entry.packed
        if data is None:
            data = engine.compress(entry.data) + engine.flush()
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        size = len(entry.data) if entry.size is None else entry.size
        offset = len(body) if entry.offset is None else entry.offset
        own = entry.name if entry.local_name is None else entry.local_name
        common = struct.pack("<HHHLLL", 8, 0, 33, crc, len(data), size)
        if entry.offset is None:
            body += b"PK\x03\x04" + struct.pack("<HH", 20, entry.flags) + common
            body += struct.pack("<HH", len(own), 0) + own + data
        directory += b"PK\x01\x02" + struct.pack("<HHH", 20, 20, entry.flags) + common
        directory += struct.pack("<5H2L", len(entry.name), len(entry.extra), 0, 0, 0, 0, offset)
        directory += entry.name + entry.extra
    count = len(entries)
    end = struct.pack("<4H2LH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def refused(path: Path, data: bytes, *, limits: Limits = SMALL) -> FileRefused:
    """Unpack and demand a refusal, with nothing written anywhere."""
    archive, into = path / "a.zip", path / "outer" / "into"
    archive.write_bytes(data)
    into.mkdir(parents=True, exist_ok=True)
    with pytest.raises(FileRefused) as caught:
        unpack(archive, into, limits=limits, name="成果.zip")
    assert [found for found in path.rglob("*") if found.is_file()] == [archive]
    finding = caught.value.finding
    assert "成果.zip" in finding.message.zh
    assert "成果.zip" in finding.message.en
    assert finding.advice.zh
    assert finding.severity == "error"
    return caught.value


def taken(path: Path, data: bytes, *, limits: Limits = SMALL) -> dict[str, bytes]:
    archive, into = path / "a.zip", path / "into"
    archive.write_bytes(data)
    into.mkdir(exist_ok=True)
    files = unpack(archive, into, limits=limits)
    return {file.relative_to(into).as_posix(): file.read_bytes() for file in files}


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "a/../../evil.txt",
        "a/../evil.txt",
        "..",
        "./evil.txt",
        "/etc/evil.txt",
        "//host/evil.txt",
        "C:/evil.txt",
        "c:evil.txt",
        "..\\evil.txt",
        "a\\evil.txt",
        "a//evil.txt",
        "evil\n.txt",
        "evil\x7f.txt",
        "evil\u202etxt.exe",
        "evil\u200b.txt",
        "a" * 41,
        "a/b/c/d/e.txt",
    ],
)
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    data = raw_zip(Entry(name.encode(), flags=0x800))
    assert refused(tmp_path, data).finding.kind == "archive_unsafe_name"


@pytest.mark.parametrize(
    "name",
    ["宗地.txt", "a/b/c/d.txt", "a..b.txt", "..a.txt", "名 称（一）.txt", "𠮷.txt", "a" * 40],
)
def test_names_that_are_only_odd(tmp_path: Path, name: str) -> None:
    assert taken(tmp_path, packed((name, b"data"))) == {name: b"data"}


def test_nul_in_a_name(tmp_path: Path) -> None:
    data = raw_zip(Entry(b"a.txt\0.exe"))
    assert refused(tmp_path, data).finding.kind == "archive_unsafe_name"


def test_names_in_gbk_without_the_flag(tmp_path: Path) -> None:
    name = "成果/宗地坐标.txt"
    assert taken(tmp_path, raw_zip(Entry(name.encode("gbk")))) == {name: b"x"}


def test_names_in_utf_8_without_the_flag(tmp_path: Path) -> None:
    assert taken(tmp_path, raw_zip(Entry("宗地.txt".encode()))) == {"宗地.txt": b"x"}


def test_unicode_name_in_an_extra_field_counts_when_it_belongs_to_the_name(tmp_path: Path) -> None:
    raw, real = b"zd.txt", "宗地.txt".encode()
    body = b"\x01" + struct.pack("<L", zlib.crc32(raw)) + real
    extra = struct.pack("<HH", 0x7075, len(body)) + body
    assert taken(tmp_path, raw_zip(Entry(raw, extra=extra))) == {"宗地.txt": b"x"}
    stale = extra.replace(struct.pack("<L", zlib.crc32(raw)), b"\0\0\0\0")
    assert taken(tmp_path, raw_zip(Entry(raw, extra=stale))) == {"zd.txt": b"x"}


def test_unicode_name_cannot_smuggle_a_path(tmp_path: Path) -> None:
    raw = b"zd.txt"
    body = b"\x01" + struct.pack("<L", zlib.crc32(raw)) + b"../evil.txt"
    extra = struct.pack("<HH", 0x7075, len(body)) + body
    assert refused(tmp_path, raw_zip(Entry(raw, extra=extra))).finding.kind == "archive_unsafe_name"


def test_name_in_no_encoding(tmp_path: Path) -> None:
    data = raw_zip(Entry(b"\xff\xff.txt"))
    assert refused(tmp_path, data).finding.kind == "archive_unsafe_name"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices(tmp_path: Path, kind: int) -> None:
    data = with_info("a.txt", b"/etc/passwd", external_attr=(kind | 0o777) << 16)
    assert refused(tmp_path, data).finding.kind == "archive_unsafe_name"


def test_regular_mode_passes(tmp_path: Path) -> None:
    data = with_info("a.txt", external_attr=(stat.S_IFREG | 0o644) << 16)
    assert taken(tmp_path, data) == {"a.txt": b"x"}


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("inner.zip", packed(("a.txt", b"x"))),
        ("inner.dat", packed(("a.txt", b"x"))),
        ("inner.dat", b"Rar!\x1a\x07\0"),
        ("inner.RAR", b"harmless to look at"),
        ("inner.tar.gz", b"\x1f\x8b"),
    ],
)
def test_archives_inside(tmp_path: Path, name: str, inner: bytes) -> None:
    data = packed(("ok.txt", b"1"), (name, inner))
    assert refused(tmp_path, data).finding.kind == "archive_nested"


def test_workbooks_inside_are_no_archives(tmp_path: Path) -> None:
    workbook = packed(("xl/workbook.xml", b"<x/>"))
    assert taken(tmp_path, packed(("table.xlsx", workbook))) == {"table.xlsx": workbook}


def test_overlapping_entries(tmp_path: Path) -> None:
    entries = [Entry(b"a.txt", b"0" * 5000)] + [
        Entry(b"a.txt", b"0" * 5000, offset=0) for _ in range(3)
    ]
    data = raw_zip(*entries)
    assert refused(tmp_path, data).finding.kind == "archive_overlap"
    # Other names need other local headers, so they meet the name comparison first.
    renamed = raw_zip(entries[0], Entry(b"b.txt", b"0" * 5000, offset=0))
    assert refused(tmp_path, renamed).finding.kind == "archive_damaged"


def test_entry_quoted_inside_another(tmp_path: Path) -> None:
    inner = raw_zip(Entry(b"b.txt", b"1" * 100))
    local = inner[: inner.index(b"PK\x01\x02")]
    block = b"\x01" + struct.pack("<HH", len(local), 0xFFFF - len(local)) + local
    outer = Entry(b"a.txt", local, packed=block)
    at = 30 + len(b"a.txt") + 5
    quoted = Entry(b"b.txt", b"1" * 100, offset=at)
    assert refused(tmp_path, raw_zip(outer, quoted)).finding.kind == "archive_overlap"


@pytest.mark.parametrize("claimed", [0, 99, 101, 1_000_000])
def test_sizes_that_lie(tmp_path: Path, claimed: int) -> None:
    data = raw_zip(Entry(b"a.txt", b"0" * 100, size=claimed))
    assert refused(tmp_path, data).finding.kind == "archive_size_lies"


def test_size_that_lies_about_a_bomb_costs_nothing(tmp_path: Path) -> None:
    data = raw_zip(Entry(b"a.txt", b"0" * 40_000_000, size=100))
    tracemalloc.start()
    assert refused(tmp_path, data).finding.kind == "archive_size_lies"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000


def test_no_more_bytes_are_given_out_than_a_member_claims(tmp_path: Path) -> None:
    given_out = 0
    with (tmp_path / "a.zip").open("w+b") as stream:
        stream.write(raw_zip(Entry(b"a.txt", b"0" * 40_000_000, size=100_000)))
        (member,) = read_directory(stream, most=1)
        with pytest.raises(ArchiveFault):
            for chunk in inflate(stream, member):
                given_out += len(chunk)
    assert given_out <= 100_000


def test_wrong_checksum(tmp_path: Path) -> None:
    data = raw_zip(Entry(b"ok.txt"), Entry(b"a.txt", crc=1))
    assert refused(tmp_path, data).finding.kind == "archive_damaged"


@pytest.mark.parametrize(("count", "passes"), [(9, True), (10, True), (11, False)])
def test_number_of_entries(tmp_path: Path, count: int, *, passes: bool) -> None:
    data = packed(*[(f"{place}.txt", b"x") for place in range(count)])
    if passes:
        assert len(taken(tmp_path, data)) == count
    else:
        assert isinstance(refused(tmp_path, data), TooLarge)


@pytest.mark.parametrize(("size", "passes"), [(1999, True), (2000, True), (2001, False)])
def test_total_size(tmp_path: Path, size: int, *, passes: bool) -> None:
    limits = Limits(unpacked_bytes=4000)
    data = packed(("a.txt", b"x" * 2000), ("b.txt", b"x" * size))
    if passes:
        assert len(taken(tmp_path, data, limits=limits)) == 2
    else:
        assert isinstance(refused(tmp_path, data, limits=limits), TooLarge)


def test_growth_of_large_members(tmp_path: Path) -> None:
    bomb = packed(("a.txt", b"\0" * 2_000_000))
    error = refused(tmp_path, bomb)
    assert isinstance(error, TooLarge)
    assert error.finding.found == "a.txt"
    assert len(taken(tmp_path, packed(("a.txt", b"\0" * 1_000_000)))) == 1


@pytest.mark.parametrize(("more", "passes"), [(-1, True), (0, True), (1, False)])
def test_size_of_the_archive_itself(tmp_path: Path, more: int, *, passes: bool) -> None:
    data = packed(("a.txt", b"x" * 500), method=zipfile.ZIP_STORED)
    limits = Limits(zip_bytes=len(data) - more)
    if passes:
        assert taken(tmp_path, data, limits=limits)
    else:
        assert isinstance(refused(tmp_path, data, limits=limits), TooLarge)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.txt", "a.txt"),
        ("a.txt", "A.TXT"),
        ("é.txt", "e\u0301.txt"),
        ("a", "a/b.txt"),
        ("ａ", "a"),
    ],
)
def test_names_that_are_one_file_somewhere(tmp_path: Path, one: str, other: str) -> None:
    data = raw_zip(Entry(one.encode()), Entry(other.encode()))
    assert refused(tmp_path, data).finding.kind == "archive_duplicate"


def test_encrypted(tmp_path: Path) -> None:
    assert refused(tmp_path, raw_zip(Entry(b"a", flags=1))).finding.kind == "archive_encrypted"


@pytest.mark.parametrize("cut", [1, 10, 22, 40])
def test_cut_short(tmp_path: Path, cut: int) -> None:
    data = packed(("a.txt", b"hello"))[:-cut]
    assert refused(tmp_path, data).finding.kind == "archive_damaged"


def test_bytes_in_front_or_behind(tmp_path: Path) -> None:
    good = packed(("a.txt", b"hello"))
    for data in (b"<html></html>" + good, good + b"<html></html>", b"MZ" + good):
        assert refused(tmp_path, data).finding.kind == "archive_damaged"


def test_local_header_that_contradicts(tmp_path: Path) -> None:
    data = raw_zip(Entry(b"a.txt", local_name=b"b.sh!"))
    assert refused(tmp_path, data).finding.kind == "archive_damaged"


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(99)])
def test_what_is_no_archive(tmp_path: Path, data: bytes) -> None:
    assert refused(tmp_path, data).finding.kind == "archive_damaged"


def test_a_streamed_archive_with_folders_and_tool_folder(tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("成果")
        archive.writestr("成果/a.txt", b"1")
        archive.writestr("__MACOSX/成果/a/b/c/._a.txt", b"2")
    assert taken(tmp_path, out.getvalue()) == {"成果/a.txt": b"1"}


def test_measure_reads_without_writing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(("xl/a.xml", b"x")))
    measure(path, limits=SMALL)
    path.write_bytes(packed(("xl/a.xml", b"\0" * 2_000_000)))
    with pytest.raises(TooLarge):
        measure(path, limits=SMALL)
    assert list(tmp_path.iterdir()) == [path]


GOOD = packed(("a/宗地.txt", b"hello" * 50), ("b.dbf", bytes(range(256))))


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_any_flipped_byte_gives_the_files_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, place: int, flip: int
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    data = bytearray(GOOD)
    data[place] ^= flip
    try:
        files = taken(folder, bytes(data))
    except FileRefused:
        return
    assert sorted(files.values()) == sorted([b"hello" * 50, bytes(range(256))])


BAD = Path(__file__).resolve().parents[3] / "shared" / "data" / "bad_zips"

if BAD.is_dir():

    @pytest.mark.parametrize("path", sorted(BAD.glob("*.zip")), ids=lambda path: path.name[:40])
    def test_archives_that_others_made(tmp_path: Path, path: Path) -> None:
        refused(tmp_path, path.read_bytes(), limits=Limits())
