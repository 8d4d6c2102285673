"""A building and the parcel under it, written by two connections at once."""

from dataclasses import replace
from decimal import Decimal
from threading import Event, Timer
from typing import Any

import pytest
from django.db import connection, transaction

from buildings.domain.publication import BuildingContent
from buildings.models import Building
from buildings.services import building_publish
from cadastre.models import SpatialSource
from parcels.changes import parcel_split
from tests import factories
from tests.buildings.houses import house
from tests.buildings.test_staying import CUT, ENDED, narrowed, rewritten
from tests.parcels.test_changes import EAST, NORTH, act
from tests.parcels.test_concurrent import at_once
from tests.parcels.test_invariants import found, run, taken_back

pytestmark = pytest.mark.django_db(transaction=True)


def built_at(parcel_code: str, *, north: int) -> None:
    """Publish building 0001 of a parcel, 5 to 25 m from its western side."""
    origin = factories.source()
    building_publish(
        BuildingContent(
            parcel_code=parcel_code,
            building_number="0001",
            footprint=((factories.rectangle(north, EAST + 5, height=10, width=20),),),
            footprint_area_m2=Decimal(200),
            floor_area_m2=Decimal(200),
            area_standard="",
            units=(),
        ),
        source=origin,
        area_source=origin,
        now=factories.NOW,
    )


def test_a_building_written_while_its_parcel_is_narrowed_is_seen_or_refused():
    """Whoever comes second is refused: the parcel for the building, or the building outside."""
    factories.parcel()
    assert sorted(at_once(house, lambda: narrowed("15"))) == ["conflict", "done"]
    run("select 1")
    assert found() == set()


def test_a_building_published_and_its_parcel_split_at_once_do_not_wait_in_a_ring():
    """Both need the parcel and its building numbers; each turn has a parcel and a house of it."""
    for turn in range(1, 6):
        code = f"410811001002GB{20 + 10 * turn:05d}"
        north = NORTH - 100 * turn
        ring = factories.rectangle(north, EAST)
        factories.parcel(code, (ring,))
        parts = [
            replace(
                factories.content("", (factories.rectangle(north, EAST + w, width=15),)),
                area_m2=Decimal(300),
            )
            for w in (0, 15)
        ]
        splitting = act()
        outcomes = at_once(
            lambda c=code, n=north: built_at(c, north=n - 5),
            lambda c=code, p=parts, a=splitting: parcel_split(c, p, a),
        )
        assert sorted(outcomes) == ["conflict", "done"]
    assert found() == set()


def ended_by(statement: str, *, begun: Event, may_end: Event) -> None:
    """Run a statement, say that it ran, and commit when that is allowed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        begun.set()
        assert may_end.wait(timeout=20)


@pytest.mark.parametrize("first", ["building", "parcel"])
def test_raw_writers_at_once_wait_for_each_other(first):
    """One holds its transaction open while the other writes: the other waits, and is refused."""
    factories.parcel()
    with taken_back():
        house()
        columns = [field.column for field in Building._meta.concrete_fields]
        (row,) = sql_row("select {} from buildings_building", columns)
    (source,) = SpatialSource.objects.order_by("accepted_at")[:1]
    row |= {"source_id": source.pk, "area_source_id": source.pk}
    insert = mogrified("buildings_building", row)
    statements = {"building": insert, "parcel": rewritten(CUT, ENDED)}
    second = "parcel" if first == "building" else "building"
    begun, may_end, over = Event(), Event(), Event()

    def hold() -> None:
        ended_by(statements[first], begun=begun, may_end=may_end)

    def follow() -> None:
        assert begun.wait(timeout=20)
        may_end_soon()
        try:
            with transaction.atomic():
                run(statements[second])
        finally:
            over.set()

    def may_end_soon() -> None:
        Timer(0.5, may_end.set).start()

    outcomes = at_once(hold, follow)
    assert sorted(outcome.partition(":")[0] for outcome in outcomes) == ["IntegrityError", "done"]
    assert found() <= {"points_make_the_boundary", "row_without_entry"}


def sql_row(statement: str, columns: list[str]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(", ".join(columns)))
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def mogrified(table: str, row: dict[str, Any]) -> str:
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(row))
        statement = f"insert into {table} ({', '.join(row)}) values ({marks})"
        values = [str(v) if k in {"source_id", "area_source_id"} else v for k, v in row.items()]
        return cursor.mogrify(statement, values).decode()
