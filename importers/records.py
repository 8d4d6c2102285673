"""The plain records that every reader yields, whatever the format they came in.

Survey coordinates are :class:`~decimal.Decimal` with exactly the digits that were delivered;
``northing_m`` is the surveyor's X, ``easting_m`` the surveyor's Y, always in that meaning whatever
the order in the file, and without a zone prefix (the prefix found is kept in
:class:`DeclaredSystem`).
"""

from dataclasses import dataclass, field
from decimal import Decimal

from cadastre.domain.findings import Finding


@dataclass(frozen=True, slots=True)
class PointRecord:
    """One vertex as delivered. ``line``: one-based line (text) or None (binary formats)."""

    label: str
    northing_m: Decimal
    easting_m: Decimal
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RingRecord:
    """One ring in delivered order; the repeated closing point is not in ``points``."""

    points: tuple[PointRecord, ...]


@dataclass(frozen=True, slots=True)
class PolygonRecord:
    """An outer ring and its holes."""

    outer: RingRecord
    holes: tuple[RingRecord, ...] = ()

    @property
    def rings(self) -> tuple[RingRecord, ...]:
        """The outer ring, then the holes."""
        return self.outer, *self.holes


@dataclass(frozen=True, slots=True)
class ParcelRecord:
    """A land parcel (宗地) as one file describes it.

    ``declared_area_m2`` is what the file states (converted to m2), never what we computed;
    ``declared_area_step_m2`` is the weight of its last digit (0.5 ha digit = ...), so that a check
    can tell rounding from a difference. ``land_use_system`` is empty when the file does not say:
    the digits alone never tell.
    """

    file: str
    line: int | None
    parcel_code: str
    name: str
    polygons: tuple[PolygonRecord, ...]
    declared_area_m2: Decimal | None = None
    declared_area_step_m2: Decimal | None = None
    land_use_code: str = ""
    land_use_system: str = ""
    address: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BuildingRecord:
    """A natural building (自然幢): footprint and totals. ``building_number`` is four digits."""

    file: str
    line: int | None
    building_number: str
    parcel_code: str
    name: str
    polygons: tuple[PolygonRecord, ...]
    storeys_above: int | None = None
    storeys_below: int | None = None
    structure: str = ""
    floor_area_m2: Decimal | None = None
    footprint_area_m2: Decimal | None = None
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit (户) of a building table (楼盘表).

    Areas in m2 as delivered. ``storey_number`` is the physical storey (实际层; negative for a
    basement, None when it cannot be read), ``storey_label`` its name (名义层).
    """

    file: str
    line: int | None
    building_number: str
    section: str
    storey_number: int | None
    storey_label: str
    room: str
    use: str = ""
    inner_m2: Decimal | None = None
    shared_m2: Decimal | None = None
    built_m2: Decimal | None = None
    coefficient: Decimal | None = None
    unit_code: str = ""
    address: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BuildingTotalRecord:
    """A stated total row (合计) of one building in a building table, to be compared."""

    file: str
    line: int
    building_number: str
    inner_m2: Decimal | None
    shared_m2: Decimal | None
    built_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class BoundaryLineRecord:
    """A boundary line (界址线) as a file states it beside the rings of the parcels.

    ``parcel_codes`` as delivered, one or several; ``points`` from its one end to the other;
    ``length_m`` what is stated; kind, position and quality are the codes as delivered.
    """

    file: str
    line: int | None
    parcel_codes: str
    points: tuple[PointRecord, ...]
    length_m: Decimal | None = None
    kind: str = ""
    position: str = ""
    quality: str = ""


@dataclass(frozen=True, slots=True)
class BoundaryPointRecord:
    """A boundary point (界址点) of which a file says how it is marked or was determined.

    ``parcel_codes`` as delivered, one or several; ``marker`` and ``method`` are codes.
    """

    file: str
    line: int | None
    parcel_codes: str
    label: str
    point: PointRecord | None = None
    marker: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredSystem:
    """The coordinate system a file states, and what its figures show.

    ``srid`` is the EPSG code of the system the figures are in *after* the zone prefix was taken
    off (the meridian form, e.g. 4547), or None when it cannot be told. ``zone_prefix`` is the
    prefix found in the eastings (38) or None. ``stated`` is the text of the file.
    """

    srid: int | None
    zone_prefix: int | None = None
    stated: str = ""
    axes_swapped: bool = False


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What one delivered file is: format word, encoding, system, and how much it holds."""

    name: str
    format: str
    encoding: str = ""
    system: DeclaredSystem | None = None
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HolderRecord:
    """A holder's identity found in a delivered file: kept apart from the first byte."""

    file: str
    line: int | None
    object_key: str
    field: str
    value: str


@dataclass(slots=True)
class Delivery:
    """All that was read from the files of one upload."""

    files: list[FileSummary] = field(default_factory=list)
    parcels: list[ParcelRecord] = field(default_factory=list)
    buildings: list[BuildingRecord] = field(default_factory=list)
    units: list[UnitRecord] = field(default_factory=list)
    totals: list[BuildingTotalRecord] = field(default_factory=list)
    holders: list[HolderRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lines: list[BoundaryLineRecord] = field(default_factory=list)
    points: list[BoundaryPointRecord] = field(default_factory=list)

    def extend(self, other: "Delivery") -> None:
        """Add everything another file yielded."""
        self.files += other.files
        self.parcels += other.parcels
        self.buildings += other.buildings
        self.units += other.units
        self.totals += other.totals
        self.holders += other.holders
        self.findings += other.findings
        self.lines += other.lines
        self.points += other.points
