"""What stands around a case on its workbench: pairs of stages, open findings, neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.contrib.gis.measure import D
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadastre import geometry
from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from cadastre.domain.unit_code import parse_parcel_code
from cadastre.http import said
from parcels.map_features import collection, feature
from parcels.models import Parcel
from parcels.selectors import parcels_current
from registration.shifts import boundary_rings
from surveys.models import ResultFinding, ResultStatus, SurveyResult
from surveys.raw_lines import files_with_lines
from surveys.result_findings import worst_first
from surveys.selectors import staged_parcel_of

FINDINGS_SHOWN = 40
NEIGHBOUR_REACH_M = 2
TOUCHES_M = Decimal("0.001")
"""Coordinates are kept to the millimetre: nearer than this, boundaries are one."""
SHARED = {
    "boundary": _("boundary"),
    "footprint": _("footprint"),
    "units": pgettext_lazy("stages compared", "units"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two results that have something in common to be compared, the earlier first."""

    first: SurveyResult
    second: SurveyResult
    shared: tuple[str, ...]

    @property
    def words(self) -> list[Any]:
        """What they have in common, in words."""
        return [SHARED[name] for name in self.shared]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A registered parcel at the boundary; ``gap_m`` 0 where they touch or overlap."""

    parcel: Parcel
    gap_m: Decimal
    overlap_m2: Decimal
    side: str

    @property
    def touches(self) -> bool:
        """Whether the two boundaries are one, without gap or overlap."""
        return self.gap_m <= TOUCHES_M and not self.overlap_m2


def around_case(decision: dict[str, Any], results: Sequence[SurveyResult]) -> dict[str, Any]:
    """Return what the workbench shows around a case: pairs of stages, findings, neighbours."""
    return {
        "pairs": pairs_of(results),
        "findings": findings_shown(results),
        "neighbours": neighbours_of(decision, results),
    }


def pairs_of(results: Sequence[SurveyResult]) -> list[Pair]:
    """Return every two results with something in common, the most telling pair first.

    Two stages before two versions of one, accepted results before others; then the pair that shares
    most, of equal ones the one nearest to what is registered: the later its second result, and the
    earlier its first.
    """
    content = [_content(result) for result in results]
    pairs = [
        (Pair(one, other, shared), (*_doubts(one, other), -len(shared), -to, at))
        for to, other in enumerate(results)
        for at, one in enumerate(results[:to])
        if (shared := tuple(name for name in SHARED if name in content[at] & content[to]))
    ]
    return [pair for pair, _rank in sorted(pairs, key=lambda one: one[1])]


def _doubts(one: SurveyResult, other: SurveyResult) -> tuple[bool, int]:
    """Return what puts a pair behind others: one stage twice, results that are not accepted."""
    open_ones = sum(result.status != ResultStatus.ACCEPTED for result in (one, other))
    return one.stage_id == other.stage_id, open_ones


def _content(result: SurveyResult) -> set[str]:
    parcel = staged_parcel_of(result)
    buildings = result.buildings.all()
    has = {
        "boundary": bool(parcel and parcel.geom),
        "footprint": any(building.geom for building in buildings),
        "units": bool(getattr(result, "unit_count", 0)),
    }
    return {name for name, there in has.items() if there}


def findings_shown(results: Sequence[SurveyResult]) -> dict[str, Any]:
    """Return the findings of the results of a case, the worst first, and how many there are."""
    found = worst_first(ResultFinding.objects.filter(result__in=results))
    by_id = {result.pk: result for result in results}
    shown = list(found[:FINDINGS_SHOWN])
    lines = {result: files_with_lines(by_id[result]) for result in {row.result_id for row in shown}}
    return {
        "rows": [
            {
                "finding": row,
                "result": by_id[row.result_id],
                "key": f"finding-{row.pk}",
                "file_id": lines[row.result_id].get(row.file) if row.line else None,
            }
            for row in shown
        ],
        "total": found.count() if len(shown) == FINDINGS_SHOWN else len(shown),
        "layer": collection(
            feature(
                f"finding-{row.pk}",
                geometry.degrees(row.location),
                severity=row.severity,
                message=said(Text(row.message_zh, row.message_en)),
            )
            for row in shown
            if row.location
        ),
    }


def neighbours_of(decision: dict[str, Any], results: Sequence[SurveyResult]) -> list[Neighbour]:
    """Return the registered parcels within two metres of the boundary, by side.

    Empty without a sound boundary: nothing is repaired to measure on it.
    """
    rings = boundary_rings(decision, results)
    shape = geometry.multipolygon([rings]) if rings else None
    if shape is None or not shape.valid:
        return []
    code = decision["parcel_code"]
    near = (
        parcels_current()
        .filter(layer=parse_parcel_code(code).layer, geom__dwithin=(shape, D(m=NEIGHBOUR_REACH_M)))
        .exclude(parcel_code=code)
        .order_by("parcel_code")
    )
    found = [_neighbour(shape, parcel) for parcel in near if parcel.geom.valid]
    return sorted(found, key=lambda one: ("NESW".index(one.side), one.parcel.parcel_code))


def _neighbour(shape: GEOSGeometry, parcel: Parcel) -> Neighbour:
    overlap = shape.intersection(parcel.geom).area
    return Neighbour(
        parcel,
        rounded(Decimal(shape.distance(parcel.geom)), 3),
        rounded(Decimal(overlap), 2),
        _side(shape, parcel.geom),
    )


def _side(shape: GEOSGeometry, other: GEOSGeometry) -> str:
    """Return the side on which another parcel lies nearest: N, E, S or W of the middle."""
    beside = other.intersection(shape.envelope.buffer(NEIGHBOUR_REACH_M))
    middle, there = shape.centroid, (other if beside.empty else beside).centroid
    east, north = there.x - middle.x, there.y - middle.y
    if abs(north) >= abs(east):
        return "N" if north > 0 else "S"
    return "E" if east > 0 else "W"
