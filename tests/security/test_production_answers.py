"""What a browser is told by an office's server: cookies, https, nothing kept in between."""

import pytest

from accounts.models import Role
from tests import factories
from tests.cadastre import production

pytestmark = pytest.mark.django_db

NAMES = (
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_AGE",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_SAMESITE",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_REFERRER_POLICY",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY",
    "SECURE_PROXY_SSL_HEADER",
    "X_FRAME_OPTIONS",
    "DEBUG",
)


@pytest.fixture(scope="module")
def told():
    return production.settings(*NAMES)


@pytest.fixture
def office(settings, told):
    """This process with the values an office has."""
    for name, value in told.items():
        setattr(settings, name, tuple(value) if isinstance(value, list) else value)


def test_plain_http_is_sent_to_https(client, office):
    answer = client.get("/accounts/login/")
    assert (answer.status_code, answer.url) == (301, "https://testserver/accounts/login/")


def test_the_proxys_word_that_it_was_https_counts(client, office):
    assert client.get("/accounts/login/", headers={"x-forwarded-proto": "https"}).status_code == 200


def test_https_is_to_be_kept_for_a_year(client, office):
    assert client.get("/", secure=True).headers["Strict-Transport-Security"] == "max-age=31536000"


def test_cookies_go_over_https_only_and_to_no_script_or_other_site(client, office):
    factories.account("registrar")
    form = {"username": "registrar", "password": "right-horse-battery"}
    answer = client.post("/accounts/login/", form, secure=True)
    session = answer.cookies["sessionid"]
    assert session["secure"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert int(session["max-age"]) <= 8 * 3600
    token = client.get("/accounts/password/", secure=True).cookies["csrftoken"]
    assert token["secure"]
    assert token["samesite"] == "Lax"


def test_what_only_one_may_see_is_kept_by_no_one(client):
    """A page of an account is not handed on by a cache that several share."""
    client.force_login(factories.account("registrar", Role.REGISTRAR))
    for address in ("/cases/", "/surveys/", "/accounts/profile/", "/register/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        shared = "public" in answer.headers.get("Cache-Control", "")
        assert "Cookie" in answer.headers.get("Vary", ""), address
        assert not shared, address


def test_the_answer_does_not_say_where_one_came_from(client):
    headers = client.get("/").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "X-Powered-By" not in headers
    assert "Server" not in headers


def test_guessing_passwords_is_not_told_whether_the_account_exists(client):
    factories.account("registrar")
    answers = [
        client.post("/accounts/login/", {"username": name, "password": "wrong"})
        for name in ("registrar", "nobody")
    ]
    words = [a.content.decode().split("<main")[1].split("<form")[0] for a in answers]
    assert words[0] == words[1]
    assert {a.status_code for a in answers} == {200}
