"""Tokens on the integrators' page: shown once, revoked at once, nobody else's."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from accounts.models import Role
from cadastre.domain.errors import Conflict
from portal.services import TOKENS_AT_MOST, token_issue
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = "/integrators/"
CALL = f"/api/v1/parcels/{factories.PARCEL_CODE}/"


@pytest.fixture
def integrator(client):
    account = factories.account("platform", Role.INTEGRATOR)
    client.force_login(account)
    return account


def issue(client: Client) -> str:
    html = client.post(reverse("portal:token_new")).content.decode()
    return re.search(r'id="new-token">([0-9a-f]+)<', html).group(1)


def call(token: str) -> int:
    return Client().get(CALL, headers={"Authorization": f"Token {token}"}).status_code


def test_token_works_until_it_is_revoked(client, integrator):
    factories.parcel()
    token = issue(client)
    assert call(token) == 200
    client.post(reverse("portal:token_gone", args=[AuthToken.objects.get().token_key]))
    assert call(token) == 401
    assert not AuthToken.objects.exists()


def test_token_is_shown_once_and_never_stored(client, integrator):
    token = issue(client)
    assert token not in client.get(PAGE).content.decode()
    assert token[:8] in client.get(PAGE).content.decode()
    stored = AuthToken.objects.get()
    assert token not in (stored.digest, stored.token_key)


def test_answer_with_a_token_is_kept_by_no_cache(client, integrator):
    response = client.post(reverse("portal:token_new"))
    assert "no-store" in response.headers["Cache-Control"]


def test_looking_does_not_issue(client, integrator):
    assert client.get(reverse("portal:token_new")).status_code == 405
    assert not AuthToken.objects.exists()


def test_token_of_somebody_else_stays(client, integrator):
    other = factories.account("other", Role.INTEGRATOR)
    token_issue(other)
    key = AuthToken.objects.get().token_key
    assert client.post(reverse("portal:token_gone", args=[key])).status_code == 404
    assert AuthToken.objects.filter(user=other).exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.REGISTRAR])
def test_roles_without_programs_get_none(client, role):
    client.force_login(factories.account("office", role))
    assert client.post(reverse("portal:token_new")).status_code == 403
    assert not AuthToken.objects.exists()


def test_without_account_one_is_asked_to_sign_in(client):
    response = client.post(reverse("portal:token_new"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("accounts:login"))


def test_tokens_are_counted(integrator):
    for _ in range(TOKENS_AT_MOST):
        token_issue(integrator)
    with pytest.raises(Conflict):
        token_issue(integrator)


def test_calls_name_this_server_and_codes_of_the_register(client):
    factories.parcel()
    html = client.get(PAGE, headers={"Host": "localhost:8011"}).content.decode()
    assert f"http://localhost:8011/api/v1/parcels/{factories.PARCEL_CODE}/" in html
