"""The golden development: a small house of four flats whose every figure is known beforehand.

Boundary, areas and documents are written out here, not computed, so that the decision of its case
can be checked against them: parcel 410811001002GB00007, contract area 2700.61 m2, completion areas
103.38, 109.85, 104.12 and 110.66 m2.
"""

from datetime import date
from decimal import Decimal

from demo.county import GOLDEN_PARCEL_CODE
from demo.development import FLOOR_AREA_RULE, PERMIT_AREA_RULE, Development, DevelopmentBuilding
from demo.floors import FLAT, DemoUnit
from demo.frame import Ring, Vertex
from demo.houses import MIXED
from surveys.domain.evidence import DocumentEvidence, DocumentKind

SUPPLY_ON = date(2021, 3, 18)
PLANNING_ON = date(2021, 9, 10)
PRESALE_ON = date(2022, 5, 16)
COMPLETION_ON = date(2024, 3, 15)


def _ring(*points: tuple[str, str]) -> Ring:
    return tuple(
        Vertex(f"J{number}", Decimal(northing), Decimal(easting))
        for number, (northing, easting) in enumerate(points, start=1)
    )


SUPPLY_BOUNDARY = _ring(
    ("3898650.120", "432010.350"),
    ("3898652.480", "432070.410"),
    ("3898622.510", "432071.580"),
    ("3898621.930", "432056.600"),
    ("3898602.040", "432057.370"),
    ("3898600.260", "432012.290"),
)
"""From the land contract; 2700.6094 m2."""

COMPLETION_BOUNDARY = _ring(
    ("3898650.132", "432010.342"),
    ("3898652.465", "432070.420"),
    ("3898622.519", "432071.601"),
    ("3898621.912", "432056.589"),
    ("3898602.046", "432057.384"),
    ("3898600.250", "432012.309"),
)
"""Measured again at completion, at most 2.3 cm away; 2700.916757 m2."""

PLANNED_FOOTPRINT = _ring(
    ("3898637.747", "432022.129"),
    ("3898638.592", "432043.512"),
    ("3898628.599", "432043.906"),
    ("3898627.755", "432022.523"),
)
"""21.40 by 10.00 m."""

COMPLETED_FOOTPRINT = _ring(
    ("3898637.747", "432022.119"),
    ("3898638.592", "432043.512"),
    ("3898628.599", "432043.906"),
    ("3898627.755", "432022.513"),
)
"""21.41 by 10.00 m."""


def _units(coefficient: str, *rows: tuple[str, str, str, str]) -> tuple[DemoUnit, ...]:
    return tuple(
        DemoUnit(
            unit_number=f"{number:04d}",
            unit_kind="room",
            section="",
            storey_number=int(room[0]),
            storey_label=room[0],
            room=room,
            use=FLAT,
            inner_m2=Decimal(inner),
            shared_m2=Decimal(shared),
            built_m2=Decimal(built),
            coefficient=Decimal(coefficient),
        )
        for number, (room, inner, shared, built) in enumerate(rows, start=1)
    )


PRESALE_UNITS = _units(
    "0.117786",
    ("101", "92.40", "10.88", "103.28"),
    ("102", "98.20", "11.57", "109.77"),
    ("201", "92.40", "10.88", "103.28"),
    ("202", "98.20", "11.57", "109.77"),
)
COMPLETION_UNITS = _units(
    "0.119302",
    ("101", "92.36", "11.02", "103.38"),
    ("102", "98.14", "11.71", "109.85"),
    ("201", "93.02", "11.10", "104.12"),
    ("202", "98.87", "11.79", "110.66"),
)

DOCUMENTS = (
    DocumentEvidence(
        DocumentKind.LAND_CONTRACT,
        "演示出(2021)007号",
        date(2021, 3, 26),
        area_m2=Decimal("2700.61"),
        has_coordinates=True,
    ),
    DocumentEvidence(
        DocumentKind.PLANNING_PERMIT,
        "演示建字第2021-019号",
        date(2021, 9, 22),
        area_m2=Decimal("425.00"),
        area_rule=PERMIT_AREA_RULE,
        building_number="0001",
    ),
    DocumentEvidence(
        DocumentKind.PRESALE_PERMIT,
        "演示预售字第2022-031号",
        date(2022, 5, 30),
        area_m2=Decimal("426.10"),
        area_rule=FLOOR_AREA_RULE,
        building_number="0001",
    ),
    DocumentEvidence(
        DocumentKind.ACCEPTANCE_RECORD,
        "演示联合验收(2024)012号",
        date(2024, 3, 28),
        building_number="0001",
        passed=True,
    ),
)

GOLDEN = Development(
    parcel_code=GOLDEN_PARCEL_CODE,
    name="示例小筑",
    address="焦作市山阳区示例路1号",
    land_use_code="0701",
    land_use_name="城镇住宅用地",
    supply_boundary=SUPPLY_BOUNDARY,
    completion_boundary=COMPLETION_BOUNDARY,
    buildings=(
        DevelopmentBuilding(
            building_number="0001",
            name="1幢",
            storeys_above=2,
            structure=MIXED,
            structure_code="4",
            planned_footprint=PLANNED_FOOTPRINT,
            completed_footprint=COMPLETED_FOOTPRINT,
            permit_area_m2=Decimal("425.00"),
            presale_units=PRESALE_UNITS,
            completion_units=COMPLETION_UNITS,
            completed_on=date(2024, 3, 8),
        ),
    ),
    documents=DOCUMENTS,
    supply_on=SUPPLY_ON,
    planning_on=PLANNING_ON,
    presale_on=PRESALE_ON,
    completion_on=COMPLETION_ON,
)
