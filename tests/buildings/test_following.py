"""Buildings follow their parcel when it is split, merged or adjusted, and hold it otherwise."""

from dataclasses import replace
from decimal import Decimal

import pytest

from buildings.models import Building, Unit, UnitCode
from buildings.resolving import lineages
from buildings.services import land_unit_publish
from cadastre.domain.errors import Conflict, InvalidInput
from parcels.changes import boundary_adjust, parcel_retire, parcel_split, parcels_merge
from parcels.domain.moving import Move
from parcels.domain.publication import RegisterPoint
from parcels.models import Parcel
from parcels.services import parcel_publish
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house
from tests.parcels.test_changes import EAST, EIGHT, NINE, NORTH, SEVEN, act, day, rectangle
from tests.parcels.test_invariants import found

pytestmark = pytest.mark.django_db

HOUSE_OF_EIGHT = f"{EIGHT}F0001"


def east_and_west():
    """The house stands 5 to 25 m from the western side, so it lies in the western 26 m."""
    return [rectangle(EAST, 26), rectangle(EAST + 26, 4)]


@pytest.fixture
def built():
    factories.parcel()
    return house(storeys=2)


def eastern_neighbour() -> None:
    """Publish parcel 8, ten metres wide, east of parcel 7."""
    origin = factories.source()
    parcel_publish(
        rectangle(EAST + 30, 10, code=EIGHT), source=origin, area_source=origin, now=factories.NOW
    )


def require_sound() -> None:
    assert found() <= {"entries_not_sealed"}


def test_a_split_that_says_nothing_of_the_building_is_refused_by_its_name(built):
    with pytest.raises(Conflict, match=BUILDING_CODE) as refusal:
        parcel_split(SEVEN, east_and_west(), act())
    assert BUILDING_CODE in refusal.value.message.zh
    assert Parcel.objects.current().get().parcel_code == SEVEN


def test_the_building_follows_to_the_part_that_was_named(built):
    parcel_split(SEVEN, east_and_west(), act(fixtures={BUILDING_CODE: 0}))
    building = Building.objects.current().get()
    assert (building.building_code, building.parcel_code) == (HOUSE_OF_EIGHT, EIGHT)
    assert sorted(Unit.objects.current().values_list("unit_code_id", flat=True)) == [
        f"{HOUSE_OF_EIGHT}{n:04d}" for n in (1, 2, 3, 4)
    ]
    line = lineages([f"{BUILDING_CODE}0003"])[f"{BUILDING_CODE}0003"]
    assert line.standing() == (f"{HOUSE_OF_EIGHT}0003",)
    require_sound()


def test_a_part_that_the_building_does_not_stand_on_is_refused_whole(built):
    with pytest.raises(Conflict, match=NINE):
        parcel_split(SEVEN, east_and_west(), act(fixtures={BUILDING_CODE: 1}))
    assert Building.objects.current().get().building_code == BUILDING_CODE
    assert Parcel.objects.current().get().parcel_code == SEVEN


def test_a_building_that_is_not_there_is_refused(built):
    with pytest.raises(InvalidInput, match="F0009"):
        parcel_split(SEVEN, east_and_west(), act(fixtures={f"{SEVEN}F0009": 0}))


def test_in_a_merger_every_building_goes_to_the_one_result(built):
    eastern_neighbour()
    parcels_merge([SEVEN, EIGHT], rectangle(EAST, 40), act())
    assert Building.objects.current().get().building_code == f"{NINE}F0001"
    require_sound()


def test_a_building_follows_its_adjusted_parcel(built):
    moved = [(0, 30, 31), (-20, 30, 31)]
    moves = [
        Move(
            Decimal(f"{NORTH + down}.000"),
            Decimal(f"{EAST + before}.000"),
            RegisterPoint("J", Decimal(f"{NORTH + down}.000"), Decimal(f"{EAST + after}.000")),
        )
        for down, before, after in moved
    ]
    eastern_neighbour()
    boundary_adjust([SEVEN, EIGHT], moves, act())
    assert Building.objects.current().get().building_code == f"{NINE}F0001"
    require_sound()


def test_a_parcel_that_carries_a_building_is_not_retired(built):
    with pytest.raises(Conflict, match=BUILDING_CODE):
        parcel_retire(SEVEN, act())
    assert Parcel.objects.current().get().parcel_code == SEVEN


def test_with_buildings_a_change_is_not_dated_back(built):
    with pytest.raises(Conflict, match="earlier"):
        parcel_split(SEVEN, east_and_west(), act(2, at=day(1), fixtures={BUILDING_CODE: 0}))


def test_the_unit_of_the_land_follows_its_parcel():
    factories.parcel()
    land_unit_publish(
        SEVEN,
        address="",
        area_m2=Decimal("600.00"),
        area_rule="R-02B",
        area_source=factories.source(),
        now=factories.NOW,
    )
    halves = [replace(part, address="示例路2号") for part in east_and_west()]
    parcel_split(SEVEN, halves, act())
    land = {f"{code}W00000000" for code in (EIGHT, NINE)}
    assert set(Unit.objects.current().values_list("unit_code_id", flat=True)) == land
    assert UnitCode.objects.get(code=f"{SEVEN}W00000000").retired_at == day(1)
    line = lineages([f"{SEVEN}W00000000"])[f"{SEVEN}W00000000"]
    assert set(line.standing()) == land
    require_sound()
    parcel_retire(NINE, act(2))
    assert Unit.objects.current().get().unit_code_id == f"{EIGHT}W00000000"
    require_sound()
