"""What is known about a parcel and its buildings when a first registration is decided.

Plain records, filled from the database by ``surveys.selectors`` or by hand in a test; the reuse
rules of ``surveys.domain.reuse`` read nothing else.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum


class BaseStage(StrEnum):
    """The four stages the rules speak of, and results from before unified registration.

    An office's own stages are data (``surveys.models.Stage``); each maps to one of these.
    """

    SUPPLY = "supply"
    PLANNING = "planning"
    PRESALE = "presale"
    COMPLETION = "completion"
    LEGACY = "legacy"


class Audit(StrEnum):
    """Where a result stands in its review."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class DocumentKind(StrEnum):
    """Documents that the rules look at."""

    LAND_CONTRACT = "land_contract"
    ALLOCATION_DECISION = "allocation_decision"
    PLANNING_PERMIT = "planning_permit"
    PRESALE_PERMIT = "presale_permit"
    ACCEPTANCE_RECORD = "acceptance_record"


@dataclass(frozen=True, slots=True)
class SurveyPoint:
    """A boundary or corner point: label and exact plane coordinates in the office's system."""

    label: str
    northing_m: Decimal
    easting_m: Decimal


Rings = tuple[tuple[SurveyPoint, ...], ...]
"""Closed rings without the repeated point; the outer ring first, holes after it."""


@dataclass(frozen=True, slots=True)
class UnitEvidence:
    """One unit (户) of a result's building table; areas in m2."""

    section: str
    storey_number: int | None
    room: str
    inner_m2: Decimal | None
    shared_m2: Decimal | None
    built_m2: Decimal | None
    unit_code: str = ""


@dataclass(frozen=True, slots=True)
class BuildingEvidence:
    """One natural building (自然幢) of a result; ``building_number`` is four digits."""

    building_number: str
    footprint: Rings = ()
    footprint_area_m2: Decimal | None = None
    floor_area_m2: Decimal | None = None
    units: tuple[UnitEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultEvidence:
    """One survey result: what it holds, its review, and what its papers are.

    ``computed_area_m2`` is the plane area of ``boundary``; ``accuracy_class`` is 1, 2 or 3 of
    its points (TD/T 1001-2012); ``area_rule`` names the rule the floor areas follow. Areas under
    different rules are never compared by tolerance. ``stated_area_m2`` is the land area the papers
    of the result state, needed where they have no coordinates. Of two results of one stage the one
    surveyed later counts, of one day the higher ``version``. ``kind`` is the office's code of the
    kind of result (勘测定界, 房产实测绘 …), empty when nobody said.
    """

    result_id: str
    title: str
    stage: BaseStage
    surveyed_on: date
    audit: Audit
    accuracy_class: int = 1
    area_rule: str = "GB/T 17986.1-2000"
    boundary: Rings = ()
    computed_area_m2: Decimal | None = None
    buildings: tuple[BuildingEvidence, ...] = ()
    has_investigation_form: bool = False
    has_parcel_map: bool = False
    has_coordinates: bool = False
    used_for_supply: bool = False
    stated_area_m2: Decimal | None = None
    version: int = 1
    kind: str = ""


@dataclass(frozen=True, slots=True)
class DocumentEvidence:
    """One official document. ``building_number`` is empty when it speaks of the whole project.

    ``passed`` matters for an acceptance record only: acceptance belongs to a building
    (国办发〔2022〕35号), so completion areas of a building need a passed record that names it or
    the whole project.
    """

    kind: DocumentKind
    number: str
    issued_on: date | None = None
    area_m2: Decimal | None = None
    area_rule: str = ""
    has_coordinates: bool = False
    building_number: str = ""
    passed: bool = False


@dataclass(frozen=True, slots=True)
class IssuedUnitCode:
    """A unit code that was issued for a room; a retired one is never given again."""

    unit_code: str
    building_number: str
    section: str
    room: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class UnitListConfirmed:
    """A person settled that units were merged, split, added or removed between two results.

    It holds for these two results (by id) and under this rule only: what is delivered later has to
    be looked at again.
    """

    building_number: str
    presale: str
    completion: str
    rule: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class CaseEvidence:
    """Everything the rules may look at for one parcel (or one building of it).

    ``building_number`` limits the decision to one building; empty means all buildings of the
    parcel. ``register_boundary`` is the boundary that is current in the register, if any.
    ``overlaps`` are current parcels of the same layer that the adopted boundary would overlap,
    ``disputed`` tells of a boundary line in dispute (界线性质 600003).
    ``demanded_reasons`` are reasons somebody gave for asking for a new survey.
    ``unified_registration_on`` is the day the office began unified registration (R-05).
    ``issued_unit_codes`` are all codes ever issued on the parcel, retired ones too.
    ``office`` (id or county code) and ``decided_on`` say whose rules of which day apply.
    ``unit_lists_confirmed`` are unit lists that changed since presale and that a person settled.
    """

    parcel_code: str
    building_number: str
    results: tuple[ResultEvidence, ...]
    documents: tuple[DocumentEvidence, ...]
    unified_registration_on: date
    register_boundary: Rings = ()
    register_area_m2: Decimal | None = None
    overlaps: tuple[str, ...] = ()
    disputed: bool = False
    demanded_reasons: tuple[str, ...] = ()
    issued_unit_codes: tuple[IssuedUnitCode, ...] = ()
    office: str = ""
    decided_on: date | None = None
    unit_lists_confirmed: tuple[UnitListConfirmed, ...] = ()


def in_order(evidence: CaseEvidence) -> CaseEvidence:
    """Return the same evidence in one order, whatever order it was gathered in.

    Points of a ring keep theirs; everything else is a set and its order says nothing.
    """
    results = tuple(
        replace(
            result,
            buildings=tuple(
                replace(building, units=tuple(sorted(building.units, key=repr)))
                for building in sorted(result.buildings, key=lambda row: row.building_number)
            ),
        )
        for result in sorted(evidence.results, key=lambda row: (row.result_id, repr(row.stage)))
    )
    return replace(
        evidence,
        results=results,
        documents=tuple(sorted(evidence.documents, key=repr)),
        overlaps=tuple(sorted(evidence.overlaps)),
        demanded_reasons=tuple(sorted(evidence.demanded_reasons)),
        issued_unit_codes=tuple(sorted(evidence.issued_unit_codes, key=repr)),
        unit_lists_confirmed=tuple(sorted(evidence.unit_lists_confirmed, key=repr)),
    )
