"""Pages of the register: its map, search and card, and one parcel with its drawing."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pyproj import Transformer

from accounts.models import Role
from parcels import selectors
from parcels.changes import Act, Correction, parcels_correct
from parcels.models import Parcel
from registration.models import Holder
from tests import factories

pytestmark = pytest.mark.django_db

EAST_CODE = "410811001002GB00008"
BOX = "113.2531,35.2142,113.2538,35.2147"
PAGES = {
    "map": reverse("parcels:map"),
    "opened": f"{reverse('parcels:map')}?code={factories.PARCEL_CODE}",
    "features": f"{reverse('parcels:features')}?bbox={BOX}",
    "search": f"{reverse('parcels:search')}?q=GB00007",
    "detail": reverse("parcels:detail", args=[factories.PARCEL_CODE]),
    "card": reverse("parcels:card", args=[factories.PARCEL_CODE]),
}


@pytest.fixture
def registrar(client):
    account = factories.account("registrar", Role.REGISTRAR)
    client.force_login(account)
    return account


def text_of(answer) -> str:
    """The page as read: without tags and runs of blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def options_of(answer, map_id: str) -> dict:
    """What the page hands to its map."""
    pattern = rf'<script id="{map_id}-options" type="application/json">(.*?)</script>'
    return json.loads(re.search(pattern, answer.content.decode(), re.S).group(1))


def found_by(client, text: str) -> list[str]:
    said = client.get(reverse("parcels:search"), {"q": text}).content.decode()
    return re.findall(r'data-feature-key="([^"]+)"', said)


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
    client.force_login(factories.account("reader", role))
    answer = client.get(PAGES[page])
    assert answer.status_code == 200
    assert page == "map" or factories.PARCEL_CODE in answer.content.decode()


@pytest.mark.parametrize("page", ["opened", "detail", "card"])
def test_another_district_is_told_the_same_as_of_nothing(client, page):
    factories.parcel()
    client.force_login(factories.account("reader", Role.REVIEWER, districts=("410802",)))
    foreign = client.get(PAGES[page])
    missing = client.get(PAGES[page].replace("GB00007", "GB00099"))
    assert foreign.status_code == missing.status_code == 404


@pytest.mark.parametrize("page", ["map", "features", "search"])
def test_lists_hold_nothing_of_another_district(client, page):
    factories.parcel()
    client.force_login(factories.account("reader", Role.REVIEWER, districts=("410802",)))
    said = client.get(PAGES[page]).content.decode()
    assert factories.PARCEL_CODE not in said
    assert "示例社区" not in said


def test_an_account_without_districts_sees_an_empty_register(client):
    factories.parcel()
    client.force_login(factories.account("reader", Role.REVIEWER, districts=()))
    assert json.loads(client.get(PAGES["features"]).content)["features"] == []
    assert factories.SUB_DISTRICT not in client.get(PAGES["map"]).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_holder(client, registrar, page):
    factories.parcel()
    Holder.objects.create(
        object_code=factories.PARCEL_CODE, name="张示例", identity_number="DEMO-0001"
    )
    said = client.get(PAGES[page]).content.decode()
    assert "张示例" not in said
    assert "DEMO-0001" not in said


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow_with_neighbours_and_versions(client, registrar, page):
    factories.parcel()
    with CaptureQueriesContext(connection) as few:
        client.get(PAGES[page])
    factories.parcel(now=factories.NOW + timedelta(days=1))
    for number in range(1, 7):
        place = (factories.rectangle(3_898_650 + 20 * number, 432_010),)
        factories.parcel(f"410811001002GB0010{number}", place)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGES[page])
    assert len(many) == len(few)
    assert len(many) <= 8


def test_the_map_counts_the_parcels_of_each_sub_district(client, registrar):
    factories.parcel()
    factories.parcel(EAST_CODE, (factories.rectangle(3_898_650, 432_040),))
    factories.sub_district("410811001003")
    answer = client.get(PAGES["map"], headers={"Accept-Language": "en"})
    assert "2 parcels" in text_of(answer)
    districts = options_of(answer, "register-map")["layers"][0]["data"]["features"]
    assert [feature["id"] for feature in districts] == ["410811001002", "410811001003"]
    assert districts[0]["properties"]["name"] == "示例社区 · 2 parcels"


def test_an_account_of_one_sub_district_is_shown_that_one(client):
    factories.sub_district()
    factories.sub_district("410811001003")
    client.force_login(factories.account("r", Role.REVIEWER, districts=("410811001003",)))
    said = client.get(PAGES["map"]).content.decode()
    assert "410811001003" in said
    assert "410811001002" not in said


def test_the_map_opens_at_the_parcel_asked_for(client, registrar):
    factories.parcel()
    options = options_of(client.get(PAGES["opened"]), "register-map")
    assert options["selected"] == factories.PARCEL_CODE
    longitude, latitude = Transformer.from_crs(4547, 4490, always_xy=True).transform(
        432_025, 3_898_640
    )
    west, south, east, north = options["bounds"]
    assert west < longitude < east
    assert south < latitude < north


def test_features_are_in_degrees_with_what_the_label_says(client, registrar):
    factories.parcel()
    answer = client.get(PAGES["features"])
    assert answer["Content-Type"] == "application/geo+json"
    body = json.loads(answer.content)
    assert body["next"] is None
    (feature,) = body["features"]
    assert feature["properties"] == {
        "parcel_code": factories.PARCEL_CODE,
        "address": "示例路1号",
        "layer": "surface",
        "land_use_code": "0701",
        "area_m2": "600.00",
    }
    right = Transformer.from_crs(4547, 4490, always_xy=True).transform(432_010, 3_898_650)
    assert feature["geometry"]["coordinates"][0][0][0] == pytest.approx(right, abs=1e-8)


def test_layers_of_space_are_asked_for_one_at_a_time(client, registrar):
    factories.parcel()
    factories.parcel("410811001002GX00001")
    for layer, code in (("surface", factories.PARCEL_CODE), ("below", "410811001002GX00001")):
        body = json.loads(client.get(f"{PAGES['features']}&layer={layer}").content)
        assert [feature["id"] for feature in body["features"]] == [code]
    assert client.get(f"{PAGES['features']}&layer=sky").status_code == 400


def test_more_features_than_one_answer_holds_come_by_pages(client, registrar, monkeypatch):
    monkeypatch.setattr(selectors, "MOST_FEATURES", 2)
    for number in range(5):
        place = (factories.rectangle(3_898_650, 432_010 + 5 * number, width=5),)
        factories.parcel(f"410811001002GB{number + 1:05d}", place)
    address, codes, pages = PAGES["features"], [], 0
    while address:
        body = json.loads(client.get(address).content)
        codes += [feature["id"] for feature in body["features"]]
        address, pages = body["next"], pages + 1
    assert codes == [f"410811001002GB{number:05d}" for number in range(1, 6)]
    assert pages == 3


@pytest.mark.parametrize(
    "query", ["", "?bbox=1,2", "?bbox=113.26,35.2,113.25,35.3", "?bbox=113.2,35.2,113.3,35.3"]
)
def test_a_wrong_box_is_refused_in_both_languages(client, registrar, query):
    answer = client.get(reverse("parcels:features") + query, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert set(answer.json()["message"]) == {"zh", "en"}


@pytest.mark.parametrize(
    "text",
    [
        "410811001002GB00007",
        "410811 001002 GB00007",
        "４１０８１１001002GB00007",
        "410811001002gb00007",
        "410811001002GB00007F00010001",
        "GB00007",
        "410811001",
        "示例路1",
    ],
)
def test_a_parcel_is_found_by_code_part_of_code_or_address(client, registrar, text):
    factories.parcel()
    assert found_by(client, text) == [factories.PARCEL_CODE]


@pytest.mark.parametrize("text", ["", "  ", "GB00008", "410811002", "另一条路", "%", "_"])
def test_what_matches_nothing_finds_nothing(client, registrar, text):
    factories.parcel()
    assert found_by(client, text) == []


def test_an_old_address_is_not_searched(client, registrar):
    factories.parcel()
    Parcel.objects.update(valid_to=factories.NOW + timedelta(days=1))
    assert found_by(client, "示例路1") == []


def test_the_search_says_that_there_is_more(client, registrar, monkeypatch):
    monkeypatch.setattr(selectors, "MOST_FOUND", 1)
    factories.parcel()
    factories.parcel(EAST_CODE, (factories.rectangle(3_898_650, 432_040),))
    answer = client.get(
        reverse("parcels:search"), {"q": "示例路"}, headers={"Accept-Language": "en"}
    )
    assert "there are more" in text_of(answer)


def test_coordinates_stand_in_the_table_exactly_as_delivered_with_file_and_line(client, registrar):
    ring = factories.rectangle(3_898_650, 432_010)
    odd = ring[0].__class__("J1", Decimal("3898650.12"), Decimal("432010.3500"), "供地.txt", 14)
    factories.parcel(factories.PARCEL_CODE, ((odd, *ring[1:]),))
    said = text_of(client.get(PAGES["detail"]))
    assert "3898650.12 " in said
    assert "432010.3500 " in said
    assert "供地.txt : 14" in said


def test_rows_and_points_of_the_map_carry_the_same_keys(client, registrar):
    factories.parcel()
    answer = client.get(PAGES["detail"])
    layers = {layer["id"]: layer for layer in options_of(answer, "parcel-map")["layers"]}
    drawn = [feature["id"] for feature in layers["points"]["data"]["features"]]
    rows = re.findall(r'data-feature-key="(point-\d+)"', answer.content.decode())
    assert rows == drawn
    assert len(rows) == 4
    lengths = [f["properties"]["tooltip"] for f in layers["lines"]["data"]["features"]]
    assert lengths[0] == "J1–J2  30.00 m"


def test_figures_stand_beside_rule_and_source_and_in_mu(client, registrar):
    factories.parcel()
    said = text_of(client.get(PAGES["detail"], headers={"Accept-Language": "en"}))
    assert "600.00 m²" in said
    assert "0.90 mu" in said  # 600 / 666.67
    assert "R-02B" in said
    assert "R-02C" in said
    assert said.count("示例测量") >= 2
    assert "perimeter 100.00 m" in said
    assert "the area they enclose is 600.00 m²" in said


def test_the_area_by_coordinates_takes_off_holes(client, registrar):
    outer = factories.rectangle(3_898_650, 432_010, height=60, width=60)
    hole = factories.rectangle(3_898_630, 432_030)
    factories.parcel(factories.PARCEL_CODE, (outer, hole))
    said = text_of(client.get(PAGES["detail"], headers={"Accept-Language": "en"}))
    assert "the area they enclose is 3 000.00 m²" in said  # 3600 - 600
    assert "Inner ring 1" in said


def test_neighbours_are_named_by_side_and_those_of_other_districts_are_not_named(client):
    factories.parcel()
    factories.parcel(EAST_CODE, (factories.rectangle(3_898_650, 432_040),))
    client.force_login(factories.account("all", Role.REGISTRAR))
    answer = client.get(PAGES["detail"], headers={"Accept-Language": "en"})
    east = answer.content.decode().partition("<h3>East")[2].partition("<h3>")[0]
    assert f'href="{reverse("parcels:detail", args=[EAST_CODE])}"' in east
    assert "20.00" in east
    factories.parcel("410811001003GB00001", (factories.rectangle(3_898_670, 432_010),))
    client.force_login(factories.account("some", Role.REGISTRAR, districts=("410811001002",)))
    answer = client.get(PAGES["detail"], headers={"Accept-Language": "en"})
    assert "A parcel outside your districts" in text_of(answer)
    assert "410811001003" not in answer.content.decode()


def test_a_corrected_row_says_until_when_the_register_said_so(client, registrar):
    """It was said from 9 to 17 o'clock; the row itself never ended, so no second end is shown."""
    wrong = factories.parcel()
    act = Act(by="registrar", now=factories.NOW + timedelta(hours=8), source=factories.source())
    parcels_correct([Correction(wrong.pk, replace(factories.content(), address="更正"))], act)
    answer = client.get(f"{PAGES['detail']}?version={wrong.pk}", headers={"Accept-Language": "en"})
    said = " ".join(text_of(answer).split())
    assert "the register said so from 2026-11-02 09:00 until 2026-11-02 17:00" in said
    assert "This is an old version" not in said
    assert "until ." not in said


def test_an_old_version_is_shown_as_old_and_links_to_the_current_one(client, registrar):
    first = factories.parcel()
    factories.parcel(now=factories.NOW + timedelta(days=1))
    answer = client.get(f"{PAGES['detail']}?version={first.pk}", headers={"Accept-Language": "en"})
    assert "This is an old version" in text_of(answer)
    assert f'href="{PAGES["detail"]}"' in answer.content.decode()
    current = client.get(PAGES["detail"], headers={"Accept-Language": "en"})
    assert "This is an old version" not in text_of(current)
    assert f"?version={first.pk}" in current.content.decode()


@pytest.mark.parametrize("version", ["0", "999999", "x", "-1", "", "9" * 30])
def test_a_version_that_is_not_there_is_not_found(client, registrar, version):
    factories.parcel()
    assert client.get(f"{PAGES['detail']}?version={version}").status_code == 404


def test_a_version_of_another_parcel_is_not_found(client, registrar):
    factories.parcel()
    other = factories.parcel(EAST_CODE, (factories.rectangle(3_898_650, 432_040),))
    assert client.get(f"{PAGES['detail']}?version={other.pk}").status_code == 404


def test_a_malformed_code_is_refused_with_its_position(client, registrar):
    answer = client.get(
        reverse("parcels:detail", args=["410811001002KB00007"]),
        headers={"Accept-Language": "en"},
    )
    assert answer.status_code == 400
    assert "position 13" in text_of(answer)


def test_the_parcel_page_is_complete_in_chinese(client, registrar):
    factories.parcel()
    said = text_of(client.get(PAGES["detail"], headers={"Accept-Language": "zh-hans"}))
    for words in ("登记簿记载的数据及其来源", "X（北）", "Y（东）", "四至相邻宗地", "0.90 亩"):
        assert words in said
