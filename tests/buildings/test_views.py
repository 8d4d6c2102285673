"""Pages of buildings and units: who sees them, what they say, how many queries they take."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pyproj import Transformer

from accounts.models import Role
from buildings.models import ActKind, Building
from buildings.services import Ground, land_unit_publish, unit_codes_reserve
from buildings.services.acts import Change
from buildings.services.building_changes import building_mark
from buildings.services.unit_changes import unit_retire
from registration.models import Holder, Restriction
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house

pytestmark = pytest.mark.django_db

UNIT_CODE = f"{BUILDING_CODE}0001"
BOX = "113.2531,35.2142,113.2538,35.2147"
PAGES = {
    "building": reverse("buildings:building", args=[BUILDING_CODE]),
    "card": reverse("buildings:card", args=[BUILDING_CODE]),
    "unit": reverse("buildings:unit", args=[UNIT_CODE]),
    "aside": reverse("buildings:unit_aside", args=[UNIT_CODE]),
    "of parcel": reverse("buildings:of_parcel", args=[factories.PARCEL_CODE]),
    "features": f"{reverse('buildings:features')}?bbox={BOX}",
}


@pytest.fixture
def registrar(client):
    account = factories.account("registrar", Role.REGISTRAR)
    client.force_login(account)
    return account


def text_of(answer) -> str:
    """The page as read: without tags and runs of blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_sent_to_sign_in(client, page):
    answer = client.get(PAGES[page])
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("accounts:login"))


@pytest.mark.parametrize("page", PAGES)
def test_an_account_without_a_role_is_refused(client, page):
    client.force_login(factories.account("guest"))
    assert client.get(PAGES[page]).status_code == 403


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.REVIEWER, Role.SURVEYOR, Role.INTEGRATOR])
@pytest.mark.parametrize("page", PAGES)
def test_every_role_of_the_district_reads(client, page, role):
    factories.parcel()
    house()
    client.force_login(factories.account("reader", role))
    assert client.get(PAGES[page]).status_code == 200


@pytest.mark.parametrize("page", ["building", "card", "unit", "aside"])
def test_another_district_is_told_the_same_as_of_nothing(client, page):
    factories.parcel()
    house()
    client.force_login(factories.account("reader", Role.REVIEWER, districts=("410802",)))
    foreign = client.get(PAGES[page])
    missing = client.get(PAGES[page].replace("GB00007", "GB00099"))
    assert foreign.status_code == missing.status_code == 404


@pytest.mark.parametrize("page", ["of parcel", "features"])
def test_lists_hold_nothing_of_another_district(client, page):
    factories.parcel()
    house()
    client.force_login(factories.account("reader", Role.REVIEWER, districts=("410802",)))
    assert BUILDING_CODE not in client.get(PAGES[page]).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_holder(client, registrar, page):
    factories.parcel()
    house()
    for code in (factories.PARCEL_CODE, UNIT_CODE):
        Holder.objects.create(object_code=code, name="张示例", identity_number="DEMO-0001")
    said = client.get(PAGES[page]).content.decode()
    assert "张示例" not in said
    assert "DEMO-0001" not in said


@pytest.mark.parametrize("page", PAGES)
def test_queries_are_as_many_for_twenty_units_as_for_two(client, registrar, page):
    factories.parcel()
    house(storeys=1)
    with CaptureQueriesContext(connection) as few:
        assert client.get(PAGES[page]).status_code == 200
    house(storeys=10, now=factories.NOW + timedelta(days=1))
    with CaptureQueriesContext(connection) as many:
        assert client.get(PAGES[page]).status_code == 200
    assert len(many) == len(few)
    assert len(many) <= 9


def test_the_building_table_has_the_highest_storey_on_top(client, registrar):
    factories.parcel()
    house(storeys=3)
    said = client.get(PAGES["building"]).content.decode()
    rooms = re.findall(r"<b>(\d+)</b>", said)
    assert rooms == ["301", "302", "201", "202", "101", "102"]


def test_the_building_page_states_sums_k_and_that_they_agree(client, registrar):
    factories.parcel()
    house(storeys=3)
    said = text_of(client.get(PAGES["building"], headers={"Accept-Language": "en"}))
    assert "540.00" in said  # 6 × 90
    assert "60.00" in said  # 6 × 10
    assert "0.111111" in said  # 60 / 540
    assert "The units add up to the building's registered 600.00 m²" in said
    assert "▲ + 6.00 m² (1.010 %)" in said  # 600 - 594, 6 / 594


def test_units_that_do_not_add_up_are_pointed_out(client, registrar):
    factories.parcel()
    built = house()
    # The register keeps its rows, so the building of another area is a version of its own.
    Building.objects.filter(pk=built.pk).close(now=factories.NOW + timedelta(days=1))
    other = Building.objects.get(pk=built.pk)
    other.pk, other.valid_to, other.closed_at = None, None, None
    other.recorded_from = other.valid_from = factories.NOW + timedelta(days=1)
    other.floor_area_m2 = Decimal("0.50")
    other.save()
    said = text_of(client.get(PAGES["building"], headers={"Accept-Language": "en"}))
    assert "which is -0.50 m² off the building's registered 0.50 m²" in said


def test_a_marked_building_says_why_it_stands_outside_and_since_when(client, registrar):
    factories.parcel()
    house()
    ground = Ground(document_number="示例1号")
    later = factories.NOW + timedelta(days=1)
    change = Change(ActKind.CORRECT, "building.building_mark", ground, later)
    building_mark(BUILDING_CODE, "跨红线，已批准", change=change)
    assert "standing outside its parcel: 跨红线，已批准" in text_of(
        client.get(PAGES["building"], headers={"Accept-Language": "en"})
    )
    history = client.get(reverse("buildings:code", args=[BUILDING_CODE]))
    assert "位于宗地之外的原因 — → 跨红线，已批准" in " ".join(text_of(history).split())


def test_an_old_version_of_a_building_is_shown_as_old_with_its_own_units(client, registrar):
    factories.parcel()
    first = house(storeys=1)
    house(storeys=2, now=factories.NOW + timedelta(days=1))
    answer = client.get(
        f"{PAGES['building']}?version={first.pk}", headers={"Accept-Language": "en"}
    )
    said = answer.content.decode()
    assert "This is an old version" in said
    assert re.findall(r"<b>(\d+)</b>", said) == ["101", "102"]
    assert f"aside/?version={first.units.first().pk}" in said


@pytest.mark.parametrize("version", ["0", "999999", "x", "-1", "9" * 30])
@pytest.mark.parametrize("page", ["building", "unit"])
def test_a_version_that_is_not_there_is_not_found(client, registrar, page, version):
    factories.parcel()
    house()
    assert client.get(f"{PAGES[page]}?version={version}").status_code == 404


def test_the_unit_page_names_segments_and_the_difference_to_presale(client, registrar):
    factories.parcel()
    house()
    said = text_of(client.get(PAGES["unit"], headers={"Accept-Language": "en"}))
    for name in ("cadastral district", "ownership: state ownership", "building number"):
        assert name in said
    assert "▲ + 1.00 m² (1.010 %)" in said
    assert "R-03" in said
    assert "竣工实测" in said


def test_the_unit_page_is_complete_in_chinese(client, registrar):
    factories.parcel()
    house()
    said = text_of(client.get(PAGES["unit"], headers={"Accept-Language": "zh-hans"}))
    assert "套（间）" in said
    assert "分摊土地面积" in said
    assert "代码分段含义" in said


def test_land_without_fixtures_is_a_unit_with_a_page_and_stands_in_its_parcels_list(
    client, registrar
):
    parcel = factories.parcel()
    unit = land_unit_publish(
        factories.PARCEL_CODE,
        address="示例路1号",
        area_m2=Decimal("600.00"),
        area_rule="R-02B",
        area_source=parcel.area_source,
        now=factories.NOW,
    )
    page = client.get(reverse("buildings:unit", args=[unit.unit_code_id]))
    assert "600.00" in text_of(page)
    assert unit.unit_code_id in client.get(PAGES["of parcel"]).content.decode()


def test_the_map_is_given_footprints_in_degrees_with_structure_and_storeys(client, registrar):
    factories.parcel()
    house(storeys=3)
    (feature,) = json.loads(client.get(PAGES["features"]).content)["features"]
    assert feature["id"] == BUILDING_CODE
    assert feature["properties"]["label"] == "砼3"
    right = Transformer.from_crs(4547, 4490, always_xy=True).transform(432_015, 3_898_645)
    assert feature["geometry"]["coordinates"][0][0][0] == pytest.approx(right, abs=1e-8)


@pytest.mark.parametrize("query", ["", "?bbox=1,2", "?bbox=113.2,35.2,113.3,35.3"])
def test_a_wrong_box_is_refused(client, registrar, query):
    answer = client.get(
        reverse("buildings:features") + query, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 400
    assert set(answer.json()["message"]) == {"zh", "en"}


def test_a_building_table_shows_what_is_restricted_and_what_presale_reserved(client, registrar):
    factories.parcel()
    house(rooms=3)
    unit_codes_reserve(factories.PARCEL_CODE, "0001", [("1", "201")], now=factories.NOW)
    Restriction.objects.create(object_code=UNIT_CODE, kind="seizure", registered_on="2026-11-01")
    answer = client.get(PAGES["building"], headers={"accept-language": "en"})
    assert answer.content.decode().count("state-restricted") == 2  # its cell and the legend
    assert "area as built, registered 2" in text_of(answer)
    assert "1 code reserved at presale" in text_of(answer)


def test_a_building_table_of_a_day_shows_the_units_of_that_day(client, registrar):
    factories.parcel()
    house(rooms=2)
    now = factories.NOW + timedelta(days=5)
    change = Change(ActKind.RETIRE, "unit.retire", Ground(reason="演示"), now)
    unit_retire(UNIT_CODE, change=change)
    today = client.get(PAGES["building"])
    before = client.get(f"{PAGES['building']}?at={factories.NOW.date().isoformat()}")
    assert UNIT_CODE not in today.content.decode()
    assert UNIT_CODE in before.content.decode()
    assert client.get(f"{PAGES['building']}?at=2001-01-01").status_code == 404
    assert client.get(f"{PAGES['building']}?at=gestern").status_code == 400


def test_a_tower_of_five_hundred_units_takes_no_query_for_each(client, registrar):
    factories.parcel()
    house(storeys=50, rooms=10)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(PAGES["building"])
    assert answer.content.decode().count('class="cell ') == 500
    assert len(queries) <= 20


@pytest.mark.parametrize("form", ["csv", "gpkg"])
def test_the_units_of_a_building_leave_as_a_file(client, registrar, form):
    factories.parcel()
    house()
    address = f"{PAGES['building']}export/?file={form}"
    answer = client.get(address)
    assert answer.status_code == 200
    body = answer.getvalue()
    assert body.startswith(b"SQLite") if form == "gpkg" else body.count(b"\r\n") > 1
