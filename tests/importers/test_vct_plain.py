"""Objects told as a whole and objects read row by row give the same, whatever the file is."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from cadastre.domain.errors import FileRefused
from importers import vct_plain
from importers.records import Delivery
from importers.vct_lines import Cursor
from tests.importers.test_vct_hostile import CHANGES, mutated
from tests.importers.vct_maker import (
    CLOSED,
    CODE,
    HOLE,
    direct,
    indirect,
    line,
    lines,
    polygons,
    read_bytes,
    read_text,
    whole,
)

FILES = {
    "lines": whole(),
    "one ring": whole(polygons=polygons(direct(CLOSED))),
    "a hole": whole(polygons=polygons(direct(CLOSED, HOLE))),
    "carriage returns": whole().replace("\n", "\r\n"),
    "a blank style": whole().replace("unknown", ""),
    "blanks": whole().replace("\n11\n", "\n 11 \n"),
    "heights": whole().replace(",3898652.480", ",3898652.480,95.1"),
    "a comment": whole().replace("PolygonBegin\n", "PolygonBegin\nCommentBegin\n301\nCommentEnd\n"),
    "another separator": whole().replace("Separator:,", "Separator:;").replace(",389", ";389"),
    "reversed": whole(polygons=polygons(indirect("-201,-202", count=2))),
    "a wrong count": whole(polygons=polygons(indirect("201,202", count=3))),
    "a line twice": whole(lines=lines(line(201, *CLOSED[:4]), line(201, *CLOSED[3:]))),
    "many": whole(
        polygons=polygons(*(direct(CLOSED, number=n) for n in range(301, 340))),
        attributes="AttributeBegin\nZDJBXX\n"
        + "".join(f"{n},{CODE},2700.61,示例路{n}号\n" for n in range(301, 340))
        + "TableEnd\nAttributeEnd\n",
    ),
}


def both_ways(data: bytes) -> list[Delivery | str]:
    """Read a file with and without looking for plain objects; a refusal is its kind."""
    answers: list[Delivery | str] = []
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for separator in (vct_plain.SEPARATOR, b"none"):
            patch.setattr(vct_plain, "SEPARATOR", separator)
            try:
                answers.append(read_bytes(Path(folder), data))
            except FileRefused as refused:
                answers.append(refused.finding.kind)
    return answers


@pytest.mark.parametrize("text", FILES.values(), ids=FILES.keys())
def test_both_ways_agree(text: str) -> None:
    quick, slow = both_ways(text.encode("gb18030"))
    assert quick == slow


@settings(max_examples=60, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES)
def test_both_ways_agree_on_changed_files(changes: list[tuple[str, int, bytes, int]]) -> None:
    quick, slow = both_ways(mutated(changes))
    assert quick == slow


@pytest.mark.deep
@settings(max_examples=10_000, deadline=5_000, suppress_health_check=list(HealthCheck))
@given(CHANGES)
def test_both_ways_agree_at_length(changes: list[tuple[str, int, bytes, int]]) -> None:
    quick, slow = both_ways(mutated(changes))
    assert quick == slow


def test_plain_objects_are_found_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick way is taken at all: rows are not cut one by one in the sections of objects."""
    taken: list[int] = []
    original = Cursor.accept

    def accept(self: Cursor, found: object) -> None:
        original(self, found)  # type: ignore[arg-type]
        taken.append(self.last)

    monkeypatch.setattr(Cursor, "accept", accept)
    delivery = read_text(tmp_path, FILES["many"])
    assert len(delivery.parcels) == 39
    # The point, the second line, and 39 polygons on each of two ways; the first line and polygon
    # are looked at row by row, to find the place of their section.
    assert len(taken) == 1 + 1 + 38 + 39
