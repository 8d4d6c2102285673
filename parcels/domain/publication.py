"""A parcel as it is to be written into the register."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RegisterPoint:
    """A boundary point with its provenance: file and line it was read from.

    ``marker``, ``method`` and the three ``line_…`` codes are of the lists in
    :mod:`parcels.domain.code_lists`; the ``line_…`` fields describe the line that leaves the point
    for the next one. Empty says nothing. ``source_id`` names the source of a point that was taken
    over from an earlier version; an empty one is of the source of the version.
    """

    label: str
    northing_m: Decimal
    easting_m: Decimal
    source_file: str = ""
    source_line: int | None = None
    marker: str = ""
    method: str = ""
    accuracy_class: int | None = None
    line_kind: str = ""
    line_position: str = ""
    line_quality: str = ""
    line_neighbour: str = ""
    source_id: str = ""


Part = tuple[tuple[RegisterPoint, ...], ...]
"""One polygon: outer ring first, then holes; rings without the repeated point."""


@dataclass(frozen=True, slots=True)
class ParcelContent:
    """What a parcel version says, apart from its sources. Areas in m2."""

    parcel_code: str
    address: str
    parts: tuple[Part, ...]
    area_m2: Decimal
    area_rule: str = ""
    boundary_rule: str = ""
    land_use_system: str = ""
    land_use_code: str = ""
    land_use_name: str = ""
