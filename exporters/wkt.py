"""The coordinate system of a file as well-known text, in the words that .prj files have."""

from typing import Final

from cadastre.domain.crs import Datum
from cadastre.domain.crs import system as system_of
from cadastre.domain.crs_systems import GkSystem, by_zone
from importers.records import DeclaredSystem

_DATUMS: Final = {
    Datum.CGCS2000: (
        "CGCS2000",
        'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
        'SPHEROID["CGCS2000",6378137.0,298.257222101]]',
    ),
    Datum.XIAN80: (
        "Xian_1980",
        'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]]',
    ),
    Datum.BEIJING54: (
        "Beijing_1954",
        'GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",'
        'SPHEROID["Krasovsky_1940",6378245.0,298.3]]',
    ),
}


def written_system(system: DeclaredSystem) -> GkSystem | None:
    """Return the system of the figures as written, with the zone number in front where it is."""
    known = system_of(system.srid) if system.srid is not None else None
    if known is None or known.geographic:
        return None
    if system.zone_prefix is None:
        return known
    return by_zone(system.zone_prefix, prefixed=True, datum=known.datum)


def wkt_of(known: GkSystem) -> str:
    """Return the text of a Gauss-Kruger system; empty for a datum whose words are not known."""
    words = _DATUMS.get(known.datum)
    if words is None:
        return ""
    degrees = "_3_Degree" if known.width == 3 else ""
    zone = f"Zone_{known.zone}" if known.prefixed else f"CM_{known.central_meridian}E"
    false_easting_m = 500_000 + (known.zone * 1_000_000 if known.prefixed else 0)
    parameters = {
        "False_Easting": false_easting_m,
        "False_Northing": 0,
        "Central_Meridian": known.central_meridian,
        "Scale_Factor": 1,
        "Latitude_Of_Origin": 0,
    }
    stated = ",".join(f'PARAMETER["{name}",{float(one)}]' for name, one in parameters.items())
    return (
        f'PROJCS["{words[0]}{degrees}_GK_{zone}",{words[1]},PRIMEM["Greenwich",0.0],'
        f'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],{stated},'
        'UNIT["Meter",1.0]]'
    )
