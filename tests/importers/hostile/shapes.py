"""Class G: geometry, each fault in every format that can hold it."""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from tests.importers.hostile.cases import CODE, EAST, NORTH, Case, bad, good, numbered
from tests.importers.hostile.writers import WRITERS, Parcel, Ring, ring, square

ALL = tuple(WRITERS)
TEXTS = ("txt", "vct", "geojson", "gml", "csv")
WITH_RINGS = tuple(name for name in ALL if name != "dxf")
WITH_AREA = tuple(name for name in ALL if name not in ("dxf", "csv"))
NOTHING = ("empty_geometry", "too_few_points", "unreadable_row", "count_mismatch", "empty_table")
NEIGHBOUR = CODE[:-1] + "2"

Make = Callable[[], list[Parcel]]


def one(*rings: Ring, area: str = "") -> list[Parcel]:
    return [Parcel(rings, area=area)]


def swapped(number: int, east: str | None = None, north: str | None = None) -> list[Parcel]:
    """Return a square with a figure of one vertex replaced."""
    points = list(square())
    old = points[number]
    points[number] = (east or old[0], north or old[1])
    return one(points, area="3600.00")


def shifted(change: Callable[[float, float], tuple[float, float]]) -> list[Parcel]:
    return one(ring([change(float(e), float(n)) for e, n in square()]), area="3600.00")


def circle(vertices: int, radius: float = 200.0) -> Ring:
    angles = [2 * math.pi * place / vertices for place in range(vertices)]
    points = [
        (EAST + radius * math.cos(angle), NORTH + radius * math.sin(angle)) for angle in angles
    ]
    return ring([*points, points[0]])


def star(vertices: int = 301) -> Ring:
    """Return a ring whose sides nearly all cross each other."""
    step = vertices // 3
    points = [
        (
            EAST + 500 * math.cos(2 * math.pi * place * step / vertices),
            NORTH + 500 * math.sin(2 * math.pi * place * step / vertices),
        )
        for place in range(vertices)
    ]
    return ring([*points, points[0]])


def comb(teeth: int, *, upright: bool = True) -> Ring:
    """Return a valid comb of two vertices a tooth; two of them crossed have teeth² pieces."""
    points = [
        (along, 300.0 if tooth % 2 else 10.0)
        for tooth in range(teeth)
        for along in (tooth * 0.2, tooth * 0.2 + 0.1)
    ]
    outline = [(0.0, 0.0), *points, (teeth * 0.2, 0.0), (0.0, 0.0)]
    turned = outline if upright else [(north, along) for along, north in outline]
    return ring([(EAST + along, NORTH + north) for along, north in turned])


HOLE = square(EAST + 10, NORTH + 10, 20, turned=True)
BOW_TIE = ring(
    [
        (EAST, NORTH),
        (EAST + 60, NORTH + 60),
        (EAST + 60, NORTH),
        (EAST, NORTH + 60),
        (EAST, NORTH),
    ]
)
SPIKE = ring(
    [
        *((EAST, NORTH), (EAST, NORTH + 60), (EAST + 60, NORTH + 60), (EAST + 60, NORTH)),
        *((EAST + 30, NORTH), (EAST + 30.001, NORTH - 50), (EAST + 30.002, NORTH), (EAST, NORTH)),
    ]
)


def neighbours(gap_m: float) -> list[Parcel]:
    """Return two squares that lie apart by a gap, or overlap by a negative one."""
    other = square(EAST + 60 + gap_m, NORTH)
    return [Parcel([square()]), Parcel([other], code=NEIGHBOUR)]


# fault: (what is written, formats, kinds of which one must come)
FAULTS: Mapping[str, tuple[Make, tuple[str, ...], tuple[str, ...]]] = {
    "nan-east": (lambda: swapped(1, east="NaN"), ALL, ("non_finite_coordinate",)),
    "nan-north": (lambda: swapped(2, north="NaN"), ALL, ("non_finite_coordinate",)),
    "nan-both": (lambda: swapped(2, "NaN", "NaN"), ALL, ("non_finite_coordinate",)),
    "infinity": (lambda: swapped(1, east="Infinity"), ALL, ("non_finite_coordinate",)),
    "minus-infinity": (lambda: swapped(1, north="-Infinity"), ALL, ("non_finite_coordinate",)),
    "1e308": (
        lambda: swapped(1, east="1e308"),
        ALL,
        ("coordinate_out_of_range", "unreadable_row", "unreadable_file"),
    ),
    "-1e308": (
        lambda: swapped(1, north="-1e308"),
        ALL,
        ("coordinate_out_of_range", "unreadable_row", "unreadable_file"),
    ),
    "1e-300": (
        lambda: swapped(1, east="1e-300"),
        ALL,
        ("coordinate_out_of_range", "unreadable_row", "unreadable_file"),
    ),
    "400-digits": (
        lambda: swapped(1, east="4" * 400),
        TEXTS,
        ("coordinate_out_of_range", "unreadable_row", "unreadable_file"),
    ),
    "degrees": (
        lambda: shifted(lambda e, n: (114 + (e - EAST) * 1e-5, 35 + (n - NORTH) * 1e-5)),
        ALL,
        ("geographic_coordinates",),
    ),
    "wrong-zone": (
        lambda: shifted(lambda e, n: (e + 37_000_000, n)),
        ALL,
        ("wrong_zone", "wrong_crs", "zone_prefix"),
    ),
    "far-away": (
        lambda: shifted(lambda e, n: (e + 5_000_000, n)),
        ALL,
        ("coordinate_out_of_range", "wrong_zone"),
    ),
    "millimetres": (
        lambda: shifted(lambda e, n: (e * 1000, n * 1000)),
        ALL,
        ("coordinate_out_of_range", "wrong_zone"),
    ),
    "no-rings": (
        lambda: one(),
        WITH_RINGS,
        ("empty_geometry", "unreadable_row", "empty_table", "too_few_points"),
    ),
    "empty-ring": (
        lambda: one([]),
        WITH_RINGS,
        NOTHING,
    ),
    "unclosed": (
        lambda: one([*square()[:-1], (f"{EAST + 0.412:.3f}", f"{NORTH}.000")], area="3600.00"),
        ("vct", "geojson", "gml", "gpkg", "shp"),
        ("unclosed_ring",),
    ),
    "one-point": (
        lambda: one(square()[:1], area="1.00"),
        ALL,
        ("too_few_points", "empty_geometry", "count_mismatch", "unreadable_row"),
    ),
    "two-points": (
        lambda: one([*square()[:2], square()[0]], area="1.00"),
        ALL,
        ("too_few_points", "empty_geometry"),
    ),
    "one-place": (
        lambda: one([square()[0]] * 5, area="1.00"),
        ALL,
        ("too_few_points", "empty_geometry"),
    ),
    "bow-tie": (lambda: one(BOW_TIE, area="100.00"), ALL, ("self_intersection",)),
    "star": (lambda: one(star(), area="100.00"), ALL, ("self_intersection",)),
    "spike": (lambda: one(SPIKE, area="3600.00"), ALL, ("spike",)),
    "duplicate-vertex": (
        lambda: one([square()[0], *square()]),
        ALL,
        ("duplicate_vertex",),
    ),
    "zero-area": (
        lambda: one(ring([(EAST, NORTH), (EAST + 50, NORTH), (EAST + 20, NORTH), (EAST, NORTH)])),
        ALL,
        ("zero_area", "self_intersection", "spike"),
    ),
    "hole-outside": (
        lambda: one(square(), square(EAST + 500, NORTH, 20, turned=True), area="3600.00"),
        ("geojson", "gml", "gpkg"),
        ("hole_outside",),
    ),
    "holes-overlap": (
        lambda: one(square(), HOLE, square(EAST + 20, NORTH + 20, 20, turned=True), area="2900.00"),
        WITH_RINGS,
        ("rings_cross", "hole_outside", "self_intersection"),
    ),
    "hole-crosses": (
        lambda: one(square(), square(EAST + 50, NORTH + 10, 20, turned=True), area="3400.00"),
        WITH_RINGS,
        ("rings_cross", "hole_outside", "self_intersection"),
    ),
    "same-ring-twice": (
        lambda: one(square(), square(), area="3600.00"),
        WITH_RINGS,
        ("rings_cross", "hole_outside", "self_intersection"),
    ),
    "10001-vertices": (lambda: one(circle(10_001)), ALL, ("too_large", "too_many_vertices")),
    "501-rings": (
        lambda: one(
            square(EAST, NORTH, 600),
            *(square(EAST + 1 + n % 25 * 20, NORTH + 1 + n // 25 * 20, 5) for n in range(501)),
        ),
        WITH_RINGS,
        ("too_large", "too_many_rings"),
    ),
    "overlap-of-a-metre": (lambda: neighbours(-1.0), ALL, ("overlap",)),
    "stacked": (
        lambda: [Parcel([square()]), Parcel([square()], code=NEIGHBOUR)],
        ALL,
        ("overlap",),
    ),
}

HONEST: Mapping[str, tuple[Make, tuple[str, ...]]] = {
    "square": (lambda: one(square()), ALL),
    "hole": (lambda: one(square(), HOLE), WITH_RINGS),
    "zone-in-front": (lambda: shifted(lambda e, n: (e + 38_000_000, n)), ALL),
    "many-vertices": (lambda: one(circle(600)), ALL),
    "neighbours": (lambda: neighbours(0.0), ALL),
    "gap-of-ten-metres": (lambda: neighbours(10.0), ALL),
    "turned": (lambda: one(square(turned=True)), ALL),
}

# What only warns: named, and taken all the same.
ODD: Mapping[str, tuple[Make, tuple[str, ...], tuple[str, ...]]] = {
    "area-off": (
        lambda: one(square(), area="3700.00"),
        tuple(n for n in ALL if n not in ("dxf", "csv")),
        ("area_mismatch",),
    ),
    "swapped-axes": (
        lambda: shifted(lambda e, n: (n, e)),
        tuple(n for n in ALL if n != "csv"),
        ("axis_order", "axes_swapped", "axis_order_by_figures"),
    ),
    "heights": (
        lambda: one([(*point, "95.1") for point in square()]),
        ("vct", "gml", "gpkg"),
        ("z_dropped",),
    ),
}


def _cases() -> Iterator[Case]:
    for fault, (make, names, kinds) in FAULTS.items():
        for name in names:
            if name in ("gpkg", "shp", "dxf") and fault == "400-digits":
                continue
            yield bad(f"{fault}-{name}", WRITERS[name](make()), *kinds)
    for twin, (make, names) in HONEST.items():
        for name in names:
            yield good(f"{twin}-{name}", WRITERS[name](make()))
    for fault, (make, names, kinds) in ODD.items():
        for name in names:
            yield bad(f"{fault}-{name}", WRITERS[name](make()), *kinds, warns=True)


def _large() -> Iterator[Case]:
    """Sizes that take their time: two valid combs across each other, a million of anything."""
    for name in ("txt", "gpkg"):
        yield bad(f"combs-{name}", WRITERS[name](_combs(40)), "overlap")
        more = WRITERS[name](_combs(200))
        yield bad(f"200-teeth-{name}", more, "overlap", seconds=3)
        most = WRITERS[name](_combs(1_500))
        yield bad(f"1500-teeth-{name}", most, "overlap", seconds=5)
        yield good(f"one-comb-{name}", WRITERS[name]([Parcel([comb(1_000)])]))
        yield good(f"1500-teeth-{name}", WRITERS[name]([Parcel([comb(1_500)])]), seconds=5)
    kinds = ("too_large", "too_many_vertices", "reader_stopped")
    for name in ("txt", "vct", "geojson", "gpkg", "csv"):
        many = partial(_written, name, lambda: one(circle(300_000), area="100.00"))
        yield bad(f"300000-vertices-{name}", many, *kinds, deep=True)
    for name in ("txt", "geojson"):
        grid = partial(_written, name, _grid)
        yield bad(f"100001-parcels-{name}", grid, "too_large", deep=True, objects=0)


def _combs(teeth: int) -> list[Parcel]:
    return [Parcel([comb(teeth)]), Parcel([comb(teeth, upright=False)], code=NEIGHBOUR)]


def _written(name: str, make: Make) -> Mapping[str, bytes]:
    return WRITERS[name](make())


def _grid() -> list[Parcel]:
    """Return one parcel more than a file may hold."""
    corners = square()
    return [Parcel([corners], code=f"410811001002GB{n % 100_000:05d}") for n in range(100_001)]


def cases() -> list[Case]:
    """Return all cases of the class."""
    return numbered("G", [*_cases(), *_large()])
