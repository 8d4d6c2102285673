"""Districts renumbered in one act, and buildings that follow their parcels."""

from datetime import timedelta

import pytest

from buildings.models import ActKind, Building, CodeAct, Unit, UnitCode
from buildings.resolving import lineages, lineages_seen_by
from buildings.services import Ground, unit_codes_reserve
from buildings.services.acts import Change
from buildings.services.recoding import codes_renumber, fixtures_follow
from cadastre.domain.errors import Conflict, InvalidInput, NotFound
from parcels.models import CadastralSubDistrict, Parcel
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house

pytestmark = pytest.mark.django_db

LATER = factories.NOW + timedelta(days=30)
NEW_DISTRICT = "410899"
NEW_PARCEL = factories.PARCEL_CODE.replace("410811", NEW_DISTRICT)
NEW_BUILDING = BUILDING_CODE.replace("410811", NEW_DISTRICT)


def change(*, key: str = "", now=LATER) -> Change:
    ground = Ground(actor="registrar", document_number="演示函〔2026〕9号")
    return Change(ActKind.RENUMBER, "code.renumber", ground, now, key)


@pytest.fixture(autouse=True)
def built():
    factories.parcel()
    return house(storeys=2)


def renumber(**more):
    return codes_renumber({"410811": NEW_DISTRICT}, change=change(**more))


def test_a_district_is_renumbered_in_one_act_and_every_old_code_resolves():
    done = renumber()
    assert len(done["retired"]) == len(done["issued"]) == 1 + 1 + 4
    assert CodeAct.objects.filter(kind="renumber").count() == 1
    old = [factories.PARCEL_CODE, BUILDING_CODE, f"{BUILDING_CODE}0003"]
    new = [NEW_PARCEL, NEW_BUILDING, f"{NEW_BUILDING}0003"]
    found = lineages([*old, *new])
    for before, after in zip(old, new, strict=True):
        assert found[before].standing() == (after,)
        assert found[after].standing(factories.NOW) == (before,)


def test_every_object_has_a_version_that_says_what_the_old_one_said(built):
    before = {u.room: (u.built_m2, u.storey.number) for u in Unit.objects.current()}
    renumber()
    building = Building.objects.current().get()
    assert (building.building_code, building.parcel_code) == (NEW_BUILDING, NEW_PARCEL)
    assert building.geom == built.geom
    assert building.source_id == built.source_id
    after = {u.room: (u.built_m2, u.storey.number) for u in Unit.objects.current()}
    assert after == before
    assert {u.building_id for u in Unit.objects.current()} == {building.pk}
    parcel = Parcel.objects.current().get()
    assert (parcel.parcel_code, parcel.points.count(), parcel.lines.count()) == (NEW_PARCEL, 4, 4)
    assert CadastralSubDistrict.objects.filter(code="410899001002").exists()


def test_who_has_the_new_district_finds_the_old_code():
    renumber()
    reader = factories.account("reader", districts=(NEW_DISTRICT,))
    assert list(lineages_seen_by(reader, [f"{BUILDING_CODE}0001"])) == [f"{BUILDING_CODE}0001"]


def test_numbers_go_on_after_the_highest_under_the_new_code():
    renumber()
    given = unit_codes_reserve(NEW_PARCEL, "0001", [("1", "901")], now=LATER)
    assert list(given.values()) == [f"{NEW_BUILDING}0005"]


def test_codes_that_were_given_before_are_refused_and_nothing_is_written():
    UnitCode.objects.create(
        code=f"{NEW_BUILDING}0001",
        parcel_code=NEW_PARCEL,
        building_number="0001",
        reserved_at=factories.NOW,
    )
    with pytest.raises(Conflict, match="given before"):
        renumber()
    assert Building.objects.current().get().building_code == BUILDING_CODE


@pytest.mark.parametrize(
    "prefixes",
    [{"410811": "410811"}, {"410811": "41089"}, {"4108": "4109"}, {"41O811": "410899"}],
)
def test_prefixes_that_cannot_be_are_refused(prefixes):
    with pytest.raises(InvalidInput):
        codes_renumber(prefixes, change=change())


def test_a_district_without_codes_is_named():
    with pytest.raises(NotFound, match="120101"):
        codes_renumber({"120101": "120102"}, change=change())


def test_a_building_follows_to_the_parcel_it_now_stands_on():
    other = "410811001002GB00008"
    Parcel.objects.current().close(now=LATER)
    factories.parcel(other, now=LATER)
    done = fixtures_follow({BUILDING_CODE: other}, change=change())
    new = f"{other}F0001"
    assert done["issued"] == [new] + [f"{new}000{n}" for n in (1, 2, 3, 4)]
    assert Building.objects.current().get().parcel_code == other
    assert lineages([f"{BUILDING_CODE}0002"])[f"{BUILDING_CODE}0002"].standing() == (f"{new}0002",)
