"""Export, then import: what a writer declares to hold comes back identical.

Every writer that is found is tested; a new one needs no line here.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadastre.domain.findings import Severity
from exporters import formats
from exporters.formats import Writer
from exporters.holding import Holds, Kept
from importers import formats as readers
from importers.records import DeclaredSystem, Delivery, PointRecord, PolygonRecord, RingRecord
from tests.exporters.deliveries import deliveries

OFFICE = 4547
PLACES = {"file", "line", "polygons", "points", "attributes"}


def replaced(text: str, holds: Holds) -> str:
    for letter, instead in holds.replaced.items():
        text = text.replace(letter, instead)
    return text.strip()


def places(points: Sequence[PointRecord], holds: Holds, *, labels: bool) -> list[object]:
    """Return points in their order, digit for digit where the format keeps every digit."""
    figure = str if holds.exact_decimals else (lambda one: one.quantize(Decimal("0.0001")))
    return [
        (
            replaced(point.label, holds) if labels else "",
            figure(point.northing_m),
            figure(point.easting_m),
        )
        for point in points
    ]


def points_of(polygons: tuple[PolygonRecord, ...], holds: Holds, *, labels: bool) -> list[object]:
    """Return every ring's points."""

    def corners(ring: RingRecord) -> list[object]:
        first, *others = places(ring.points, holds, labels=labels)
        return [first, *(others if holds.directions else min(others, others[::-1]))]

    return [[corners(ring) for ring in (polygon.outer, *polygon.holes)] for polygon in polygons]


def said(record: object, kept: Kept, holds: Holds) -> dict[str, object]:
    """Return what a record says in the fields and attributes that are kept."""
    known: dict[str, object] = {}
    for entry in fields(record):  # type: ignore[arg-type]
        if entry.name in kept.fields - PLACES:
            value = getattr(record, entry.name)
            known[entry.name] = replaced(value, holds) if isinstance(value, str) else value
    attributes: Mapping[str, str] = getattr(record, "attributes", {})
    for key in kept.attributes:
        if attributes.get(key):
            text = replaced(attributes[key], holds)
            is_figure = key.endswith(("_m2", "coefficient")) and not holds.exact_decimals
            known[f"attributes.{key}"] = Decimal(text) if is_figure else text
    return known


def written_and_read(one: Writer, delivery: Delivery, system: DeclaredSystem) -> Delivery:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{formats.ending(one.FORMAT)}"
        formats.write(delivery, path, format=one.FORMAT, system=system)
        back = readers.read_files([path], office_srid=OFFICE)
    errors = [finding for finding in back.findings if finding.severity is Severity.ERROR]
    assert errors == []
    return back


@pytest.mark.parametrize("one", formats.writers(), ids=lambda one: one.FORMAT)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data(), prefix=st.sampled_from([38, None]))
def test_what_is_held_comes_back(one: Writer, data: st.DataObject, prefix: int | None) -> None:
    holds = one.HOLDS
    delivery = data.draw(deliveries(holds))
    back = written_and_read(one, delivery, DeclaredSystem(OFFICE, prefix, "CGCS2000"))
    for kind in ("parcels", "buildings", "units", "lines"):
        kept: Kept | None = getattr(holds, kind)
        if kept is None:
            continue
        sent, received = getattr(delivery, kind), getattr(back, kind)
        assert [said(record, kept, holds) for record in received] == [
            said(record, kept, holds) for record in sent
        ]
        if kind == "lines":
            assert [places(line.points, holds, labels=True) for line in received] == [
                places(line.points, holds, labels=True) for line in sent
            ]
        if kind in ("units", "lines") or not holds.shapes:
            continue
        labels = holds.point_labels and kind == "parcels"
        for record, again in zip(sent, received, strict=True):
            assert points_of(again.polygons, holds, labels=labels) == points_of(
                record.polygons, holds, labels=labels
            )


@pytest.mark.parametrize("one", formats.writers(), ids=lambda one: one.FORMAT)
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_same_records_are_the_same_file(one: Writer, data: st.DataObject) -> None:
    delivery = data.draw(deliveries(one.HOLDS))
    with tempfile.TemporaryDirectory() as folder:
        made = []
        for name in ("one", "two"):
            path = Path(folder) / name
            system = DeclaredSystem(OFFICE, 38)
            formats.write(delivery, path, format=one.FORMAT, system=system, name="a")
            made.append(path.read_bytes())
    assert made[0] == made[1]
