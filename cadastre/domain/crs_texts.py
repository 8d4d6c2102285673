"""Which coordinate system a header, a name or a .prj text speaks of.

Only patterns on names and parameters: the text of a stranger is never handed to a projection
library, where a "definition" may be a path or an address.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from cadastre.domain.crs_systems import GEOGRAPHIC, Datum, by_meridian, by_zone, system

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
    units = {unit.lower() for unit in _WKT_UNIT.findall(text)}
    if (
        not _WKT_METHOD.search(text)
        or any(values.get(key, right) != right for key, right in expected.items())
        or not {"meridian", "false_easting"} <= values.keys()
        or not {"meter", "metre"} & units
        or not units <= {"meter", "metre", "degree", "unity"}
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

    Returns
    -------
    int or None
        A code of the families in this module, 4326 for geographic WGS 84, None for anything
        else, also when name and parameters do not describe a Gauss-Krüger system of China.
    """
    text = text[:20_000]
    if plain := _EPSG.match(text):
        code = int(plain[1])
        return code if system(code) else None
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
    return next(srid for srid, known in GEOGRAPHIC.items() if known is datum)
