"""The office's own list of gaps in old data, sub-district by sub-district (R-13).

What is on it is investigated and filled by the office; it never keeps a case waiting and is never
asked of an applicant. Source: 济自然规划发〔2020〕60号 二(五)3; 湖南省“最多跑一次”改革意见 三(二).
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Account
from accounts.selectors import in_districts
from buildings.models import UnitKind
from buildings.selectors import buildings_current, units_current
from cadastre.domain.findings import Text
from parcels.models import BoundaryPoint, CadastralSubDistrict
from parcels.selectors import parcels_current
from surveys.domain.evidence import BaseStage
from surveys.models import ResultStatus, StagedParcel, SurveyResult

RULE: Final = "R-13"
SUB_DISTRICT_LENGTH = 12
EXAMPLES = 50
"""Codes named for one kind in one sub-district; the count tells of all of them."""

GAPS: Final[dict[str, Text]] = {
    "parcel_without_points": Text("宗地没有界址点", "parcels without boundary points"),
    "building_without_parcel": Text("楼幢所在宗地未登记", "buildings whose parcel is not there"),
    "unit_without_area": Text("户没有建筑面积", "units without floor area"),
    "legacy_without_coordinates": Text(
        "历史成果没有坐标、宗地未登记", "old results without coordinates, parcel not registered"
    ),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """Gaps of one kind in one cadastral sub-district; ``codes`` are the first of them."""

    sub_district: str
    name: str
    kind: str
    count: int
    codes: tuple[str, ...]

    @property
    def title(self) -> Text:
        """What is missing, in words."""
        return GAPS[self.kind]


def gaps_seen_by(account: Account) -> list[Gap]:
    """Return the gaps in the districts of an account, by sub-district and kind."""
    return _gaps(in_districts(account, "parcel_code"))


def all_gaps() -> list[Gap]:
    """Return the gaps of the whole office."""
    return _gaps(Q())


def _gaps(inside: Q) -> list[Gap]:
    found: dict[tuple[str, str], list[str]] = {}
    for kind, codes in _codes(inside).items():
        for code in codes:
            found.setdefault((code[:SUB_DISTRICT_LENGTH], kind), []).append(code)
    names = dict(
        CadastralSubDistrict.objects.filter(pk__in={place for place, _ in found}).values_list(
            "code", "name"
        )
    )
    order = list(GAPS)
    return [
        Gap(place, names.get(place, ""), kind, len(codes), tuple(sorted(codes)[:EXAMPLES]))
        for (place, kind), codes in sorted(
            found.items(), key=lambda item: (item[0][0], order.index(item[0][1]))
        )
    ]


def _codes(inside: Q) -> Mapping[str, Iterable[str]]:
    """Return the code of each gap, by kind."""
    points = BoundaryPoint.objects.filter(parcel=OuterRef("pk"))
    ground = parcels_current().filter(parcel_code=OuterRef("parcel_code"))
    without_area = ~Q(kind=UnitKind.LAND) & Q(built_m2__isnull=True)
    return {
        "parcel_without_points": parcels_current()
        .filter(inside, ~Exists(points))
        .values_list("parcel_code", flat=True),
        "building_without_parcel": buildings_current()
        .filter(inside, ~Exists(ground))
        .values_list("building_code", flat=True),
        "unit_without_area": units_current()
        .filter(inside, without_area)
        .values_list("unit_code_id", flat=True),
        "legacy_without_coordinates": _legacy_without_coordinates(inside),
    }


def _legacy_without_coordinates(inside: Q) -> QuerySet[SurveyResult, str]:
    accepted = SurveyResult.objects.filter(status=ResultStatus.ACCEPTED).annotate(
        parcel_code=F("project__parcel_code")
    )
    drawn = StagedParcel.objects.filter(
        result__project__parcel_code=OuterRef("parcel_code"),
        result__status=ResultStatus.ACCEPTED,
        geom__isnull=False,
    )
    registered = parcels_current().filter(parcel_code=OuterRef("parcel_code"))
    return (
        accepted.filter(inside, ~Exists(drawn), ~Exists(registered))
        .filter(stage__base=BaseStage.LEGACY.value)
        .order_by("parcel_code")
        .distinct()
        .values_list("parcel_code", flat=True)
    )


def gaps_json(gaps: Iterable[Gap]) -> dict[str, Any]:
    """Return the list as JSON words, with a total for each kind."""
    rows = list(gaps)
    return {
        "rule": RULE,
        "gaps": [
            {**asdict(gap), "codes": list(gap.codes), "title": asdict(gap.title)} for gap in rows
        ],
        "totals": {kind: sum(gap.count for gap in rows if gap.kind == kind) for kind in GAPS},
    }


def gaps_csv(gaps: Iterable[Gap]) -> str:
    """Return the list as CSV; of each kind and sub-district the codes that are named."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["sub_district", "name", "kind", "count", "codes"])
    for gap in gaps:
        table.writerow([gap.sub_district, gap.name, gap.kind, gap.count, " ".join(gap.codes)])
    return text.getvalue()
