"""The findings of a result as a person reads them: by object, worst first, against last time."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Case, IntegerField, QuerySet, Value, When

from surveys.domain.report_compare import NOT_LOOKED_AT, match, split_gone
from surveys.domain.report_words import WORST_FIRST, shown_figure
from surveys.models import FindingWaiver, ResultFinding, SurveyResult

MOST_FIXED_SHOWN = 50
ATTRIBUTES = {"object": "object_key"}
"""Names of a report's fields that a row calls otherwise."""
COMPARED = (
    *("result", "position", "severity"),
    *("code", "kind", "object_key", "file", "field", "found"),
)
"""What tells one finding from another: of thousands, neither sentences nor places are loaded."""
NOTHING_WAIVED: Mapping[int, FindingWaiver] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding, and whether the version before had it: ``still``, ``new``, or empty.

    ``waived_before`` is a waiver of an earlier version that was not confirmed in this one.
    """

    row: ResultFinding
    since: str = ""
    waiver: FindingWaiver | None = None
    waived_before: FindingWaiver | None = None

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
    """A result against the version before: what is fixed, how many are still there or new.

    ``not_looked_at`` are gone only because their check did not take place this time.
    """

    before: SurveyResult
    fixed: tuple[ResultFinding, ...]
    fixed_count: int
    not_looked_at: tuple[ResultFinding, ...]
    still: frozenset[int]
    new: frozenset[int]

    def since(self, finding: ResultFinding) -> str:
        """Return ``still`` or ``new`` for a finding of the later version."""
        return "still" if finding.pk in self.still else "new"


def worst_first(rows: QuerySet[ResultFinding]) -> QuerySet[ResultFinding]:
    """Return findings with errors first, then warnings, each in the order they were found."""
    ranks = [When(severity=word, then=Value(rank)) for rank, word in enumerate(WORST_FIRST)]
    rank = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
    return rows.annotate(rank=rank).order_by("rank", "position")


def finding_groups(
    rows: Iterable[ResultFinding],
    *,
    changes: Changes | None = None,
    waived: Mapping[int, FindingWaiver] = NOTHING_WAIVED,
    waived_before: Mapping[int, FindingWaiver] = NOTHING_WAIVED,
) -> list[FindingGroup]:
    """Return findings grouped by object, the objects in the order of their first findings.

    Parameters
    ----------
    changes
        What is still there and what is new, to be said at each finding.
    waived, waived_before
        Waivers of this version by position, and of an earlier one by the id of this one's finding.
    """
    groups: dict[tuple[str, str], list[ShownFinding]] = {}
    for row in rows:
        place = (row.object_key, "" if row.object_key else row.file)
        since = changes.since(row) if changes else ""
        shown = ShownFinding(row, since, waived.get(row.position), waived_before.get(row.pk))
        groups.setdefault(place, []).append(shown)
    return [FindingGroup(key, file, tuple(shown)) for (key, file), shown in groups.items()]


def version_before(result: SurveyResult) -> SurveyResult | None:
    """Return the version of a stage's result before this one; None for the first."""
    return (
        SurveyResult.objects.filter(
            project=result.project, stage=result.stage, version__lt=result.version
        )
        .order_by("-version")
        .first()
    )


def changes_since_last_version(result: SurveyResult) -> Changes | None:
    """Compare the findings of a result with those of the version before; None for a first one.

    Which two findings are the same is said in :mod:`surveys.domain.report_compare`.
    """
    before = version_before(result)
    if before is None:
        return None
    matched = match(compared(before), compared(result), value=finding_value)
    idle = set(result.outcomes.filter(outcome__in=NOT_LOOKED_AT).values_list("code", flat=True))
    fixed, unseen = split_gone(matched.gone, idle, code=lambda row: row.code)
    shown = before.findings.filter(pk__in=[row.pk for row in fixed[:MOST_FIXED_SHOWN]])
    return Changes(
        before=before,
        fixed=tuple(shown.order_by("position")),
        fixed_count=len(fixed),
        not_looked_at=tuple(unseen),
        still=frozenset(row.pk for row in matched.still),
        new=frozenset(row.pk for row in matched.new),
    )


def compared(result: SurveyResult) -> list[ResultFinding]:
    """Return the findings of a result in their order, with no more than comparing them reads."""
    return list(result.findings.order_by("position").only(*COMPARED))


def finding_value(row: ResultFinding, field: str) -> Hashable:
    """Return a field of a finding by its name in a report."""
    value: Hashable = getattr(row, ATTRIBUTES.get(field, field))
    return value
