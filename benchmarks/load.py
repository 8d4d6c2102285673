"""A stock of parcels into the register, against an unchecked ``ogr2ogr`` COPY of the same file.

An invented county is written as a GeoPackage. ``ogr2ogr`` copies it (PG_USE_COPY YES, with its
spatial index) into a table of its own; "staging" is our copy of the same file into the staging
table with its two indexes; "load" is everything: staged, checked, in the register, indexed, all
guards on. "parcels alone" leaves out boundary points and lines, which ogr2ogr's table has not
either. Everything runs in a database of its own, made and dropped here.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from benchmarks._county import code_of, county, own_database, sub_districts
from benchmarks._report import report

NOW = datetime(2026, 1, 5, tzinfo=UTC)
ORIGIN = (430_000.0, 3_830_000.0)
CHUNK = 20_000


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 2 when there is no ``ogr2ogr``."""
    parser = argparse.ArgumentParser(prog="bin/bench load", description=__doc__)
    parser.add_argument("parcels", nargs="?", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--ogr2ogr", default=shutil.which("ogr2ogr"), help="where the program is")
    parser.add_argument("--no-boundaries", action="store_true", help="parcels alone")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadastre.settings")
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder, own_database("cadastre_bench_load"):
        path = Path(folder) / "stock.gpkg"
        parcels = write_stock(path, chosen.parcels)
        sub_districts(parcels)
        measured = _measured(path, parcels, chosen)
    report(measured, as_json=chosen.json, title=f"{parcels:,} parcels into the register")
    return 0


def _measured(path: Path, parcels: int, chosen: argparse.Namespace) -> dict[str, dict[str, Any]]:
    measured: dict[str, dict[str, Any]] = {}
    bare = _copied(chosen.ogr2ogr, path) if chosen.ogr2ogr else None
    if bare is not None:
        measured["ogr2ogr COPY"] = {"s": bare, "rows/s": parcels / bare}
    runs = [("parcels alone", False)] if chosen.no_boundaries else [("with boundaries", True)]
    if not chosen.no_boundaries:
        runs.insert(0, ("parcels alone", False))
    for name, with_boundaries in runs:
        seconds, steps = _loaded(path, with_boundaries=with_boundaries)
        staged = steps["stage"]
        measured[name] = {"s": seconds, "rows/s": parcels / seconds}
        measured[f"staging ({name})"] = {"s": staged, "rows/s": parcels / staged}
        if bare is not None:
            measured[name]["x ogr2ogr"] = seconds / bare
            measured[f"staging ({name})"]["x ogr2ogr"] = staged / bare
        measured[f"steps ({name})"] = steps
    return measured


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
            skip_features=first,
            max_features=CHUNK,
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


def _loaded(path: Path, *, with_boundaries: bool) -> tuple[float, dict[str, float]]:
    """Load the stock; the one without boundaries is taken back again."""
    from django.db import transaction

    from cadastre.models import SpatialSource
    from parcels.bulk import stock_load

    source = SpatialSource(title="示例存量", stage="stock")
    started = time.perf_counter()
    with transaction.atomic():
        done = stock_load(rows_of(path), source=source, now=NOW, with_boundaries=with_boundaries)
        seconds = time.perf_counter() - started
        transaction.set_rollback(not with_boundaries)
    if with_boundaries:
        seconds = time.perf_counter() - started  # with the commit
    return seconds, done.seconds


def _copied(program: str, path: Path) -> float:
    """Copy the file with ogr2ogr and return the seconds; the table is dropped again."""
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
