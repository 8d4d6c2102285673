"""Parcels for programs: who may ask, what is refused, and digits and degrees of the answers."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from knox.models import AuthToken
from pyproj import Transformer

from accounts.models import Role
from tests import factories

pytestmark = pytest.mark.django_db

PARCELS = "/api/v1/parcels/"
PARCEL = f"{PARCELS}{factories.PARCEL_CODE}/"
# The factories' parcel (northing 3898630–3898650, easting 432010–432040), with room around it.
TO_DEGREES = Transformer.from_crs(4547, 4490, always_xy=True)
WEST, SOUTH = TO_DEGREES.transform(432_000, 3_898_620)
EAST, NORTH = TO_DEGREES.transform(432_050, 3_898_660)
BOX = f"{WEST},{SOUTH},{EAST},{NORTH}"


def token_of(*roles: Role, districts=("410811",), username="integrator") -> dict[str, str]:
    account = factories.account(username, *roles, districts=districts)
    _, token = AuthToken.objects.create(account)
    return {"Authorization": f"Token {token}"}


@pytest.fixture
def integrator():
    return token_of(Role.INTEGRATOR)


@pytest.mark.parametrize("address", [PARCEL, f"{PARCELS}?bbox={BOX}"])
def test_without_a_token_nothing_is_answered(client, address):
    factories.parcel()
    answer = client.get(address)
    assert answer.status_code == 401
    assert factories.PARCEL_CODE not in answer.content.decode()


def test_an_unknown_token_is_refused(client):
    assert client.get(PARCEL, headers={"Authorization": f"Token {'0' * 64}"}).status_code == 401


@pytest.mark.parametrize("roles", [(), (Role.SURVEYOR,)])
def test_an_account_without_a_reading_role_is_refused(client, roles):
    factories.parcel()
    assert client.get(PARCEL, headers=token_of(*roles)).status_code == 403


@pytest.mark.parametrize("role", [Role.INTEGRATOR, Role.REGISTRAR, Role.REVIEWER])
def test_the_reading_roles_are_answered(client, role):
    factories.parcel()
    assert client.get(PARCEL, headers=token_of(role)).status_code == 200


def test_a_parcel_of_another_district_is_answered_like_one_that_is_not_there(client):
    factories.parcel()
    elsewhere = token_of(Role.INTEGRATOR, districts=("410802",))
    foreign = client.get(PARCEL, headers=elsewhere)
    missing = client.get(f"{PARCELS}410811001002GB00099/", headers=elsewhere)
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content.replace(b"GB00007", b"") == missing.content.replace(b"GB00099", b"")


def test_a_box_holds_only_parcels_of_the_accounts_districts(client):
    factories.parcel()
    elsewhere = token_of(Role.INTEGRATOR, districts=("410811009",))
    found = client.get(f"{PARCELS}?bbox={BOX}", headers=elsewhere).json()
    assert (found["count"], found["features"]) == (0, [])


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "missing"),
        ("?bbox=", "no box"),
        ("?bbox=113,35,114", "no box"),
        ("?bbox=a,b,c,d", "no box"),
        ("?bbox=nan,35,114,36", "no box"),
        (f"?bbox={EAST},{SOUTH},{WEST},{NORTH}", "no box"),
        (f"?bbox={SOUTH},{WEST},{NORTH},{EAST}", "no box"),
        ("?bbox=113.20,35.20,113.26,35.25", "25 km²"),
    ],
)
def test_a_wrong_box_is_refused_in_both_languages(client, integrator, query, reason):
    answer = client.get(PARCELS + query, headers=integrator)
    assert answer.status_code == 400
    said = answer.json()
    assert said["code"] == "invalid_input"
    assert reason in said["message"]["en"]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said["message"]["zh"])
    assert said["advice"]["zh"]
    assert said["advice"]["en"]


@pytest.mark.parametrize(
    ("code", "position"),
    [
        ("410811001002KB00007", 13),
        ("410811001002Gb00007", 14),
        ("41081100100OGB00007", 12),
    ],
)
def test_a_malformed_code_is_refused_with_its_position(client, integrator, code, position):
    answer = client.get(f"{PARCELS}{code}/", headers=integrator)
    assert answer.status_code == 400
    assert answer.json()["code"] == "parcel_code_malformed"
    assert f"position {position}" in answer.json()["message"]["en"]
    assert f"第 {position} 位" in answer.json()["message"]["zh"]


def test_a_box_answers_geojson_in_degrees_of_cgcs2000(client, integrator):
    factories.parcel()
    found = client.get(f"{PARCELS}?bbox={BOX}", headers=integrator).json()
    assert (found["type"], found["count"], found["next"]) == ("FeatureCollection", 1, None)
    (feature,) = found["features"]
    assert feature["id"] == factories.PARCEL_CODE
    assert feature["geometry"]["type"] == "MultiPolygon"
    longitude, latitude = feature["geometry"]["coordinates"][0][0][0]
    right = TO_DEGREES.transform(432_010, 3_898_650)
    assert (longitude, latitude) == pytest.approx(right, abs=1e-9)
    assert feature["properties"]["area_m2"] == "600.00"


def test_figures_are_decimal_strings_digit_for_digit(client, integrator):
    factories.parcel()
    body = client.get(PARCEL, headers=integrator).json()
    assert body["area_m2"] == "600.00"
    assert body["srid"] == 4547
    assert [point["northing_m"] for point in body["points"]] == [
        "3898650.000",
        "3898650.000",
        "3898630.000",
        "3898630.000",
    ]
    assert body["points"][1]["source_file"] == "square.txt"
    assert [
        (line["start"], line["end"], line["length_m"], line["side"]) for line in body["lines"]
    ] == [
        ("J1", "J2", "30.00", "N"),
        ("J2", "J3", "20.00", "E"),
        ("J3", "J4", "30.00", "S"),
        ("J4", "J1", "20.00", "W"),
    ]


def test_an_old_version_is_not_answered_twice(client, integrator):
    factories.parcel()
    factories.parcel(now=factories.NOW + timedelta(days=1))
    found = client.get(f"{PARCELS}?bbox={BOX}", headers=integrator).json()
    assert found["count"] == 1


def test_queries_do_not_grow_with_the_number_of_parcels(
    client, integrator, django_assert_max_num_queries
):
    for number in range(6):
        place = (factories.rectangle(3_898_650, 432_010 + 5 * number, width=5),)
        factories.parcel(f"410811001002GB{number + 1:05d}", place)
    with django_assert_max_num_queries(4):
        found = client.get(f"{PARCELS}?bbox={BOX}", headers=integrator).json()
    assert found["count"] == 6
    with django_assert_max_num_queries(7):
        client.get(f"{PARCELS}410811001002GB00001/", headers=integrator)


def test_the_openapi_document_is_valid_and_describes_geojson():
    written = StringIO()
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=written
    )
    document = json.loads(written.getvalue())
    answer = document["paths"]["/api/v1/parcels/"]["get"]["responses"]["200"]
    reference = answer["content"]["application/json"]["schema"]["$ref"]
    schemas = document["components"]["schemas"]
    collection, beside = schemas[reference.rpartition("/")[2]]["allOf"]
    assert set(beside["properties"]) == {"count", "next", "previous"}
    listed = schemas[collection["$ref"].rpartition("/")[2]]["properties"]["features"]
    feature = schemas[listed["items"]["$ref"].rpartition("/")[2]]["properties"]
    assert set(feature) == {"type", "id", "geometry", "properties"}
    longitude, latitude = feature["geometry"]["example"]["coordinates"][0][0][0]
    assert 73 < longitude < 136
    assert 3 < latitude < 54
    area = feature["properties"]["properties"]["area_m2"]
    assert (area["type"], area["format"]) == ("string", "decimal")


def test_the_openapi_document_is_served(client):
    answer = client.get("/api/v1/schema/?format=json")
    assert answer.status_code == 200
    assert "/api/v1/parcels/{parcel_code}/" in answer.json()["paths"]
