"""The register as of a day, and as it was said on a day: pages, maps and programs."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from knox.models import AuthToken

from accounts.models import Role
from cadastre import sql
from cadastre.boxes import parse_box
from parcels.changes import Act, Correction, parcels_correct
from parcels.moments import Moment, day_asked_for
from parcels.selectors import box_parameters, content_of
from tests import factories

pytestmark = pytest.mark.django_db

CODE = factories.PARCEL_CODE
BOX = "113.2531,35.2142,113.2538,35.2147"
BEFORE, BETWEEN, AFTER = "2026-11-01", "2026-11-03", "2026-11-09"
"""Days before the parcel, between its entry and the correction, and after that."""
ADDRESSES = {
    "page": reverse("parcels:detail", args=[CODE]),
    "card": reverse("parcels:card", args=[CODE]),
    "program": f"/api/v1/parcels/{CODE}/",
}


@pytest.fixture
def registrar(client):
    account = factories.account("registrar", Role.REGISTRAR)
    client.force_login(account)
    return account


@pytest.fixture
def corrected(registrar):
    """A parcel of 2 November whose address is put right on the 6th, from its beginning."""
    parcel = factories.parcel()
    right = replace(content_of(parcel), address="示例路2号")
    now = factories.NOW + timedelta(days=4)
    act = Act(by="registrar", now=now, source=factories.source("核实"))
    parcels_correct([Correction(parcel.pk, right)], act)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_was_said_and_what_was_so_are_told_apart(client, corrected, address):
    def said(query):
        answer = client.get(ADDRESSES[address], query)
        assert answer.status_code == 200
        return answer.content.decode()

    assert "示例路2号" in said({})
    assert "示例路2号" in said({"at": BETWEEN})
    assert "示例路1号" in said({"at": BETWEEN, "known": BETWEEN})
    assert "示例路1号" in said({"known": BETWEEN})
    assert "示例路2号" in said({"at": BETWEEN, "known": AFTER})


@pytest.mark.parametrize("address", ADDRESSES)
def test_before_its_first_entry_it_is_not_there_and_the_refusal_says_since_when(
    client, corrected, address
):
    answer = client.get(ADDRESSES[address], {"at": BEFORE}, headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "2026-11-02" in answer.content.decode()


def test_maps_and_lists_of_a_day_before_the_register_are_empty(client, corrected):
    features = reverse("parcels:features")
    at = {"bbox": BOX, "at": BEFORE}
    assert json.loads(client.get(features, at).content)["features"] == []
    assert client.get("/api/v1/parcels/", at).json()["count"] == 0
    for day in (BETWEEN, AFTER):
        found = json.loads(client.get(features, {"bbox": BOX, "at": day}).content)["features"]
        assert [one["id"] for one in found] == [CODE]


@pytest.mark.parametrize("name", ["at", "known"])
@pytest.mark.parametrize("text", ["gestern", "2026-02-30", "20260301", "0001-01-01", "9999-12-31"])
def test_what_is_no_date_is_a_400_in_both_languages(client, corrected, name, text):
    for address in ADDRESSES.values():
        assert client.get(address, {name: text}).status_code == 400
    message = client.get(ADDRESSES["program"], {name: text}).json()["message"]
    assert text in message["zh"]
    assert text in message["en"]
    assert name in message["en"]


def test_a_day_means_its_end_in_the_zone_of_the_office():
    assert day_asked_for("2024-03-15").isoformat() == "2024-03-15T23:59:59.999999+08:00"
    assert day_asked_for("2024-03-15T10:30").isoformat() == "2024-03-15T10:30:00+08:00"
    assert day_asked_for("2024-03-15T10:30:00 02:00").isoformat() == "2024-03-15T10:30:00+02:00"
    assert day_asked_for("") is None


def test_the_day_is_shown_and_kept_in_the_links(client, corrected):
    page = client.get(ADDRESSES["page"], {"at": BETWEEN}).content.decode()
    assert f'data-as-of="{BETWEEN}"' in page
    assert f"?code={CODE}&amp;at={BETWEEN}" in page
    assert f"layer=surface\\u0026at={BETWEEN}" in page or f"layer=surface&at={BETWEEN}" in page


def test_the_map_of_a_day_uses_the_index_of_shapes(registrar):
    factories.fill_the_tables()
    moment = Moment(at=day_asked_for(BETWEEN), known=day_asked_for(AFTER))
    parameters = box_parameters(registrar, parse_box(BOX), after="", moment=moment)
    with connection.cursor() as cursor:
        statement = sql.statement("parcels", "parcels_geojson")
        cursor.execute(f"explain {statement}", parameters | {"layer": "surface"})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan" in plan
    assert "Seq Scan on parcels_parcel" not in plan


def test_a_program_with_a_token_reads_a_day(client, corrected):
    client.logout()
    account = factories.account("program", Role.INTEGRATOR)
    token = {"Authorization": f"Token {AuthToken.objects.create(account)[1]}"}
    answer = client.get(ADDRESSES["program"], {"known": BETWEEN}, headers=token)
    assert answer.json()["address"] == "示例路1号"
