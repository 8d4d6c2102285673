"""The plane and geographic systems of the trade: EPSG codes, zones and central meridians.

Every code follows from its zone number by a sum, so the tables below hold one offset a family.
Zone numbers tell the width: 13 to 23 are 6-degree zones, 25 to 45 are 3-degree zones (24 is
unused in both within China).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cadastre.domain.findings import Text


class Datum(StrEnum):
    """The frame that coordinates are given in. LOCAL: a city's own (独立坐标系)."""

    CGCS2000 = "cgcs2000"
    XIAN80 = "xian80"
    BEIJING54 = "beijing54"
    WGS84 = "wgs84"
    LOCAL = "local"


DATUM_NAMES: Final[dict[Datum, Text]] = {
    Datum.CGCS2000: Text("2000国家大地坐标系", "CGCS2000"),
    Datum.XIAN80: Text("1980西安坐标系", "Xian 1980"),
    Datum.BEIJING54: Text("1954北京坐标系", "Beijing 1954"),
    Datum.WGS84: Text("WGS84", "WGS 84"),
    Datum.LOCAL: Text("地方独立坐标系", "a local system"),
}


@dataclass(frozen=True, slots=True)
class GkSystem:
    """One Gauss-Krüger system (or the geographic one of a datum).

    Parameters
    ----------
    srid
        EPSG code.
    width
        3 or 6 degrees; 0 for a geographic system, as are ``zone`` and ``central_meridian``.
    prefixed
        True when eastings carry the zone number (38 432 010.350) by definition of the system.
    """

    srid: int
    datum: Datum
    width: int
    zone: int
    central_meridian: int
    prefixed: bool
    geographic: bool
    name: Text


ZONES: Final[dict[int, range]] = {3: range(25, 46), 6: range(13, 24)}
"""Zone numbers in use in China by width in degrees."""

_OFFSETS: Final[dict[tuple[Datum, int, bool], int]] = {
    # (datum, width, prefixed): EPSG code minus zone number
    (Datum.CGCS2000, 6, True): 4478,
    (Datum.CGCS2000, 6, False): 4489,
    (Datum.CGCS2000, 3, True): 4488,
    (Datum.CGCS2000, 3, False): 4509,
    (Datum.XIAN80, 6, True): 2314,
    (Datum.XIAN80, 6, False): 2325,
    (Datum.XIAN80, 3, True): 2324,
    (Datum.XIAN80, 3, False): 2345,
    (Datum.BEIJING54, 6, True): 21400,
    (Datum.BEIJING54, 6, False): 21440,
    (Datum.BEIJING54, 3, True): 2376,
    (Datum.BEIJING54, 3, False): 2397,
}

GEOGRAPHIC: Final[dict[int, Datum]] = {
    4490: Datum.CGCS2000,
    4480: Datum.CGCS2000,
    4479: Datum.CGCS2000,
    4610: Datum.XIAN80,
    4214: Datum.BEIJING54,
    4326: Datum.WGS84,
}


def _plane(datum: Datum, width: int, zone: int, *, prefixed: bool) -> GkSystem:
    meridian = 3 * zone if width == 3 else 6 * zone - 3
    names = DATUM_NAMES[datum]
    zh = f"带号 {zone}" if prefixed else f"中央经线 {meridian}°"
    en = f"zone {zone}" if prefixed else f"CM {meridian}°E"
    return GkSystem(
        srid=_OFFSETS[datum, width, prefixed] + zone,
        datum=datum,
        width=width,
        zone=zone,
        central_meridian=meridian,
        prefixed=prefixed,
        geographic=False,
        name=Text(f"{names.zh} {width}度带 {zh}", f"{names.en} / {width}-degree Gauss-Krüger {en}"),
    )


def _geographic(srid: int, datum: Datum) -> GkSystem:
    names = DATUM_NAMES[datum]
    name = Text(f"{names.zh} 地理坐标（经纬度）", f"{names.en} geographic (degrees)")
    return GkSystem(srid, datum, 0, 0, 0, prefixed=False, geographic=True, name=name)


_SYSTEMS: Final[dict[int, GkSystem]] = {
    known.srid: known
    for datum, width, prefixed in _OFFSETS
    for zone in ZONES[width]
    for known in [_plane(datum, width, zone, prefixed=prefixed)]
} | {srid: _geographic(srid, datum) for srid, datum in GEOGRAPHIC.items()}


def system(srid: int) -> GkSystem | None:
    """Return what an EPSG code of the trade stands for, None when it is none of ours."""
    return _SYSTEMS.get(srid)


def by_zone(zone: int, *, prefixed: bool, datum: Datum = Datum.CGCS2000) -> GkSystem:
    """Return the system of a zone number; the number tells 3 from 6 degrees.

    Raises
    ------
    ValueError
        When the number is no zone of China (13 to 23, 25 to 45).
    """
    for width, zones in ZONES.items():
        if zone in zones:
            return _plane(datum, width, zone, prefixed=prefixed)
    message = f"{zone} is no zone number: 13 to 23 (6 degrees) or 25 to 45 (3 degrees)"
    raise ValueError(message)


def by_meridian(
    central_meridian: int, width: int = 3, *, datum: Datum = Datum.CGCS2000
) -> GkSystem:
    """Return the system of a central meridian in degrees east, without zone prefix.

    Raises
    ------
    ValueError
        When no zone of that width has this meridian.
    """
    zone, rest = divmod(central_meridian, 3) if width == 3 else divmod(central_meridian + 3, 6)
    if rest or zone not in ZONES.get(width, ()):
        message = f"no {width}-degree zone of China has the central meridian {central_meridian}"
        raise ValueError(message)
    return _plane(datum, width, zone, prefixed=False)


def meridian_form(srid: int) -> int:
    """Return the code of the same system without zone prefix (4526 gives 4547).

    A code that has no prefix, or is none of ours, is given back as it is.
    """
    known = _SYSTEMS.get(srid)
    if known is None or not known.prefixed:
        return srid
    return _plane(known.datum, known.width, known.zone, prefixed=False).srid
