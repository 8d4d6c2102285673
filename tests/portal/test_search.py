"""Where a search leads."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from portal.search import code_fault, looks_like_code
from registration.models import Case
from tests import factories

pytestmark = pytest.mark.django_db

CODE = factories.PARCEL_CODE
UNIT = f"{CODE}F00010001"


def search(client, typed):
    return client.get(reverse("portal:search"), {"q": typed})


def public(typed):
    return f"{reverse('disclosure:search')}?q={typed}"


@pytest.fixture
def registrar(client):
    account = factories.account("registrar", Role.REGISTRAR)
    client.force_login(account)
    return account


def test_without_account_a_code_leads_to_the_public_page(client):
    factories.parcel()
    assert search(client, CODE).url == public(CODE)


def test_registrar_comes_to_the_register(client, registrar):
    factories.parcel()
    assert search(client, CODE).url == reverse("parcels:parcel", args=[CODE])


def test_blanks_and_full_width_characters_do_not_matter(client, registrar):
    factories.parcel()
    for typed in ("410811 001002 GB00007", " 410811001002ＧＢ00007 "):
        assert search(client, typed).url == reverse("parcels:parcel", args=[CODE])


def test_code_of_another_district_leads_to_the_public_page(client):
    factories.parcel()
    client.force_login(factories.account("far", Role.REGISTRAR, districts=("410812",)))
    assert search(client, CODE).url == public(CODE)


def test_integrator_is_led_to_the_public_page(client):
    factories.parcel()
    client.force_login(factories.account("platform", Role.INTEGRATOR))
    assert search(client, CODE).url == public(CODE)


def test_code_that_the_register_has_not_says_what_to_try(client, registrar):
    response = search(client, UNIT)
    assert response.status_code == 200
    assert "没有查到" in response.content.decode()


def test_faulty_code_names_the_position(client):
    response = search(client, "410811001002GB0000I")
    assert response.status_code == 200
    assert "第 19 位" in response.content.decode()


def test_project_number_leads_to_the_project(client):
    surveyor = factories.account("surveyor", Role.SURVEYOR)
    project = factories.project(surveyor)
    client.force_login(surveyor)
    assert search(client, "DC-2026-001").url == reverse("surveys:project", args=[project.pk])


def test_project_of_another_firm_is_not_found(client):
    factories.project(factories.account("surveyor", Role.SURVEYOR))
    client.force_login(factories.account("other", Role.SURVEYOR, organisation="演示勘测设计院"))
    response = search(client, "DC-2026-001")
    assert response.status_code == 200
    assert "没有查到" in response.content.decode()


def test_address_is_found_in_the_own_districts(client, registrar):
    address = factories.parcel().address
    html = search(client, address[:3]).content.decode()
    assert reverse("parcels:parcel", args=[CODE]) in html


@pytest.mark.parametrize("typed", ["", "  ", "x" * 5000, "'; --", "<b>", "%00", "🏠"])
def test_odd_input_is_answered(client, registrar, typed):
    response = search(client, typed)
    assert response.status_code == 200
    assert "<b>" not in response.content.decode().split("<h1>")[1]


@given(st.text(max_size=40))
def test_any_text_is_either_a_code_or_not(text):
    assert looks_like_code(text) in (True, False)


@pytest.mark.parametrize(
    ("code", "is_right"),
    [(CODE, True), (CODE + "F0001", True), (UNIT, True), (CODE[:-1], False), (UNIT + "0", False)],
)
def test_form_of_codes(code, is_right):
    assert (code_fault(code) is None) is is_right


def test_case_number_leads_a_registrar_to_the_case(client, registrar):
    case = Case.objects.create(
        number="SC-2026-0001",
        parcel_code=CODE,
        opened_by=registrar,
        opened_at=factories.NOW,
    )
    address = reverse("registration:case", args=[case.number])
    assert search(client, "SC-2026-0001").url == address
    assert address in search(client, CODE).content.decode()
