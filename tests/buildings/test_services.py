"""Unit codes and buildings: numbering, the ledger, versions, refusals."""

from datetime import timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from buildings.domain.publication import BuildingContent, UnitContent
from buildings.models import Unit, UnitCode
from buildings.selectors import unit_current
from buildings.services import building_publish, land_unit_publish, unit_codes_reserve
from cadastre.domain.errors import Conflict, InvalidInput
from parcels.models import Parcel
from tests import factories

ROOMS = [("", "101"), ("", "102"), ("", "201"), ("", "202")]
FOOTPRINT = ((factories.rectangle(3_898_645, 432_015, height=10, width=21),),)


def unit(code: str, room: str, built: str = "100.00") -> UnitContent:
    return UnitContent(
        unit_code=code,
        kind="room",
        section="",
        storey_number=int(room[0]),
        storey_label=f"{room[0]}层",
        room=room,
        inner_m2=Decimal(built) - Decimal("10.00"),
        shared_m2=Decimal("10.00"),
        built_m2=Decimal(built),
    )


def building(*units: UnitContent) -> BuildingContent:
    return BuildingContent(
        parcel_code=factories.PARCEL_CODE,
        building_number="0001",
        footprint=FOOTPRINT,
        footprint_area_m2=Decimal("210.00"),
        floor_area_m2=sum((u.built_m2 for u in units), Decimal(0)),
        area_standard="GB/T 17986.1-2000",
        units=units,
    )


def publish(*units: UnitContent, now=factories.NOW):
    if not Parcel.objects.filter(parcel_code=factories.PARCEL_CODE).exists():
        factories.parcel()
    origin = factories.source()
    return building_publish(building(*units), source=origin, area_source=origin, now=now)


def reserve(rooms=ROOMS, **more):
    return unit_codes_reserve(factories.PARCEL_CODE, "0001", rooms, now=factories.NOW, **more)


@pytest.mark.django_db
def test_codes_are_numbered_in_the_order_given_and_asked_twice_are_the_same():
    codes = reserve()
    assert list(codes.values()) == [
        f"410811001002GB00007F0001000{number}" for number in (1, 2, 3, 4)
    ]
    assert reserve() == codes
    assert UnitCode.objects.count() == 4


@pytest.mark.django_db
def test_a_new_room_follows_the_highest_number_ever_issued():
    reserve()
    UnitCode.objects.filter(room__in=["201", "202"]).update(retired_at=factories.NOW)
    merged = reserve([("", "201")])
    assert merged == {("", "201"): "410811001002GB00007F00010005"}


@pytest.mark.django_db
def test_a_delivered_code_is_taken_and_a_contradicting_one_refused():
    own = "410811001002GB00007F00010007"
    assert reserve([("", "101")], delivered={("", "101"): own}) == {("", "101"): own}
    with pytest.raises(Conflict, match="101"):
        reserve([("", "101")], delivered={("", "101"): "410811001002GB00007F00010008"})
    with pytest.raises(Conflict, match="102"):
        reserve([("", "102")], delivered={("", "102"): own})


@pytest.mark.django_db
def test_publishing_writes_storeys_with_their_floor_areas_and_confirms_codes():
    codes = reserve()
    publish(*[unit(codes[room], room[1]) for room in ROOMS])
    stored = unit_current("410811001002GB00007F00010003")
    assert (stored.room, stored.storey.number) == ("201", 2)
    assert stored.storey.floor_area_m2 == Decimal("200.00")
    assert UnitCode.objects.filter(confirmed_at=factories.NOW).count() == 4


@pytest.mark.django_db
def test_a_second_publication_closes_building_and_units_together():
    codes = reserve()
    first = publish(unit(codes[("", "101")], "101"))
    later = factories.NOW + timedelta(days=1)
    publish(unit(codes[("", "101")], "101", "101.00"), now=later)
    first.refresh_from_db()
    assert first.valid_to == later
    assert unit_current(codes[("", "101")]).built_m2 == Decimal("101.00")
    assert Unit.objects.filter(unit_code=codes[("", "101")]).count() == 2


@pytest.mark.django_db
def test_a_code_that_was_never_issued_or_is_of_another_building_is_refused():
    with pytest.raises(Conflict, match="F00010001"):
        publish(unit("410811001002GB00007F00010001", "101"))
    with pytest.raises(InvalidInput, match="F00020001"):
        publish(unit("410811001002GB00007F00020001", "101"))


@pytest.mark.django_db
def test_land_without_fixtures_is_a_unit_of_its_own():
    factories.parcel()
    origin = factories.source()
    land = land_unit_publish(
        factories.PARCEL_CODE,
        address="示例路1号",
        area_m2=Decimal("600.00"),
        area_rule="R-02B",
        area_source=origin,
        now=factories.NOW,
    )
    assert land.unit_code_id == "410811001002GB00007W00000000"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        ("unit_code_kept", "delete from buildings_unitcode where room = '102'"),
        ("unit_code_kept", "update buildings_unitcode set room = '9'"),
        ("unit_code_kept", "update buildings_unitcode set confirmed_at = null where room = '101'"),
        ("register_row_kept", "delete from buildings_unit"),
        (
            "register_row_kept",
            "update buildings_unit set built_m2 = 1, inner_m2 = 0, shared_m2 = 1",
        ),
        ("register_row_kept", "update buildings_building set name = 'other'"),
        ("row_kept", "update buildings_storey set label = 'x'"),
    ],
)
def test_the_database_keeps_codes_and_versions(constraint, statement):
    codes = reserve()
    publish(unit(codes[("", "101")], "101"))
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
    assert refusal.value.__cause__.diag.constraint_name == constraint


@pytest.mark.django_db
def test_areas_that_do_not_add_up_are_refused_by_the_database():
    codes = reserve()
    wrong = unit(codes[("", "101")], "101")
    wrong = UnitContent(
        **{**{f: getattr(wrong, f) for f in wrong.__slots__}, "built_m2": Decimal("99.99")}
    )
    with pytest.raises(IntegrityError, match="unit_area_is_inner_and_shared"):
        publish(wrong)


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_never_get_the_same_code():
    def write(number: int) -> None:
        for turn in range(10):
            reserve([("", f"{number}-{turn}")])
        connection.close()

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    numbers = sorted(int(code[-4:]) for code in UnitCode.objects.values_list("code", flat=True))
    assert numbers == list(range(1, 41))
