"""The worked case: one parcel, one building of four flats, all four stages.

Invented parcel 410811001002GB00007 in EPSG:4547. Areas were worked out by hand and checked with
PROJ and PostGIS: supply boundary 2700.6094 m2, completion boundary 2700.916757 m2, point shifts
1.4, 1.8, 2.3, 2.1, 1.5 and 2.1 cm.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from surveys.domain.evidence import (
    Audit,
    BaseStage,
    BuildingEvidence,
    CaseEvidence,
    DocumentEvidence,
    DocumentKind,
    ResultEvidence,
    Rings,
    SurveyPoint,
    UnitEvidence,
)

PARCEL = "410811001002GB00007"
BUILDING = "0001"
UNIFIED_ON = date(2016, 8, 8)


def ring(*rows: str) -> tuple[SurveyPoint, ...]:
    """Points from texts of label, northing and easting."""
    points = []
    for row in rows:
        label, northing, easting = row.split()
        points.append(SurveyPoint(label, Decimal(northing), Decimal(easting)))
    return tuple(points)


SUPPLY_BOUNDARY: Rings = (
    ring(
        "J1 3898650.120 432010.350",
        "J2 3898652.480 432070.410",
        "J3 3898622.510 432071.580",
        "J4 3898621.930 432056.600",
        "J5 3898602.040 432057.370",
        "J6 3898600.260 432012.290",
    ),
)
COMPLETION_BOUNDARY: Rings = (
    ring(
        "J1 3898650.132 432010.342",
        "J2 3898652.465 432070.420",
        "J3 3898622.519 432071.601",
        "J4 3898621.912 432056.589",
        "J5 3898602.046 432057.384",
        "J6 3898600.250 432012.309",
    ),
)
# J3 and J4 of the completion survey 1.50 m further south, as after a road widening.
WIDENED_BOUNDARY: Rings = (
    ring(
        "J1 3898650.132 432010.342",
        "J2 3898652.465 432070.420",
        "J3 3898621.019 432071.601",
        "J4 3898620.412 432056.589",
        "J5 3898602.046 432057.384",
        "J6 3898600.250 432012.309",
    ),
)
PLANNED_FOOTPRINT: Rings = (
    ring(
        "1 3898645.000 432015.000",
        "2 3898645.000 432036.400",
        "3 3898635.000 432036.400",
        "4 3898635.000 432015.000",
    ),
)
COMPLETION_FOOTPRINT: Rings = (
    ring(
        "1 3898645.010 432015.000",
        "2 3898645.010 432036.410",
        "3 3898635.010 432036.410",
        "4 3898635.010 432015.000",
    ),
)


def unit(room: str, inner: str, shared: str, built: str, number: int | None = None) -> UnitEvidence:
    """A flat on the storey that its room number begins with."""
    return UnitEvidence(
        section="",
        storey_number=int(room[0]),
        room=room,
        inner_m2=Decimal(inner),
        shared_m2=Decimal(shared),
        built_m2=Decimal(built),
        unit_code=f"{PARCEL}F{BUILDING}{number:04}" if number else "",
    )


PRESALE_UNITS = (
    unit("101", "92.40", "10.88", "103.28", 1),
    unit("102", "98.20", "11.57", "109.77", 2),
    unit("201", "92.40", "10.88", "103.28", 3),
    unit("202", "98.20", "11.57", "109.77", 4),
)
COMPLETION_UNITS = (
    unit("101", "92.36", "11.02", "103.38"),
    unit("102", "98.14", "11.71", "109.85"),
    unit("201", "93.02", "11.10", "104.12"),
    unit("202", "98.87", "11.79", "110.66"),
)

SUPPLY = ResultEvidence(
    result_id="00000000-0000-0000-0000-000000000001",
    title="供地勘测定界 2021",
    stage=BaseStage.SUPPLY,
    surveyed_on=date(2021, 3, 10),
    audit=Audit.ACCEPTED,
    boundary=SUPPLY_BOUNDARY,
    computed_area_m2=Decimal("2700.6094"),
    has_investigation_form=True,
    has_parcel_map=True,
    has_coordinates=True,
    used_for_supply=True,
)
PLANNING = ResultEvidence(
    result_id="00000000-0000-0000-0000-000000000002",
    title="规划放线 2021",
    stage=BaseStage.PLANNING,
    surveyed_on=date(2021, 9, 10),
    audit=Audit.ACCEPTED,
    area_rule="GB/T 50353",
    boundary=SUPPLY_BOUNDARY,
    computed_area_m2=Decimal("2700.6094"),
    has_coordinates=True,
    buildings=(
        BuildingEvidence(BUILDING, PLANNED_FOOTPRINT, Decimal("214.00"), Decimal("425.00")),
    ),
)
PRESALE = ResultEvidence(
    result_id="00000000-0000-0000-0000-000000000003",
    title="房产预测绘 2022",
    stage=BaseStage.PRESALE,
    surveyed_on=date(2022, 5, 10),
    audit=Audit.ACCEPTED,
    buildings=(
        BuildingEvidence(
            BUILDING, PLANNED_FOOTPRINT, Decimal("214.00"), Decimal("426.10"), PRESALE_UNITS
        ),
    ),
)
COMPLETION = ResultEvidence(
    result_id="00000000-0000-0000-0000-000000000004",
    title="竣工实测 2024",
    stage=BaseStage.COMPLETION,
    surveyed_on=date(2024, 3, 10),
    audit=Audit.ACCEPTED,
    boundary=COMPLETION_BOUNDARY,
    computed_area_m2=Decimal("2700.916757"),
    has_coordinates=True,
    buildings=(
        BuildingEvidence(
            BUILDING, COMPLETION_FOOTPRINT, Decimal("214.10"), Decimal("428.01"), COMPLETION_UNITS
        ),
    ),
)
CONTRACT = DocumentEvidence(
    DocumentKind.LAND_CONTRACT,
    "示例出让〔2021〕7号",
    date(2021, 3, 20),
    area_m2=Decimal("2700.61"),
    has_coordinates=True,
)
PERMIT = DocumentEvidence(
    DocumentKind.PLANNING_PERMIT,
    "示例建规〔2021〕7号",
    date(2021, 9, 20),
    area_m2=Decimal("425.00"),
    area_rule="GB/T 50353",
)
PRESALE_PERMIT = DocumentEvidence(
    DocumentKind.PRESALE_PERMIT, "示例预售〔2022〕7号", date(2022, 5, 20)
)
ACCEPTANCE = DocumentEvidence(
    DocumentKind.ACCEPTANCE_RECORD,
    "示例验收〔2024〕7号",
    date(2024, 3, 20),
    building_number=BUILDING,
    passed=True,
)


def golden_case() -> CaseEvidence:
    """The case as it should come: everything delivered, accepted and passed."""
    return CaseEvidence(
        parcel_code=PARCEL,
        building_number="",
        results=(SUPPLY, PLANNING, PRESALE, COMPLETION),
        documents=(CONTRACT, PERMIT, PRESALE_PERMIT, ACCEPTANCE),
        unified_registration_on=UNIFIED_ON,
    )


def with_result(case: CaseEvidence, changed: ResultEvidence) -> CaseEvidence:
    """The case with the result of the same id replaced."""
    results = tuple(changed if row.result_id == changed.result_id else row for row in case.results)
    return replace(case, results=results)


def with_document(case: CaseEvidence, changed: DocumentEvidence) -> CaseEvidence:
    """The case with the document of the same kind and number replaced."""
    documents = tuple(
        changed if (row.kind, row.number) == (changed.kind, changed.number) else row
        for row in case.documents
    )
    return replace(case, documents=documents)


def without(case: CaseEvidence, *gone: ResultEvidence | DocumentEvidence) -> CaseEvidence:
    """The case without these results and documents."""
    return replace(
        case,
        results=tuple(row for row in case.results if row not in gone),
        documents=tuple(row for row in case.documents if row not in gone),
    )


LEGACY_LAND = ResultEvidence(
    result_id="00000000-0000-0000-0000-000000000011",
    title="地籍测量 1998",
    stage=BaseStage.LEGACY,
    surveyed_on=date(1998, 4, 1),
    audit=Audit.ACCEPTED,
    accuracy_class=3,
    has_investigation_form=True,
    has_parcel_map=True,
    stated_area_m2=Decimal("318.40"),
)
LEGACY_HOUSE = ResultEvidence(
    result_id="00000000-0000-0000-0000-000000000012",
    title="房产测量 1998",
    stage=BaseStage.LEGACY,
    surveyed_on=date(1998, 5, 1),
    audit=Audit.ACCEPTED,
    area_rule="房产测量规范（1991）",
    buildings=(
        BuildingEvidence(
            BUILDING,
            floor_area_m2=Decimal("172.30"),
            units=(
                unit("101", "78.00", "8.15", "86.15"),
                unit("201", "78.00", "8.15", "86.15"),
            ),
        ),
    ),
)


def legacy_case() -> CaseEvidence:
    """A house surveyed in 1998, without coordinates, for which a new survey is demanded."""
    return CaseEvidence(
        parcel_code=PARCEL,
        building_number="",
        results=(LEGACY_LAND, LEGACY_HOUSE),
        documents=(),
        unified_registration_on=UNIFIED_ON,
        demanded_reasons=("NO_COORDINATES",),
    )
