"""The register read and written: by code, by point, as of a day, lineage, one publish.

An invented county of N parcels and 3N units with a history (see ``_filled``), in a database of its
own, made and dropped here. By code, ours and a peer are measured at two depths: "view" is the API
view with permission, query and JSON, without HTTP; "address" adds routing, middleware and a token,
through Django's test client. The peer is written in ``_peer``: drf-gis for a parcel, a plain
serializer for a unit. Reads as of a day, and of what the register said on a day, ask for codes and
places that have a history, and so does the read of today beside them. All that is compared takes
turns, code by code, so that other work on the machine falls on all of it alike; p10 is what a read
takes when nothing comes in between. The publish is our service, beside the bare INSERTs of the
same rows under the same guards.

Of the ratio "DRF-GIS / view" more is better (the aim is 2.5 at least), of the others less ("as of a
day / today": 1.5 at most). On a quiet machine those of p10 and of the median agree.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks._county import code_of, own_database, sub_districts
from benchmarks._filled import LOT_EAST_M, LOT_NORTH_M, WITH_HISTORY, fill_register
from benchmarks._publishing import publishes
from benchmarks._report import report

AS_OF = {"at": "2023-06-01"}
AS_SAID = {"at": "2023-06-01", "known": "2023-06-01"}
"""The version of that day was put right a year later: the two ask for two rows."""
HALF_A_BOX = 1e-6
"""Degrees: a box of a hand's breadth."""
SEED = 7
WARM_UP = 30
BULK = 10_000

Way = Callable[[Any], object]
Figures = dict[str, dict[str, float]]

AT_POINT = """
select parcel_code from parcels_parcel
where geom && st_setsrid(st_makepoint(%s, %s), %s)
  and st_intersects(geom, st_setsrid(st_makepoint(%s, %s), %s))
  and valid_to is null and recorded_to is null
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked up: codes of all kinds of parcels, and some that have a history.

    ``places`` has a point inside each parcel: metres in the office's system, and the box of a
    request around it.
    """

    codes: Sequence[str]
    with_history: Sequence[str]
    places: Mapping[str, tuple[float, float, str]]


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
    with own_database("cadastre_bench_register"):
        measured: Figures = {"preparation": _prepared(chosen.parcels)}
        asked = _asked(chosen.parcels, chosen.look_ups + WARM_UP)
        for ways, codes in _reads(asked):
            measured |= _timed(ways, codes)
        measured |= _resolved(chosen.parcels)
        measured |= _timed(publishes(), range(min(chosen.look_ups, 100) + WARM_UP))
    for cut in ("p10", "p50"):
        measured[f"ratios of {cut}"] = _ratios(measured, f"{cut}_ms")
    title = f"{chosen.parcels:,} parcels, {3 * chosen.parcels:,} units"
    report(measured, as_json=chosen.json, title=title)
    return 0


def _prepared(parcels: int) -> dict[str, float]:
    from django.db import connection

    sub_districts(parcels)
    started = time.perf_counter()
    fill_register(parcels)
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database())")
        return {"s": seconds, "MiB": cursor.fetchone()[0] / 2**20}


def _asked(parcels: int, count: int) -> Asked:
    from django.contrib.gis.db.models.functions import Transform

    from parcels.models import Parcel

    chance = random.Random(SEED)  # noqa: S311 - a sample
    codes = [code_of(number) for number in chance.choices(range(parcels), k=count)]
    some = [code_of(n) for n in chance.choices(range(0, parcels, WITH_HISTORY), k=count)]
    places = {}
    found = Parcel.objects.current().filter(parcel_code__in={*codes, *some})
    for code, plane, shape in found.annotate(shape=Transform("geom", 4490)).values_list(
        "parcel_code", "geom", "shape"
    ):
        here, there = plane.centroid, shape.centroid
        west, south = there.x - HALF_A_BOX, there.y - HALF_A_BOX
        east, north = there.x + HALF_A_BOX, there.y + HALF_A_BOX
        places[code] = (here.x, here.y, f"{west},{south},{east},{north}")
    return Asked(codes, some, places)


def _reads(asked: Asked) -> list[tuple[dict[str, Way], Sequence[str]]]:
    """Return what takes turns with what, and the codes that each round is asked for."""
    from accounts.models import Account

    account = Account.objects.create_user("benchmark", roles=["integrator"], districts=["4"])
    return [
        (_by_code(account, asked), asked.codes),
        (_in_time(account, asked), asked.with_history),
    ]


def _by_code(account: Any, asked: Asked) -> dict[str, Way]:
    from django.conf import settings
    from django.db import connection

    from benchmarks._peer import ParcelPeer, UnitPeer
    from buildings.api import UnitDetail
    from parcels.api import ParcelDetail

    view, address = _view(account), _address(account)

    def at_point(code: str) -> object:
        place = (*asked.places[code][:2], settings.SRID)
        with connection.cursor() as cursor:
            cursor.execute(AT_POINT, [*place, *place])
            return cursor.fetchall()

    return {
        "parcel by code, view": view(ParcelDetail, _parcel),
        "parcel by code, DRF-GIS view": view(ParcelPeer, _parcel),
        "unit by code, view": view(UnitDetail, _unit),
        "unit by code, DRF view": view(UnitPeer, _unit),
        "parcel by code, address": address("/api/v1/parcels/{}/"),
        "parcel by code, DRF-GIS address": address("/peer/parcels/{}/"),
        "unit by code, address": address("/api/v1/units/{}F00010001/"),
        "unit by code, DRF address": address("/peer/units/{}F00010001/"),
        "parcel at a point, SQL": at_point,
    }


def _in_time(account: Any, asked: Asked) -> dict[str, Way]:
    from django.conf import settings

    from buildings.api import UnitDetail
    from buildings.resolving import lineages_seen_by
    from cadastre import sql
    from parcels.api import ParcelDetail, ParcelsInBox

    view = _view(account)

    def at_point(**moment: str) -> Way:
        return lambda code: view(ParcelsInBox, _nothing, bbox=asked.places[code][2], **moment)(code)

    def at_corner(code: str) -> object:
        east, north, _ = asked.places[code]
        place = {"easting_m": east - LOT_EAST_M / 2, "northing_m": north - LOT_NORTH_M / 2}
        more = {"srid": settings.SRID, "layer": "surface", "tolerance_m": 0.001}
        return sql.rows("parcels", "parcels_at_place", place | more)

    return {
        "parcel today, view": view(ParcelDetail, _parcel),
        "parcel as of a day, view": view(ParcelDetail, _parcel, **AS_OF),
        "parcel as said on a day, view": view(ParcelDetail, _parcel, **AS_SAID),
        "unit today, view": view(UnitDetail, _unit),
        "unit as of a day, view": view(UnitDetail, _unit, **AS_OF),
        "unit as said on a day, view": view(UnitDetail, _unit, **AS_SAID),
        "at a point today, view": at_point(),
        "at a point as of a day, view": at_point(**AS_OF),
        "at a point as said on a day, view": at_point(**AS_SAID),
        "parcels that meet in a corner, SQL": at_corner,
        "lineage of a unit": lambda code: lineages_seen_by(account, [f"{code}F00010001"]),
    }


def _parcel(code: str) -> dict[str, str]:
    return {"parcel_code": code}


def _unit(code: str) -> dict[str, str]:
    return {"unit_code": f"{code}F00010001"}


def _nothing(_: str) -> dict[str, str]:
    return {}


def _view(account: Any) -> Callable[..., Way]:
    """Return how a view is asked without HTTP; anything but an answer ends the benchmark."""
    from rest_framework.test import APIRequestFactory, force_authenticate

    def way(kind: Any, arguments: Callable[[str], dict[str, str]], **query: str) -> Way:
        view = kind.as_view()

        def ask(code: str) -> object:
            request = APIRequestFactory().get("/", query)
            force_authenticate(request, account)
            return _content(view(request, **arguments(code)).render(), code)

        return ask

    return way


def _address(account: Any) -> Callable[[str], Way]:
    """Return how an address is asked, with a token and through every middleware."""
    from django.conf import settings
    from django.test import Client
    from knox.models import AuthToken

    # The peers' addresses beside ours: nothing has asked for any address yet.
    settings.ROOT_URLCONF = "benchmarks._peer"
    headers = {"authorization": f"Token {AuthToken.objects.create(account)[1]}"}
    client = Client(
        SERVER_NAME=settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    )

    def way(pattern: str) -> Way:
        return lambda code: _content(client.get(pattern.format(code), headers=headers), code)

    return way


def _content(answer: Any, code: str) -> bytes:
    if answer.status_code != 200:
        raise SystemExit(f"{code}: {answer.status_code}")
    content: bytes = answer.content
    return content


def _resolved(parcels: int) -> Figures:
    """Resolve many units at once, a twentieth of the parcels' first ones with codes before them."""
    from buildings.resolving import lineages

    chance = random.Random(SEED)  # noqa: S311 - a sample
    numbers = chance.sample(range(parcels), k=min(parcels, BULK // 2))
    asked = [f"{code_of(number)}F0001000{unit}" for number in numbers for unit in (1, 2)]
    times = []
    for _ in range(3):
        started = time.perf_counter()
        lineages(asked)
        times.append(time.perf_counter() - started)
    best = min(times)
    return {"resolve in bulk": {"codes": len(asked), "s": best, "per_s": len(asked) / best}}


def _timed(ways: Mapping[str, Way], asked: Sequence[Any]) -> Figures:
    """Ask every way for each thing, each time in another order; the first rounds only warm up."""
    chance = random.Random(SEED)  # noqa: S311 - an order
    times: dict[str, list[float]] = {name: [] for name in ways}
    for each in asked:
        for name, way in chance.sample(list(ways.items()), k=len(ways)):
            started = time.perf_counter()
            way(each)
            times[name].append((time.perf_counter() - started) * 1000)
    return {name: _cut(each[WARM_UP:]) for name, each in times.items()}


def _cut(counted: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(counted, n=20, method="inclusive")
    return {"p10_ms": cuts[1], "p50_ms": statistics.median(counted), "p95_ms": cuts[18]}


def _ratios(measured: Figures, cut: str) -> dict[str, float]:
    pairs = {
        "parcel, DRF-GIS / view": ("parcel by code, DRF-GIS view", "parcel by code, view"),
        "parcel, DRF-GIS / address": ("parcel by code, DRF-GIS address", "parcel by code, address"),
        "unit, DRF / view": ("unit by code, DRF view", "unit by code, view"),
        "unit, DRF / address": ("unit by code, DRF address", "unit by code, address"),
        "publish, service / bare": ("publish, service", "publish, bare INSERTs"),
    }
    for thing in ("parcel", "unit", "at a point"):
        for name in ("as of a day", "as said on a day"):
            pairs[f"{thing}, {name} / today"] = (f"{thing} {name}, view", f"{thing} today, view")
    return {name: measured[one][cut] / measured[other][cut] for name, (one, other) in pairs.items()}
