"""Malformed and hostile VCT: each fault a finding with its line, never an error, never a hang."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadastre.domain.errors import FileRefused
from importers.limits import MOST_VERTICES
from importers.records import Delivery
from tests.importers.vct_maker import (
    ATTRIBUTES,
    CLOSED,
    CODE,
    CORNERS,
    INDIRECT,
    TWO_LINES,
    direct,
    indirect,
    kinds,
    line,
    lines,
    polygons,
    read_bytes,
    read_text,
    whole,
)

GOOD = whole()


def line_of(text: str, row: str) -> int:
    return text.split("\n").index(row) + 1


@pytest.mark.parametrize(
    ("old", "new", "kind", "row"),
    [
        ("11\n4\n38432010.350", "11\n5\n38432010.350", "count_mismatch", None),
        ("11\n4\n38432010.350", "11\n3\n38432010.350", "count_mismatch", None),
        ("11\n4\n38432010.350", "11\n-4\n38432010.350", "unreadable_row", "-4"),
        ("11\n4\n38432010.350", "11\n99999999\n38432010.350", "unreadable_row", "99999999"),
        (CORNERS[1], "NaN,3898652.480", "non_finite_coordinate", "NaN,3898652.480"),
        (CORNERS[1], "inf,3898652.480", "non_finite_coordinate", "inf,3898652.480"),
        (CORNERS[1], "1e308,3898652.480", "unreadable_row", "1e308,3898652.480"),
        (CORNERS[1], "3843207O.41,3898652.480", "unreadable_row", "3843207O.41,3898652.480"),
        (CORNERS[1], "38432070.410", "unreadable_row", "38432070.410"),
        ("11\n4\n38432010.350", "12\n4\n38432010.350", "curve_not_read", "12"),
        ("201,202", "201,999", "dangling_reference", "301"),
        ("201,202", "201,x", "unreadable_row", "201,x"),
        ("201,202", "201,202,203,204", "count_mismatch", None),
        ("\n301\n6001010000", "\nabc\n6001010000", "unreadable_row", "abc"),
        ("\n301\n6001010000", "\n99999999999999999999\n6001010000", "unreadable_row", None),
        ("\n202\n1099000000", "\n201\n1099000000", "id_repeated", None),
        (f"301,{CODE},2700.61", f"301,{CODE},示例,2700.61", "unreadable_row", None),
        (f"301,{CODE}", f"999,{CODE}", "missing_row", "301"),
        (f"301,{CODE},2700.61", f"301,{CODE},很大", "bad_number", None),
        (f"301,{CODE}", "301,", "missing_field", None),
        ("ZDJBXX,3\n", "ZDJBXX,4\n", "count_mismatch", "ZDJBXX,4"),
        ("\nZDJBXX\n", "\nZDJBYY\n", "unknown_table", "ZDJBYY"),
        ("PolygonBegin", "x\nPolygonBegin", "unreadable_row", "x"),
        ("LineEnd\n", "", "section_end_missing", "PolygonBegin"),
    ],
)
def test_a_fault_is_a_finding_with_its_line(
    tmp_path: Path, old: str, new: str, kind: str, row: str | None
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    found = [one for one in read_text(tmp_path, text).findings if one.kind == kind]
    assert found
    for finding in found:
        assert finding.line
        assert finding.message.zh
        assert finding.message.en
        assert finding.code
    if row is not None:
        assert found[0].line == line_of(text, row)


def test_a_comma_in_a_text_is_one_fault(tmp_path: Path) -> None:
    """The polygon has its row; it is the row that cannot be read, and so nothing is taken in."""
    text = GOOD.replace(f"301,{CODE},2700.61", f"301,{CODE},示例,2700.61", 1)
    delivery = read_text(tmp_path, text)
    assert kinds(delivery) == ["unreadable_row"]
    assert delivery.parcels == []


def test_what_stands_beside_a_fault_is_read(tmp_path: Path) -> None:
    bad = direct([*CLOSED[:3], "NaN,1", *CLOSED[3:]], number=300)
    good = direct(CLOSED, number=301)
    rows = ATTRIBUTES.replace(f"301,{CODE}", f"300,{CODE[:-1]}8,1.00,示例\n301,{CODE}")
    delivery = read_text(tmp_path, whole(polygons=polygons(bad, good), attributes=rows))
    assert "non_finite_coordinate" in kinds(delivery)
    assert [len(parcel.polygons) for parcel in delivery.parcels] == [0, 1]


@pytest.mark.parametrize("kept", range(5, 100, 5))
def test_a_truncated_file_says_where_it_ends(tmp_path: Path, kept: int) -> None:
    rows = [row for row in GOOD.split("\n") if row]
    cut = "\n".join(rows[: len(rows) * kept // 100])
    try:
        delivery = read_text(tmp_path, cut)
    except FileRefused as refused:
        assert refused.finding.kind == "header_missing"
        assert refused.finding.line
        return
    words = {"truncated_file", "section_missing", "no_objects"}
    assert words & set(kinds(delivery))


def test_polygons_made_of_each_other(tmp_path: Path) -> None:
    one = indirect("302", count=1, number=301).replace("\n21\n", "\n22\n")
    two = indirect("301", count=1, number=302).replace("\n21\n", "\n22\n")
    delivery = read_text(tmp_path, whole(polygons=polygons(one, two)))
    assert "circular_reference" in kinds(delivery)
    assert delivery.parcels[0].polygons == ()


def test_a_ring_of_a_million_vertices_is_passed_over(tmp_path: Path) -> None:
    many = [f"384320{i % 90:02d}.{i % 1000:03d},3898600.{i % 997:03d}" for i in range(1000)]
    huge = direct([*many * 1000, many[0]], number=300)
    shape = polygons(huge, direct(CLOSED, number=301))
    delivery = read_text(tmp_path, whole(lines="", polygons=shape))
    assert kinds(delivery).count("too_large") == 1
    (finding,) = [one for one in delivery.findings if one.kind == "too_large"]
    assert finding.limit == MOST_VERTICES
    assert len(delivery.parcels[0].polygons) == 1


def test_rings_without_end_are_not_compared(tmp_path: Path) -> None:
    shape = polygons(direct(*[CLOSED] * 501))
    delivery = read_text(tmp_path, whole(polygons=shape))
    assert kinds(delivery) == ["too_large"]


def test_one_line_asked_for_again_and_again(tmp_path: Path) -> None:
    shape = polygons(indirect(*["201"] * 30_000, count=30_000))
    delivery = read_text(tmp_path, whole(polygons=shape))
    assert kinds(delivery) == ["too_large"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (GOOD.encode("gb18030").replace(b"301,4", b"301,\x004"), "unreadable_encoding"),
        (GOOD.encode("utf-16"), "unreadable_encoding"),
        (GOOD.encode("gb18030").replace(b"2700.61,", b"2700.61,\xff\xff"), "unreadable_encoding"),
        (GOOD.encode() + b"\n", None),
        (b"HeadBegin\n" + b"x" * (3 << 20), "line_too_long"),
        (b"HeadBegin\n", "header_missing"),
        (b"", "header_missing"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, kind: str | None) -> None:
    if kind is None:
        assert kinds(read_bytes(tmp_path, data)) == []
        return
    with pytest.raises(FileRefused) as refused:
        read_bytes(tmp_path, data)
    assert refused.value.finding.kind == kind
    assert refused.value.finding.line


def test_two_encodings_in_one_file_name_the_line(tmp_path: Path) -> None:
    mixed = GOOD.encode("gb18030").replace(
        "示例路".encode("gb18030"), "示例路甲乙".encode() + b"\xff"
    )
    with pytest.raises(FileRefused) as refused:
        read_bytes(tmp_path, mixed)
    assert refused.value.finding.line == line_of(GOOD, ATTRIBUTES.split("\n")[2])


LINES = [row.encode("gb18030") for row in GOOD.split("\n")]
WORDS = [
    b"0",
    b"1",
    b"-1",
    b"100",
    b"21",
    b"22",
    b"NaN,NaN",
    b"1e9,1e9",
    b"PolygonBegin",
    b"LineEnd",
]
WORDS += [
    b"TableEnd",
    b"AttributeEnd",
    b"CommentBegin",
    b"999999999",
    b"",
    b",",
    b",,,,",
    b"201,0,0,-201",
]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["drop", "twice", "word", "swap", "byte", "cut"]),
        st.integers(0, len(LINES) - 1),
        st.sampled_from(WORDS),
        st.integers(0, 255),
    ),
    min_size=1,
    max_size=8,
)


def mutated(changes: list[tuple[str, int, bytes, int]]) -> bytes:
    rows = list(LINES)
    for how, where, word, byte in changes:
        place = where % max(1, len(rows))
        if how == "drop":
            del rows[place : place + 1]
        elif how == "twice":
            rows[place:place] = rows[place : place + 9]
        elif how == "word":
            rows[place : place + 1] = [word]
        elif how == "swap" and rows:
            rows[place], rows[byte % len(rows)] = rows[byte % len(rows)], rows[place]
        elif how == "byte" and rows and rows[place]:
            at = byte % len(rows[place])
            rows[place] = rows[place][:at] + bytes([byte]) + rows[place][at + 1 :]
        elif how == "cut":
            rows[place:] = rows[place : place + 1] if byte % 2 else []
    return b"\n".join(rows)


def sound_answer(data: bytes) -> None:
    """Read a file: whatever it is, the answer is a delivery or a refusal, in both languages."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            delivery = read_bytes(Path(folder), data)
        except FileRefused as refused:
            delivery = Delivery(findings=[refused.finding])
    for finding in delivery.findings:
        assert finding.code
        assert finding.message.zh
        assert finding.message.en


@settings(max_examples=60, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES)
def test_no_change_of_a_good_file_raises(changes: list[tuple[str, int, bytes, int]]) -> None:
    sound_answer(mutated(changes))


@pytest.mark.deep
@settings(max_examples=20_000, deadline=5_000, suppress_health_check=list(HealthCheck))
@given(CHANGES)
def test_no_change_of_a_good_file_raises_at_length(
    changes: list[tuple[str, int, bytes, int]],
) -> None:
    sound_answer(mutated(changes))


@settings(max_examples=60, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300))
def test_no_bytes_behind_a_head_raise(data: bytes) -> None:
    sound_answer(b"HeadBegin\nVersion:3.0\nHeadEnd\n" + data)


def test_the_good_file_is_good(tmp_path: Path) -> None:
    assert INDIRECT in GOOD
    assert TWO_LINES in GOOD
    assert lines(line(1)) not in GOOD
    assert kinds(read_text(tmp_path, GOOD)) == []
