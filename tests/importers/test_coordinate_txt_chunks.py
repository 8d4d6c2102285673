"""A coordinate TXT of many parcels, chunk by chunk: what holds for all of it holds in each."""

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cadastre.domain.errors import FileRefused
from importers import coordinate_txt, formats, text_encoding
from importers.chunks import CHUNK_OBJECTS, is_full, joined
from importers.limits import Limits
from importers.records import Delivery
from importers.text_encoding import decode, stored_text
from tests.importers.test_coordinate_txt import square, text

SMALL = 50


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let chunks hold fifty parcels."""
    monkeypatch.setattr(coordinate_txt, "is_full", lambda chunk: is_full(chunk, most=SMALL))
    return SMALL


def head(number: int, *, count: str = "5") -> str:
    return f"{count},0.0100,410811001002GB{number:05d},地块{number},面,,,0701,@"


def parcels(numbers: range, *, closing: bool = True, lengths: bool = False) -> list[str]:
    """Squares of 10 m, two metres apart."""
    found = []
    for number in numbers:
        rows = square(number // 60 * 12, number % 60 * 12, 10, ring=1, closing=closing)
        found += [head(number), *(f"{row},10.00" if lengths else row for row in rows)]
    return found


def chunks_of(folder: Path, content: str | bytes) -> list[Delivery]:
    path = folder / "a.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(coordinate_txt.read_chunks(path, name="甲.txt", office_srid=4547))


def said(chunks: list[Delivery], kind: str) -> list[int | None]:
    """Return the lines of all findings of a kind."""
    return [one.line for chunk in chunks for one in chunk.findings if one.kind == kind]


def test_a_file_over_one_chunk(tmp_path: Path) -> None:
    chunks = chunks_of(tmp_path, text(*parcels(range(CHUNK_OBJECTS + 1))))
    assert [len(chunk.parcels) for chunk in chunks] == [CHUNK_OBJECTS, 1]
    assert [len(chunk.files) for chunk in chunks] == [0, 1]
    counts = {"parcels": CHUNK_OBJECTS + 1, "points": 4 * (CHUNK_OBJECTS + 1)}
    assert chunks[-1].files[0].counts == counts
    assert [one for chunk in chunks for one in chunk.findings] == []


def test_chunks_joined_are_the_delivery(tmp_path: Path, small_chunks: int) -> None:
    chunks = chunks_of(tmp_path, text(*parcels(range(2 * small_chunks + 1))))
    path = tmp_path / "a.txt"
    assert [len(chunk.parcels) for chunk in chunks] == [small_chunks, small_chunks, 1]
    assert (
        list(formats.read_chunks([path], office_srid=4547))[-1].parcels[0]
        == (coordinate_txt.read(path, name="a.txt", office_srid=4547).parcels[-1])
    )
    assert joined(chunks) == coordinate_txt.read(path, name="甲.txt", office_srid=4547)
    whole = [parcel for chunk in chunks for parcel in chunk.parcels]
    assert [one.name for one in whole] == [f"地块{number}" for number in range(101)]
    # Ten lines of header, then six of each parcel.
    assert [one.line for one in whole] == [12 + 6 * number for number in range(101)]
    assert whole[100].polygons[0].outer.points[2].northing_m == Decimal("3898002.000")


@pytest.mark.parametrize("limits", [Limits(features=100), Limits(vertices_per_file=403)])
def test_a_file_over_its_limits_gives_nothing(
    tmp_path: Path, small_chunks: int, limits: Limits
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text(*parcels(range(2 * small_chunks + 1))), encoding="utf-8")
    [chunk] = formats.read_chunks([path], office_srid=4547, limits=limits)
    assert (chunk.parcels, [one.kind for one in chunk.findings]) == ([], ["too_large"])
    assert chunk.findings[0].found == ("101" if limits.features == 100 else "404")
    assert "nothing was taken in" in chunk.findings[0].message.en
    most = Limits(features=101, vertices_per_file=404)
    assert len(list(formats.read_chunks([path], office_srid=4547, limits=most))) == 3


@pytest.mark.parametrize("content", ["", "[地块坐标]\n"])
def test_without_parcels_there_is_one_chunk(tmp_path: Path, content: str) -> None:
    [chunk] = chunks_of(tmp_path, content)
    assert (len(chunk.files), [one.kind for one in chunk.findings][-1]) == (1, "no_objects")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (["J1,1,x,38432000.000"], "unreadable_row"),
        (["4,0.01,,线,线,,,,@"], "wrong_geometry"),
        ([head(1), *square(0, 0, 10, ring=1, closing=False)], "unclosed_ring"),
        ([head(1, count="9"), *square(0, 0, 10, ring=1)], "count_mismatch"),
        ([head(1), *square(0, 0, 10, ring=1)[:2]], "too_few_points"),
        ([head(1)], "empty_geometry"),
        (["5,?,a,a,面,,,,@", *square(0, 0, 10, ring=1)], "bad_number"),
    ],
)
def test_a_kind_is_cut_over_the_whole_file(
    tmp_path: Path, small_chunks: int, body: list[str], kind: str
) -> None:
    chunks = chunks_of(tmp_path, text(*parcels(range(3)), *body * (3 * small_chunks)))
    assert len(said(chunks, kind)) == 101
    assert said(chunks, kind)[-1] is None
    last = [one for one in chunks[-1].findings if one.kind == kind][-1]
    assert "150" in last.message.en


def test_bad_lengths_count_behind_bad_areas(tmp_path: Path, small_chunks: int) -> None:
    lengths = [f"{row},约10" for row in square(0, 0, 10, ring=1)[:2]]
    body = ["5,?,a,a,面,,,,@", *square(0, 0, 10, ring=1), head(1), *lengths] * (small_chunks - 10)
    chunks = chunks_of(tmp_path, text("点号,圈号,X,Y,边长", *body))
    found = [one for chunk in chunks for one in chunk.findings if one.kind == "bad_number"]
    assert [one.field for one in found] == ["地块面积"] * 40 + ["边长"] * 60 + [""]
    assert "120" in found[-1].message.en  # 40 areas, 80 lengths


def test_a_bad_byte_in_the_last_line_refuses_the_file_before_its_first_chunk(
    tmp_path: Path, small_chunks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_encoding, "_BLOCK", 512)
    content = text(*parcels(range(2 * small_chunks)))
    path = tmp_path / "a.txt"
    path.write_bytes(content.encode() + b"J1,\xff\xff")
    with pytest.raises(FileRefused) as refused:
        next(coordinate_txt.read_chunks(path, name="a.txt", office_srid=4547))
    assert refused.value.finding.kind == "unreadable_encoding"
    path.write_bytes(content.encode("ascii", "ignore") + "地".encode("gb18030"))
    last = list(coordinate_txt.read_chunks(path, name="a.txt", office_srid=4547))[-1]
    assert last.files[0].encoding == "gb18030"


@pytest.mark.parametrize(
    ("row", "kind", "line"),
    [
        ("J9,1,432000.000,3898000.000", "axes_mixed", 612),
        ("J9,1,3898000.000,39432000.000", "zones_mixed", None),
        ("J9,1,34.5,113.2", "geographic_coordinates", 612),
        ("J9,1,6000000.00000000000000000001,38432000.000", "coordinate_out_of_range", 612),
        ("J9,1,3898000.000,38670000.001", "coordinate_out_of_range", 612),
        ("J9,1,3898000.000,38329999.999", "coordinate_out_of_range", 612),
    ],
)
def test_a_row_of_another_system_in_the_last_parcel_refuses_all_figures(
    tmp_path: Path, small_chunks: int, row: str, kind: str, line: int | None
) -> None:
    content = text(*parcels(range(2 * small_chunks)))
    chunks = chunks_of(tmp_path, content + row)
    assert content.count("\n") == 611
    assert said(chunks, kind) == [line]
    assert kind in [one.kind for one in chunks[0].findings]
    assert {one.polygons for chunk in chunks for one in chunk.parcels} == {()}
    assert len(chunks) == 3


def test_swapped_axes_are_told_for_all(tmp_path: Path, small_chunks: int) -> None:
    rows = parcels(range(small_chunks + 1))
    swapped = [re.sub(r"(J\d,1),([^,]+),([^,]+)", r"\1,\3,\2", row) for row in rows]
    chunks = chunks_of(tmp_path, text(*swapped))
    assert said(chunks, "axes_swapped") == [13]
    straight = chunks_of(tmp_path, text(*rows))
    assert [chunk.parcels for chunk in chunks] == [chunk.parcels for chunk in straight]


def test_figures_of_later_parcels_tell_the_lengths_of_the_first(
    tmp_path: Path, small_chunks: int
) -> None:
    first = [f"{row},10.50" for row in square(0, 0, 10, ring=1)[:2]]
    body = [head(0), *first, *square(0, 0, 10, ring=1)[2:]]
    body += parcels(range(1, small_chunks + 1), lengths=True)
    chunks = chunks_of(tmp_path, text(*body))
    assert [str(line.length_m) for line in chunks[0].lines[:3]] == ["10.50", "10.50", "10.00"]
    assert sum(len(chunk.lines) for chunk in chunks) == 2 + 4 * small_chunks
    [told] = [one for chunk in chunks for one in chunk.findings]
    # Each closing row repeats the length of the first side.
    assert (told.kind, told.found, told.expected) == ("side_column_by_figures", "200", "252")


def test_headings_at_the_end_name_the_column_of_all(tmp_path: Path, small_chunks: int) -> None:
    body = parcels(range(small_chunks + 1), lengths=True)
    chunks = chunks_of(tmp_path, text(*body, "点号,圈号,X,Y,高程"))
    assert [chunk.lines for chunk in chunks] == [[], []]
    [found] = chunks[-1].findings
    assert (found.kind, found.line, found.field) == ("extra_columns", 13, "第 5 列“高程”")


def test_the_row_behind_an_open_ring_is_seen_across_records_and_chunks(
    tmp_path: Path, small_chunks: int
) -> None:
    """A ring without its closing row, and the next one begins at its first point."""
    corners = square(0, 0, 10, ring=1, closing=False)
    body = parcels(range(100, 99 + small_chunks))
    body += [head(1), *corners, head(2), f"{corners[0]},10.00", *corners[1:]]
    chunks = chunks_of(tmp_path, text("点号,圈号,X,Y,边长", *body))
    assert [len(chunk.parcels) for chunk in chunks] == [small_chunks, 1]
    stated = [line for chunk in chunks for line in chunk.lines]
    assert [(line.parcel_codes[-1], line.line) for line in stated] == [("1", 313), ("2", 313)]


@given(
    st.text(alphabet="\r\n\ufeff\0a,宗地𠮷", max_size=40),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"]),
    st.binary(max_size=2),
    st.integers(1, 9),
)
@example("a\r\ufeff\nb\r", "utf-8", b"", 3)
def test_lines_are_those_of_the_whole_text(
    tmp_path_factory: pytest.TempPathFactory, words: str, encoding: str, more: bytes, block: int
) -> None:
    path = tmp_path_factory.mktemp("lines") / "a.txt"
    data = words.encode(encoding) + more
    path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(text_encoding, "_BLOCK", block)
        try:
            whole, told = decode(data, file="a.txt")
        except FileRefused as refused:
            with pytest.raises(FileRefused) as again:
                stored_text(path, file="a.txt")
            assert again.value.finding == refused.finding
            return
        stored = stored_text(path, file="a.txt")
        assert (stored.encoding, list(stored.lines())) == (told, re.split("\r\n|\r|\n", whole))


@pytest.mark.parametrize(
    "line", ["{}", "J1{}", "J1,1,3898000.000{}", "J1,1,3898000.000,38432000.000{}x{}", "J1,{},@1"]
)
def test_a_line_of_very_many_blanks_is_answered_at_once(tmp_path: Path, line: str) -> None:
    content = text(*parcels(range(1)), line.replace("{}", " " * 300_000))
    started = time.process_time()
    [chunk] = chunks_of(tmp_path, content)
    assert len(chunk.parcels[0].polygons) == 1
    assert time.process_time() - started < 5
