"""The register in exchange formats: what is asked for, whether it may leave, and its file.

The gate of 25 km² and the journal are those of all lists, :mod:`parcels.exports`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Account
from cadastre.domain.crs import system as system_of
from cadastre.domain.errors import InvalidInput, NotFound
from cadastre.domain.findings import Finding, Text
from cadastre.domain.unit_code import parse_parcel_code
from exporters import formats
from exporters.holding import prepared
from importers.records import DeclaredSystem
from parcels.export_files import MOST_SHAPES, Table
from parcels.exports import Export, box_km2, export_allow
from parcels.models import BoundaryLine, BoundaryPoint, CadastralSubDistrict, Parcel
from parcels.moments import Moment, moment_asked_for
from parcels.selectors import parcel_seen_by, parcels_seen_by
from registration.register_delivery import buildings_on, register_delivery, units_on
from surveys.written_files import WrittenFile, written_file

MEDIA_TYPES: Final = {
    "vct": "application/octet-stream",
    "coordinate_txt": "text/plain; charset=gb18030",
    "dxf": "image/vnd.dxf",
    "shapefile": "application/zip",
    "geopackage": "application/geopackage+sqlite3",
    "point_table": "text/csv; charset=utf-8",
}
"""The formats by their words, in the order in which they are offered; the first is the default."""
WITH_ZONE_NUMBER: Final = frozenset({"coordinate_txt", "vct"})
"""Their heads state the zone, and so programs look for its number in front of the eastings."""
SUB_DISTRICT_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of the register that is asked for: ``code`` of a sub-district or of one parcel."""

    code: str
    parcels: QuerySet[Parcel]
    moment: Moment
    export: Export

    @property
    def is_sub_district(self) -> bool:
        """Tell whether it is more than one parcel."""
        return len(self.code) == SUB_DISTRICT_DIGITS

    @property
    def query(self) -> str:
        """The part of an address that asks for it, behind the question mark."""
        name = "sub_district" if self.is_sub_district else "parcel"
        return f"{name}={self.code}{self.moment.also}"


def format_asked_for(query: Mapping[str, str]) -> str:
    """Return the word in ``file``, VCT without one. Raises InvalidInput for another."""
    form = query.get("file", next(iter(MEDIA_TYPES)))
    if form not in MEDIA_TYPES:
        raise InvalidInput(
            Text(
                f"参数 file 应为 {'、'.join(MEDIA_TYPES)} 之一，实为“{form[:20]}”。",
                f"file is one of {', '.join(MEDIA_TYPES)}, not '{form[:20]}'.",
            )
        )
    return form


def register_asked_for(account: Account, query: Mapping[str, str]) -> Asked:
    """Return what ``sub_district`` or ``parcel`` names, at the moment in ``at`` and ``known``.

    Raises
    ------
    InvalidInput
        Neither or both are given, or one is no code.
    NotFound
        There is none, or it lies outside the account's districts: both are answered alike.
    """
    moment = moment_asked_for(query)
    sub_district, parcel = query.get("sub_district", ""), query.get("parcel", "")
    if bool(sub_district) == bool(parcel):
        raise InvalidInput(
            Text(
                "请给出 sub_district（地籍子区代码）或 parcel（宗地代码）之一。",
                "Give either sub_district (its code) or parcel (a parcel code).",
            )
        )
    parcels = parcels_seen_by(account, moment=moment)
    if parcel:
        code = str(parse_parcel_code(parcel))
        parcel_seen_by(account, code, moment=moment)
        parcels = parcels.filter(parcel_code=code)
    else:
        code = _sub_district(account, sub_district)
        parcels = parcels.filter(sub_district=code)
    export = Export(
        table=Table("register", (), ()),
        objects=[code],
        coverage_km2=box_km2(parcels.aggregate(extent=Extent("geom"))["extent"]),
        told={"at": moment.at_text, "known": moment.known_text},
    )
    return Asked(code=code, parcels=parcels, moment=moment, export=export)


def _sub_district(account: Account, code: str) -> str:
    if not (code.isascii() and code.isdigit() and len(code) == SUB_DISTRICT_DIGITS):
        raise InvalidInput(
            Text(
                f"sub_district 应为 12 位的地籍子区代码，实为“{code[:20]}”。",
                f"sub_district is a code of 12 digits, not '{code[:20]}'.",
            )
        )
    if not account.covers(code) or not CadastralSubDistrict.objects.filter(code=code).exists():
        raise NotFound(
            Text(
                f"没有您可查看的地籍子区 {code}。",
                f"There is no sub-district {code} that you may see.",
            )
        )
    return code


def register_file(
    asked: Asked, *, form: str, by: Account, now: datetime, confirmation: str = ""
) -> WrittenFile:
    """Let a part of the register out as a file, and write into the journal who took it.

    Raises
    ------
    InvalidInput
        It is more than a file takes, or as :func:`parcels.exports.export_allow`.
    Conflict, NotAllowed
        As :func:`parcels.exports.export_allow`.
    """
    _require_fits(asked)
    export_allow(asked.export, form=form, by=by, now=now, confirmation=confirmation)
    name = file_name(asked, form=form, now=now)
    delivery = register_delivery(asked.parcels, account=by, moment=asked.moment)
    return written_file(
        delivery, name=name, format=form, system=_system(form), media_type=MEDIA_TYPES[form]
    )


def not_held(
    asked: Asked, *, forms: Iterable[str], by: Account, now: datetime
) -> dict[str, list[Finding]]:
    """Return what formats could not hold of a part of the register; nothing leaves by this.

    Raises InvalidInput when it is more than a file takes.
    """
    _require_fits(asked)
    delivery = register_delivery(asked.parcels, account=by, moment=asked.moment)
    found = {}
    for form in forms:
        one, name = formats.writer(form), file_name(asked, form=form, now=now)
        found[form] = prepared(delivery, one.HOLDS, title=formats.title(one), file=name)[1]
    return found


def file_name(asked: Asked, *, form: str, now: datetime) -> str:
    """Return the name of a file: the code, and the day whose state it has."""
    day = timezone.localdate(asked.moment.valid or now)
    return f"{asked.code}_{day:%Y%m%d}{formats.ending(form)}"


def _system(form: str) -> DeclaredSystem:
    known = system_of(settings.SRID)
    zone = known.zone if known and form in WITH_ZONE_NUMBER else None
    return DeclaredSystem(settings.SRID, zone or None, known.name.en if known else "")


def _require_fits(asked: Asked) -> None:
    """Refuse what is more rows than a file made in memory takes."""
    codes = asked.parcels.values("parcel_code")
    rows = (
        asked.parcels.count()
        + BoundaryPoint.objects.filter(parcel__in=asked.parcels).count()
        + BoundaryLine.objects.filter(parcel__in=asked.parcels).count()
        + buildings_on(codes, moment=asked.moment).count()
        + units_on(codes, moment=asked.moment).count()
    )
    if rows > MOST_SHAPES:
        raise InvalidInput(
            Text(
                f"{asked.code} 的宗地、界址点线、自然幢和户共 {rows} 行，"
                f"一个文件最多 {MOST_SHAPES} 行。",
                f"{asked.code} has {rows:,} rows of parcels, boundary points and lines, buildings "
                f"and units; a file holds at most {MOST_SHAPES:,}.",
            ),
            advice=Text(
                "请以 parcel 按宗地分别导出，或导出宗地清单 CSV。",
                "Export parcel by parcel (parcel=…), or the list of parcels as CSV.",
            ),
        )
