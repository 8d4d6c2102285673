"""Changes asked for in JSON: over the API, from the command line, prepared and decided."""

import json
from decimal import Decimal
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import Role
from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.models import AuditEntry, SpatialSource
from parcels.domain.requests import change_asked
from parcels.models import Parcel, ParcelChange
from parcels.requests import change_prepare, change_register, change_withdraw
from tests import factories
from tests.parcels.test_changes import EAST, EIGHT, NINE, NORTH, SEVEN, current_codes
from tests.parcels.test_invariants import found, run

CHANGES = "/api/v1/parcels/changes/"
SOURCE = {"title": "分割测量", "stage": "change", "accuracy_class": 1, "surveyed_on": "2026-11-01"}


def ring(east: int, width: int) -> list[dict]:
    corners = ((0, 0), (0, width), (-20, width), (-20, 0))
    return [
        {
            "label": f"J{number}",
            "northing_m": f"{NORTH + down}.000",
            "easting_m": f"{east + right}.000",
            "marker": "1",
            "line_kind": "1",
            "line_position": "2",
        }
        for number, (down, right) in enumerate(corners, start=1)
    ]


def result(east: int, width: int, **more) -> dict:
    return {
        "address": "示例路1号",
        "area_m2": f"{20 * width}.00",
        "rings": [ring(east, width)],
    } | more


def split(**more) -> dict:
    return {
        "kind": "split",
        "parcels": [SEVEN],
        "source": SOURCE,
        "reason": "分户",
        "results": [result(EAST, 10), result(EAST + 10, 20)],
    } | more


@pytest.fixture
def registrar(db):
    return factories.account("registrar", Role.REGISTRAR)


@pytest.fixture
def post(client, registrar):
    """Return a function that posts JSON as the registrar, with a request key if one is given."""
    _, token = AuthToken.objects.create(registrar)

    def send(body, *, to: str = CHANGES, key: str = ""):
        headers = {"Authorization": f"Token {token}"}
        if key:
            headers["Idempotency-Key"] = key
        return client.post(to, json.dumps(body), content_type="application/json", headers=headers)

    return send


def test_a_split_over_the_api(post):
    factories.parcel()
    answer = post(split())
    assert answer.status_code == 201
    told = answer.json()
    assert [step["after"]["parcel_code"] for step in told["steps"]] == [EIGHT, NINE]
    assert told["area_before_m2"] == told["area_after_m2"] == "600.00"
    assert current_codes() == [EIGHT, NINE]
    point = Parcel.objects.current().get(parcel_code=EIGHT).points.first()
    assert (point.marker, point.accuracy_class, point.source.title) == ("1", 1, "分割测量")
    line = Parcel.objects.current().get(parcel_code=EIGHT).lines.first()
    assert (line.kind, line.position) == ("1", "2")
    run("select 1")
    assert found() == set()


def test_the_same_key_has_one_effect_and_another_body_is_422(post):
    factories.parcel()
    first = post(split(), key="k-1")
    second = post(split(), key="k-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert ParcelChange.objects.count() == 1
    other = post(split(reason="另一个"), key="k-1")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert AuditEntry.objects.get(action="parcel.split").request_key == "k-1"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (split(results=[result(EAST, 10), result(EAST + 10, 20, area_m2="500.00")]), 409),
        (split(parcels=["410811001002GB00099"]), 404),
        (split(parcels=["110101001001GB00001"]), 403),
        (split(parcels=[]), 400),
        (split(kind="explode"), 400),
        (split(source=""), 400),
        (split(source={"title": ""}), 400),
        (split(source="no-such"), 404),
        (split(at="2026-11-05"), 400),
        (split(at="2999-01-01T00:00:00Z"), 400),
        (split(results=[result(EAST, 10, area_m2=200.5), result(EAST + 10, 20)]), 400),
        (split(results=[result(EAST, 10, rings=[ring(EAST, 10)[:2]]), result(EAST + 10, 20)]), 400),
        ([], 400),
    ],
)
def test_what_is_refused_says_why_in_both_languages(post, body, status):
    factories.parcel()
    answer = post(body)
    assert answer.status_code == status, answer.content
    message = answer.json()["message"]
    assert message["zh"]
    assert message["en"]
    assert current_codes() == [SEVEN]
    assert SpatialSource.objects.filter(title="分割测量").count() == 0


def test_an_unknown_marker_names_the_codes_there_are(post):
    factories.parcel()
    wrong = result(EAST, 10)
    wrong["rings"][0][2]["marker"] = "88"
    answer = post(split(results=[wrong, result(EAST + 10, 20)]))
    assert answer.status_code == 400
    assert "J3" in answer.json()["message"]["zh"]
    assert "5 瓷标志" in answer.json()["message"]["zh"]


@pytest.mark.parametrize("role", [Role.SURVEYOR, Role.INTEGRATOR, Role.REVIEWER])
def test_only_registrars_change_parcels(client, db, role):
    _, token = AuthToken.objects.create(factories.account("other", role))
    answer = client.post(CHANGES, {}, headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 403


def test_a_merger_an_adjustment_a_correction_and_a_retirement(post):
    factories.parcel()
    factories.parcel(EIGHT, (factories.rectangle(NORTH, EAST + 30),))

    def at(north, east):
        return {"northing_m": f"{north}.000", "easting_m": f"{east}.000"}

    moves = [
        {"from": at(north, EAST + 30), "to": at(north, EAST + 35)} for north in (NORTH, NORTH - 20)
    ]
    adjusted = post(
        {"kind": "adjust", "parcels": [SEVEN, EIGHT], "source": SOURCE, "moves": moves}
    ).json()
    codes = [step["after"]["parcel_code"] for step in adjusted["steps"]]
    merged = post(
        {"kind": "merge", "parcels": codes, "source": SOURCE, "results": [result(EAST, 60)]}
    ).json()
    after = merged["steps"][0]["after"]
    right = result(EAST, 60, address="更正后", parcel_code=after["parcel_code"])
    corrected = post(
        {
            "kind": "correct",
            "parcels": [after["parcel_code"]],
            "source": SOURCE,
            "corrections": [{"version": after["version"], "content": right}],
        }
    )
    assert corrected.status_code == 201, corrected.content
    assert Parcel.objects.current().get().address == "更正后"
    gone = post({"kind": "retire", "parcels": [after["parcel_code"]], "source": SOURCE})
    assert gone.status_code == 201
    assert current_codes() == []


def test_a_prepared_change_touches_nothing_until_it_is_registered(post):
    factories.parcel()
    prepared = post(split(), to=f"{CHANGES}prepared/").json()
    assert prepared["status"] == "prepared"
    assert [s["after"]["parcel_code"] for s in prepared["expected"]["steps"]] == [EIGHT, NINE]
    assert current_codes() == [SEVEN]
    assert AuditEntry.objects.filter(action="parcel.split").count() == 0
    done = post({}, to=f"{CHANGES}{prepared['id']}/register/")
    assert done.status_code == 200
    assert done.json()["id"] == prepared["id"]
    assert current_codes() == [EIGHT, NINE]
    again = post({}, to=f"{CHANGES}{prepared['id']}/register/")
    assert again.status_code == 409


def test_a_prepared_change_is_undone_by_withdrawing_it(post):
    factories.parcel()
    prepared = post(split(), to=f"{CHANGES}prepared/").json()
    assert post({}, to=f"{CHANGES}{prepared['id']}/withdraw/").json()["status"] == "withdrawn"
    assert current_codes() == [SEVEN]
    assert post({}, to=f"{CHANGES}{prepared['id']}/register/").status_code == 409
    assert post({}, to=f"{CHANGES}no-such/withdraw/").status_code == 404


def test_a_prepared_change_is_registered_under_the_rules_of_the_day(post):
    """The parcel was split by somebody else in the meantime."""
    factories.parcel()
    prepared = post(split(), to=f"{CHANGES}prepared/").json()
    post(split())
    late = post({}, to=f"{CHANGES}{prepared['id']}/register/")
    assert late.status_code == 409
    assert EIGHT in late.json()["message"]["en"]


def test_what_cannot_be_done_cannot_be_prepared(post):
    factories.parcel()
    body = split(results=[result(EAST, 10), result(EAST + 10, 20, area_m2="500.00")])
    assert post(body, to=f"{CHANGES}prepared/").status_code == 409
    assert not ParcelChange.objects.exists()


def test_the_command_line_does_the_same(registrar, tmp_path):
    factories.parcel()
    file = tmp_path / "split.json"
    file.write_text(json.dumps(split()), encoding="utf-8")
    out = StringIO()
    call_command("parcel", "change", str(file), "--as", "registrar", "--prepare", stdout=out)
    prepared = json.loads(out.getvalue())
    out = StringIO()
    call_command("parcel", "register", prepared["id"], "--as", "registrar", stdout=out)
    assert json.loads(out.getvalue())["status"] == "registered"
    assert current_codes() == [EIGHT, NINE]
    with pytest.raises(CommandError, match="became"):
        call_command("parcel", "change", str(file), "--as", "registrar")
    with pytest.raises(CommandError, match="nobody"):
        call_command("parcel", "change", str(file), "--as", "nobody")
    with pytest.raises(CommandError, match="absent"):
        call_command("parcel", "change", str(tmp_path / "absent.json"), "--as", "registrar")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", [change_register, change_withdraw])
def test_of_two_who_decide_one_change_at_once_one_wins(other):
    factories.parcel()
    account = factories.account("registrar", Role.REGISTRAR)
    prepared = change_prepare(split(), by=account, now=timezone.now())
    barrier, outcomes = Barrier(2), []

    def work(decide) -> None:
        barrier.wait(timeout=30)
        try:
            decide(prepared["id"], by=account, now=timezone.now())
            outcomes.append("done")
        except Conflict:
            outcomes.append("refused")
        connection.close()

    threads = [Thread(target=work, args=(decide,)) for decide in (change_register, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["done", "refused"]
    assert ParcelChange.objects.exclude(status="prepared").count() == 1
    assert found() == set()


def test_decimals_are_read_digit_for_digit():
    body = split()
    body["results"][0]["rings"][0][0]["northing_m"] = "3898650.1200"
    asked = change_asked(body)
    assert str(asked.results[0].parts[0][0][0].northing_m) == "3898650.1200"
    assert asked.results[0].area_m2 == Decimal("200.00")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("northing_m", 3898650.12),
        ("northing_m", "NaN"),
        ("northing_m", "1e400"),
        ("northing_m", True),
        ("easting_m", None),
        ("label", ""),
        ("label", "J" * 41),
        ("source_line", -1),
        ("accuracy_class", 4),
        ("marker", "\x00"),
        ("marker", 1),
    ],
)
def test_a_field_that_cannot_be_read_is_named(field, value):
    body = split()
    body["results"][1]["rings"][0][3][field] = value
    with pytest.raises(InvalidInput) as refusal:
        change_asked(body)
    assert f"results[1].parts[0][0][3].{field}" in refusal.value.message.en


def test_a_request_of_too_many_points_is_refused():
    body = split(results=[result(EAST, 10, rings=[ring(EAST, 10) * 2501])])
    with pytest.raises(InvalidInput, match="10004"):
        change_asked(body)
