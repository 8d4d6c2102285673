"""Reading a coordinate table of 20,000 parcels, against GDAL reading the same from GeoPackage.

Each reader runs in a process of its own, so that the memory is its own; the smallest of three
times counts. GDAL is measured twice: to columns of WKB, and to points in Python as we need them.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio
import shapely

from benchmarks._report import report

PARCELS = 20_000
REPEATS = 3
SRID = 4547
HEADER = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=38
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""


def corners(number: int) -> list[tuple[int, int]]:
    """Return the five points of a parcel, closed: northing and easting in whole metres."""
    north, east = 3_890_000 + (number // 200) * 30, 430_000 + (number % 200) * 30
    south, far_east = north - 28, east + 28
    ring = [(north, east), (north, far_east), (south, far_east), (south, east)]
    return [*ring, ring[0]]


def code_of(number: int) -> str:
    """Return an invented parcel code."""
    return f"410811001002GB{number + 1:05d}"


def write_txt(path: Path, parcels: int) -> None:
    """Write the parcels as a coordinate table (GB 18030, with zone prefix)."""
    lines = [HEADER]
    for number in range(parcels):
        lines.append(f"5,0.0784,{code_of(number)},地块{number + 1},面,,城镇住宅用地,0701,@\n")
        for place, (north, east) in enumerate(corners(number)):
            label = place % 4 + 1
            lines.append(f"J{label},1,{north}.000,38{east}.000\n")
    path.write_text("".join(lines), encoding="gb18030")


def write_gpkg(path: Path, parcels: int) -> None:
    """Write the same polygons and codes as a GeoPackage."""
    rings = [[(east, north) for north, east in corners(number)] for number in range(parcels)]
    codes = np.array([code_of(number) for number in range(parcels)], dtype=object)
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapely.polygons(np.array(rings, dtype=float))),
        [codes],
        fields=["parcel_code"],
        driver="GPKG",
        geometry_type="Polygon",
        crs=f"EPSG:{SRID}",
    )


def ours(path: Path) -> int:
    """Read the table to records with exact decimals and line numbers; returns points read."""
    from importers import coordinate_txt

    delivery = coordinate_txt.read(path, name=path.name, office_srid=SRID)
    if delivery.findings:
        raise SystemExit(f"unexpected finding: {delivery.findings[0].message.en}")
    rings = (polygon.outer for parcel in delivery.parcels for polygon in parcel.polygons)
    return sum(len(ring.points) for ring in rings)


def gdal_columns(path: Path) -> int:
    """Read the GeoPackage to columns: codes, and polygons as WKB; returns polygons read."""
    _, _, geometry, columns = pyogrio.raw.read(path)
    return min(len(geometry), len(columns[0]))


def gdal_points(path: Path) -> int:
    """Read the GeoPackage to codes and points in Python; returns points read."""
    _, _, geometry, columns = pyogrio.raw.read(path)
    coordinates, owner = shapely.get_coordinates(shapely.from_wkb(geometry), return_index=True)
    points = list(zip(columns[0][owner], coordinates.tolist(), strict=True))
    return len(points)


READERS: dict[str, tuple[str, Callable[[Path], int]]] = {
    "ours, TXT": ("parcels.txt", ours),
    "GDAL, GPKG to columns": ("parcels.gpkg", gdal_columns),
    "GDAL, GPKG to points": ("parcels.gpkg", gdal_points),
}


def measure(name: str, folder: Path) -> dict[str, float]:
    """Run one reader in this process; seconds, and MiB at its highest and above the start."""
    file, read = READERS[name]
    if name.startswith("ours"):
        from importers import coordinate_txt  # noqa: F401 - loading the code is not reading
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        read(folder / file)
        times.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"s": min(times), "peak_mib": peak / 1024, "grown_mib": (peak - before) / 1024}


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 0."""
    parser = argparse.ArgumentParser(prog="bin/bench import_txt", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--parcels", type=int, default=PARCELS)
    parser.add_argument("--measure", nargs=2, metavar=("READER", "FOLDER"), help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        name, folder = chosen.measure
        sys.stdout.write(json.dumps(measure(name, Path(folder))))
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        write_txt(Path(folder) / "parcels.txt", chosen.parcels)
        write_gpkg(Path(folder) / "parcels.gpkg", chosen.parcels)
        measured = {}
        for name in READERS:
            words = [sys.executable, "-m", "benchmarks.import_txt", "--measure", name, folder]
            asked = subprocess.run(  # noqa: S603 - ourselves
                words, capture_output=True, text=True, check=True
            )
            figures = json.loads(asked.stdout)
            measured[name] = {"parcels/s": chosen.parcels / figures["s"], **figures}
    fastest = measured["ours, TXT"]["s"]
    measured["ours against GDAL"] = {
        f"x {name.removeprefix('GDAL, ')}": fastest / measured[name]["s"]
        for name in list(READERS)[1:]
    }
    report(measured, as_json=chosen.json, title=f"{chosen.parcels:,} parcels of five points")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
