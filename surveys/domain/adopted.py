"""What a decision lets into the register, each figure with its source, and what lies beside it."""

from dataclasses import dataclass
from decimal import Decimal

from surveys.domain.evidence import Rings


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: an accepted result, a document, or the register."""

    title: str
    stage: str
    result_id: str = ""
    document_number: str = ""


@dataclass(frozen=True, slots=True)
class StageDifference:
    """How far another source lies from the adopted one: a figure, its limit, and whether it holds.

    ``quantity`` is max_shift, mean_shift, land_area, floor_area or largest_unit_ratio. ``counts``
    is False for what is shown and decides nothing; ``within`` is None where there is no limit.
    """

    source: Source
    quantity: str
    measured: Decimal
    unit: str
    limit: Decimal | None = None
    within: bool | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class AdoptedBoundary:
    """The boundary to register; ``rings`` is empty for a parcel map without coordinates."""

    source: Source
    rule: str
    rings: Rings
    accuracy_class: int | None
    computed_area_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class AdoptedArea:
    """The land area to register, in m2."""

    source: Source
    rule: str
    land_area_m2: Decimal
    computed_area_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class AdoptedFootprint:
    """The footprint to register; ``area_m2`` is as stated by the source, else computed."""

    source: Source
    rule: str
    building_number: str
    area_m2: Decimal | None
    rings: Rings


@dataclass(frozen=True, slots=True)
class AdoptedFloorArea:
    """The floor area of a building to register, in m2, and the rule it was measured by."""

    source: Source
    rule: str
    building_number: str
    floor_area_m2: Decimal
    presale_floor_area_m2: Decimal | None
    area_rule: str


@dataclass(frozen=True, slots=True)
class AdoptedUnit:
    """A unit to register; areas in m2.

    ``code_is_new`` tells a code that is proposed here from one that was issued or delivered;
    ``kind`` is ``room``, or ``building`` where a whole building is one unit.
    The difference is registered minus presale, None where there is no presale figure under the
    same area rule; ``land_share_m2`` is None while areas of the parcel's buildings are open.
    """

    source: Source
    rule: str
    building_number: str
    unit_code: str
    code_is_new: bool
    kind: str
    section: str
    storey: int | None
    room: str
    inner_m2: Decimal | None
    shared_m2: Decimal | None
    built_m2: Decimal
    area_rule: str
    presale_built_m2: Decimal | None = None
    difference_m2: Decimal | None = None
    difference_percent: Decimal | None = None
    land_share_m2: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Adopted:
    """Everything that may be written into the register."""

    boundary: AdoptedBoundary | None = None
    area: AdoptedArea | None = None
    units: tuple[AdoptedUnit, ...] = ()
    footprint: tuple[AdoptedFootprint, ...] = ()
    floor_areas: tuple[AdoptedFloorArea, ...] = ()
