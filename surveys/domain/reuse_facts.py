"""What the rules ask about a case before they choose: order, review, acceptance, and choosing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from cadastre.domain.findings import NO_TEXT, Text
from cadastre.domain.rings import polygon_area_m2, rounded
from surveys.domain.adopted import Source
from surveys.domain.decision import (
    Block,
    Candidate,
    DatumDecision,
    MissingItem,
    Note,
    OfficeTask,
    UnitChange,
)
from surveys.domain.evidence import (
    Audit,
    BaseStage,
    CaseEvidence,
    DocumentEvidence,
    DocumentKind,
    ResultEvidence,
    Rings,
)
from surveys.domain.rule_records import RuleSet
from surveys.domain.rules import RULE_SET

REGISTER_STAGE = "register"
"""Stage word of a source that is the register itself."""

SUPPLY_DOCUMENTS = (DocumentKind.LAND_CONTRACT, DocumentKind.ALLOCATION_DECISION)
_BUILT = (BaseStage.PRESALE, BaseStage.COMPLETION, BaseStage.LEGACY)

_WHY_UNREVIEWED = {
    Audit.ACCEPTED: NO_TEXT,
    Audit.WAITING: Text("审核未完成", "its review has not ended"),
    Audit.RETURNED: Text("审核退回", "returned in review"),
}
_NOT_LEGACY = Text(
    "测于统一登记实施之后，不是统一登记前的成果",
    "surveyed after unified registration began, so it is no result from before",
)
_SUPERSEDED = Text("同一环节已有更新的成果", "a later result of the same stage counts")

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class Option(Generic[Content]):
    """A source considered for a datum.

    ``rank`` is its place in the precedence, None when it must not be used, and then ``why_not``
    says why. ``content`` is what it would supply.
    """

    rank: int | None
    rule: str
    source: Source
    value: Text
    content: Content
    why_not: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Facts:
    """A case's evidence in an order of its own, so that the order of delivery says nothing.

    ``rule_set`` are the rules it is decided by.
    """

    evidence: CaseEvidence
    rule_set: RuleSet = RULE_SET
    results: tuple[ResultEvidence, ...] = field(init=False)
    documents: tuple[DocumentEvidence, ...] = field(init=False)

    def __post_init__(self) -> None:
        results = sorted(
            self.evidence.results, key=lambda row: (row.surveyed_on, row.version, row.result_id)
        )
        documents = sorted(
            self.evidence.documents,
            key=lambda row: (row.issued_on or date.min, row.number, row.kind, repr(row)),
        )
        object.__setattr__(self, "results", tuple(reversed(results)))
        object.__setattr__(self, "documents", tuple(reversed(documents)))

    def of_stage(self, *stages: BaseStage) -> list[ResultEvidence]:
        """Return the results of these stages, the latest first."""
        return [result for result in self.results if result.stage in stages]

    def accepted(self, *stages: BaseStage) -> list[ResultEvidence]:
        """Return the results of these stages that passed their review, the latest first."""
        return [row for row in self.of_stage(*stages) if row.audit is Audit.ACCEPTED]

    def building_numbers(self) -> tuple[str, ...]:
        """Return the buildings to decide on; one without number when nothing at all is known.

        A building that is only planned is not there yet: the parcel alone is registered.
        """
        evidence = self.evidence
        numbers = {
            building.building_number
            for result in self.of_stage(*_BUILT)
            for building in result.buildings
        }
        if evidence.building_number:
            numbers.add(evidence.building_number)
        if not evidence.results and not evidence.documents and not evidence.register_boundary:
            numbers = numbers or {""}
        return tuple(sorted(numbers))

    def supply_documents(self) -> list[DocumentEvidence]:
        """Return contracts and allocation decisions, the latest first."""
        return [row for row in self.documents if row.kind in SUPPLY_DOCUMENTS]

    def acceptance(self, building_number: str) -> DocumentEvidence | None:
        """Return the passed acceptance record of a building, its own before the project's."""
        passed = [
            row
            for row in self.documents
            if row.kind is DocumentKind.ACCEPTANCE_RECORD
            and row.passed
            and row.building_number in ("", building_number)
        ]
        own = [row for row in passed if row.building_number]
        return next(iter(own or passed), None)

    def knows_land_area(self) -> bool:
        """Return whether some paper or the register states the land area."""
        return (
            self.evidence.register_area_m2 is not None
            or any(row.area_m2 is not None for row in self.supply_documents())
            or any(
                row.stated_area_m2 is not None and self.why_not_legacy(row) == NO_TEXT
                for row in self.of_stage(BaseStage.LEGACY)
            )
        )

    def why_not_legacy(self, result: ResultEvidence) -> Text:
        """Say why a result cannot serve as an old one, nothing when it can (boundary aside)."""
        if result.surveyed_on >= self.evidence.unified_registration_on:
            return _NOT_LEGACY
        return self.why_not_yet(result)

    def why_not_yet(self, result: ResultEvidence) -> Text:
        """Say why review (R-09) or age keep a result from serving under any rule."""
        months = self.rule_set.max_age_months.get(result.kind)
        day = self.evidence.decided_on
        if months is not None and day is not None and _months_between(result, day) >= months:
            return Text(
                f"测量日期 {result.surveyed_on}，已超过 {months} 个月的沿用期限",
                f"surveyed on {result.surveyed_on}, it serves for {months} months only",
            )
        return why_unreviewed(result)


def _months_between(result: ResultEvidence, day: date) -> int:
    """Return the whole months from the survey to a day."""
    start = result.surveyed_on
    months = (day.year - start.year) * 12 + day.month - start.month
    return months - (day.day < start.day)


def why_unreviewed(result: ResultEvidence) -> Text:
    """Say why a result's review keeps it from being used, nothing when it was accepted (R-09)."""
    return _WHY_UNREVIEWED[result.audit]


def result_source(result: ResultEvidence) -> Source:
    """Return the result as a source."""
    return Source(result.title, result.stage.value, result_id=result.result_id)


def document_source(document: DocumentEvidence, stage: BaseStage) -> Source:
    """Return the document as a source, known by its number."""
    return Source(document.number, stage.value, document_number=document.number)


def register_source(facts: Facts) -> Source:
    """Return the register as a source, known by the parcel code."""
    return Source(facts.evidence.parcel_code, REGISTER_STAGE)


def boundary_area_m2(rings: Rings) -> Decimal | None:
    """Return the plane area of a boundary in m2, two decimals; None without coordinates."""
    return rounded(polygon_area_m2(rings[0], rings[1:])) if rings else None


def choose(
    options: Sequence[Option[Content]],
) -> tuple[Option[Content] | None, tuple[Candidate, ...]]:
    """Take the usable option of the lowest rank, the first of equals, and explain the others.

    Returns
    -------
    The chosen option, None when no option is usable, and every option as a candidate: the chosen
    one first, then the usable ones by rank, then the rest as given.
    """
    usable = sorted(
        (option for option in options if option.rank is not None),
        key=lambda option: option.rank or 0,
    )
    chosen = usable[0] if usable else None
    unusable = [option for option in options if option.rank is None]
    candidates = tuple(
        Candidate(option.source, option.value, option is chosen, _why_not(option, chosen))
        for option in [*usable, *unusable]
    )
    return chosen, candidates


def _why_not(option: Option[Content], chosen: Option[Content] | None) -> Text:
    if option is chosen or option.why_not != NO_TEXT or chosen is None:
        return option.why_not
    if option.rank == chosen.rank:
        return _SUPERSEDED
    return Text(
        f"{chosen.rule} 优先：已采用“{chosen.source.title}”",
        f"{chosen.rule} goes first: '{chosen.source.title}' is adopted",
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What deciding one datum or more has to say beside the figures it adopts."""

    rows: tuple[DatumDecision, ...] = ()
    notes: tuple[Note, ...] = ()
    missing: tuple[MissingItem, ...] = ()
    blocks: tuple[Block, ...] = ()
    office_tasks: tuple[OfficeTask, ...] = ()
    unit_changes: tuple[UnitChange, ...] = ()

    def __add__(self, other: "Said") -> "Said":
        """Return both, this one first."""
        return Said(
            self.rows + other.rows,
            self.notes + other.notes,
            self.missing + other.missing,
            self.blocks + other.blocks,
            self.office_tasks + other.office_tasks,
            self.unit_changes + other.unit_changes,
        )
