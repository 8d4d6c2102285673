"""Coverage of an invented county: our pass against a bare ``shapely.coverage_invalid_edges``.

The bare function flags sides; ours names the pairs that overlap, measures the common ground, finds
gaps up to 2.5 m wide with their neighbours, near misses and points missing on a side. One parcel in
a thousand has a bend moved. Each size runs in a process of its own; both take turns on the same
arrays and the least of three times counts. "x cpu" is the same ratio in seconds of the processor,
which other work on the machine moves less. Then one parcel is held against a register of as many
parcels, with the statements of the checks, in tables made for the purpose and rolled back: there
and back, and in the database alone. 10,000 and 100,000 parcels; ``--million`` adds 1,000,000.
"""

import argparse
import io
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks._county import county, with_faults
from benchmarks._report import peak_mib, report

SIZES = (10_000, 100_000)
MILLION = 1_000_000
REPEATS = 3
LOOK_UPS = 300
WARM_UP = 30
SEED = 7
ORIGIN = (430_000.0, 3_890_000.0)
SCHEMA = """
create extension if not exists postgis;
create schema benchmark_check;
set local search_path = benchmark_check, public;
create table parcels_parcel (
    id bigint primary key, parcel_code varchar(19), layer varchar(8), valid_to timestamptz,
    recorded_to timestamptz, geom geometry(Geometry, {srid}));
create table parcels_boundarypoint (
    id bigserial, parcel_id bigint, label varchar(40), northing_m numeric, easting_m numeric,
    geom geometry(Point, {srid}));
"""
"""Columns of the types they have in the register: statements are prepared once for both."""
INDEXES = """
create index on parcels_parcel using gist (geom);
create index on parcels_boundarypoint using gist (geom);
analyze parcels_parcel;
analyze parcels_boundarypoint;
"""


def measure(parcels: int) -> dict[str, Any]:
    """Examine a county of this size in this process; seconds, rows a second, MiB and the ratio."""
    from surveys.domain.coverage import examine

    polygons = with_faults(county(parcels))
    examine(polygons[:100])  # loading the code is not examining
    before = peak_mib()
    found, *first = _timed(lambda: examine(polygons))
    peak = peak_mib()
    ours, bare = [first], []
    for at in range(REPEATS):
        bare.append(_timed(lambda: shapely.coverage_invalid_edges(polygons))[1:])
        if at:
            ours.append(_timed(lambda: examine(polygons))[1:])
    (ours_s, ours_cpu_s), (bare_s, bare_cpu_s) = (
        map(min, zip(*times, strict=True)) for times in (ours, bare)
    )
    return {
        "x bare": ours_s / bare_s,
        "x cpu": ours_cpu_s / bare_cpu_s,
        "s": ours_s,
        "bare_s": bare_s,
        "rows/s": len(polygons) / ours_s,
        "peak_mib": peak,
        "grown_mib": peak - before,
        "overlaps": len(found.overlaps.pairs),
        "gaps": len(found.gaps.shapes),
    }


def _timed(act: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return an answer, how many seconds it took, and how many of the processor."""
    started, used = time.perf_counter(), time.process_time()
    answer = act()
    return answer, time.perf_counter() - started, time.process_time() - used


def beside_register(parcels: int) -> dict[str, dict[str, float]]:
    """Hold single parcels against a register of this size; milliseconds of each statement."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadastre.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection, transaction

    polygons = shapely.transform(county(parcels), lambda places: (places + ORIGIN).round(3))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SCHEMA.format(srid=settings.SRID))
        started = time.perf_counter()
        _fill(cursor, polygons, settings.SRID)
        cursor.execute(INDEXES)
        filled_s = time.perf_counter() - started
        asked = random.Random(SEED).choices(range(len(polygons)), k=LOOK_UPS + WARM_UP)  # noqa: S311
        measured = {
            name: _asked(name, [polygons[at] for at in asked], asked, settings.SRID)
            for name in ("pa03_overlaps_register", "bp07_near_miss_in_register")
        }
        transaction.set_rollback(True)
    measured["filling the tables"] = {"s": filled_s, "parcels": float(len(polygons))}
    return measured


def _fill(cursor: Any, polygons: NDArray[np.object_], srid: int) -> None:
    step = 50_000
    for first in range(0, len(polygons), step):
        some = polygons[first : first + step]
        shapes = shapely.to_wkb(shapely.set_srid(some, srid), hex=True, include_srid=True)
        rows = (
            f"{first + at}\t{_code(first + at)}\tsurface\t\\N\t\\N\t{shape}\n"
            for at, shape in enumerate(shapes)
        )
        cursor.copy_expert("copy parcels_parcel from stdin", io.StringIO("".join(rows)))
        places, owner = shapely.get_coordinates(some, return_index=True)
        points = shapely.to_wkb(
            shapely.set_srid(shapely.points(places), srid), hex=True, include_srid=True
        )
        rows = (
            f"{first + who}\tJ\t{north}\t{east}\t{point}\n"
            for who, (east, north), point in zip(
                owner.tolist(), places.tolist(), points, strict=True
            )
        )
        into = "parcels_boundarypoint (parcel_id, label, northing_m, easting_m, geom)"
        cursor.copy_expert(f"copy {into} from stdin", io.StringIO("".join(rows)))


def _code(number: int) -> str:
    return (
        f"410811{number // 10_000_000 + 1:03d}{number // 90_000 + 1:03d}GB{number % 90_000 + 1:05d}"
    )


def _asked(
    name: str, polygons: list[shapely.Polygon], numbers: list[int], srid: int
) -> dict[str, float]:
    from surveys.check_statements import run_statement

    asked = [
        _parameters(name, polygon, _code(number), srid)
        for polygon, number in zip(polygons, numbers, strict=True)
    ]
    there_and_back = []
    for parameters in asked:
        rows, seconds, _ = _timed(partial(run_statement, name, parameters))
        there_and_back.append(seconds * 1000)
        if rows:
            raise SystemExit(f"{name}: unexpected {rows[0]}")
    in_database = [_explained_ms(name, parameters) for parameters in asked]
    return {
        f"{what} {word}": figure
        for what, times in (("in the database", in_database), ("there and back", there_and_back))
        for word, figure in _quantiles(times[WARM_UP:]).items()
    }


def _quantiles(times: list[float]) -> dict[str, float]:
    return {"p50_ms": statistics.median(times), "p95_ms": statistics.quantiles(times, n=20)[18]}


def _explained_ms(name: str, parameters: dict[str, Any]) -> float:
    """Return what the database says that planning and running a statement took."""
    from django.db import connection

    from surveys.check_statements import prepared_statement

    explain = f"explain (analyze, timing off, format json) {prepared_statement(name)}"
    with connection.cursor() as cursor:
        cursor.execute(explain, parameters)
        [told] = cursor.fetchone()[0]
    return float(told["Planning Time"] + told["Execution Time"])


def _parameters(name: str, polygon: shapely.Polygon, code: str, srid: int) -> dict[str, Any]:
    from cadastre.domain.tolerances import SHARED_POINT
    from surveys.checks.limits import COSTLIEST_OVERLAY, OVERLAP_AREA_M2, OVERLAP_HALF_WIDTH_M

    if name.startswith("pa03"):
        return {
            "srid": srid,
            "places": [0],
            "own_codes": [code],
            "layers": ["surface"],
            "shapes": [polygon.wkb_hex],
            "area_m2": OVERLAP_AREA_M2,
            "half_width_m": OVERLAP_HALF_WIDTH_M,
            "costliest": COSTLIEST_OVERLAY,
        }
    places = shapely.get_coordinates(polygon)[:-1].tolist()
    return {
        "srid": srid,
        "places": list(range(len(places))),
        "northings_m": [north for _, north in places],
        "eastings_m": [east for east, _ in places],
        "own_codes": [code] * len(places),
        "layers": ["surface"] * len(places),
        "same_m": SHARED_POINT.same_m,
        "near_miss_m": SHARED_POINT.near_miss_m,
    }


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 0."""
    parser = argparse.ArgumentParser(prog="bin/bench check", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--no-register", action="store_true")
    parser.add_argument("--register", type=int, help="parcels of the register")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        sys.stdout.write(json.dumps(measure(chosen.measure)))
        return 0
    sizes = [*SIZES, MILLION] if chosen.million else list(SIZES)
    measured: dict[str, dict[str, Any]] = {}
    for size in sizes:
        words = [sys.executable, "-m", "benchmarks.check", "--measure", str(size)]
        asked = subprocess.run(  # noqa: S603 - ourselves
            words, capture_output=True, text=True, check=True
        )
        measured[f"{size:,}"] = json.loads(asked.stdout)
    if not chosen.no_register:
        measured |= beside_register(chosen.register or sizes[-1])
    title = "coverage of an invented county, against shapely.coverage_invalid_edges"
    report(measured, as_json=chosen.json, title=title)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
