"""The history of a parcel and of a unit for programs: versions, lineage, acts, pages."""

from datetime import datetime

import pytest

from accounts.models import Role
from buildings.models import ActKind
from buildings.services.unit_changes import unit_correct, unit_split
from parcels.changes import parcel_split
from tests import factories
from tests.buildings.houses import house
from tests.buildings.test_api import token_of
from tests.buildings.test_changes import LATER, PARTS, change, code
from tests.openapi import described
from tests.parcels.test_changes import SEVEN, act, day, halves

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(client, db):
    """Asks an address as an integrator of the district."""
    headers = token_of(Role.INTEGRATOR)

    def ask(address: str, **query) -> dict:
        answer = client.get(f"/api/v1/{address}", query, headers=headers)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def test_a_split_parcel_tells_its_version_its_parts_and_the_act(asked):
    factories.parcel()
    parcel_split(SEVEN, halves(), act(reason="分户"))
    body = asked(f"parcels/{SEVEN}/history/")
    described("History").validate(body)
    assert (body["level"], body["state"], body["count"]) == ("parcel", "retired", 1)
    (version,) = body["results"]
    assert (version["way"], version["follows"], version["area_m2"]) == ("first", None, "600.00")
    assert moment(version["valid_to"]) == day(1)
    assert [node["code"] for node in body["lineage"]["nodes"]] == [
        SEVEN,
        "410811001002GB00008",
        "410811001002GB00009",
    ]
    assert [
        (link["from_code"], link["to_code"][-2:], link["kind"]) for link in body["lineage"]["links"]
    ] == [
        (SEVEN, "08", "split"),
        (SEVEN, "09", "split"),
    ]
    (told,) = [one for one in body["acts"] if one["kind"] == "split"]
    assert (told["reason"], told["source"]["title"]) == ("分户", "变更测量")
    part = asked("parcels/410811001002GB00008/history/")
    assert (part["state"], part["lineage"]["links"][0]["from_code"]) == ("confirmed", SEVEN)


def test_a_corrected_unit_tells_both_periods_and_what_was_said(asked):
    factories.parcel()
    house(storeys=2)
    unit_correct(
        code(1),
        {"use": "商业服务"},
        area_source=factories.source("更正"),
        change=change(ActKind.CORRECT),
    )
    body = asked(f"units/{code(1)}/history/")
    wrong, right = body["results"]
    assert (wrong["way"], right["way"]) == ("first", "correction")
    assert moment(wrong["recorded_to"]) == moment(right["recorded_from"]) == LATER
    assert wrong["valid_from"] == right["valid_from"]
    assert right["follows"] == wrong["version"]
    assert {"field": "use", "before": "成套住宅", "after": "商业服务"} in right["differences"]
    assert wrong["figures"]["use"] == "成套住宅"
    assert wrong["figures"]["built_m2"] == "100.00"
    assert [source["title"] for source in right["sources"]] == ["更正"]
    assert [one["kind"] for one in body["acts"]] == ["reserve", "publish"]


def test_a_split_unit_has_its_lineage_and_the_act_with_its_document(asked):
    factories.parcel()
    house(storeys=2)
    unit_split(code(1), PARTS, area_source=factories.source("分割测绘"), change=change())
    body = asked(f"units/{code(1)}/history/")
    assert body["state"] == "retired"
    assert {(link["from_code"], link["to_code"]) for link in body["lineage"]["links"]} == {
        (code(1), code(5)),
        (code(1), code(6)),
    }
    assert body["acts"][-1]["document_number"] == "演示〔2026〕1号"
    assert "registrar" not in str(body)


def test_versions_come_in_pages(asked):
    factories.parcel()
    house(storeys=2)
    for number, use in enumerate(("商业服务", "办公", "仓储")):
        when = LATER.replace(hour=number + 3)
        unit_correct(
            code(1),
            {"use": use},
            area_source=factories.source(),
            change=change(ActKind.CORRECT, now=when),
        )
    first = asked(f"units/{code(1)}/history/", limit=3)
    assert (first["count"], len(first["results"]), first["previous"]) == (4, 3, None)
    last = asked(f"units/{code(1)}/history/", limit=3, offset=3)
    assert [row["figures"]["use"] for row in last["results"]] == ["仓储"]
    assert (last["next"], last["lineage"]) == (None, first["lineage"])


@pytest.mark.parametrize("address", [f"units/{code(1)}/history/", f"parcels/{SEVEN}/history/"])
def test_who_may_not_see_it_is_answered_like_nothing_there(client, address):
    factories.parcel()
    house()
    elsewhere = token_of(Role.INTEGRATOR, districts=("410802",))
    foreign = client.get(f"/api/v1/{address}", headers=elsewhere)
    missing = client.get(f"/api/v1/{address.replace('GB00007', 'GB00099')}", headers=elsewhere)
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content.replace(b"GB00007", b"") == missing.content.replace(b"GB00099", b"")
    assert client.get(f"/api/v1/{address}").status_code == 401


@pytest.mark.parametrize(
    "address", [f"parcels/{code(1)}/history/", f"units/{SEVEN}/history/", "units/1/history/"]
)
def test_a_code_of_another_level_is_refused_in_both_languages(client, address):
    answer = client.get(f"/api/v1/{address}", headers=token_of(Role.INTEGRATOR))
    assert answer.status_code == 400
    assert answer.json()["message"]["zh"] != answer.json()["message"]["en"]
