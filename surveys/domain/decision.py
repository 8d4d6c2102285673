"""The answer to a first registration: what is adopted from where, what is missing, and why.

:meth:`Decision.to_dict` is the object that ``bin/manage decide`` prints and the API returns.
Figures are decimal strings, sentences come in both languages as ``{"zh": …, "en": …}``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cadastre.domain.findings import NO_TEXT, Text
from cadastre.domain.rings import rounded
from surveys.domain.adopted import (
    Adopted,
    AdoptedArea,
    AdoptedBoundary,
    AdoptedFloorArea,
    AdoptedFootprint,
    AdoptedUnit,
    Source,
    StageDifference,
)
from surveys.domain.evidence import CaseEvidence, Rings, in_order
from surveys.domain.evidence_json import evidence_to_json
from surveys.domain.rules import RULE_SET, RuleSet
from surveys.domain.supplement import WHOLE, Material, Scope, SupplementTask

__all__ = [
    "Adopted",
    "AdoptedArea",
    "AdoptedBoundary",
    "AdoptedFloorArea",
    "AdoptedFootprint",
    "AdoptedUnit",
    "Block",
    "Candidate",
    "Datum",
    "DatumDecision",
    "Decision",
    "Material",
    "MissingItem",
    "Note",
    "OfficeTask",
    "Outcome",
    "Refusal",
    "Remedy",
    "Source",
    "StageDifference",
    "State",
    "UnitChange",
    "both",
    "joined",
    "square_metres",
]


class Outcome(StrEnum):
    """What becomes of the case as a whole, from the freest to the strictest.

    REUSE: everything is adopted. REUSE_WITH_NOTE: everything is adopted, and there is something to
    read or to confirm. SUPPLEMENT: what ``missing`` lists has to come first, and nothing else may
    be asked for. BLOCK: a person has to clear what ``blocks`` lists; no new survey would.
    """

    REUSE = "REUSE"
    REUSE_WITH_NOTE = "REUSE_WITH_NOTE"
    SUPPLEMENT = "SUPPLEMENT"
    BLOCK = "BLOCK"


class Datum(StrEnum):
    """What a first registration needs: two data of the parcel and three of each building."""

    BOUNDARY = "boundary"
    LAND_AREA = "land_area"
    FOOTPRINT = "footprint"
    FLOOR_AREA = "floor_area"
    UNIT_AREAS = "unit_areas"


class State(StrEnum):
    """What became of one datum. BLOCKED: there is a candidate, and it must not be adopted."""

    ADOPTED = "adopted"
    MISSING = "missing"
    BLOCKED = "blocked"


class Remedy(StrEnum):
    """How something missing comes in.

    SURVEY: supplementary survey, limited to it. WAIT: a step under way has to end. OFFICE: the
    office enters what its own papers hold; nothing is asked from the applicant.
    """

    SURVEY = "survey"
    WAIT = "wait"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One source that was considered for a datum; ``why_not`` is empty for the chosen one."""

    source: Source
    value: Text
    chosen: bool
    why_not: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class DatumDecision:
    """One row of the datum table.

    ``rules`` names the deciding rule first; ``why`` says what is missing or what blocks;
    ``building_number`` is empty for the two data of the parcel.
    """

    datum: Datum
    building_number: str
    state: State
    value: Text = NO_TEXT
    source: Source | None = None
    rules: tuple[str, ...] = ()
    difference: Text = NO_TEXT
    why: Text = NO_TEXT
    needs_confirmation: bool = False
    candidates: tuple[Candidate, ...] = ()
    differences: tuple[StageDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something to read that stops nothing, with its figure."""

    kind: str
    text: Text
    building_number: str = ""
    measured: Decimal | None = None
    limit: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class MissingItem:
    """One thing that has to come first, and for which data; ``rule`` says why it is awaited.

    ``scope`` limits it to the points, sides, storeys or units that are missing.
    """

    kind: str
    name: Text
    why: Text
    data: tuple[Datum, ...]
    remedy: Remedy
    rule: str
    building_number: str = ""
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True)
class Block:
    """Why a datum, or with empty ``data`` the whole case, must not be adopted as it stands.

    ``stops_case`` is False for what a supplement of ``missing`` lifts. ``results`` are the ids of
    the results that a person has to look at, where it is about some.
    """

    kind: str
    text: Text
    data: tuple[Datum, ...]
    stops_case: bool
    rule: str
    building_number: str = ""
    measured: Decimal | None = None
    limit: Decimal | None = None
    unit: str = ""
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficeTask:
    """Work the office does itself after adopting; never a condition for the applicant."""

    kind: str
    text: Text
    data: tuple[Datum, ...]
    rule: str
    building_number: str = ""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """Units merged, split, added or removed between presale and completion.

    ``before`` and ``after`` are rooms; ``retired_codes`` would be closed and ``new_codes`` issued
    once a person has confirmed the change.
    """

    kind: str
    building_number: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    retired_codes: tuple[str, ...]
    new_codes: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason given for a new survey that the rules do not admit."""

    reason: str
    rule: str
    text: Text


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on one parcel, or on one building of it.

    ``tasks`` are what a supplementary survey is asked for, ``materials`` what the office holds,
    and ``package_rule`` the rule by which stage results alone complete the registration (R-12),
    empty while something is missing. ``evidence`` is the input, kept for a replay.
    """

    outcome: Outcome
    parcel_code: str
    building_number: str
    adopted: Adopted
    basis: tuple[str, ...]
    missing: tuple[MissingItem, ...]
    notes: tuple[Note, ...]
    blocks: tuple[Block, ...]
    office_tasks: tuple[OfficeTask, ...]
    unit_changes: tuple[UnitChange, ...]
    forbidden_reasons_hit: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    data: tuple[DatumDecision, ...]
    summary: Text
    rule_set: RuleSet = RULE_SET
    tasks: tuple[SupplementTask, ...] = ()
    materials: tuple[Material, ...] = ()
    package_rule: str = ""
    evidence: CaseEvidence | None = None

    @property
    def may_request_survey(self) -> bool:
        """Whether any survey may be asked for at all: only for what ``missing`` names."""
        return any(item.remedy is Remedy.SURVEY for item in self.missing)

    def to_dict(self) -> dict[str, Any]:
        """Return the decision as JSON-ready words; its key order is part of the format."""
        return {
            "decision": self.outcome.value,
            "parcel_code": self.parcel_code,
            "building_number": self.building_number,
            "rule_set": self.rule_set.reference,
            "summary": _plain(self.summary),
            "adopted": {
                "boundary": _shape(self.adopted.boundary),
                "area": _plain(self.adopted.area),
                "units": _plain(self.adopted.units),
                "footprint": [_shape(row) for row in self.adopted.footprint],
                "floor_areas": _plain(self.adopted.floor_areas),
            },
            "basis": list(self.basis),
            "missing": [_with_words(item, "name") for item in self.missing],
            "may_request_survey": self.may_request_survey,
            "notes": [_with_words(note, "text") for note in self.notes],
            "blocks": [_with_words(block, "text") for block in self.blocks],
            "office_tasks": [_with_words(task, "text") for task in self.office_tasks],
            "unit_changes": [_with_words(change, "text") for change in self.unit_changes],
            "forbidden_reasons_hit": list(self.forbidden_reasons_hit),
            "refusals": [_with_words(refusal, "text") for refusal in self.refusals],
            "data": [self._row(row) for row in self.data],
            "tasks": [_with_words(task, "text") for task in self.tasks],
            "materials": _plain(self.materials),
            "package_rule": self.package_rule,
            "input": evidence_to_json(in_order(self.evidence)) if self.evidence else None,
        }

    def _row(self, row: DatumDecision) -> dict[str, Any]:
        rule = self.rule_set[row.rules[0]] if row.rules else None
        return {
            "datum": row.datum.value,
            "building_number": row.building_number,
            "state": row.state.value,
            "value": _plain(row.value),
            **_source(row.source),
            "rule": rule.rule_id if rule else "",
            "rules": list(row.rules),
            "clause": rule.cites if rule else "",
            "difference": _plain(row.difference),
            "why": _plain(row.why),
            "needs_confirmation": row.needs_confirmation,
            "candidates": [_plain(candidate) for candidate in row.candidates],
            "differences": _plain(row.differences),
        }


def _plain(value: Any) -> Any:
    """Turn records into JSON words: decimals to digits, a source to flat fields."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    words: dict[str, Any] = {}
    for field in fields(value):
        item = getattr(value, field.name)
        flat = isinstance(item, Source) or (field.name == "source" and item is None)
        words |= _source(item) if flat else {field.name: _plain(item)}
    return words


def _source(source: Source | None) -> dict[str, Any]:
    given = source or Source("", "")
    return {
        "source": given.title,
        "stage": given.stage,
        "result_id": given.result_id,
        "document_number": given.document_number,
    }


def _with_words(record: Any, name: str) -> dict[str, Any]:
    """Lift the record's main sentence to ``zh`` and ``en`` beside its other fields."""
    words = _plain(record)
    kind = {"kind": words.pop("kind")} if "kind" in words else {}
    return {**kind, **words.pop(name), **words}


def _shape(shape: AdoptedBoundary | AdoptedFootprint | None) -> dict[str, Any] | None:
    if shape is None:
        return None
    words = _plain(shape)
    rings = words.pop("rings")
    points = [{"ring": index, **point} for index, ring in enumerate(rings) for point in ring]
    return {**words, "points": points, "rings": _pairs(shape.rings)}


def _pairs(rings: Rings) -> list[list[list[str]]]:
    """Rings as pairs of northing and easting, without the repeated point."""
    return [
        [[format(point.northing_m, "f"), format(point.easting_m, "f")] for point in ring]
        for ring in rings
    ]


def square_metres(area_m2: Decimal, *, signed: bool = False) -> str:
    """Return an area for people, for example ``2700.61 m²`` or ``+0.31 m²``."""
    return f"{rounded(area_m2):{'+' if signed else ''}f} m²"


def both(text: str) -> Text:
    """Return a text that reads the same in both languages, such as a figure with its unit."""
    return Text(text, text)


def joined(texts: Iterable[Text]) -> Text:
    """Join sentences or items, each language with its own semicolon."""
    kept = [text for text in texts if text != NO_TEXT]
    return Text("；".join(text.zh for text in kept), "; ".join(text.en for text in kept))
