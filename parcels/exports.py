"""Lists that leave the register as files: what is in them, the gate of 25 km², the journal.

No holder is in any of them. Data of all objects over more than 25 km² of continuous ground is
secret (自然资发〔2020〕95号): who takes such a list out confirms it in words, and the journal keeps
them with the name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import QuerySet

from accounts.models import Account, Role
from cadastre import audit
from cadastre.boxes import LARGEST_BOX_KM2
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed
from cadastre.domain.findings import Text
from parcels.changes_between import Between, ParcelDifference, all_changes_between
from parcels.export_files import SHAPE, Table
from parcels.models import CadastralSubDistrict, Parcel
from parcels.moments import Moment
from parcels.selectors import parcels_seen_by

CHUNK = 2000
SHORTEST_CONFIRMATION = 6
MAY_CONFIRM = (Role.REGISTRAR, Role.REVIEWER)

PARCEL_COLUMNS = (
    "parcel_code",
    "layer",
    "address",
    "land_use_system",
    "land_use_code",
    "land_use_name",
    "area_m2",
    "area_rule",
    "area_source",
    "boundary_rule",
    "boundary_source",
    "surveyed_on",
    "valid_from",
)
CHANGE_COLUMNS = (
    "code",
    "kind",
    "code_before",
    "address",
    "shift_m",
    "area_before_m2",
    "area_after_m2",
    "fields",
    "became",
    "came_from",
)


@dataclass(frozen=True, slots=True)
class Export:
    """A list that is asked for: the table, what it is of, and how much ground it covers.

    ``told`` is what the journal says of it besides: codes and dates.
    """

    table: Table
    objects: Sequence[str]
    coverage_km2: float
    told: Mapping[str, Any]

    @property
    def needs_confirmation(self) -> bool:
        """Whether it covers more than may leave without a recorded confirmation."""
        return self.coverage_km2 > LARGEST_BOX_KM2


def export_allow(
    export: Export, *, form: str, by: Account, now: datetime, confirmation: str = ""
) -> None:
    """Let a list out, and write into the journal who took it; with what words, when it is large.

    Raises
    ------
    Conflict
        It covers more than 25 km² and nobody confirmed.
    NotAllowed
        It covers more than 25 km², and the account has neither registrar's nor reviewer's role.
    InvalidInput
        The confirmation is too short to say anything.
    """
    words = confirmation.strip()
    if export.needs_confirmation:
        _require_confirmation(export, words, by)
    details = {
        "list": export.table.name,
        "file": form,
        "coverage_km2": f"{export.coverage_km2:.2f}",
        **export.told,
    }
    if export.needs_confirmation:
        details["confirmation"] = words[:300]
    audit.record(
        actor=by.username,
        action="register.export",
        objects=export.objects,
        details=details,
        now=now,
    )


def _require_confirmation(export: Export, words: str, by: Account) -> None:
    size = f"{export.coverage_km2:.1f}"
    if not by.has_role(*MAY_CONFIRM):
        raise NotAllowed(
            Text(
                f"该清单覆盖约 {size} 平方千米，超过 {LARGEST_BOX_KM2} 平方千米，"
                "须由登记人员或审核人员确认后导出。",
                f"The list covers about {size} km², over {LARGEST_BOX_KM2} km²: "
                "a registrar or reviewer confirms and exports it.",
            )
        )
    if not words:
        raise Conflict(
            Text(
                f"该清单覆盖约 {size} 平方千米，超过连续覆盖 {LARGEST_BOX_KM2} 平方千米的上限，"
                "未确认不予导出。",
                f"The list covers about {size} km² of continuous ground, over "
                f"{LARGEST_BOX_KM2} km²; it is not exported without a confirmation.",
            ),
            advice=Text(
                "请缩小范围；确需导出的，以 POST 提交 confirmation，写明依据，内容记入日志。",
                "Ask for less; or send confirmation by POST and state the grounds: "
                "they are kept in the journal.",
            ),
        )
    if len(words) < SHORTEST_CONFIRMATION:
        raise InvalidInput(
            Text(
                f"确认内容过短（至少 {SHORTEST_CONFIRMATION} 字）：请写明依据和保密责任人。",
                f"The confirmation is too short ({SHORTEST_CONFIRMATION} characters at least): "
                "state the grounds and who answers for secrecy.",
            )
        )


def box_km2(extent: Sequence[float] | None) -> float:
    """Return the area of west, south, east, north in metres of the plane, in km²; 0 for none."""
    if extent is None:
        return 0.0
    west, south, east, north = extent
    return (east - west) * (north - south) / 1e6


def parcels_export(account: Account, area: str, *, moment: Moment) -> Export:
    """Return the list of the parcels of a district, sub-district or series at a moment.

    Raises
    ------
    InvalidInput
        ``area`` is no beginning of a parcel code of at least six digits.
    """
    if not (area.isascii() and area.isdigit() and len(area) in (6, 9, 12)):
        raise InvalidInput(
            Text(
                f"area 应为 6、9 或 12 位的县区、地籍区或地籍子区代码，实为“{area[:20]}”。",
                f"area is a code of 6, 9 or 12 digits (county, district, sub-district), "
                f"not '{area[:20]}'.",
            )
        )
    where = CadastralSubDistrict.objects.filter(code__startswith=area)
    parcels = parcels_seen_by(account, moment=moment).filter(sub_district__in=where)
    return Export(
        table=Table("parcels", PARCEL_COLUMNS, _parcel_rows(parcels)),
        objects=[area],
        coverage_km2=box_km2(parcels.aggregate(extent=Extent("geom"))["extent"]),
        told={"area": area, "at": moment.at_text, "known": moment.known_text},
    )


def _parcel_rows(parcels: QuerySet[Parcel]) -> Iterator[dict[str, Any]]:
    ordered = parcels.select_related("source", "area_source").order_by("parcel_code")
    for parcel in ordered.iterator(chunk_size=CHUNK):
        yield {
            **{name: getattr(parcel, name, None) for name in PARCEL_COLUMNS},
            "area_source": parcel.area_source.title,
            "boundary_source": parcel.source.title,
            "surveyed_on": parcel.source.surveyed_on,
            SHAPE: bytes(parcel.geom.wkb),
        }


def changes_export(account: Account, asked: Between) -> Export:
    """Return the list of what is different between two dates."""
    changes = list(all_changes_between(account, asked))
    rows = [_change_row(change) for change in changes]
    shapes = [GEOSGeometry(memoryview(row[SHAPE])) for row in rows]
    extents = [shape.extent for shape in shapes]
    whole = (
        (
            min(one[0] for one in extents),
            min(one[1] for one in extents),
            max(one[2] for one in extents),
            max(one[3] for one in extents),
        )
        if extents
        else None
    )
    return Export(
        table=Table("changes", CHANGE_COLUMNS, rows),
        objects=[asked.area] if asked.area else account.districts,
        coverage_km2=box_km2(whole),
        told={"from": asked.begin_text, "to": asked.end_text, "basis": asked.basis},
    )


def _change_row(change: ParcelDifference) -> dict[str, Any]:
    return {
        **{name: getattr(change, name, None) for name in CHANGE_COLUMNS},
        "fields": list(change.differences),
        SHAPE: bytes.fromhex(change.plane_shape),
    }
