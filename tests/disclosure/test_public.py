"""What the public finds, and what never reaches it."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection

from buildings.domain.publication import BuildingContent, UnitContent
from buildings.services import building_publish, unit_codes_reserve
from disclosure import public_view
from registration.models import Holder, Restriction
from tests import factories

pytestmark = pytest.mark.django_db

UNIT_CODE = "410811001002GB00007F00010001"
CANARY, CANARY_NUMBER = "张示例甲乙", "000000190001010011"


@pytest.fixture(autouse=True)
def calm_throttle():
    """Each test starts with no look-ups counted."""
    cache.clear()


@pytest.fixture
def flat():
    """A parcel with one flat of 103.38 m², mortgaged, held by a canary."""
    factories.parcel()
    origin = factories.source("竣工实测")
    codes = unit_codes_reserve(factories.PARCEL_CODE, "0001", [("", "101")], now=factories.NOW)
    building_publish(
        BuildingContent(
            parcel_code=factories.PARCEL_CODE,
            building_number="0001",
            footprint=((factories.rectangle(3_898_645, 432_015, height=10, width=21),),),
            footprint_area_m2=Decimal("210.00"),
            floor_area_m2=Decimal("103.38"),
            area_standard="GB/T 17986.1-2000",
            name="1号楼",
            units=(
                UnitContent(
                    unit_code=codes[("", "101")],
                    kind="room",
                    section="",
                    storey_number=1,
                    storey_label="1层",
                    room="101",
                    use="成套住宅",
                    address="示例路1号1号楼101",
                    inner_m2=Decimal("92.36"),
                    shared_m2=Decimal("11.02"),
                    built_m2=Decimal("103.38"),
                ),
            ),
        ),
        source=origin,
        area_source=origin,
        now=factories.NOW,
    )
    Restriction.objects.create(
        object_code=UNIT_CODE, kind="mortgage", registered_on=date(2024, 5, 1)
    )
    Restriction.objects.create(
        object_code=UNIT_CODE,
        kind="seizure",
        registered_on=date(2020, 5, 1),
        lifted_on=date(2021, 5, 1),
    )
    Holder.objects.create(
        object_code=UNIT_CODE, name=CANARY, identity_number=CANARY_NUMBER, share="单独所有"
    )


@pytest.mark.parametrize(
    "question",
    ["410811 001002 GB00007 F00010001", "４１０８１１001002GB00007F00010001", "示例路1号1号楼101"],
)
def test_a_unit_is_found_by_its_exact_code_or_address(client, flat, question):
    answer = client.get("/public/", {"q": question})
    assert answer.status_code == 302
    page = client.get(answer.url)
    text = page.content.decode()
    assert "103.38" in text
    assert "抵押" in text
    assert "查封" not in text.split('id="unit"')[0].split('id="restrictions"')[1]


@pytest.mark.parametrize("question", ["410811001002GB00007F00019999", "示例路", CANARY, "%"])
def test_what_is_not_there_or_not_exact_has_one_answer(client, flat, question):
    answer = client.get("/public/", {"q": question})
    assert answer.status_code == 404
    assert "没有可以公开的结果" in answer.content.decode()


def test_the_api_gives_natural_state_and_kinds_of_restriction_only(client, flat):
    answer = client.get(f"/api/v1/public/{UNIT_CODE}/")
    body = answer.json()
    assert body["unit"]["built_m2"] == "103.38"
    assert body["parcel"]["area_m2"] == "600.00"
    assert body["restrictions"] == ["mortgage"]
    assert set(body["unit"]) == set(public_view.UNIT_COLUMNS)
    assert set(body["parcel"]) == set(public_view.PARCEL_COLUMNS)
    assert set(body["building"]) == set(public_view.BUILDING_COLUMNS)
    assert client.get("/api/v1/public/410811001002GB00099/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        f"/public/objects/{UNIT_CODE}/",
        "/public/objects/410811001002GB00007/",
        f"/api/v1/public/{UNIT_CODE}/",
        f"/public/?q={CANARY_NUMBER}",
    ],
)
def test_no_holder_in_no_byte(client, flat, address):
    answer = client.get(address)
    bytes_out = answer.content + json.dumps(dict(answer.headers)).encode()
    for canary in (CANARY, "张示例", "单独所有"):
        for encoding in ("utf-8", "gb18030", "utf-16-le"):
            assert canary.encode(encoding) not in bytes_out
        assert json.dumps(canary)[1:-1].encode() not in bytes_out
    if "?q=" not in address:
        assert CANARY_NUMBER.encode() not in bytes_out


@pytest.mark.parametrize(
    ("view", "columns"),
    [
        ("disclosure_parcel_v2", public_view.PARCEL_COLUMNS),
        ("disclosure_building_v2", public_view.BUILDING_COLUMNS),
        ("disclosure_unit_v2", public_view.UNIT_COLUMNS),
        ("disclosure_restriction_v1", public_view.RESTRICTION_COLUMNS),
    ],
)
def test_the_database_views_have_the_listed_columns_and_no_other(view, columns):
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.columns where table_name = %s", [view]
        )
        assert {row[0] for row in cursor.fetchall()} == set(columns)


def test_a_retired_version_is_not_shown(client):
    old = factories.parcel()
    type(old).objects.filter(pk=old.pk).update(valid_to=factories.NOW.replace(day=3))
    assert client.get("/public/objects/410811001002GB00007/").status_code == 404


def test_too_many_look_ups_from_one_address_have_to_wait(client, flat, monkeypatch):
    monkeypatch.setattr("disclosure.throttling.PublicThrottle.rate", "2/minute", raising=False)
    answers = [client.get("/public/objects/410811001002GB00007/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) > 0


def test_the_page_is_light(client, flat):
    page = client.get(f"/public/objects/{UNIT_CODE}/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.content) < 20_000
