"""Files of any size for measurements: written row by row, so that making them needs no memory.

``python -m tests.importers.large_files vct 5000000 /a/path.vct`` writes one of so many parcels (a
gigabyte of VCT is 1,250,000). ``python -m tests.importers.large_files read /a/path.vct`` reads it
in this process and prints what that took.
"""

import json
import resource
import sqlite3
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from importers.formats import read_chunks
from importers.limits import Limits
from tests.importers.geopackage_maker import Maker, blob, polygon
from tests.importers.shapefile_maker import PRJ_4547, Field, dbf, shp_and_shx
from tests.importers.vct_maker import HEAD

_ACROSS = 1_000
_NO_CAP = 1 << 60
UNBOUNDED = Limits(file_bytes=_NO_CAP, features=_NO_CAP, vertices_per_file=_NO_CAP)
_TABLES = """\
FeatureCodeBegin
6001010000,宗地,Polygon,ZDJBXX
6001070000,界址点,Point,JZD
FeatureCodeEnd
TableStructureBegin
ZDJBXX,3
ZDDM,Char,19
ZDMJ,Float,15,2
ZL,Char,200
0
JZD,2
JZDH,Char,10
ZDZHDM,Char,19
0
TableStructureEnd
"""


def corners(number: int) -> list[tuple[float, float]]:
    """Return the eight corners of a parcel, east before north, in metres."""
    east, north = 400_000 + number % _ACROSS * 40, 3_800_000 + number // _ACROSS * 40
    offsets = [(0, 0), (15.123, 0.5), (30, 0), (30.25, 15.111)]
    offsets += [(30, 30), (15.4, 30.2), (0, 30), (-0.3, 15)]
    return [(east + one, north + other) for one, other in offsets]


def code_of(number: int) -> str:
    """Return a parcel code of nineteen characters."""
    return f"410811{number // 99_999 % 1_000:03d}001GB{number % 99_999 + 1:05d}"[:19]


def write_vct(path: Path, parcels: int) -> None:
    """Write parcels of two lines each, every second corner a boundary point."""
    with path.open("w", encoding="gb18030", newline="\n") as out:
        out.write("\n".join(row for row in HEAD.split("\n") if not row.startswith("Extent")))
        out.write(_TABLES)
        for section, rows in _sections(parcels):
            out.write(f"{section}Begin\n")
            out.writelines(rows)
            out.write(f"{section}End\n")


def _sections(parcels: int) -> Iterator[tuple[str, Iterator[str]]]:
    lines, polygons = 4 * parcels, 6 * parcels
    yield (
        "Point",
        (
            f"{number * 4 + place + 1}\n6001070000\nunknown\n1\n1\n{_pair(corner)}\n0\n"
            for number in range(parcels)
            for place, corner in enumerate(corners(number)[::2])
        ),
    )
    yield "Line", (_two_lines(lines + 2 * number + 1, number) for number in range(parcels))
    yield (
        "Polygon",
        (
            f"{polygons + number + 1}\n6001010000\nunknown\n100\n"
            f"{_pair(corners(number)[0])}\n21\n2\n"
            f"{lines + 2 * number + 1},{lines + 2 * number + 2}\n0\n"
            for number in range(parcels)
        ),
    )
    yield "Attribute", _attributes(parcels, polygons)


def _two_lines(first: int, number: int) -> str:
    around = [_pair(corner) for corner in corners(number)]
    halves = (around[:5], [*around[4:], around[0]])
    return "".join(
        f"{first + place}\n1099000000\nunknown\n1\n1\n11\n5\n" + "\n".join(half) + "\n0\n"
        for place, half in enumerate(halves)
    )


def _attributes(parcels: int, polygons: int) -> Iterator[str]:
    yield "ZDJBXX\n"
    for number in range(parcels):
        yield f"{polygons + number + 1},{code_of(number)},909.71,示例路{number}号\n"
    yield "TableEnd\nJZD\n"
    for number in range(parcels):
        for place in range(4):
            yield f"{number * 4 + place + 1},J{place + 1},{code_of(number)}\n"
    yield "TableEnd\n"


def _pair(corner: tuple[float, float]) -> str:
    return f"{corner[0] + 38_000_000:.3f},{corner[1]:.3f}"


def write_gpkg(path: Path, parcels: int) -> None:
    """Write parcels in one layer."""
    Maker(path).layer("ZD", ["ZDDM", "ZDMJ", "ZL"], [])
    with closing(sqlite3.connect(path)) as database, database:
        database.executemany(
            "insert into ZD (geom, ZDDM, ZDMJ, ZL) values (?, ?, ?, ?)",
            (
                (blob(polygon([*around, around[0]])), code_of(number), 909.71, f"示例路{number}号")
                for number in range(parcels)
                for around in [corners(number)]
            ),
        )


def write_txt(path: Path, parcels: int) -> None:
    """Write parcels as lists of points, each with its closing point."""
    with path.open("w", encoding="gb18030", newline="\r\n") as out:
        out.write("[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=38\n[地块坐标]\n")
        for number in range(parcels):
            around = corners(number)
            out.write(f"9,0.0910,{code_of(number)},示例{number}号,面,,住宅,0701,@\n")
            for place, (east, north) in enumerate([*around, around[0]]):
                out.write(f"J{place % 8 + 1},1,{north:.3f},{east + 38_000_000:.3f}\n")


def write_shp(path: Path, parcels: int) -> None:
    """Write parcels with their .shx, .dbf and .prj; its texts are GBK without a mark."""
    fields = [Field(b"ZDDM", width=19), Field(b"ZDMJ", "N", 15, 2), Field(b"ZL", width=60)]
    size = 8 + 48 + 16 * 9
    head, index_head = (bytearray(each) for each in shp_and_shx([]))
    struct.pack_into(">i", head, 24, (len(head) + size * parcels) // 2)
    struct.pack_into(">i", index_head, 24, (len(index_head) + 8 * parcels) // 2)
    table_head = dbf(fields, [], claimed_rows=parcels)[:-1]
    path.with_suffix(".prj").write_text(PRJ_4547, encoding="ascii")
    with (
        path.open("wb") as shapes,
        path.with_suffix(".shx").open("wb") as index,
        path.with_suffix(".dbf").open("wb") as table,
    ):
        shapes.write(head)
        index.write(index_head)
        table.write(table_head)
        for number in range(parcels):
            around = corners(number)
            record, _ = shp_and_shx([[[*around, around[0]]]])
            shapes.write(struct.pack(">i", number + 1) + record[len(head) + 4 :])
            index.write(struct.pack(">2i", (len(head) + number * size) // 2, (size - 8) // 2))
            row = [code_of(number).encode(), b"909.71", f"示例路{number}号".encode("gb18030")]
            table.write(dbf(fields, [row])[len(table_head) : -1])


def measured(path: Path) -> dict[str, float]:
    """Read a file chunk by chunk, keeping nothing; memory in MiB, time in seconds of computing."""
    peaks, parcels, errors = [], 0, 0
    started = time.process_time()
    for chunk in read_chunks([path], office_srid=4547, limits=UNBOUNDED):
        parcels += len(chunk.parcels)
        errors += sum(finding.severity == "error" for finding in chunk.findings)
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return {
        "megabytes": path.stat().st_size / 1e6,
        "parcels": parcels,
        "errors": errors,
        "first_chunk_mib": peaks[0],
        "peak_mib": peaks[-1],
        "cpu_s": time.process_time() - started,
    }


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "read":
        sys.stdout.write(json.dumps(measured(Path(rest[0]))) + "\n")
    else:
        writers = {"vct": write_vct, "gpkg": write_gpkg, "txt": write_txt, "shp": write_shp}
        writers[what](Path(rest[1]), int(rest[0]))
