"""Strict decoding: right text or a refusal, never other characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.errors import FileRefused
from importers.text_encoding import decode, decode_beginning

WORDS = "宗地界址点"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (WORDS.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + WORDS.encode(), "utf-8"),
        (WORDS.encode("gbk"), "gb18030"),
        (b"\x84\x31\x95\x33" + WORDS.encode("gb18030"), "gb18030"),
        (b"\xff\xfe" + WORDS.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + WORDS.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_marks_and_guesses(data: bytes, encoding: str) -> None:
    assert decode(data, file="a.txt") == (WORDS, encoding)
    assert decode_beginning(data) == WORDS


def test_empty_is_empty() -> None:
    assert decode(b"", file="a.txt") == ("", "utf-8")
    assert decode_beginning(b"") == ""


def test_marks_inside_the_text_go() -> None:
    assert decode("a\ufeffb".encode(), file="a.txt")[0] == "ab"


@pytest.mark.parametrize("data", [b"\xff", b"abc\0", b"\xef\xbb\xbf\xff", b"\x81"])
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        decode(data, file="坐标.txt")
    assert refused.value.finding.file == "坐标.txt"
    assert "坐标.txt" in refused.value.message.zh


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_utf_8_and_gb18030_come_back(text: str) -> None:
    assert decode(text.encode(), file="a")[0] == text
    mark = b"\x84\x31\x95\x33"
    assert decode(mark + text.encode("gb18030"), file="a")[0] == text


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    beginning = decode_beginning(data)
    try:
        text, _ = decode(data, file="a")
    except FileRefused:
        return
    assert text.startswith(beginning) or beginning == text
