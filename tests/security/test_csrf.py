"""No form can be sent by somebody else's page."""

import pytest

from accounts.models import Account, Role
from tests.security.routes import every_route
from tests.security.world import ANONYMOUS, World

pytestmark = pytest.mark.django_db

TAKES_NO_POST = 405
TAKES_NO_FORM = 415


@pytest.fixture
def everything(world: World) -> Account:
    """An account that may do all there is to do."""
    account = world.accounts["administrator"]
    account.roles = [role.value for role in Role]
    account.districts = ["410811"]
    account.organisation = world.accounts["surveyor"].organisation
    account.save()
    return account


def test_no_address_takes_a_form_without_its_token(world, everything):
    client = world.client("administrator", enforce_csrf_checks=True)
    taken = {}
    for route in every_route():
        address = route.address(world.arguments)
        answer = client.post(address, {})
        if answer.status_code not in (403, TAKES_NO_POST, TAKES_NO_FORM):
            taken[route.name] = answer.status_code
    assert taken == {}


def test_with_its_token_the_same_form_is_taken(world, everything):
    client = world.client("administrator", enforce_csrf_checks=True)
    client.get("/accounts/password/")
    token = client.cookies["csrftoken"].value
    form = {"csrfmiddlewaretoken": token, "number": "", "name": ""}
    assert client.post("/surveys/new/", form).status_code == 400  # read, and found empty
    assert (
        client.post("/surveys/new/", {**form, "csrfmiddlewaretoken": "x" * 64}).status_code == 403
    )


def test_signing_in_needs_the_token_too(world):
    client = world.client(ANONYMOUS, enforce_csrf_checks=True)
    form = {"username": "registrar", "password": "right-horse-battery"}
    assert client.post("/accounts/login/", form).status_code == 403


def test_a_program_with_a_token_needs_no_form(world):
    client = world.client(ANONYMOUS, enforce_csrf_checks=True)
    headers = {"authorization": f"Token {world.tokens['surveyor']}"}
    assert client.post("/api/v1/survey-results/", {}, headers=headers).status_code == 400


def test_nothing_is_changed_by_following_a_link(world, everything):
    """What writes takes no GET: a link in a letter adopts, accepts and signs out nothing."""
    client = world.client("administrator")
    writing = {"adopt", "close", "accept", "return", "submit", "document_new"}
    writing |= {"token_new", "token_gone", "logout", "read_again", "set_language"}
    seen = set()
    for route in every_route():
        last = route.name.rsplit(":", 1)[-1]
        if last in writing and not route.is_admin:
            answer = client.get(route.address(world.arguments))
            seen.add(last)
            if last == "set_language":
                assert answer.status_code == 302
                assert not answer.cookies
            else:
                assert answer.status_code == TAKES_NO_POST, route.name
    assert seen == writing


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_nobody_is_sent_elsewhere_after_signing_in_or_changing_language(world, address):
    client = world.client(ANONYMOUS)
    form = {"username": "registrar", "password": "right-horse-battery", "next": address}
    assert client.post("/accounts/login/", form).url == "/"
    answer = client.post("/i18n/setlang/", {"language": "en", "next": address})
    assert "evil" not in answer.headers["Location"]


def test_the_session_changes_when_somebody_signs_in(world):
    client = world.client(ANONYMOUS)
    client.get("/accounts/login/")
    session = client.session
    session["left"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = session.session_key
    before = session.session_key
    client.post("/accounts/login/", {"username": "registrar", "password": "right-horse-battery"})
    assert client.session.session_key != before
