"""The register read and written: by code, by point, as of a day, lineage, one publish.

An invented county of N parcels and 3N units, in a database of its own, made and dropped here.
"view" is our API view with permission and serializer, without HTTP; "DRF-GIS" is a peer written
here: a ``RetrieveAPIView`` with a ``GeoFeatureModelSerializer`` over the same table, fewer fields
and no districts to look after; "lean" is :func:`parcels.parcel_json.parcel_as_json`, which gives
the view's content, without REST framework's request and answer around it. The
publish is our service, beside the bare INSERTs of the same rows under the same guards.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks._county import code_of, own_database, sub_districts
from benchmarks._report import report
from benchmarks.load import rows_of, write_stock

NOW = datetime(2026, 1, 5, tzinfo=UTC)
LATER = datetime(2026, 3, 5, tzinfo=UTC)
AS_OF = "2026-02-01"
SEED = 7
WARM_UP = 30

BUILT = """
insert into buildings_buildingcode (code, parcel_code, reserved_at, confirmed_at)
select parcel_code || 'F0001', parcel_code, %(now)s, %(now)s from parcels_parcel;
insert into buildings_building (
    valid_from, recorded_from, building_code, parcel_code, building_number, name, address, geom,
    footprint_area_m2, floor_area_m2, area_standard, storeys_above, storeys_below, structure,
    area_rule, footprint_rule, area_source_id, source_id)
select %(now)s, %(now)s, parcel_code || 'F0001', parcel_code, '0001', '', address, geom, 100, 300,
       '', 3, 0, '', '', '', source_id, source_id from parcels_parcel;
insert into buildings_unitcode (
    code, parcel_code, building_number, section, room, reserved_at, confirmed_at, kind)
select parcel_code || 'F0001' || lpad(n::text, 4, '0'), parcel_code, '0001', '1', n || '01',
       %(now)s, %(now)s, 'room' from parcels_parcel, generate_series(1, 3) as n;
insert into buildings_unit (
    valid_from, recorded_from, kind, unit_code, parcel_code, section, room, address, use, built_m2,
    area_standard, area_rule, area_source_id, building_id)
select %(now)s, %(now)s, 'room', b.building_code || lpad(n::text, 4, '0'), b.parcel_code, '1',
       n || '01', b.address, '住宅', 100, '', '', b.source_id, b.id
from buildings_building b, generate_series(1, 3) as n;
"""

AT_POINT = """
select parcel_code from parcels_parcel
where geom && st_setsrid(st_makepoint(%s, %s), %s)
  and st_intersects(geom, st_setsrid(st_makepoint(%s, %s), %s))
  and valid_to is null and recorded_to is null
"""

PUBLISHED = """
with p as (
    insert into parcels_parcel (
        valid_from, recorded_from, parcel_code, layer, address, land_use_system, land_use_code,
        land_use_name, geom, area_m2, area_rule, boundary_rule, source_id, area_source_id,
        sub_district_id)
    select %(now)s, %(now)s, %(code)s, layer, address, land_use_system, land_use_code,
           land_use_name, %(geom)s::geometry, 400, '', '', source_id, area_source_id,
           sub_district_id
    from parcels_parcel where parcel_code = %(like)s
    returning id, geom, source_id
),
side as (
    select p.*, d.path[1] as sequence, d.geom as line
    from p cross join lateral st_dumpsegments(st_exteriorring(st_geometryn(p.geom, 1))) as d
)
select id, sequence, st_x(st_startpoint(line)), st_y(st_startpoint(line)), source_id from side
"""
POINT = """
insert into parcels_boundarypoint (part, ring, sequence, label, northing_m, easting_m, geom,
    marker, method, source_id, source_file, parcel_id)
values (0, 0, %s, 'J', %s, %s, st_setsrid(st_makepoint(%s, %s), %s), '', '', %s, '', %s)
returning id
"""
LINE = """
insert into parcels_boundaryline (parcel_id, start_id, end_id, length_m, side, kind, position,
    quality, neighbour_code, geom)
select %s, a.id, b.id, 20, 'N', '', '', '', '', st_makeline(a.geom, b.geom)
from parcels_boundarypoint a, parcels_boundarypoint b where a.id = %s and b.id = %s
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked up: codes, and the middles of their parcels."""

    codes: Sequence[str]
    middles: dict[str, tuple[float, float]]
    srid: int


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 0."""
    parser = argparse.ArgumentParser(prog="bin/bench register", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--parcels", type=int, default=5_000)
    parser.add_argument("--look-ups", type=int, default=500)
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadastre.settings")
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder, own_database("cadastre_bench_register"):
        parcels = _filled(Path(folder) / "stock.gpkg", chosen.parcels)
        asked = _asked(parcels, chosen.look_ups + WARM_UP)
        measured = {name: _timed(way, asked.codes) for name, way in _reads(asked).items()}
        measured |= _publishes(parcels, min(chosen.look_ups, 100) + WARM_UP)
    measured["ratios"] = _ratios(measured)
    report(measured, as_json=chosen.json, title=f"{parcels:,} parcels, {3 * parcels:,} units")
    return 0


def _filled(path: Path, parcels: int) -> int:
    from django.db import connection

    from cadastre.models import SpatialSource
    from parcels.bulk import stock_load

    count = write_stock(path, parcels)
    sub_districts(count)
    stock_load(rows_of(path), source=SpatialSource(title="示例存量", stage="stock"), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(BUILT, {"now": NOW})
        cursor.execute("analyze")
    return count


def _asked(parcels: int, count: int) -> Asked:
    from django.conf import settings

    from parcels.models import Parcel

    numbers = random.Random(SEED).choices(range(parcels), k=count)  # noqa: S311 - a sample
    codes = [code_of(number) for number in numbers]
    shapes = Parcel.objects.filter(parcel_code__in=set(codes)).values_list("parcel_code", "geom")
    middles = {code: (p.x, p.y) for code, geom in shapes for p in [geom.point_on_surface]}
    return Asked(codes, middles, settings.SRID)


def _reads(asked: Asked) -> dict[str, Callable[[str], object]]:
    from django.contrib.gis.db.models.functions import Transform
    from django.db import connection
    from rest_framework.generics import RetrieveAPIView
    from rest_framework.test import APIRequestFactory, force_authenticate
    from rest_framework_gis.serializers import GeoFeatureModelSerializer

    from accounts.models import Account
    from buildings.api import UnitDetail
    from buildings.resolving import lineages_seen_by
    from parcels.api import ParcelDetail
    from parcels.models import Parcel
    from parcels.parcel_json import parcel_as_json

    class Peer(GeoFeatureModelSerializer):
        class Meta:
            model = Parcel
            geo_field = "geom"
            id_field = "parcel_code"
            fields = ("parcel_code", "layer", "address", "land_use_code", "area_m2", "valid_from")

    class PeerView(RetrieveAPIView):
        queryset = Parcel.objects.current().annotate(shape=Transform("geom", 4490))
        serializer_class = Peer
        lookup_field = "parcel_code"

    account = Account.objects.create_user("benchmark", roles=["integrator"], districts=["4"])

    def through(view: Any, field: str, end: str = "", **query: str) -> Callable[[str], object]:
        def ask(code: str) -> object:
            request = APIRequestFactory().get("/", query)
            force_authenticate(request, account)
            answer = view(request, **{field: code + end}).render()
            if answer.status_code != 200:
                raise SystemExit(f"{code}: {answer.status_code}")
            return answer.content

        return ask

    def by_sql(statement: str, *values: object) -> object:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def at_point(code: str) -> object:
        place = (*asked.middles[code], asked.srid)
        return by_sql(AT_POINT, *place, *place)

    parcel, unit = ParcelDetail.as_view(), UnitDetail.as_view()
    return {
        "parcel by code, view": through(parcel, "parcel_code"),
        "parcel by code, lean": lambda code: parcel_as_json(account, code),
        "parcel by code, DRF-GIS": through(PeerView.as_view(), "parcel_code"),
        "parcel as of a day, view": through(parcel, "parcel_code", at=AS_OF),
        "unit by code, view": through(unit, "unit_code", "F00010001"),
        "unit as of a day, view": through(unit, "unit_code", "F00010001", at=AS_OF),
        "parcel at a point, SQL": at_point,
        "lineage of a unit": lambda code: lineages_seen_by(account, [f"{code}F00010002"]),
    }


def _publishes(parcels: int, count: int) -> dict[str, dict[str, float]]:
    """Publish squares beside the county, each in a transaction that is taken back."""
    from django.conf import settings
    from django.db import connection, transaction

    from cadastre.models import SpatialSource
    from parcels.domain.publication import ParcelContent, RegisterPoint
    from parcels.services import parcel_publish

    source = SpatialSource.objects.get(stage="stock")
    like, code = code_of(0), f"{code_of(0)[:14]}99999"
    corners = [(0, 20), (20, 20), (20, 0), (0, 0)]

    def places(at: int) -> list[tuple[int, int]]:
        return [(410_000 + 30 * at + east, 3_990_000 + north) for east, north in corners]

    def service(at: int) -> None:
        ring = tuple(
            RegisterPoint(f"J{n}", Decimal(north), Decimal(east))
            for n, (east, north) in enumerate(places(at), start=1)
        )
        content = ParcelContent(code, "示例", ((ring,),), Decimal(400))
        parcel_publish(content, source=source, area_source=source, now=LATER)

    def bare(at: int) -> None:
        ring = ", ".join(f"{east} {north}" for east, north in [*places(at), places(at)[0]])
        geom = f"SRID={settings.SRID};MULTIPOLYGON((({ring})))"
        with connection.cursor() as cursor:
            cursor.execute(PUBLISHED, {"now": LATER, "code": code, "like": like, "geom": geom})
            keys = []
            sides = cursor.fetchall()
            for parcel, sequence, east, north, origin in sides:
                values = [sequence, north, east, east, north, settings.SRID, origin, parcel]
                cursor.execute(POINT, values)
                keys.append(cursor.fetchone()[0])
            for start, end in zip(keys, keys[1:] + keys[:1], strict=True):
                cursor.execute(LINE, [sides[0][0], start, end])

    def taken_back(act: Callable[[int], None]) -> Callable[[int], None]:
        def run(at: int) -> None:
            with transaction.atomic():
                act(at)
                transaction.set_rollback(True)

        return run

    turns = range(count)
    return {
        "publish, service": _timed(taken_back(service), turns),
        "publish, bare INSERTs": _timed(taken_back(bare), turns),
    }


def _timed(way: Callable[[Any], object], asked: Sequence[Any]) -> dict[str, float]:
    times = []
    for each in asked:
        started = time.perf_counter()
        way(each)
        times.append((time.perf_counter() - started) * 1000)
    counted = times[WARM_UP:]
    cuts = statistics.quantiles(counted, n=20)
    return {"p50_ms": statistics.median(counted), "p95_ms": cuts[18]}


def _ratios(measured: dict[str, dict[str, float]]) -> dict[str, float]:
    def x(one: str, other: str) -> float:
        return measured[one]["p50_ms"] / measured[other]["p50_ms"]

    return {
        "DRF-GIS / view": x("parcel by code, DRF-GIS", "parcel by code, view"),
        "DRF-GIS / lean": x("parcel by code, DRF-GIS", "parcel by code, lean"),
        "parcel as of / today": x("parcel as of a day, view", "parcel by code, view"),
        "unit as of / today": x("unit as of a day, view", "unit by code, view"),
        "publish / bare": x("publish, service", "publish, bare INSERTs"),
    }
