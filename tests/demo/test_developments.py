"""The two developments against figures reckoned by hand beforehand."""

from decimal import Decimal

import pytest

from cadastre.domain.rings import ring_area_m2, rounded, side_lengths_m
from demo.development import Development
from demo.golden import (
    COMPLETED_FOOTPRINT,
    COMPLETION_BOUNDARY,
    COMPLETION_UNITS,
    GOLDEN,
    PLANNED_FOOTPRINT,
    PRESALE_UNITS,
    SUPPLY_BOUNDARY,
)
from demo.second_development import SECOND
from surveys.domain.evidence import DocumentKind
from tests.demo.plane import polygon


def built(units: tuple) -> list[str]:
    return [str(unit.built_m2) for unit in units]


def test_boundary_of_the_land_contract() -> None:
    assert ring_area_m2(SUPPLY_BOUNDARY) == Decimal("2700.6094")
    assert [str(side) for side in side_lengths_m(SUPPLY_BOUNDARY)] == [
        *("60.11", "29.99", "14.99", "19.90", "45.12", "49.90")
    ]
    assert GOLDEN.contract_area_m2 == Decimal("2700.61")


def test_boundary_measured_at_completion_lies_within_three_centimetres() -> None:
    assert ring_area_m2(COMPLETION_BOUNDARY) == Decimal("2700.916757")
    shifts = [
        float((a.northing_m - b.northing_m) ** 2 + (a.easting_m - b.easting_m) ** 2) ** 0.5
        for a, b in zip(SUPPLY_BOUNDARY, COMPLETION_BOUNDARY, strict=True)
    ]
    assert [round(shift * 100, 1) for shift in shifts] == [1.4, 1.8, 2.3, 2.1, 1.5, 2.1]


def test_footprints() -> None:
    assert rounded(ring_area_m2(PLANNED_FOOTPRINT)) == Decimal("214.00")
    assert rounded(ring_area_m2(COMPLETED_FOOTPRINT)) == Decimal("214.10")
    sides = [str(side) for side in side_lengths_m(COMPLETED_FOOTPRINT)]
    assert sides == ["21.41", "10.00", "21.41", "10.00"]


def test_units_of_presale_and_completion() -> None:
    assert built(PRESALE_UNITS) == ["103.28", "109.77", "103.28", "109.77"]
    assert built(COMPLETION_UNITS) == ["103.38", "109.85", "104.12", "110.66"]
    (building,) = GOLDEN.buildings
    assert building.presale_area_m2 == Decimal("426.10")
    assert building.completion_area_m2 == Decimal("428.01")
    assert sum(u.inner_m2 for u in COMPLETION_UNITS) == Decimal("382.39")
    assert sum(u.shared_m2 for u in COMPLETION_UNITS) == Decimal("45.62")


@pytest.mark.parametrize("units", [PRESALE_UNITS, COMPLETION_UNITS])
def test_every_golden_unit_adds_up(units: tuple) -> None:
    assert all(unit.inner_m2 + unit.shared_m2 == unit.built_m2 for unit in units)


def test_papers_of_the_golden_development() -> None:
    areas = {document.kind: document.area_m2 for document in GOLDEN.documents}
    assert areas[DocumentKind.LAND_CONTRACT] == Decimal("2700.61")
    assert areas[DocumentKind.PLANNING_PERMIT] == Decimal("425.00")
    accepted = [d for d in GOLDEN.documents if d.kind is DocumentKind.ACCEPTANCE_RECORD]
    assert [(d.building_number, d.passed) for d in accepted] == [("0001", True)]


@pytest.mark.parametrize("of", [GOLDEN, SECOND], ids=["golden", "second"])
def test_footprints_lie_inside_the_boundary(of: Development) -> None:
    ground = polygon((of.supply_boundary,))
    for building in of.buildings:
        assert ground.covers(polygon((building.planned_footprint,)))
        assert ground.covers(polygon((building.completed_footprint,)))


def test_second_development_has_two_accepted_blocks_of_sixty_flats() -> None:
    accepted = {
        d.building_number for d in SECOND.documents if d.kind is DocumentKind.ACCEPTANCE_RECORD
    }
    assert accepted == {"0001", "0002"}
    for building in SECOND.buildings:
        assert len(building.presale_units) == len(building.completion_units) == 60
        rooms = [(u.section, u.room) for u in building.presale_units]
        assert rooms == [(u.section, u.room) for u in building.completion_units]
        assert building.completion_area_m2 == sum(
            u.inner_m2 + u.shared_m2 for u in building.completion_units
        )
