"""Caps hold for every reader, at the cap and one over."""

from decimal import Decimal

import pytest

from importers.limits import Limits
from importers.record_caps import cap_records
from importers.records import (
    Delivery,
    HolderRecord,
    ParcelRecord,
    PointRecord,
    PolygonRecord,
    RingRecord,
    UnitRecord,
)


def ring(points: int) -> RingRecord:
    return RingRecord(
        tuple(PointRecord(f"J{n}", Decimal(n), Decimal(n * n)) for n in range(points))
    )


def parcel(points: int = 3, *, holes: int = 0, **changed: object) -> ParcelRecord:
    values = {"parcel_code": "P", "name": "", "attributes": {}} | changed
    polygons = (PolygonRecord(ring(points), tuple(ring(3) for _ in range(holes))),)
    return ParcelRecord(file="a", line=1, polygons=polygons, **values)


def capped(*parcels: ParcelRecord, **limits: int) -> Delivery:
    return cap_records(Delivery(parcels=list(parcels)), limits=Limits(**limits), file="a.txt")


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def test_what_is_within_the_caps_is_the_same_object() -> None:
    one = parcel()
    result = capped(one)
    assert result.parcels[0] is one
    assert result.findings == []


@pytest.mark.parametrize(("count", "kept"), [(2, 2), (3, 3), (4, 0)])
def test_features(count: int, kept: int) -> None:
    result = capped(*[parcel() for _ in range(count)], features=3)
    assert len(result.parcels) == kept
    assert kinds(result) == ([] if kept else ["too_large"])


@pytest.mark.parametrize(("points", "kept"), [(4, 2), (5, 2), (6, 0)])
def test_vertices_of_a_file(points: int, kept: int) -> None:
    result = capped(parcel(points), parcel(5), vertices_per_file=10)
    assert len(result.parcels) == kept


@pytest.mark.parametrize(("points", "kept"), [(9, True), (10, True), (11, False)])
def test_vertices_of_one_object(points: int, *, kept: bool) -> None:
    result = capped(parcel(points), vertices_per_polygon=10)
    assert bool(result.parcels[0].polygons) is kept
    assert kinds(result) == ([] if kept else ["too_large"])


@pytest.mark.parametrize(("holes", "kept"), [(1, True), (2, True), (3, False)])
def test_rings_of_one_object(holes: int, *, kept: bool) -> None:
    assert bool(capped(parcel(holes=holes), rings_per_polygon=3).parcels[0].polygons) is kept


@pytest.mark.parametrize(("length", "kept"), [(9, 9), (10, 10), (11, 10)])
def test_length_of_texts(length: int, kept: int) -> None:
    result = capped(parcel(name="名" * length, attributes={"备注": "字" * length}), text_length=10)
    assert len(result.parcels[0].name) == kept
    assert len(result.parcels[0].attributes["备注"]) == kept
    assert kinds(result) == (["text_too_long"] * 2 if length > 10 else [])


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\x9f", "\u202e", "\u200b", "\ufeff", "\ud800"])
def test_control_characters_are_replaced_and_named(letter: str) -> None:
    result = capped(parcel(name=f"a{letter}b", attributes={f"k{letter}": "v"}))
    assert result.parcels[0].name == "a\ufffdb"
    assert list(result.parcels[0].attributes) == ["k\ufffd"]
    assert kinds(result) == ["control_characters"]
    assert letter not in repr(result)


@pytest.mark.parametrize("name", ["𠮷祥里", "a\tb\nc", "😀", "Ⅷ-①", "\u00a0"])
def test_rare_characters_stay(name: str) -> None:
    result = capped(parcel(name=name))
    assert result.parcels[0].name == name
    assert result.findings == []


def test_a_holder_s_name_is_in_no_finding() -> None:
    holder = HolderRecord("a", 1, "P", "权利人", "张\0示例" + "长" * 3000)
    result = cap_records(Delivery(holders=[holder]), limits=Limits(), file="a.txt")
    assert kinds(result) == ["text_too_long", "control_characters"]
    assert "示例" not in repr(result.findings)
    assert "张" not in repr(result.findings)


def test_units_are_capped_too() -> None:
    unit = UnitRecord("a", 1, "0001", "1", 1, "1", "101", use="x" * 11)
    result = cap_records(Delivery(units=[unit]), limits=Limits(text_length=10), file="a")
    assert result.units[0].use == "x" * 10
