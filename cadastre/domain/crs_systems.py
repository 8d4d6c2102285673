"""The plane and geographic systems of the trade: EPSG codes, zones, meridians, and their texts.

Every code follows from its zone number by a sum, so the tables below hold one offset a family.
Zone numbers tell the width: 13 to 23 are 6-degree zones, 25 to 45 are 3-degree zones (24 is
unused in both within China).
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
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

_GEOGRAPHIC: Final[dict[int, Datum]] = {
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
} | {srid: _geographic(srid, datum) for srid, datum in _GEOGRAPHIC.items()}


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


_DATUM_PATTERNS: Final[tuple[tuple[re.Pattern[str], Datum], ...]] = (
    (re.compile(r"独立|地方|LOCAL"), Datum.LOCAL),
    (re.compile(r"WGS(?:19)?84"), Datum.WGS84),
    (re.compile(r"CGCS|CHINA2000|SYSTEM2000|2000国家|国家2000|2000大地|2000坐标"), Datum.CGCS2000),
    (re.compile(r"XI'?AN(?:19)?80|西安(?:19)?80|80西安|80国家|国家80|1980|80坐标"), Datum.XIAN80),
    (re.compile(r"BEIJING(?:19)?54|北京(?:19)?54|54北京|1954|54坐标|新54"), Datum.BEIJING54),
)


def datum_of_text(text: str) -> Datum | None:
    """Return the datum that a header, a name or a .prj text speaks of, None when it names none.

    Understands the spellings found in delivered files: 2000国家大地坐标系, CGCS2000,
    1980西安坐标系, 80国家大地坐标系, 1954北京坐标系, WGS84, 某市独立坐标系 and ESRI's names.
    """
    plain = unicodedata.normalize("NFKC", text[:20_000]).upper()
    plain = re.sub(r"[\s_\-/]", "", plain)
    return next((datum for pattern, datum in _DATUM_PATTERNS if pattern.search(plain)), None)


_WKT_START: Final = re.compile(
    r'^[\s\ufeff]*(PROJCS|PROJCRS|GEOGCS|GEOGCRS|GEODCRS)\s*\[\s*"([^"]{0,200})"', re.I
)
_WKT_DATUM: Final = re.compile(r'(?<![A-Z])G?DATUM\s*\[\s*"([^"]{0,200})"', re.I)
_WKT_PARAMETER: Final = re.compile(
    r'PARAMETER\s*\[\s*"([^"]{0,100})"\s*,\s*(-?[0-9]{1,12}(?:\.[0-9]{0,20})?)', re.I
)
_WKT_METHOD: Final = re.compile(r"Gauss[_ ]Kr[uü]ger|Transverse[_ ]Mercator", re.I)
_WKT_UNIT: Final = re.compile(r'UNIT\s*\[\s*"([^"]{0,50})"', re.I)
_EPSG: Final = re.compile(r"^\s*EPSG\s*::?\s*([0-9]{4,5})\s*$", re.I)
_NAME: Final = re.compile(r"(?:GK|KR[UÜ]GER)[_ ](CM|ZONE)[_ ]([0-9]{1,3})(E?)(?![0-9N])", re.I)

_PARAMETER_NAMES: Final = {
    "central_meridian": "meridian",
    "longitude_of_natural_origin": "meridian",
    "false_easting": "false_easting",
    "false_northing": "false_northing",
    "scale_factor": "scale",
    "scale_factor_at_natural_origin": "scale",
    "latitude_of_origin": "latitude",
    "latitude_of_natural_origin": "latitude",
}


def wkt_name(text: str) -> str | None:
    """Return the name at the head of a WKT text, None when the text is no WKT."""
    start = _WKT_START.match(text)
    return start[2] if start else None


def _named(name: str, datum: Datum) -> int | None:
    """Read ``…_3_Degree_GK_CM_114E`` or ``…_GK_Zone_19``: 3 degrees only when it says so."""
    found = _NAME.search(name)
    if not found:
        return None
    width = 3 if re.search(r"3[_ -]degree", name, re.I) else 6
    number = int(found[2])
    try:
        if found[1].upper() == "CM":
            return by_meridian(number, width, datum=datum).srid
        zone = by_zone(number, prefixed=True, datum=datum)
    except (ValueError, KeyError):
        return None
    return zone.srid if zone.width == width else None


def _from_parameters(text: str, name: str, datum: Datum) -> int | None:
    values = {
        _PARAMETER_NAMES[key]: Decimal(value)
        for raw, value in _WKT_PARAMETER.findall(text)
        for key in [raw.lower().replace(" ", "_")]
        if key in _PARAMETER_NAMES
    }
    expected = {"scale": Decimal(1), "latitude": Decimal(0), "false_northing": Decimal(0)}
    units = _WKT_UNIT.findall(text)
    if (
        not _WKT_METHOD.search(text)
        or any(values.get(key, right) != right for key, right in expected.items())
        or not {"meridian", "false_easting"} <= values.keys()
        or not units
        or not any(unit.lower() in {"meter", "metre", "m", "米"} for unit in units)
    ):
        return None
    meridian, false_easting = values["meridian"], values["false_easting"]
    zone, rest = divmod(false_easting, 1_000_000)
    if rest != 500_000 or meridian != int(meridian):
        return None
    try:
        if zone:
            found = by_zone(int(zone), prefixed=True, datum=datum)
            return found.srid if found.central_meridian == meridian else None
        six = (meridian + 3) % 6 == 0 and not re.search(r"3[_ -]degree", name, re.I)
        six = six and bool(_NAME.search(name))
        return by_meridian(int(meridian), 6 if six else 3, datum=datum).srid
    except (ValueError, KeyError):
        return None


def srid_of_wkt(text: str) -> int | None:
    """Return the EPSG code that a .prj text, a system's name or ``EPSG:4547`` stands for.

    Reads names and parameters with patterns only: the text of a stranger is never handed to a
    projection library, where a "definition" may be a path or an address.

    Returns
    -------
    int or None
        A code of the families in this module, 4326 for geographic WGS 84, None for anything
        else, also when name and parameters do not describe a Gauss-Krüger system of China.
    """
    text = text[:20_000]
    if plain := _EPSG.match(text):
        code = int(plain[1])
        return code if code in _SYSTEMS else None
    start = _WKT_START.match(text)
    if not start:
        datum = datum_of_text(text)
        return _named(text, datum) if datum else None
    kind, name = start[1].upper(), start[2]
    datum_name = _WKT_DATUM.search(text)
    datum = datum_of_text(datum_name[1] if datum_name else name)
    if datum is None or datum is Datum.LOCAL:
        return None
    if kind.startswith("PROJ"):
        return _from_parameters(text, name, datum) if datum is not Datum.WGS84 else None
    return next(srid for srid, known in _GEOGRAPHIC.items() if known is datum)
