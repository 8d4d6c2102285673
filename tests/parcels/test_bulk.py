"""A stock load promises what single publishes promise: compared with them, refused, raced."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from threading import Event, Thread

import numpy as np
import pytest
import shapely
from django.db import DatabaseError, connection, transaction

from cadastre.domain.errors import CadastreError, NotAllowed
from cadastre.models import AuditEntry, SpatialSource
from parcels import bulk
from parcels.bulk import StockRefused, stock_load
from parcels.bulk_rows import StockRows, copy_text, wkb_of
from parcels.bulk_statements import GUARDS_OFF
from parcels.models import BoundaryLine, BoundaryPoint, Parcel, SharedPoint
from parcels.services import parcel_publish
from tests import factories
from tests.own_role import as_the_application
from tests.parcels.test_invariants import found

NORTH, EAST = 3_898_650, 432_010
BASE = factories.SUB_DISTRICT + "GB"


def code(number: int) -> str:
    return f"{BASE}{number:05d}"


def row_of_houses(count: int, *, first: int = 1, east: int = EAST, north: int = NORTH) -> StockRows:
    """Return rectangles of 30 m by 20 m side by side, from their north-west corners clockwise."""
    rings = [
        [(e, north), (e + 30, north), (e + 30, north - 20), (e, north - 20)]
        for e in (east + 30 * at for at in range(count))
    ]
    return StockRows(
        parcel_codes=[code(first + at) for at in range(count)],
        shapes=np.array([shapely.Polygon(ring) for ring in rings], dtype=object),
        areas_m2=["600.00"] * count,
        addresses=["示例路\t1号"] * count,
        land_use_systems=["GB/T 21010-2017"] * count,
        land_use_codes=["0701"] * count,
        land_use_names=["城镇住宅用地"] * count,
        area_rules=[""] * count,
        source_files=["stock.gpkg"] * count,
        source_lines=list(range(1, count + 1)),
    )


def load(*chunks: StockRows, **options: object) -> bulk.StockLoaded:
    factories.sub_district()
    source = SpatialSource(title="示例存量", stage="stock")
    return stock_load(chunks, source=source, now=factories.NOW, **options)


def sound() -> bool:
    """Whether the auditor finds nothing but entries that the test's own commit would seal."""
    return found() <= {"entries_not_sealed"}


def kinds_of(*chunks: StockRows) -> list[tuple[str, str, str]]:
    with pytest.raises(StockRefused) as refused:
        load(*chunks)
    assert not Parcel.objects.filter(source__stage="stock").exists()
    assert sound()
    return [(each.kind, each.object_key, each.found) for each in refused.value.findings]


def told(parcel: Parcel) -> dict[str, object]:
    points = [
        (p.part, p.ring, p.sequence, p.label, p.northing_m, p.easting_m, p.geom.coords)
        for p in BoundaryPoint.objects.filter(parcel=parcel)
    ]
    places = {p.shared_id for p in BoundaryPoint.objects.filter(parcel=parcel)}
    lines = [
        (x.start.label, x.end.label, x.length_m, x.side, x.geom.coords)
        for x in BoundaryLine.objects.filter(parcel=parcel).select_related("start", "end")
    ]
    return {
        "layer": parcel.layer,
        "area": parcel.area_m2,
        "geom": parcel.geom.coords,
        "points": points,
        "places": len(places),
        "lines": lines,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("rebuilt", [True, False])
def test_what_it_enters_is_sound_and_its_guards_are_on_again(rebuilt, monkeypatch):
    if not rebuilt:
        factories.parcel(code(900), (factories.rectangle(NORTH - 500, EAST),))
        factories.parcel(code(901), (factories.rectangle(NORTH - 600, EAST),))
    done = load(row_of_houses(2), row_of_houses(1, first=3, east=EAST + 60))
    assert (done.parcels, done.points, done.was_written, done.rebuilt) == (3, 12, True, rebuilt)
    assert sound()
    assert Parcel.objects.get(parcel_code=code(3)).address == "示例路\t1号"
    entry = AuditEntry.objects.get(action="parcel.load")
    assert entry.details["parcels"] == 3
    # Three rectangles in a row have eight corners.
    shared = BoundaryPoint.objects.filter(parcel__source__stage="stock").values("shared_id")
    assert shared.distinct().count() == 8


@pytest.mark.django_db
def test_a_parcel_with_a_hole_and_two_parts_is_written_as_a_single_publish_writes_it():
    outer = factories.rectangle(NORTH, EAST, height=41, width=37)
    hole = tuple(
        replace(p, label=f"J{n}")
        for n, p in enumerate(reversed(factories.rectangle(NORTH - 9, EAST + 8, width=20)), start=5)
    )
    other = tuple(
        replace(p, label=f"J{n}")
        for n, p in enumerate(factories.rectangle(NORTH - 100, EAST), start=9)
    )
    single = factories.parcel(code(1), (outer, hole), (other,))
    expected = told(single)
    shape = shapely.from_wkb(bytes(single.geom.wkb))
    moved = shapely.transform(shape, lambda places: places + np.array([0, 1000]))
    rows = replace(row_of_houses(1, first=2), shapes=np.array([moved], dtype=object))
    load(rows)
    written = told(Parcel.objects.get(parcel_code=code(2)))
    back = [
        (part, ring, seq, label, north - 1000, east)
        for part, ring, seq, label, north, east, _ in written["points"]
    ]
    assert back == [point[:6] for point in expected["points"]]
    assert [x[:4] for x in written["lines"]] == [x[:4] for x in expected["lines"]]
    assert written["places"] == expected["places"]


@pytest.mark.django_db
def test_digits_and_labels_are_kept_as_delivered():
    corners = row_of_houses(1)
    rows = replace(
        corners,
        labels=[["界\\1", 'J"2', "J3", "J4"]],
        northings_m=[[f"{NORTH}.0000", f"{NORTH}.00", f"{NORTH - 20}", f"{NORTH - 20}.0"]],
        eastings_m=[[f"{EAST}", f"{EAST + 30}", f"{EAST + 30}", f"{EAST}.00010"]],
    )
    load(rows)
    points = BoundaryPoint.objects.order_by("sequence")
    assert [p.label for p in points] == ["界\\1", 'J"2', "J3", "J4"]
    assert str(points[0].northing_m) == f"{NORTH}.0000"
    assert str(points[3].easting_m) == f"{EAST}.00010"


@pytest.mark.django_db
def test_places_are_shared_with_the_register_and_between_batches(monkeypatch):
    monkeypatch.setattr("parcels.bulk_boundaries.BATCH", 1)
    factories.parcel(code(900), (factories.rectangle(NORTH, EAST - 30, height=20, width=30),))
    load(row_of_houses(2), row_of_houses(1, first=3, east=EAST + 60))
    used = [
        {point.shared_id for point in BoundaryPoint.objects.filter(parcel__parcel_code=code(n))}
        for n in (900, 1, 2, 3)
    ]
    assert [len(one & other) for one, other in pairwise(used)] == [2, 2, 2]
    numbers = SharedPoint.objects.order_by("number").values_list("number", "easting_mm")
    # Four of the register; then, chunk by chunk, from north to south and west to east.
    assert [number for number, _ in numbers] == list(range(1, 11))
    assert [east for _, east in numbers][4:] == [
        (EAST + 30 * at) * 1000 for at in (1, 2, 1, 2, 3, 3)
    ]
    assert sound()


@pytest.mark.django_db
def test_an_overlapping_load_is_refused_whole_and_names_the_pairs():
    assert kinds_of(row_of_houses(3), row_of_houses(1, first=9, east=EAST + 75)) == [
        ("overlap", code(3), code(9))
    ]


@pytest.mark.django_db
def test_an_overlap_in_another_layer_is_none():
    below = replace(row_of_houses(1), parcel_codes=[factories.SUB_DISTRICT + "GX00001"])
    assert load(row_of_houses(1), below).parcels == 2


@pytest.mark.django_db
def test_an_overlap_with_the_register_is_refused_and_a_tenth_of_a_square_metre_is_not():
    factories.parcel(code(900), (factories.rectangle(NORTH, EAST),))
    assert kinds_of(row_of_houses(2, east=EAST + 20)) == [("overlaps_register", code(1), code(900))]
    tolerated = row_of_houses(2, east=EAST + 30)
    shapes = shapely.transform(tolerated.shapes, lambda places: places - np.array([0.004, 0]))
    assert load(replace(tolerated, shapes=shapes)).parcels == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"parcel_codes": [BASE + "0001"]}, "malformed_parcel_code"),
        ({"parcel_codes": ["410811001999GB00001"]}, "outside_district"),
        ({"areas_m2": [""]}, "zero_area"),
        ({"areas_m2": ["0.00"]}, "zero_area"),
        (
            {
                "shapes": np.array(
                    [
                        shapely.Polygon(
                            [
                                (EAST, NORTH),
                                (EAST + 9, NORTH - 9),
                                (EAST + 9, NORTH),
                                (EAST, NORTH - 9),
                            ]
                        )
                    ],
                    dtype=object,
                )
            },
            "invalid_geometry",
        ),
        (
            {
                "shapes": np.array(
                    [
                        shapely.Polygon(
                            [(EAST, NORTH), (EAST + 9, NORTH), (EAST + 9, NORTH), (EAST, NORTH - 9)]
                        )
                    ],
                    dtype=object,
                )
            },
            "duplicate_vertex",
        ),
        (
            {
                "northings_m": [[str(NORTH), str(NORTH), str(NORTH - 20), str(NORTH - 20)]],
                "eastings_m": [[str(EAST), f"{EAST + 30}.001", str(EAST + 30), str(EAST)]],
            },
            "point_off_boundary",
        ),
    ],
)
def test_a_single_breach_refuses_the_load(changes, kind):
    assert [each[0] for each in kinds_of(replace(row_of_houses(1), **changes))] == [kind]


@pytest.mark.django_db
def test_a_code_twice_and_a_code_the_register_knows_are_refused():
    twice = row_of_houses(1, east=EAST + 90)
    assert ("duplicate_parcel_code", code(1), "") in kinds_of(row_of_houses(2), twice)
    factories.parcel(code(1), (factories.rectangle(NORTH - 500, EAST),))
    assert kinds_of(row_of_houses(1)) == [("parcel_code_known", code(1), "")]


@pytest.mark.django_db
def test_a_dry_run_writes_nothing():
    done = load(row_of_houses(2), dry_run=True)
    assert (done.parcels, done.was_written) == (2, False)
    assert not Parcel.objects.exists()
    assert sound()


@pytest.mark.django_db
def test_overlaps_are_found_across_tiles(monkeypatch):
    monkeypatch.setattr("parcels.bulk_overlaps.TILE_PARCELS", 2)
    said = kinds_of(row_of_houses(9), row_of_houses(1, first=30, east=EAST + 105))
    assert said == [("overlap", code(4), code(30)), ("overlap", code(5), code(30))]


@pytest.mark.django_db
def test_the_applications_role_can_neither_load_nor_switch_a_guard_off():
    factories.sub_district()
    with as_the_application():
        with pytest.raises(NotAllowed):
            load(row_of_houses(1))
        for off in GUARDS_OFF.strip().split(";\n"):
            with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
                connection.cursor().execute(off)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute("set session_replication_role = replica")


@pytest.mark.django_db(transaction=True)
def test_a_single_publish_cannot_slip_in_between(monkeypatch):
    factories.sub_district()
    origin = factories.source()
    inside, outcome = Event(), []

    def publish() -> None:
        try:
            inside.set()
            parcel_publish(
                factories.content(code(900)),
                source=origin,
                area_source=origin,
                now=factories.NOW,
            )
            outcome.append("published")
        except CadastreError as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    rival = Thread(target=publish)
    checked = bulk._check_against_register

    def check_then_let_the_rival_try(*arguments: object) -> None:
        checked(*arguments)
        rival.start()
        inside.wait(timeout=10)
        rival.join(timeout=0.5)
        assert outcome == []  # it waits for the table

    monkeypatch.setattr(bulk, "_check_against_register", check_then_let_the_rival_try)
    assert load(row_of_houses(2)).was_written
    rival.join(timeout=30)
    assert outcome == ["conflict"]
    assert sound()
    assert Parcel.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_load_waits_for_a_publish_and_sees_it():
    factories.sub_district()
    started, said = Event(), []

    def rival() -> None:
        try:
            started.set()
            load(row_of_houses(1))
        except StockRefused as refused:
            said.extend(each.kind for each in refused.findings)
        finally:
            connection.close()

    thread = Thread(target=rival)
    with transaction.atomic():
        factories.parcel(code(900))
        thread.start()
        started.wait(timeout=10)
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join(timeout=30)
    assert said == ["overlaps_register"]


def test_copy_text_escapes_what_copy_would_take_for_its_own():
    rows = replace(row_of_houses(1), addresses=["a\\b\nc\rd\te"])
    assert "a\\\\b\\nc\\rd\\te" in copy_text(rows, wkb_of(rows.shapes), after=0, srid=4547)


def test_area_is_text_and_no_rows_are_no_text():
    none = row_of_houses(0)
    assert copy_text(none, wkb_of(none.shapes), after=0, srid=4547) == ""
    assert Decimal(row_of_houses(1).areas_m2[0]) == 600
