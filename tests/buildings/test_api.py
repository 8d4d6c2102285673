"""Buildings and units for programs: who may ask, what is refused, what is said."""

import pytest
from knox.models import AuthToken

from accounts.models import Role
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house

pytestmark = pytest.mark.django_db

UNIT = f"/api/v1/units/{BUILDING_CODE}0001/"
BUILDING = f"/api/v1/buildings/{BUILDING_CODE}/"
UNITS_OF_BUILDING = f"{BUILDING}units/"
UNITS_OF_PARCEL = f"/api/v1/parcels/{factories.PARCEL_CODE}/units/"
ALL = [UNIT, BUILDING, UNITS_OF_BUILDING, UNITS_OF_PARCEL]


def token_of(*roles: Role, districts=("410811",)) -> dict[str, str]:
    account = factories.account("integrator", *roles, districts=districts)
    _, token = AuthToken.objects.create(account)
    return {"Authorization": f"Token {token}"}


@pytest.fixture
def built():
    factories.parcel()
    return house()


@pytest.mark.parametrize("address", ALL)
def test_without_a_token_nothing_is_answered(client, built, address):
    assert client.get(address).status_code == 401


@pytest.mark.parametrize("address", ALL)
def test_a_surveyor_is_refused(client, built, address):
    assert client.get(address, headers=token_of(Role.SURVEYOR)).status_code == 403


@pytest.mark.parametrize("address", ALL)
def test_an_integrator_of_the_district_is_answered(client, built, address):
    assert client.get(address, headers=token_of(Role.INTEGRATOR)).status_code == 200


@pytest.mark.parametrize("address", ALL)
def test_another_district_is_answered_like_nothing_there(client, built, address):
    elsewhere = token_of(Role.INTEGRATOR, districts=("410802",))
    foreign = client.get(address, headers=elsewhere)
    missing = client.get(address.replace("GB00007", "GB00099"), headers=elsewhere)
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content.replace(b"GB00007", b"") == missing.content.replace(b"GB00099", b"")


@pytest.mark.parametrize(
    ("address", "position"),
    [
        (UNIT.replace("GB", "KB"), "position 13"),
        (UNIT.replace("F0001", "X0001"), "position 20"),
        (BUILDING.replace("GB", "GQ"), "position 14"),
        (BUILDING.replace("F0001", "F001"), "positions 20–24"),
        (UNITS_OF_BUILDING.replace("F0001", "W0001"), "positions 20–24"),
        (UNITS_OF_PARCEL.replace("GB", "GO"), "position 14"),
    ],
)
def test_a_malformed_code_is_refused_with_its_position(client, address, position):
    answer = client.get(address, headers=token_of(Role.INTEGRATOR))
    assert answer.status_code == 400
    assert position in answer.json()["message"]["en"]
    assert "位" in answer.json()["message"]["zh"]


def test_a_unit_says_place_and_areas_as_decimal_strings_and_no_holder(client, built):
    body = client.get(UNIT, headers=token_of(Role.INTEGRATOR)).json()
    assert body["unit_code"] == f"{BUILDING_CODE}0001"
    assert (body["section"], body["storey_number"], body["room"]) == ("1", 1, "101")
    assert (body["inner_m2"], body["shared_m2"], body["built_m2"]) == ("90.00", "10.00", "100.00")
    assert body["presale_built_m2"] == "99.00"
    assert body["area_source"]["title"] == "竣工实测"
    assert not {"holder", "holders", "owner"} & set(body)


def test_a_building_says_its_areas_and_rules(client, built):
    body = client.get(BUILDING, headers=token_of(Role.INTEGRATOR)).json()
    assert (body["floor_area_m2"], body["footprint_area_m2"]) == ("200.00", "200.00")
    assert (body["area_rule"], body["footprint_rule"]) == ("R-03", "R-04")


@pytest.mark.parametrize("address", [UNITS_OF_BUILDING, UNITS_OF_PARCEL])
def test_units_come_in_the_order_of_their_codes_without_a_query_for_each(
    client, django_assert_max_num_queries, address
):
    factories.parcel()
    house(storeys=10)
    token = token_of(Role.INTEGRATOR)
    with django_assert_max_num_queries(5):
        body = client.get(address, headers=token).json()
    codes = [unit["unit_code"] for unit in body["results"]]
    assert body["count"] == len(codes) == 20
    assert codes == sorted(codes)
