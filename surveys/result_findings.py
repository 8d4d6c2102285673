"""The findings of a result as a person reads them: by object, worst first, against last time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from surveys.models import ResultFinding, SurveyResult

WORST_FIRST = ("error", "warning", "information")
SHOWN_PLACES = {"m": Decimal("0.001"), "m2": Decimal("0.01"), "°": Decimal("0.01")}
UNIT_SIGNS = {"m2": "m²"}
MOST_SHOWN = 200
MOST_FIXED_SHOWN = 50
ALIKE = ("code", "kind", "object_key", "field", "found")
LOOSELY_ALIKE = ALIKE[:-1]


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding, and whether the version before had it: ``still``, ``new``, or empty."""

    row: ResultFinding
    since: str = ""

    @property
    def measured(self) -> str:
        """Return what was measured with its unit, empty when it is no figure."""
        return shown_figure(self.row.measured, self.row.unit)

    @property
    def limit(self) -> str:
        """Return the limit with its unit, empty when there is none."""
        return shown_figure(self.row.limit, self.row.unit)


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one object, or of one file where they are of no object."""

    object_key: str
    file: str
    findings: tuple[ShownFinding, ...]

    @property
    def worst(self) -> str:
        """Return the severity of the worst finding."""
        return str(self.findings[0].row.severity)


@dataclass(frozen=True, slots=True)
class Changes:
    """A result against the version before: what is fixed, how many are still there or new."""

    before: SurveyResult
    fixed: tuple[ResultFinding, ...]
    fixed_count: int
    still: frozenset[int]
    new: frozenset[int]

    def since(self, finding: ResultFinding) -> str:
        """Return ``still`` or ``new`` for a finding of the later version."""
        return "still" if finding.pk in self.still else "new"


def shown_figure(value: Decimal | None, unit: str) -> str:
    """Return a figure with its unit, rounded half up to what the unit is read to (mm, cm²)."""
    if value is None:
        return ""
    places = SHOWN_PLACES.get(unit)
    if places is not None and _decimals(value) > _decimals(places):
        value = value.quantize(places, rounding=ROUND_HALF_UP)
    return f"{value:f} {UNIT_SIGNS.get(unit, unit)}".strip()


def _decimals(value: Decimal) -> int:
    """Return how many digits a finite figure has after the point."""
    return -int(value.as_tuple().exponent)


def worst_first(rows: QuerySet[ResultFinding]) -> QuerySet[ResultFinding]:
    """Return findings with errors first, then warnings, each in the order they were found."""
    ranks = [When(severity=word, then=Value(rank)) for rank, word in enumerate(WORST_FIRST)]
    rank = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
    return rows.annotate(rank=rank).order_by("rank", "position")


def finding_groups(
    result: SurveyResult, *, severity: str = "", changes: Changes | None = None
) -> list[FindingGroup]:
    """Return the findings grouped by object, the object with the worst finding first.

    Parameters
    ----------
    severity
        Only findings of this severity; empty for all of them.
    changes
        What is still there and what is new, to be said at each finding.
    """
    rows = worst_first(result.findings.all())
    if severity:
        rows = rows.filter(severity=severity)
    groups: dict[tuple[str, str], list[ShownFinding]] = {}
    for row in rows[:MOST_SHOWN]:
        place = (row.object_key, "" if row.object_key else row.file)
        since = changes.since(row) if changes else ""
        groups.setdefault(place, []).append(ShownFinding(row, since))
    return [FindingGroup(key, file, tuple(rows)) for (key, file), rows in groups.items()]


def changes_since_last_version(result: SurveyResult) -> Changes | None:
    """Compare the findings of a result with those of the version before; None for a first one.

    Two findings are the same when rule, object, field and found value are; of those left over,
    when rule, object and field are.
    """
    before = (
        SurveyResult.objects.filter(
            project=result.project, stage=result.stage, version__lt=result.version
        )
        .order_by("-version")
        .first()
    )
    if before is None:
        return None
    old = list(before.findings.order_by("position"))
    new = list(result.findings.order_by("position"))
    old_left, new_left = _unmatched(old, new, ALIKE)
    old_left, new_left = _unmatched(old_left, new_left, LOOSELY_ALIKE)
    new_keys = frozenset(row.pk for row in new_left)
    return Changes(
        before=before,
        fixed=tuple(old_left[:MOST_FIXED_SHOWN]),
        fixed_count=len(old_left),
        still=frozenset(row.pk for row in new) - new_keys,
        new=new_keys,
    )


def _unmatched(
    old: Iterable[ResultFinding], new: Iterable[ResultFinding], fields: tuple[str, ...]
) -> tuple[list[ResultFinding], list[ResultFinding]]:
    """Return the old and the new findings that have no partner alike in ``fields``."""

    def key(row: ResultFinding) -> tuple[Any, ...]:
        return tuple(getattr(row, field) for field in fields)

    return _beyond(old, Counter(map(key, new)), key), _beyond(new, Counter(map(key, old)), key)


def _beyond(rows: Iterable[ResultFinding], partners: Counter[Any], key: Any) -> list[ResultFinding]:
    left = []
    for row in rows:
        if partners[key(row)]:
            partners[key(row)] -= 1
        else:
            left.append(row)
    return left
