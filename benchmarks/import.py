"""Reading the same parcels from every format we read, against GDAL reading the same file.

Ours ends in records with exact decimals, labels and findings; GDAL's in columns and WKB. A format
that GDAL does not read is held against its reading of the GeoPackage. Each reading runs in a
process of its own, so that the memory is its own. Seconds are those of the processor: other work on
the machine does not count.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyogrio
import shapely

from benchmarks._report import peak_mib, report
from benchmarks.import_txt import SRID, code_of, corners
from importers.records import Delivery

PARCELS = (10_000, 100_000)
FORMATS = ("geopackage", "shapefile", "filegdb", "geojson", "gml", "vct", "coordinate_txt")
WRITTEN_BY_US = ("geopackage", "shapefile", "vct", "coordinate_txt")
GDAL_DRIVERS = {"filegdb": "OpenFileGDB", "geojson": "GeoJSON", "gml": "GML"}
ENDINGS = {"filegdb": ".gdb", "geojson": ".geojson", "gml": ".gml", "shapefile": "_ZDJBXX.shp"}
LAYER = "ZDJBXX"


def path_of(folder: Path, format: str) -> Path:
    """Return where the file of a format lies."""
    from exporters import formats

    return folder / f"a{ENDINGS.get(format) or formats.ending(format)}"


def write_all(folder: Path, parcels: int) -> None:
    """Write the parcels in every format: by our writers, else by GDAL."""
    from exporters import formats
    from importers.records import DeclaredSystem

    delivery = _delivery(parcels)
    for format in WRITTEN_BY_US:
        if format == "shapefile":
            writer = formats.writer(format)
            writer.write(delivery, folder / "a.shp", system=DeclaredSystem(SRID))
        else:
            formats.write(
                delivery, path_of(folder, format), format=format, system=DeclaredSystem(SRID)
            )
    rings = [[(east, north) for north, east in corners(number)] for number in range(parcels)]
    shapes = shapely.to_wkb(shapely.polygons(np.array(rings, dtype=float)))
    codes = np.array([code_of(number) for number in range(parcels)], dtype=object)
    for format, driver in GDAL_DRIVERS.items():
        pyogrio.raw.write(
            path_of(folder, format),
            shapes,
            [codes, codes],
            fields=["ZDDM", "ZL"],
            driver=driver,
            layer=LAYER,
            geometry_type="Polygon",
            crs=f"EPSG:{SRID}",
        )


def _delivery(parcels: int) -> Delivery:
    from importers.records import ParcelRecord, PointRecord, PolygonRecord, RingRecord

    def parcel(number: int) -> ParcelRecord:
        points = tuple(
            PointRecord(f"J{place}", Decimal(f"{north}.000"), Decimal(f"{east}.000"))
            for place, (north, east) in enumerate(corners(number)[:-1], start=1)
        )
        code = code_of(number)
        shape = (PolygonRecord(RingRecord(points)),)
        return ParcelRecord("a", None, code, code, shape, Decimal("784.00"), Decimal("0.01"))

    return Delivery(parcels=[parcel(number) for number in range(parcels)])


def ours(path: Path) -> int:
    """Read a file in chunks as an upload is read; returns parcels read."""
    from importers import formats

    reader = formats.identify(path)
    assert reader is not None  # noqa: S101 - written by us just now
    read: Callable[..., object] = getattr(reader, "read_chunks", None) or (
        lambda *a, **k: [reader.read(*a, **k)]
    )
    count = 0
    for chunk in read(path, name=path.name, office_srid=SRID):  # type: ignore[attr-defined]
        count += len(chunk.parcels)
    return count


def gdal(path: Path) -> int:
    """Read a file to columns and WKB; returns rows read."""
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    _, _, geometry, _ = pyogrio.raw.read(path, layer=LAYER if LAYER in layers else layers[0])
    return len(geometry)


def measure(by: str, format: str, folder: Path) -> dict[str, float]:
    """Read once in this process; rows, seconds of the processor, and MiB at the highest."""
    path = path_of(folder, format)
    if by == "ours":
        from importers import formats

        formats.readers()  # loading the code is not reading
    started = time.process_time()
    rows = (ours if by == "ours" else gdal)(path)
    seconds = time.process_time() - started
    return {"rows": rows, "s": seconds, "peak_mib": peak_mib()}


def asked(by: str, format: str, folder: Path) -> dict[str, float]:
    """Measure in a process of its own."""
    call = (
        "import sys, json, importlib, pathlib; by, format, folder = sys.argv[1:]; "
        "m = importlib.import_module('benchmarks.import'); "
        "print(json.dumps(m.measure(by, format, pathlib.Path(folder))))"
    )
    words = [sys.executable, "-c", call, by, format, str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 0."""
    parser = argparse.ArgumentParser(prog="bin/bench import", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--parcels", nargs="+", type=int, default=list(PARCELS))
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS))
    chosen = parser.parse_args(arguments)
    measured: dict[str, dict[str, float]] = {}
    for parcels in chosen.parcels:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            write_all(Path(name), parcels)
            for format in chosen.formats:
                measured |= _compared(format, Path(name), parcels)
    report(measured, as_json=chosen.json, title="parcels of four points, by their number")
    return 0


def _compared(format: str, folder: Path, parcels: int) -> dict[str, dict[str, float]]:
    readable = format not in ("vct", "coordinate_txt")
    theirs = asked("gdal", format if readable else "geopackage", folder)
    own = asked("ours", format, folder)
    if own["rows"] != parcels or theirs["rows"] != parcels:
        raise SystemExit(f"{format}: {own['rows']:.0f} and {theirs['rows']:.0f} rows read")
    name = format if readable else f"{format} (GDAL: geopackage)"
    return {
        f"{parcels:,} {name}": {
            "ours rows/s": own["rows"] / own["s"],
            "GDAL rows/s": theirs["rows"] / theirs["s"],
            "times GDAL's": own["s"] / theirs["s"],
            "ours peak MiB": own["peak_mib"],
            "GDAL peak MiB": theirs["peak_mib"],
        }
    }


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
