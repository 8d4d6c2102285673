"""The difference of the register between two dates: new, retired, moved boundaries, attributes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from accounts.models import Account
from accounts.selectors import in_districts
from cadastre import sql
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from parcels.models import CadastralSubDistrict
from parcels.moments import OPEN_END, day_asked_for

KINDS = ("new", "retired", "boundary", "attributes")
BASES = ("said", "true")
"""``said``: what the register said on each of the two days, so corrections in between are
changes. ``true``: what was so on each, as we know today."""
PAGE_SIZE = 100
MOST_AT_ONCE = 2000
"""Rows that are read at a time when all are wanted."""
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Between:
    """What is asked: two moments, on which basis, where, and which kinds of change.

    ``area`` is the code of a district or sub-district, or empty for all the account may see.
    """

    begin: datetime
    end: datetime
    begin_text: str
    end_text: str
    basis: str = "said"
    area: str = ""
    kinds: tuple[str, ...] = KINDS
    after: str = ""

    @property
    def query(self) -> str:
        """The address's part that asks the same again, from its first page."""
        told = {"from": self.begin_text, "to": self.end_text, "basis": self.basis}
        if self.area:
            told["area"] = self.area
        if len(self.kinds) == 1:
            told["kind"] = self.kinds[0]
        return urlencode(told)


@dataclass(frozen=True, slots=True)
class ParcelDifference:
    """One parcel that is not at the end what it was at the beginning.

    ``shift_m`` is the largest distance between the two boundaries (Hausdorff distance, metres);
    ``differences`` has, by field, what was said before and after. A parcel whose boundary was
    adjusted has another code since; ``code_before`` is the old one. ``became`` and ``came_from``
    are the codes next to it in its lineage. Shapes are GeoJSON text in EPSG:4490; ``plane_shape``
    is the outline that the parcel has, or had last, exactly: WKB (hex) in the office's system.
    """

    kind: str
    code: str
    code_before: str | None
    address: str
    shift_m: Decimal | None
    area_before_m2: Decimal | None
    area_after_m2: Decimal | None
    differences: dict[str, list[str]]
    became: tuple[str, ...]
    came_from: tuple[str, ...]
    shape_before: str | None
    shape_after: str | None
    plane_shape: str


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """One page, how many there are of each kind in all, and where the next page begins."""

    rows: tuple[ParcelDifference, ...]
    counts: dict[str, int]
    after: str


def between_asked_for(query: Mapping[str, str], *, now: datetime) -> Between:
    """Return what ``from``, ``to``, ``basis``, ``area``, ``kind`` and ``after`` ask for.

    Without dates it is the year up to now.

    Raises
    ------
    InvalidInput
        A date is none, they are the wrong way round, or a word is unknown.
    """
    end = day_asked_for(query.get("to"), name="to") or now
    begin = day_asked_for(query.get("from"), name="from") or end - YEAR
    if begin >= end:
        raise InvalidInput(
            Text(
                f"起始日期 {begin:%Y-%m-%d} 不早于终止日期 {end:%Y-%m-%d}。",
                f"The first date, {begin:%Y-%m-%d}, is not before the second, {end:%Y-%m-%d}.",
            ),
            advice=Text("请对调两个日期。", "Turn the two dates round."),
        )
    basis = _one_of(query, "basis", BASES) or BASES[0]
    kind = _one_of(query, "kind", KINDS)
    area = query.get("area", "")
    if area and not (area.isascii() and area.isdigit() and len(area) in (6, 9, 12)):
        raise InvalidInput(
            Text(
                f"area 应为 6、9 或 12 位的县区、地籍区或地籍子区代码，实为“{area[:20]}”。",
                f"area is a code of 6, 9 or 12 digits (county, district, sub-district), "
                f"not '{area[:20]}'.",
            )
        )
    return Between(
        begin=begin,
        end=end,
        begin_text=query.get("from") or begin.date().isoformat(),
        end_text=query.get("to") or end.date().isoformat(),
        basis=basis,
        area=area,
        kinds=(kind,) if kind else KINDS,
        after=query.get("after", ""),
    )


def _one_of(query: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    word = query.get(name, "")
    if word and word not in known:
        raise InvalidInput(
            Text(
                f"参数 {name} 应为 {'、'.join(known)} 之一，实为“{word[:20]}”。",
                f"{name} is one of {', '.join(known)}, not '{word[:20]}'.",
            )
        )
    return word


def changes_between(account: Account, asked: Between, *, most: int = PAGE_SIZE) -> DifferencesPage:
    """Return one page of what is different, in the order of the codes."""
    said = asked.basis == "said"
    where = CadastralSubDistrict.objects.filter(
        in_districts(account, "code"), code__startswith=asked.area
    )
    found = sql.rows(
        "parcels",
        "changes_between",
        {
            "from_at": asked.begin,
            "from_known": asked.begin if said else OPEN_END,
            "to_at": asked.end,
            "to_known": asked.end if said else OPEN_END,
            "sub_districts": list(where.values_list("code", flat=True)),
            "prefixes": account.districts,
            "kinds": list(asked.kinds),
            "after": asked.after,
            "most": most,
        },
    )
    counts = found[0]["counts"] or {}
    rows = tuple(_difference(row) for row in found if row["code"] is not None)
    return DifferencesPage(
        rows=rows,
        counts={kind: counts.get(kind, 0) for kind in KINDS},
        after=rows[-1].code if len(rows) == most else "",
    )


def all_changes_between(account: Account, asked: Between) -> Iterator[ParcelDifference]:
    """Yield every difference, page after page."""
    while True:
        page = changes_between(account, asked, most=MOST_AT_ONCE)
        yield from page.rows
        if not page.after:
            return
        asked = replace(asked, after=page.after)


def _difference(row: Mapping[str, Any]) -> ParcelDifference:
    return ParcelDifference(
        kind=row["kind"],
        code=row["code"],
        code_before=row["code_before"],
        address=row["address"],
        shift_m=row["shift_m"],
        area_before_m2=row["area_before_m2"],
        area_after_m2=row["area_after_m2"],
        differences=row["differences"] if row["code_before"] and row["area_after_m2"] else {},
        became=tuple(row["became"] or ()),
        came_from=tuple(row["came_from"] or ()),
        shape_before=row["shape_before"],
        shape_after=row["shape_after"],
        plane_shape=row["plane_shape"],
    )
