"""Neighbours that call a common corner differently: the labels come back, or the writer says so."""

from decimal import Decimal
from pathlib import Path

import pytest

from exporters import formats
from exporters.formats import Writer
from importers import formats as readers
from importers.records import DeclaredSystem, Delivery, ParcelRecord, PointRecord, PolygonRecord
from importers.records import RingRecord as Ring

EAST, NORTH = Decimal("432010.350"), Decimal("3898650.120")


def parcel(number: int, labels: str) -> ParcelRecord:
    """Return a square of 40 m in a row of them, its labels from the south-west corner on."""
    west = EAST + 40 * number
    places = [(NORTH, west), (NORTH, west + 40), (NORTH + 40, west + 40), (NORTH + 40, west)]
    points = [
        PointRecord(label, *place) for label, place in zip(labels.split(), places, strict=True)
    ]
    shape = (PolygonRecord(Ring(tuple(points)), ()),)
    return ParcelRecord("a", None, f"410811001002GB{number + 1:05d}", "", shape)


DIFFERING = Delivery(parcels=[parcel(0, "J1 J2 J3 J4"), parcel(1, "J1 J2 J3 J4")])
"""J2 and J3 of the first are J1 and J4 of the second."""
ALIKE = Delivery(parcels=[parcel(0, "J1 J2 J3 J4"), parcel(1, "J2 J5 J6 J3")])
LABELLING = [one for one in formats.writers() if one.HOLDS.point_labels and one.HOLDS.shapes]


def written_and_read(one: Writer, delivery: Delivery, folder: Path) -> tuple[list[str], int]:
    """Return the labels in the order of the rings, and how many the writer said were left out."""
    path = folder / f"a{formats.ending(one.FORMAT)}"
    findings = formats.write(delivery, path, format=one.FORMAT, system=DeclaredSystem(4547, None))
    said = sum(int(finding.found) for finding in findings if "point label" in finding.message.en)
    back = readers.read_files([path], office_srid=4547)
    assert [found.kind for found in back.findings if found.kind == "several_point_numbers"] == []
    return labels(back), said


def labels(delivery: Delivery) -> list[str]:
    return [point.label for one in delivery.parcels for point in one.polygons[0].outer.points]


@pytest.mark.parametrize("one", LABELLING, ids=lambda one: one.FORMAT)
def test_common_corners_with_one_label_come_back(one: Writer, tmp_path: Path) -> None:
    assert written_and_read(one, ALIKE, tmp_path) == (labels(ALIKE), 0)


@pytest.mark.parametrize("one", LABELLING, ids=lambda one: one.FORMAT)
def test_no_label_is_lost_in_silence(one: Writer, tmp_path: Path) -> None:
    back, said = written_and_read(one, DIFFERING, tmp_path)
    sent = labels(DIFFERING)
    assert sum(one != other for one, other in zip(sent, back, strict=True)) == said


def test_a_drawing_has_one_symbol_a_place_and_keeps_the_first_label(tmp_path: Path) -> None:
    (drawing,) = [one for one in LABELLING if one.FORMAT == "dxf"]
    assert written_and_read(drawing, DIFFERING, tmp_path) == (
        ["J1", "J2", "J3", "J4", "J2", "J2", "J3", "J3"],
        2,
    )
    assert (tmp_path / "a.dxf").read_text("gb18030").count("\nCIRCLE\n") == 6
