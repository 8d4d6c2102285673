"""A stock of parcels into the register, against an unchecked ``ogr2ogr`` COPY of the same file.

An invented county is written as a GeoPackage, eight points to a parcel. ``ogr2ogr`` copies it into
a table of its own (PG_USE_COPY YES, SPATIAL_INDEX NONE: the key of its rows is the only index); the
quicker of two runs counts. "Staging" is our copy of the same file into the staging table, which has
no index either, with its shapes kept on disk; the quicker of two as well, a dry run and the load.
"Parcels alone" is everything without boundary points and lines, which ogr2ogr's table has not:
staged, checked, in the register, indexed, all guards on, committed. "With boundaries" adds them.
"load_stock" is the command itself, which reads the file by the readers of deliveries instead of
columns of GDAL. Each runs in a database of its own, made and dropped here. Memory is the most that
the loading process ever had.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import shapely

from benchmarks._county import code_of, county, own_database, sub_districts
from benchmarks._report import peak_mib, report

NOW = datetime(2026, 1, 5, tzinfo=UTC)
ORIGIN = (430_000.0, 3_830_000.0)
CHUNK = 20_000
DATABASE = "cadastre_bench_load"


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 0. Without ``ogr2ogr`` there are no ratios."""
    parser = argparse.ArgumentParser(prog="bin/bench load", description=__doc__)
    parser.add_argument("parcels", nargs="?", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--ogr2ogr", default=shutil.which("ogr2ogr"), help="where the program is")
    parser.add_argument("--no-boundaries", action="store_true", help="parcels alone")
    parser.add_argument("--readers", action="store_true", help="the command load_stock too")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadastre.settings")
    import django

    django.setup()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "stock.gpkg"
        parcels = written_apart(path, chosen.parcels)
        measured = _measured(path, parcels, chosen)
    report(measured, as_json=chosen.json, title=f"{parcels:,} parcels into the register")
    return 0


def _measured(path: Path, parcels: int, chosen: argparse.Namespace) -> dict[str, dict[str, Any]]:
    measured: dict[str, dict[str, Any]] = {}
    bare = None
    if chosen.ogr2ogr:
        with own_database(DATABASE):
            bare = min(copied(chosen.ogr2ogr, path) for _ in range(2))
        measured["ogr2ogr COPY"] = {"s": bare, "rows/s": parcels / bare}
    for name, load in _loads(chosen).items():
        with own_database(DATABASE):
            sub_districts(parcels)
            tried = load(path, dry_run=True)
            started = time.perf_counter()
            steps = load(path, dry_run=False)
            seconds = time.perf_counter() - started
        staging = min(tried["stage"], steps["stage"])
        for what, took in ((name, seconds), (f"staging ({name})", staging)):
            measured[what] = {"s": took, "rows/s": parcels / took}
            measured[what] |= {} if bare is None else {"x ogr2ogr": took / bare}
        measured[name]["peak MiB"] = peak_mib()
        measured[f"steps ({name})"] = steps
    return measured


class _Loading(Protocol):
    """A way to load the file; returns the seconds of its steps."""

    def __call__(self, path: Path, *, dry_run: bool) -> dict[str, float]: ...


def _loads(chosen: argparse.Namespace) -> dict[str, _Loading]:
    loads: dict[str, _Loading] = {"parcels alone": partial(_loaded, with_boundaries=False)}
    if not chosen.no_boundaries:
        loads["with boundaries"] = partial(_loaded, with_boundaries=True)
    if chosen.readers:
        loads["load_stock"] = _loaded_by_command
    return loads


def written_apart(path: Path, parcels: int) -> int:
    """Write a county in a process of its own: the memory that this needs is not ours."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        return apart.submit(write_stock, path, parcels).result()


def write_stock(path: Path, parcels: int) -> int:
    """Write the county with codes, addresses, land use and areas; return how many there are."""
    import pyogrio
    from django.conf import settings

    shapes = shapely.transform(county(parcels), lambda places: (places + ORIGIN).round(3))
    numbers = range(len(shapes))
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(shapes),
        field_data=[
            np.array([code_of(number) for number in numbers], dtype=np.object_),
            np.array([f"示例路{number}号" for number in numbers], dtype=np.object_),
            np.full(len(shapes), "0701", dtype=object),
            np.full(len(shapes), "城镇住宅用地", dtype=object),
            np.round(shapely.area(shapes), 2),
        ],
        fields=["ZDDM", "ZL", "YTDM", "YTMC", "ZDMJ"],
        layer="ZD",
        driver="GPKG",
        geometry_type="Polygon",
        crs=f"EPSG:{settings.SRID}",
    )
    return len(shapes)


def rows_of(path: Path) -> Iterator[Any]:
    """Yield the file's parcels in chunks, as columns."""
    import pyogrio

    from parcels.bulk_rows import StockRows

    total = pyogrio.read_info(path)["features"]
    for first in range(0, total, CHUNK):
        _, _, wkb, (codes, addresses, uses, names, areas) = pyogrio.raw.read(
            path,
            columns=["ZDDM", "ZL", "YTDM", "YTMC", "ZDMJ"],
            where=f"fid > {first} and fid <= {first + CHUNK}",  # skipping reads all rows before
        )
        count = len(wkb)
        yield StockRows(
            parcel_codes=codes.tolist(),
            shapes=shapely.from_wkb(wkb),
            areas_m2=[f"{area:.2f}" for area in areas.tolist()],
            addresses=addresses.tolist(),
            land_use_systems=["GB/T 21010-2017"] * count,
            land_use_codes=uses.tolist(),
            land_use_names=names.tolist(),
            area_rules=[""] * count,
            source_files=["stock.gpkg"] * count,
            source_lines=list(range(first + 1, first + count + 1)),
        )


def _loaded(path: Path, *, dry_run: bool, with_boundaries: bool) -> dict[str, float]:
    """Load the stock from columns and return the seconds of each step."""
    from cadastre.models import SpatialSource
    from parcels.bulk import stock_load

    source = SpatialSource(title="示例存量", stage="stock")
    rows = rows_of(path)
    done = stock_load(
        rows, source=source, now=NOW, dry_run=dry_run, with_boundaries=with_boundaries
    )
    return done.seconds


def _loaded_by_command(path: Path, *, dry_run: bool) -> dict[str, float]:
    """Load the stock as the command does and return the seconds of each step."""
    from surveys.stock import StockSource, stock_load_files

    told = stock_load_files([path], origin=StockSource("示例存量"), now=NOW, dry_run=dry_run)
    seconds: dict[str, float] = told["seconds"]
    return seconds


def copied(program: str, path: Path) -> float:
    """Copy a file with ogr2ogr and return the seconds; the table is dropped again."""
    from django.db import connection

    settings = connection.settings_dict
    named = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER"}
    words = [f"{word}={settings[key]}" for word, key in named.items() if settings[key]]
    environment = os.environ | {"PGPASSWORD": settings["PASSWORD"], "PG_USE_COPY": "YES"}
    command = [program, "-f", "PostgreSQL", f"PG:{' '.join(words)}", str(path)]
    command += ["-nln", "bench_copied", "-gt", "65536", "-lco", "SPATIAL_INDEX=NONE"]
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("drop table bench_copied")
    return seconds
