"""Shapefiles in chunks: what holds for a whole file is decided on all of it, wherever a chunk ends.

A chunk holds three or so records here, not five thousand.
"""

import struct
import tempfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from cadastre.domain.errors import TooLarge
from importers import shapefile, shapefile_table
from importers.chunks import joined
from importers.limits import Limits, bounded_by
from importers.records import Delivery
from tests.importers.shapefile_maker import Field, Shape, dbf, write

ZDDM, ZDMC, QLR = Field(b"ZDDM", width=19), Field(b"ZDMC", width=20), Field(b"QLR", width=20)
ZRZH, NUMBER = Field(b"ZRZH", width=24), Field(b"YZDH", "N", 18)
LENGTH, PARCELS = Field(b"JZXCD", "N", 15, 2), Field(b"ZDZHDM", width=19)


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, int], list[Delivery]]:
    """Read a file in chunks of so many records."""

    def chunks(path: Path, most: int) -> list[Delivery]:
        monkeypatch.setattr(shapefile_table, "CHUNK_OBJECTS", most)
        return list(shapefile.read_chunks(path, name=path.name, office_srid=4547))

    return chunks


def read(path: Path) -> Delivery:
    return shapefile.read(path, name=path.name, office_srid=4547)


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def code(number: int) -> bytes:
    return b"410811001002GB%05d" % number


def square(number: int, *, zone: int = 0) -> list[tuple[float, float]]:
    east, north = 432_000.0 + 40 * number + 1_000_000 * zone, 3_898_600.0
    return [(east, north), (east, north + 30), (east + 30, north + 30), (east, north)]


def parcels(
    folder: Path,
    rows: Sequence[Sequence[bytes]],
    fields: Sequence[Field],
    *,
    shapes: Sequence[Shape] | None = None,
    deleted: Sequence[int] = (),
    **options: object,
) -> Path:
    if shapes is None:
        shapes = [[square(number)] for number in range(len(rows))]
    path = write(folder, shapes, fields, rows, **options)
    path.with_suffix(".dbf").write_bytes(dbf(fields, rows, deleted=deleted))
    return path


def spoilt(path: Path, record: int) -> Path:
    """Let a record of :func:`square` claim more points than the file has; counted from 0."""
    data = bytearray(path.read_bytes())
    size = 8 + struct.unpack_from(">i", data, 104)[0] * 2
    struct.pack_into("<i", data, 100 + record * size + 48, 400_000_000)
    path.write_bytes(data)
    return path


def of_parcels(folder: Path) -> Path:
    """Rows deleted at the ends and between, a null shape, an unclosed ring, holders, no code."""
    shapes: list[Shape] = [[square(number)] for number in range(11)]
    shapes[4], shapes[6] = None, [square(6)[:-1]]
    rows = [[code(n), "演示园".encode("gbk"), "张示例".encode("gbk")] for n in range(11)]
    rows[8] = [b"", b"", b""]
    return parcels(folder, rows, [ZDDM, ZDMC, QLR], shapes=shapes, deleted=[0, 3, 5, 10])


def of_buildings(folder: Path) -> Path:
    rows = [[b"F%04d" % number if number % 4 else b"?", b"x"] for number in range(1, 9)]
    return parcels(folder, rows, [ZRZH, Field(b"BZ")])


def of_lines(folder: Path) -> Path:
    rows = [[code(1), b"%d.5" % number, b"x"] for number in range(8)]
    shapes = [[square(number)[:2]] for number in range(8)]
    return parcels(folder, rows, [PARCELS, LENGTH, QLR], shapes=shapes, shape_type=13)


def of_something_else(folder: Path) -> Path:
    return parcels(folder, [[b"1"]] * 8, [Field(b"DJZQDM")])


def of_nothing(folder: Path) -> Path:
    return parcels(folder, [], [ZDDM])


@pytest.mark.parametrize("most", [1, 2, 3, 7])
@pytest.mark.parametrize(
    "make", [of_parcels, of_buildings, of_lines, of_something_else, of_nothing]
)
def test_chunks_of_any_size_are_the_same_file(tmp_path, cut, make, most):
    path = make(tmp_path)
    whole = read(path)
    assert joined(cut(path, most)) == whole


def test_a_chunk_is_full_and_the_last_has_the_summary(tmp_path, cut):
    """Seven of eleven rows are not deleted: 2, 3, 5, 7, 8, 9 and 10."""
    chunks = cut(of_parcels(tmp_path), 3)
    assert [[one.line for one in chunk.parcels] for chunk in chunks] == [[2, 3, 5], [7, 8, 9], [10]]
    assert [one.parcel_code[-5:] for one in chunks[1].parcels] == ["00006", "00007", ""]
    assert [len(chunk.holders) for chunk in chunks] == [3, 2, 1]
    assert [len(chunk.files) for chunk in chunks] == [0, 0, 1]
    counts = chunks[-1].files[0].counts
    # One has no shape; five squares lose their closing point, the unclosed one has none to lose.
    assert counts == {"records": 7, "parcels": 7, "rings": 6, "points": 18}


def test_lines_come_in_chunks_too(tmp_path, cut):
    chunks = cut(of_lines(tmp_path), 3)
    assert [len(chunk.lines) for chunk in chunks] == [3, 3, 2]
    assert chunks[2].lines[1].length_m == Decimal("7.5")
    assert kinds(chunks[0]) == ["z_dropped"]


def test_a_finding_stands_beside_its_record(tmp_path, cut):
    chunks = cut(of_parcels(tmp_path), 3)
    assert [kinds(chunk) for chunk in chunks] == [
        ["deleted_records", "empty_geometry"],
        ["unclosed_ring", "missing_field"],
        [],
    ]


def test_a_kind_is_cut_at_a_hundred_of_the_file_and_not_of_a_chunk(tmp_path, cut):
    path = parcels(tmp_path, [[b""]] * 250, [ZDDM])
    chunks = cut(path, 60)
    assert [len(chunk.findings) for chunk in chunks] == [60, 40, 0, 0, 1]
    assert "250" in chunks[-1].findings[0].message.zh


def test_damaged_records_are_cut_at_a_hundred_and_named_before_the_first(tmp_path, cut):
    path = parcels(tmp_path, [[code(n)] for n in range(130)], [ZDDM])
    for record in range(130):
        spoilt(path, record)
    chunks = cut(path, 50)
    told = [one for one in chunks[0].findings if one.kind == "unreadable_row"]
    assert [one.line for one in told] == [*range(1, 101), None]
    assert "130" in told[-1].message.zh


def test_a_text_in_the_last_record_decides_the_encoding_of_the_first(tmp_path, cut):
    """模 is valid UTF-8 of a Latin letter; the last name is GBK alone."""
    rows = [[code(n), "模".encode("gbk")] for n in range(7)] + [[code(7), "演示".encode("gbk")]]
    chunks = cut(parcels(tmp_path, rows, [ZDDM, ZDMC]), 3)
    assert chunks[0].parcels[0].name == "模"
    assert [kinds(chunk) for chunk in chunks] == [[], [], []]
    assert chunks[-1].files[0].encoding == "gb18030"


def test_a_text_that_fits_nothing_is_named_by_its_record(tmp_path, cut):
    rows = [[code(n), "演示".encode("gbk")] for n in range(7)] + [[code(7), b"\xff\xfe\xff"]]
    chunks = cut(parcels(tmp_path, rows, [ZDDM, ZDMC], deleted=[2]), 3)
    told = chunks[0].findings[0]
    assert (told.kind, told.line, told.field) == ("unreadable_encoding", 8, "ZDMC")
    assert chunks[0].parcels[0].name == "演示"


def test_texts_cut_off_are_counted_over_the_file(tmp_path, cut):
    rows = [[code(n), "演示县".encode("gbk")] for n in range(8)]
    chunks = cut(parcels(tmp_path, rows, [ZDDM, Field(b"ZDMC", width=5)]), 3)
    assert [(one.kind, one.found) for one in chunks[0].findings] == [("text_cut", "8")]


def test_a_vertex_of_another_zone_in_the_last_parcel_refuses_the_figures_of_all(tmp_path, cut):
    rows = [[code(n)] for n in range(8)]
    shapes = [[square(number, zone=38)] for number in range(8)]
    east, north = shapes[7][0][1]
    shapes[7][0][1] = (east + 1_000_000, north)
    chunks = cut(parcels(tmp_path, rows, [ZDDM], shapes=shapes, prj=None), 3)
    assert "zones_mixed" in kinds(chunks[0])
    assert not any(parcel.polygons for chunk in chunks for parcel in chunk.parcels)
    assert sum(kinds(chunk).count("zones_mixed") for chunk in chunks) == 1


def test_a_damaged_last_record_is_named_before_the_first(tmp_path, cut):
    path = spoilt(parcels(tmp_path, [[code(n)] for n in range(8)], [ZDDM]), 7)
    chunks = cut(path, 3)
    told = [one for one in chunks[0].findings if one.kind == "unreadable_row"]
    assert [one.line for one in told] == [8]
    assert [bool(one.polygons) for one in chunks[-1].parcels] == [True, False]


@pytest.mark.parametrize("most", [3, 100])
def test_a_damaged_record_beside_a_deleted_one_does_not_refuse_the_file(tmp_path, cut, most):
    """The driver reports what was wrong with a shape again when it comes to the end."""
    path = parcels(tmp_path, [[code(n)] for n in range(8)], [ZDDM], deleted=[3])
    chunks = cut(spoilt(path, 1), most)
    found = joined(chunks)
    assert [one.line for one in found.parcels] == [1, 2, 3, 5, 6, 7, 8]
    assert [one.line for one in found.parcels if not one.polygons] == [2]
    assert {"unreadable_row", "deleted_records"} <= set(kinds(found))


def test_a_column_not_read_is_named_once_with_a_value_in_its_last_cell(tmp_path, cut):
    rows = [[code(n), b"", b""] for n in range(7)] + [[code(7), b"x", b"y"]]
    path = parcels(tmp_path, rows, [ZDDM, Field(b"GHDW"), Field(b"TBR")])
    chunks = cut(path, 3)
    assert [kinds(chunk) for chunk in chunks] == [[], [], ["columns_not_read"]]
    assert "GHDW" in chunks[-1].findings[0].message.zh
    assert "TBR" in chunks[-1].findings[0].message.zh


def test_an_empty_cell_far_below_does_not_change_a_figure_by_its_chunk(tmp_path, cut):
    """The driver gives whole numbers, or doubles from the first empty cell of what it is asked."""
    rows = [[code(n), b"%d" % (123_456_789_012_345_671 + n)] for n in range(7)] + [[code(7), b""]]
    path = parcels(tmp_path, rows, [ZDDM, NUMBER])
    numbers = [one.attributes.get("old_parcel_number") for one in joined(cut(path, 3)).parcels]
    doubles = [str(int(float(123_456_789_012_345_671 + n))) for n in range(7)]
    assert numbers == [*doubles, None]


def test_too_many_records_are_refused_before_the_first_chunk(tmp_path):
    path = parcels(tmp_path, [[code(n)] for n in range(8)], [ZDDM])
    with bounded_by(Limits(features=7)), pytest.raises(TooLarge):
        next(shapefile.read_chunks(path, name=path.name, office_srid=4547))


def test_what_was_laid_out_for_the_driver_goes_when_reading_is_left_off(tmp_path, monkeypatch):
    monkeypatch.setattr(shapefile_table, "CHUNK_OBJECTS", 3)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = parcels(tmp_path, [[code(n)] for n in range(8)], [ZDDM])
    path.with_suffix(".shx").unlink()
    reading = shapefile.read_chunks(path, name=path.name, office_srid=4547)
    assert len(next(reading).parcels) == 3
    assert len(list((tmp_path / "temporary").iterdir())) == 1
    reading.close()
    assert list((tmp_path / "temporary").iterdir()) == []
