"""What happens to units and buildings: numbers, lineage, areas, refusals, one act for a key."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from buildings.domain.publication import BuildingContent, UnitContent
from buildings.models import (
    ActKind,
    Building,
    BuildingCode,
    CodeAct,
    CodeLineage,
    Unit,
    UnitCode,
)
from buildings.resolving import lineages
from buildings.services import Ground, unit_codes_reserve
from buildings.services.acts import Change
from buildings.services.building_changes import (
    Extension,
    building_rebuild,
    building_retire,
    storey_add,
)
from buildings.services.completion import unit_list_complete
from buildings.services.unit_changes import (
    unit_code_correct,
    unit_correct,
    unit_retire,
    unit_split,
    units_merge,
)
from cadastre.domain.errors import Conflict, InvalidInput, KeyReused
from cadastre.models import AuditEntry
from registration.models import Restriction
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house

pytestmark = pytest.mark.django_db

LATER = factories.NOW + timedelta(days=30)


def code(number: int) -> str:
    return f"{BUILDING_CODE}{number:04d}"


def change(kind: ActKind = ActKind.SPLIT, *, key: str = "", now=LATER) -> Change:
    ground = Ground(actor="registrar", reason="演示", document_number="演示〔2026〕1号")
    return Change(kind, f"unit.{kind.value}", ground, now, key)


def part(room: str, built: str, share: str, *, storey: int = 1) -> UnitContent:
    return UnitContent(
        unit_code="",
        kind="room",
        section="1",
        storey_number=storey,
        storey_label=f"{storey}层",
        room=room,
        inner_m2=Decimal(built) - Decimal("5.00"),
        shared_m2=Decimal("5.00"),
        built_m2=Decimal(built),
        land_share_m2=Decimal(share),
    )


PARTS = [part("101A", "60.00", "18.00"), part("101B", "40.00", "12.00")]


@pytest.fixture(autouse=True)
def built():
    factories.parcel()
    return house(storeys=2)


def split(parts=PARTS, *, key: str = "", now=LATER):
    source = factories.source("分割测绘")
    return unit_split(code(1), parts, area_source=source, change=change(key=key, now=now))


def test_parts_of_a_unit_get_the_numbers_after_the_highest():
    assert split() == {"retired": [code(1)], "issued": [code(5), code(6)]}
    assert UnitCode.objects.get(code=code(1)).retired_at == LATER
    assert [
        u.built_m2 for u in Unit.objects.current().filter(unit_code__in=[code(5), code(6)])
    ] == [
        Decimal("60.00"),
        Decimal("40.00"),
    ]
    assert not Unit.objects.current().filter(unit_code=code(1)).exists()
    assert lineages([code(1)])[code(1)].standing() == (code(5), code(6))


def test_a_part_may_take_the_rooms_old_name_and_still_gets_a_new_number():
    issued = split([replace(PARTS[0], room="101"), PARTS[1]])["issued"]
    assert issued == [code(5), code(6)]


@pytest.mark.parametrize(
    ("area", "share", "said"), [("40.01", "12.00", r"\+0.01"), ("40.00", "11.00", "-1.00")]
)
def test_areas_that_do_not_balance_are_refused_by_how_much(area, share, said):
    with pytest.raises(Conflict, match=said):
        split([PARTS[0], part("101B", area, share)])
    assert CodeLineage.objects.count() == 0
    assert Unit.objects.current().filter(unit_code=code(1)).exists()


def test_what_cannot_be_split_is_refused():
    with pytest.raises(InvalidInput, match="two units"):
        split(PARTS[:1])
    with pytest.raises(Conflict, match="102"):
        split([PARTS[0], replace(PARTS[1], room="102")])
    with pytest.raises(Conflict, match="storey 9"):
        split([PARTS[0], replace(PARTS[1], storey_number=9)])
    split()
    with pytest.raises(Conflict, match="retired"):
        split()


def test_what_is_restricted_is_not_split_and_a_corrected_code_takes_its_restriction_along():
    Restriction.objects.create(object_code=code(1), kind="seizure", registered_on="2026-11-01")
    with pytest.raises(Conflict, match="restriction"):
        split()
    unit_code_correct(code(1), change=change(ActKind.CORRECT))
    carried = Restriction.objects.get(object_code=code(5))
    assert (carried.kind, carried.lifted_on) == ("seizure", None)


def test_merged_units_become_one_with_a_new_number():
    whole = part("101", "200.00", "60.00")
    done = units_merge(
        [code(1), code(2)],
        whole,
        area_source=factories.source(),
        change=change(ActKind.MERGE),
    )
    assert done == {"retired": [code(1), code(2)], "issued": [code(5)]}
    assert lineages([code(5)])[code(5)].standing(factories.NOW) == (code(1), code(2))
    with pytest.raises(InvalidInput, match="one building"):
        units_merge(
            [code(3), f"{factories.PARCEL_CODE}F00020001"],
            whole,
            area_source=factories.source(),
            change=change(ActKind.MERGE),
        )


def test_a_request_sent_again_is_answered_as_before_and_another_body_is_refused():
    source = factories.source()
    first = unit_split(code(1), PARTS, area_source=source, change=change(key="k-1"))
    again = unit_split(code(1), PARTS, area_source=source, change=change(key="k-1"))
    assert again == first
    assert CodeAct.objects.filter(kind="split").count() == 1
    with pytest.raises(KeyReused):
        unit_split(code(2), PARTS, area_source=source, change=change(key="k-1"))


def test_the_journal_says_who_did_what_to_which_codes():
    split()
    entry = AuditEntry.objects.get(action="unit.split")
    assert entry.actor == "registrar"
    assert set(entry.objects_named) == {code(1), code(5), code(6)}


def test_a_correction_takes_the_place_of_what_was_said_and_keeps_it():
    unit_correct(
        code(1),
        {"use": "商业服务"},
        area_source=factories.source("更正"),
        change=change(ActKind.CORRECT),
    )
    (now,) = Unit.objects.at(factories.NOW).filter(unit_code=code(1))
    (then,) = Unit.objects.at(factories.NOW, recorded=factories.NOW).filter(unit_code=code(1))
    assert (now.use, then.use) == ("商业服务", "成套住宅")
    with pytest.raises(Conflict, match="not floor area"):
        unit_correct(
            code(1),
            {"built_m2": Decimal("101.00")},
            area_source=factories.source(),
            change=change(ActKind.CORRECT, now=LATER + timedelta(days=1)),
        )
    with pytest.raises(InvalidInput, match="unit_code"):
        unit_correct(
            code(1),
            {"unit_code": code(9)},
            area_source=factories.source(),
            change=change(ActKind.CORRECT),
        )


def test_a_wrong_code_is_followed_by_the_next_number():
    done = unit_code_correct(code(2), change=change(ActKind.CORRECT))
    assert done == {"retired": [code(2)], "issued": [code(5)]}
    assert lineages([code(2)])[code(2)].standing() == (code(5),)


def test_a_retired_unit_leaves_nothing_that_stands_for_it():
    unit_retire(code(2), change=change(ActKind.RETIRE))
    lineage = lineages([code(2)])[code(2)]
    assert (lineage.state(), lineage.standing()) == ("retired", ())
    assert lineage.standing(factories.NOW) == (code(2),)


def test_a_storey_is_added_and_everything_else_carries_on(built):
    new = Extension(3, "3层", (part("301", "90.00", "0.00", storey=3),), Decimal("490.00"))
    done = storey_add(
        BUILDING_CODE, new, area_source=factories.source("加层"), change=change(ActKind.STOREY)
    )
    assert done == {"kept": [BUILDING_CODE], "issued": [code(5)]}
    building = Building.objects.current().get()
    assert (building.storeys_above, building.floor_area_m2) == (3, Decimal("490.00"))
    assert building.geom == built.geom
    units = Unit.objects.current().filter(building=building)
    assert [unit.unit_code_id for unit in units] == [code(n) for n in (1, 2, 3, 4, 5)]
    assert [unit.storey.number for unit in units] == [1, 1, 2, 2, 3]


def test_a_storey_whose_areas_do_not_add_up_says_by_how_much():
    new = Extension(3, "3层", (part("301", "90.00", "0.00", storey=3),), Decimal("491.00"))
    with pytest.raises(Conflict, match=r"\+1.00"):
        storey_add(
            BUILDING_CODE, new, area_source=factories.source(), change=change(ActKind.STOREY)
        )
    with pytest.raises(Conflict, match="storey 2"):
        storey_add(
            BUILDING_CODE,
            Extension(2, "2层", (), Decimal("400.00")),
            area_source=factories.source(),
            change=change(ActKind.STOREY),
        )


def rebuilt() -> BuildingContent:
    return BuildingContent(
        parcel_code=factories.PARCEL_CODE,
        building_number="0001",
        footprint=((factories.rectangle(3_898_645, 432_015, height=10, width=20),),),
        footprint_area_m2=Decimal("200.00"),
        floor_area_m2=Decimal("160.00"),
        area_standard="GB/T 17986.1-2000",
        units=(part("101", "80.00", "0.00"), part("102", "80.00", "0.00")),
    )


def rebuild(*, is_new_building: bool):
    origin = factories.source("重建")
    return building_rebuild(
        BUILDING_CODE,
        rebuilt(),
        source=origin,
        area_source=origin,
        change=change(ActKind.REBUILD),
        is_new_building=is_new_building,
    )


def test_a_rebuilt_building_keeps_its_number_and_its_units_get_new_ones():
    done = rebuild(is_new_building=False)
    assert done == {"retired": [code(n) for n in (1, 2, 3, 4)], "issued": [code(5), code(6)]}
    found = lineages([code(1), code(3)])
    assert found[code(1)].standing() == (code(5),)
    assert found[code(3)].standing() == (BUILDING_CODE,)


def test_a_new_building_takes_the_next_number_of_the_parcel():
    done = rebuild(is_new_building=True)
    new = f"{factories.PARCEL_CODE}F0002"
    assert done["issued"] == [new, f"{new}0001", f"{new}0002"]
    assert BuildingCode.objects.get(code=BUILDING_CODE).state == "retired"
    assert lineages([BUILDING_CODE])[BUILDING_CODE].standing() == (new,)


def test_a_building_that_is_no_more_retires_with_all_its_units():
    done = building_retire(BUILDING_CODE, change=change(ActKind.RETIRE))
    assert len(done["retired"]) == 5
    assert Building.objects.current().count() == Unit.objects.current().count() == 0
    with pytest.raises(Conflict, match="retired"):
        building_retire(BUILDING_CODE, change=change(ActKind.RETIRE))


# From presale to completion: 201 and 202 become 201, as in the worked example's fifth variant.

SECOND = f"{factories.PARCEL_CODE}F0002"


def listed(room: str, built: str, storey: int) -> UnitContent:
    return replace(part(room, built, "0.00", storey=storey), section="")


PRESALE = [
    listed("101", "103.28", 1),
    listed("102", "109.77", 1),
    listed("201", "103.28", 2),
    listed("202", "109.77", 2),
]


def complete(*units: UnitContent):
    rooms = [(unit.section, unit.room) for unit in PRESALE]
    unit_codes_reserve(factories.PARCEL_CODE, "0002", rooms, now=factories.NOW)
    return unit_list_complete(
        factories.PARCEL_CODE, "0002", PRESALE, units, change=change(ActKind.COMPLETE)
    )


def test_merged_rooms_of_the_completion_list_give_way_to_the_next_number():
    done = complete(*PRESALE[:2], listed("201", "214.78", 2))
    assert done["kept"] == [f"{SECOND}0001", f"{SECOND}0002"]
    assert done["retired"] == [f"{SECOND}0003", f"{SECOND}0004"]
    assert done["issued"] == [f"{SECOND}0005"]
    steps = CodeLineage.objects.order_by("from_code").values_list("from_code", "to_code", "kind")
    assert list(steps) == [
        (f"{SECOND}0003", f"{SECOND}0005", "merge"),
        (f"{SECOND}0004", f"{SECOND}0005", "merge"),
    ]


def test_a_room_spelt_anew_keeps_its_code():
    done = complete(listed("101室", "103.38", 1), *PRESALE[1:])
    assert done["given"] == [f"{SECOND}000{n}" for n in (1, 2, 3, 4)]
    assert done["issued"] == done["retired"] == []


def test_a_room_that_is_gone_retires_and_one_that_is_new_takes_the_next_number():
    done = complete(*PRESALE[:2], PRESALE[2], listed("301", "300.00", 3))
    assert done["retired"] == [f"{SECOND}0004"]
    assert done["issued"] == [f"{SECOND}0005"]
