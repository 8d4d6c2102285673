"""Class L: what is stated of boundary lines and sides beside the rings."""

import math
import struct
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.importers import shapefile_maker
from tests.importers.geopackage_maker import Maker, blob, polygon
from tests.importers.hostile.cases import CODE, EAST, NORTH, SQUARE_M, Case, bad, good, numbered
from tests.importers.hostile.cases import written as files_of
from tests.importers.hostile.writers import Parcel, shapefile, square, txt, vct
from tests.importers.shapefile_maker import Field

PARCEL = [Parcel([square()])]
SIDE = ((EAST, NORTH), (EAST, NORTH + SQUARE_M))
FIELDS = [Field(b"ZDZHDM"), Field(b"JZXCD", "N", 15, 2), Field(b"JZXLB"), Field(b"JZXWZ")]
ROW = [CODE, f"{SQUARE_M}.00", "7", "2"]
Line = Sequence[tuple[float, float]]


def jzx(*lines: Sequence[Line] | None, row: Sequence[str] = ROW) -> dict[str, bytes]:
    """Return a shapefile of boundary lines that all have the same row."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [[text.encode() for text in row]] * len(lines)
        shapefile_maker.write(Path(folder), lines, FIELDS, rows, stem="JZX", shape_type=3)
        return files_of(Path(folder))


def _shapefiles() -> Iterator[Case]:
    parcels, sound = shapefile(PARCEL), jzx([SIDE])
    yield good("shp", parcels | sound, objects=1)
    yield good("shp-of-two-parts", parcels | jzx([SIDE, SIDE[::-1]]), objects=1)
    yield good("shp-null", parcels | jzx(None, [SIDE]), objects=1)
    for at, fault in ((36, "parts"), (40, "points")):
        for count in (400_000_000, -5):
            data = bytearray(sound["JZX.shp"])
            struct.pack_into("<i", data, 100 + 8 + at, count)
            damaged = parcels | sound | {"JZX.shp": bytes(data)}
            yield bad(f"shp-{count}-{fault}", damaged, "unreadable_row", objects=1)
    for fault, figure in {"nan": math.nan, "infinite": math.inf, "huge": 1e300}.items():
        files = parcels | jzx([[SIDE[0], (EAST, figure)]])
        kinds = ("non_finite_coordinate", "coordinate_out_of_range", "swapped_axes")
        yield bad(f"shp-{fault}", files, *kinds, objects=1)
    for fault, row, kind in (
        ("length", [CODE, "999.00", "7", "2"], "side_length_mismatch"),
        ("kind", [CODE, "60.00", "x" * 200, "2"], "bad_code_value"),
        ("no-length", [CODE, "6O", "7", "9"], "bad_code_value"),
    ):
        warns = kind == "bad_code_value"
        yield bad(f"shp-{fault}", parcels | jzx([SIDE], row=row), kind, warns=warns, objects=1)


def _packages() -> Iterator[Case]:
    ring = [*SIDE, (EAST + SQUARE_M, NORTH + SQUARE_M), (EAST + SQUARE_M, NORTH), SIDE[0]]

    def package(*wkb: bytes) -> dict[str, bytes]:
        with tempfile.TemporaryDirectory() as folder:
            maker = Maker(Path(folder) / "a.gpkg")
            maker.layer("ZDJBXX", ["ZDDM", "ZL"], [[blob(polygon(ring)), CODE, "示例路1号"]])
            names = [field.name.decode() for field in FIELDS]
            maker.layer("JZX", names, [[blob(one), *ROW] for one in wkb], geometry="LINESTRING")
            return files_of(Path(folder))

    def line(*places: tuple[float, float]) -> bytes:
        data = struct.pack("<BII", 1, 2, len(places))
        return data + b"".join(struct.pack("<2d", *place) for place in places)

    yield good("gpkg", package(line(*SIDE)), objects=1)
    for fault, figure in {"nan": math.nan, "infinite": math.inf}.items():
        yield good(f"gpkg-{fault}", package(line(SIDE[0], (EAST, figure))), objects=1)
    yield good("gpkg-one-point", package(line(SIDE[0])), objects=1)
    yield good("gpkg-cut", package(line(*SIDE)[:20]), objects=1)


def _vct() -> Iterator[Case]:
    text = vct(PARCEL)["a.vct"]
    head = b"TableStructureEnd", b"JZX,2\nZDZHDM,Varchar\nJZXLB,Char,2\n0\nTableStructureEnd"

    def rows(*keys: str) -> dict[str, bytes]:
        listed = "\n".join(f"{key},{CODE},7" for key in keys)
        table = f"JZX\n{listed}\nTableEnd\nAttributeEnd".encode()
        return {"a.vct": text.replace(*head).replace(b"AttributeEnd", table)}

    yield good("vct-of-no-line", rows("1", "0", "", "x", "-1"), objects=1)
    yield good("vct-ids-of-any-size", rows("9" * 20, "9" * 25, "9" * 5_000), objects=1)
    for digits in (25, 5_000):
        (number,) = {row.partition(b",")[0] for row in text.split(b"\n") if CODE.encode() in row}
        files = {"a.vct": text.replace(b"\n" + number + b",", b"\n" + b"9" * digits + b",")}
        yield bad(f"vct-parcel-of-{digits}-digits", files, "unreadable_row", "missing_row")


def _texts() -> Iterator[Case]:
    text = txt(PARCEL)["a.txt"].decode("gb18030")

    def with_cells(*cells: str, title: str = "") -> dict[str, bytes]:
        left, made = list(cells), []
        for row in text.split("\n"):
            is_point = row.startswith("J")
            made.append(f"{row},{left.pop(0) if left else ''}" if is_point else row)
        body = "\n".join(made).replace("[地块坐标]", f"[地块坐标]\n{title}")
        return {"a.txt": body.encode("gb18030")}

    lengths = [f"{SQUARE_M}.00"] * 4
    title = "点号,圈号,X,Y,边长"
    yield good("txt", with_cells(*lengths), objects=1)
    yield good("txt-titled", with_cells(*lengths, title=title), objects=1)
    wrong = ["999.00", *lengths[1:]]
    yield bad("txt-length", with_cells(*wrong, title=title), "side_length_mismatch", objects=1)
    yield bad("txt-no-length", with_cells("约60", title=title), "bad_number", warns=True)
    yield bad("txt-heights", with_cells(*["95.1"] * 5), "extra_columns", warns=True, objects=1)
    many = with_cells("1," * 300_000)
    yield bad("txt-300000-columns", many, "extra_columns", warns=True, objects=1)
    titles = with_cells(*lengths, title=title + ",边长" * 100_000)
    yield good("txt-100000-titles", titles, objects=1)


def cases() -> list[Case]:
    """Return all cases of the class."""
    return numbered("L", [*_shapefiles(), *_packages(), *_vct(), *_texts()])
