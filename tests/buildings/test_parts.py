"""Shared parts, logical buildings, addresses and code lists: kept, sourced, of known buildings."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from buildings.models import ActKind, CodeListEntry, LogicalBuilding, ObjectAddress, SharedPart
from buildings.services import Ground
from buildings.services.acts import Change
from buildings.services.parts import (
    address_publish,
    logical_building_publish,
    shared_part_publish,
)
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house

pytestmark = pytest.mark.django_db
STAIRS = {
    "name": "楼梯间",
    "kind": "9",
    "area_m2": Decimal("12.50"),
    "area_standard": "GB/T 17986.1",
}


def change(days: int = 0) -> Change:
    now = factories.NOW + timedelta(days=days)
    return Change(ActKind.PUBLISH, "part.publish", Ground(actor="registrar"), now)


@pytest.fixture(autouse=True)
def built():
    factories.parcel()
    house()


def test_a_shared_part_has_versions_and_a_source():
    source = factories.source()
    shared_part_publish(BUILDING_CODE, 1, STAIRS, source=source, change=change())
    bigger = STAIRS | {"area_m2": Decimal("12.60"), "area_rule": "R-03"}
    shared_part_publish(BUILDING_CODE, 1, bigger, source=source, change=change(1))
    assert [row.area_m2 for row in SharedPart.objects.current()] == [Decimal("12.600")]
    assert [row.area_m2 for row in SharedPart.objects.at(factories.NOW)] == [Decimal("12.500")]


def test_a_logical_building_adds_up_its_storeys():
    figures = {"building_code": BUILDING_CODE, "storeys": 3, "storeys_above": 2}
    with pytest.raises(IntegrityError, match="storeys_add_up"), transaction.atomic():
        logical_building_publish("LJZ-1", figures, source=factories.source(), change=change())
    figures["storeys_below"] = 1
    logical_building_publish("LJZ-1", figures, source=factories.source(), change=change())
    assert LogicalBuilding.objects.current().get().doorplate == ""


def test_an_object_has_one_location_and_several_former_names():
    for days, kind, text in (
        (0, "location", "示例路1号"),
        (1, "location", "示例大道1号"),
        (2, "former", "老街1号"),
        (3, "former", "旧路1号"),
    ):
        address_publish(BUILDING_CODE, kind, text, source=factories.source(), change=change(days))
    assert sorted(row.text for row in ObjectAddress.objects.current()) == [
        "旧路1号",
        "示例大道1号",
        "老街1号",
    ]


def test_a_part_of_no_known_building_is_refused():
    with pytest.raises(IntegrityError, match="never given"), transaction.atomic():
        shared_part_publish(
            f"{factories.PARCEL_CODE}F0044", 1, STAIRS, source=factories.source(), change=change()
        )


def test_code_lists_are_data_that_may_be_closed_and_not_rewritten():
    concrete = CodeListEntry.objects.create(
        list_name="structure",
        code="3",
        name_zh="钢筋混凝土结构",
        name_en="reinforced concrete",
        standard="演示标准",
        valid_from=date(2020, 1, 1),
    )
    with pytest.raises(IntegrityError, match="is kept"), transaction.atomic():
        CodeListEntry.objects.filter(pk=concrete.pk).update(name_zh="别的")
    assert CodeListEntry.objects.filter(pk=concrete.pk).update(valid_to=date(2026, 1, 1)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        lambda: SharedPart.objects.all().delete(),
        lambda: SharedPart.objects.update(name="x"),
    ],
)
def test_parts_are_neither_rewritten_nor_deleted(statement):
    shared_part_publish(BUILDING_CODE, 1, STAIRS, source=factories.source(), change=change())
    with pytest.raises(IntegrityError), transaction.atomic():
        statement()
