"""Coordinate files to try out, each wrong in exactly one way."""

from collections.abc import Callable
from decimal import Decimal

from demo.frame import Ring, Vertex
from demo.golden import GOLDEN, SUPPLY_BOUNDARY, SUPPLY_ON
from demo.stage_files import supply_txt
from demo.writers import coordinate_txt as txt

BOUNDARY = (SUPPLY_BOUNDARY,)
IN_DEGREES = (
    ("35.214541057", "113.253272345"),
    ("35.214566393", "113.253931737"),
    ("35.214296360", "113.253947058"),
    ("35.214290119", "113.253782594"),
    ("35.214110908", "113.253792690"),
    ("35.214091812", "113.253297766"),
)
"""Latitude and longitude (CGCS2000) of the golden boundary, J1 to J6."""


def _head(
    rings: tuple[Ring, ...] = BOUNDARY,
    *,
    count: int | None = None,
    hectares: Decimal | None = None,
) -> str:
    return txt.head(
        rings,
        number=GOLDEN.parcel_code,
        name=f"{GOLDEN.name}项目用地",
        use="城镇住宅",
        code=GOLDEN.land_use_code,
        count=count,
        hectares=hectares,
    )


def _file(rows: list[str], *, head: str = "", header: dict[str, str] | None = None) -> bytes:
    return txt.text_file(header or txt.header(SUPPLY_ON), [head or _head(), *rows])


def _moved(north_m: str, east_m: str) -> tuple[Ring, ...]:
    """Return the golden boundary somewhere else."""
    north, east = Decimal(north_m), Decimal(east_m)
    return (tuple(Vertex(label, n + north, e + east) for label, n, e in SUPPLY_BOUNDARY),)


def truncated() -> bytes:
    """Return a file whose transfer broke off in the middle of a row."""
    whole = supply_txt(GOLDEN)
    return whole[: whole.rindex(b"J5,1,") + 14]


def axes_swapped() -> bytes:
    """Return a file with the easting where the northing belongs."""
    cells = (row.split(",") for row in txt.rows(BOUNDARY))
    return _file([f"{label},{ring},{east},{north}" for label, ring, north, east in cells])


def wrong_zone() -> bytes:
    """Return a file of the neighbouring zone, 39."""
    return _file(txt.rows(BOUNDARY, zone=39), header=txt.header(SUPPLY_ON, 带号="39"))


def old_datum() -> bytes:
    """Return a file that says its figures are of the system of 1980."""
    return _file(txt.rows(BOUNDARY), header=txt.header(SUPPLY_ON, 坐标系="1980西安坐标系"))


def degrees() -> bytes:
    """Return a file with latitude and longitude instead of metres."""
    closed = (*IN_DEGREES, IN_DEGREES[0])
    labels = (label for label, _, _ in (*SUPPLY_BOUNDARY, SUPPLY_BOUNDARY[0]))
    return _file(
        [f"{label},1,{lat},{lon}" for label, (lat, lon) in zip(labels, closed, strict=True)]
    )


def letter_for_digit() -> bytes:
    """Return a file with the letter O typed for a zero."""
    rows = txt.rows(BOUNDARY)
    rows[2] = rows[2].replace("3898622.510", "3898622.51O")
    return _file(rows)


def closing_far_away() -> bytes:
    """Return a file whose last row is J1 again, but 13 m away (12 m south and 5 m east)."""
    rows = txt.rows(BOUNDARY)
    rows[-1] = rows[-1].replace("3898650.120,38432010.350", "3898638.120,38432015.350")
    return _file(rows)


def crossing_sides() -> bytes:
    """Return a boundary whose points 2 and 3 changed places, so that two sides cross."""
    a, b, c, *rest = SUPPLY_BOUNDARY
    crossed = ((a, Vertex("J2", *c[1:]), Vertex("J3", *b[1:]), *rest),)
    return _file(txt.rows(crossed), head=_head(crossed))


def wrong_count() -> bytes:
    """Return a file that promises nine points and has seven rows."""
    return _file(txt.rows(BOUNDARY), head=_head(count=9))


def wrong_area() -> bytes:
    """Return a file that states 0.2801 ha, about 100 m2 too much."""
    return _file(txt.rows(BOUNDARY), head=_head(hectares=Decimal("0.2801")))


def outside_county() -> bytes:
    """Return a parcel thirty kilometres north of the county."""
    return _file(txt.rows(_moved("30000.000", "0.000")), head=_head())


def over_the_neighbour() -> bytes:
    """Return the parcel one and a half metres too far west, over its registered neighbour."""
    return _file(txt.rows(_moved("0.000", "-1.500")), head=_head())


TEXTS: dict[str, Callable[[], bytes]] = {
    "truncated": truncated,
    "axes_swapped": axes_swapped,
    "wrong_zone": wrong_zone,
    "old_datum": old_datum,
    "degrees": degrees,
    "letter_for_digit": letter_for_digit,
    "closing_far_away": closing_far_away,
    "crossing_sides": crossing_sides,
    "wrong_count": wrong_count,
    "wrong_area": wrong_area,
    "outside_county": outside_county,
    "over_the_neighbour": over_the_neighbour,
}
