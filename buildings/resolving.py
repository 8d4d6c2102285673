"""Codes, old or current, to what they became and what they came from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from accounts.models import Account
from buildings.domain.codes import AnyCode, Level, parse_any_code
from buildings.domain.lineage import CodeDates, Lineage, Step
from buildings.models import Building, Unit
from cadastre import sql
from cadastre.domain.errors import InvalidInput, NotFound
from cadastre.domain.findings import Text
from parcels.models import Parcel

MOST_CODES = 10_000
"""Codes in one request."""
MOST_AT_POINT = 500


def lineages(codes: Iterable[str]) -> dict[str, Lineage]:
    """Return the lineage of each well-formed code, in one statement; unknown ones have no dates."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sql.rows("buildings", "resolve_codes", {"codes": list(dict.fromkeys(codes))}):
        found[row["asked"]].append(row)
    return {code: _lineage(code, rows) for code, rows in found.items()}


def _lineage(code: str, rows: Sequence[dict[str, Any]]) -> Lineage:
    steps: dict[str, list[Step]] = {"forward": [], "back": []}
    dates: dict[str, CodeDates] = {}
    for row in rows:
        dates[row["code"]] = CodeDates(
            row["code"], row["reserved_at"], row["confirmed_at"], row["retired_at"]
        )
        if row["way"] != "self":
            steps[row["way"]].append(Step(row["from_code"], row["to_code"], row["kind"], row["at"]))
    return Lineage(code, dates, tuple(steps["forward"]), tuple(steps["back"]))


def lineages_seen_by(account: Account, codes: Sequence[str]) -> dict[str, Lineage]:
    """Return the lineages that touch the account's districts; others are left out.

    A code of a district that was renumbered into the account's own counts: its holder must find
    the new one.

    Raises
    ------
    InvalidInput
        There are more than 10,000 codes.
    """
    if len(codes) > MOST_CODES:
        raise InvalidInput(
            Text(
                f"一次最多解析 {MOST_CODES} 个代码，收到 {len(codes)} 个。",
                f"{MOST_CODES:,} codes are resolved at a time; {len(codes):,} were sent.",
            ),
            advice=Text("请分批提交。", "Send them in parts."),
        )
    inside = tuple(account.districts)
    return {
        code: lineage
        for code, lineage in lineages(codes).items()
        if lineage.is_known and any(known.startswith(inside) for known in lineage.codes)
    }


def lineage_seen_by(account: Account, text: str) -> tuple[AnyCode, Lineage]:
    """Return one code with its level and lineage.

    Raises
    ------
    InvalidInput
        The text is no code.
    NotFound
        Nobody ever gave the code, or it never touched the account's districts: answered alike.
    """
    asked = parse_any_code(text)
    found = lineages_seen_by(account, [asked.code])
    if asked.code not in found:
        raise NotFound(
            Text(
                f"没有您可查看的代码 {asked.code}。", f"There is no code {asked.code} you may see."
            )
        )
    return asked, found[asked.code]


def versions_of(asked: AnyCode) -> list[dict[str, Any]]:
    """Return what the register says the code was, from when to when: each version's figures."""
    if asked.level is Level.UNIT:
        units = Unit.objects.standing().filter(unit_code=asked.code).order_by("valid_from")
        return [
            _version(row, kind=row.kind, area_m2=row.built_m2 or row.land_share_m2) for row in units
        ]
    if asked.level is Level.BUILDING:
        buildings = Building.objects.standing().filter(building_code=asked.code).defer("geom")
        return [
            _version(row, kind="building", area_m2=row.floor_area_m2)
            for row in buildings.order_by("valid_from")
        ]
    parcels = Parcel.objects.standing().filter(parcel_code=asked.code).defer("geom")
    return [
        _version(row, kind="parcel", area_m2=row.area_m2) for row in parcels.order_by("valid_from")
    ]


def _version(row: Parcel | Building | Unit, *, kind: str, area_m2: Any) -> dict[str, Any]:
    return {
        "version": row.pk,
        "kind": kind,
        "address": row.address,
        "area_m2": None if area_m2 is None else str(area_m2),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def ever_at_point(account: Account, *, east: float, north: float) -> list[dict[str, Any]]:
    """Return every version that lay over a point (degrees, EPSG:4490), the earliest first."""
    return sql.rows(
        "buildings",
        "ever_at_point",
        {
            "east": east,
            "north": north,
            "srid": settings.SRID,
            "prefixes": account.districts,
            "most": MOST_AT_POINT,
        },
    )
