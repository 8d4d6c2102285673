"""What every page keeps: both languages, nothing from elsewhere, a policy, errors that say what."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from accounts.models import Role
from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text
from cadastre.urls import urlpatterns as site_urls
from tests import factories

pytestmark = pytest.mark.django_db

SPRITE = Path(settings.BASE_DIR) / "cadastre/static/vendor/icons/icons.svg"
OWN_APPS = ("cadastre", "portal", "accounts")
LANGUAGES = ("zh-hans", "en")
ELSEWHERE = re.compile(r"""(?:src|href|action|url\()\s*=?\s*["']?(?:https?:)?//""", re.IGNORECASE)
OPEN_PAGES = ("portal:home", "portal:search", "portal:integrators", "accounts:login")
OWN_PAGES = ("accounts:profile", "accounts:password")


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail of the machine")


def refuses(request: HttpRequest) -> HttpResponse:
    raise Conflict(Text("已被他人办理。", "Somebody else did it."), advice=Text("刷新", "Reload"))


urlpatterns = [path("breaks/", breaks), path("refuses/", refuses), *site_urls]


def in_language(client: Client, language: str) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OPEN_PAGES)
def test_open_pages_answer_in_both_languages(client, name, language):
    response = in_language(client, language).get(reverse(name))
    assert response.status_code == 200
    html = response.content.decode()
    assert f'<html lang="{language}">' in html
    assert not ELSEWHERE.search(html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OWN_PAGES)
def test_own_pages_answer_in_both_languages(client, name, language):
    client.force_login(factories.account("surveyor", Role.SURVEYOR))
    response = in_language(client, language).get(reverse(name))
    assert response.status_code == 200
    assert not ELSEWHERE.search(response.content.decode())


@pytest.mark.parametrize("name", OWN_PAGES)
def test_own_pages_ask_to_sign_in(client, name):
    assert client.get(reverse(name)).url.startswith(reverse("accounts:login"))


def test_elsewhere_pattern_would_see_a_foreign_address():
    assert ELSEWHERE.search('<script src="//cdn.example/x.js">')
    assert ELSEWHERE.search('<link href="https://cdn.example/x.css">')


def test_page_in_chinese_has_no_english_sentence_left(client):
    html = client.get("/").content.decode()
    text = re.sub(r"<(script|style|template)[\s\S]*?</\1>|<[^>]+>", " ", html)
    assert not re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", text)


def test_page_in_english_has_chinese_only_to_change_to_it(client):
    html = in_language(client, "en").get("/").content.decode()
    text = re.sub(r"<[^>]+>", " ", html)
    assert re.findall(r"[\u4e00-\u9fff]+", text) == ["中文"]


def test_language_switch_keeps_the_page(client):
    page = "/search/?q=410811"
    response = client.post(reverse("set_language"), {"language": "en", "next": page})
    assert response.url == page
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_policy_allows_only_this_server_and_scripts_with_the_nonce(client):
    response = client.get("/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    html = response.content.decode()
    assert not re.search(r"\son\w+=", html)
    assert all("nonce=" in tag or "src=" in tag or "json" in tag for tag in scripts(html))


def scripts(html: str) -> list[str]:
    return re.findall(r"<script[^>]*>", html)


@pytest.mark.parametrize(
    ("role", "places"),
    [
        (None, ["disclosure:search", "portal:integrators"]),
        (Role.SURVEYOR, ["surveys:project_list", "parcels:map"]),
        (Role.REVIEWER, ["surveys:project_list", "surveys:review_queue", "parcels:map"]),
        (Role.REGISTRAR, ["surveys:project_list", "registration:case_list", "parcels:map"]),
        (Role.INTEGRATOR, ["parcels:map"]),
    ],
)
def test_navigation_shows_what_the_role_may_open(client, role, places):
    if role:
        client.force_login(factories.account("somebody", role))
        places = [*places, "disclosure:search", "portal:integrators"]
    html = client.get(reverse("portal:integrators")).content.decode()
    navigation = html.split('<nav class="site-nav"')[1].split("</nav>")[0]
    assert re.findall(r'<a href="([^"]+)"', navigation) == [reverse(place) for place in places]
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', navigation) == ["/integrators/"]


def test_page_that_is_not_there_says_so(client):
    response = client.get("/no/such/page/<script>")
    assert response.status_code == 404
    html = response.content.decode()
    assert "没有这个页面" in html
    assert "/no/such/page/&lt;script&gt;" in html


@pytest.mark.urls(__name__)
def test_error_page_speaks_both_languages_and_shows_no_trace():
    response = Client(raise_request_exception=False).get("/breaks/")
    assert response.status_code == 500
    html = response.content.decode()
    assert "系统内部出错" in html
    assert "An error of the system" in html
    assert "secret detail" not in html
    assert "Traceback" not in html


@pytest.mark.urls(__name__)
def test_refusal_is_a_page_for_people_and_a_fragment_for_partial_updates(client):
    page = in_language(client, "en").get("/refuses/")
    assert page.status_code == 409
    assert "Somebody else did it." in page.content.decode()
    fragment = client.get("/refuses/", headers={"HX-Request": "true"})
    assert fragment.status_code == 409
    assert "<html" not in fragment.content.decode()
    assert "Reload" in fragment.content.decode()


def catalogue(app: str) -> dict[str, str]:
    source = Path(settings.BASE_DIR) / app / "locale/zh_Hans/LC_MESSAGES/django.po"
    entries = re.findall(r'^msgid "(.*)"\nmsgstr "(.*)"$', source.read_text("utf-8"), re.MULTILINE)
    return {key.replace('\\"', '"'): value for key, value in entries if key}


@pytest.mark.parametrize("app", OWN_APPS)
def test_every_message_has_its_chinese(app):
    messages = catalogue(app)
    assert messages
    assert [key for key, value in messages.items() if not value] == []


@pytest.mark.parametrize("app", OWN_APPS)
def test_every_sentence_of_the_templates_is_in_the_catalogue(app):
    messages = catalogue(app)
    for template in (Path(settings.BASE_DIR) / app / "templates").rglob("*.html"):
        source = template.read_text(encoding="utf-8")
        for double, single in re.findall(r"{% translate (?:\"([^\"]+)\"|'([^']+)')", source):
            assert (double or single) in messages, template


@pytest.mark.parametrize("app", OWN_APPS)
def test_placeholders_survive_translation(app):
    for key, value in catalogue(app).items():
        names = re.compile(r"%\(\w+\)s|\{\w+\}")
        assert sorted(names.findall(key)) == sorted(names.findall(value)), key


def test_stylesheet_stays_small():
    sheet = Path(settings.BASE_DIR) / "cadastre/static/cadastre/cadastre.css"
    assert sheet.stat().st_size < 20_480


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    "name",
    [
        *("--ink", "--ink-soft", "--accent", "--accent-dark", "--sev-error", "--sev-warning"),
        *("--stage-supply", "--stage-planning", "--stage-presale", "--stage-completion"),
        *("--stage-legacy", "--stage-register", "--sev-information"),
    ],
)
def test_text_colours_have_contrast_aa_on_every_surface(name):
    sheet = (Path(settings.BASE_DIR) / "cadastre/static/cadastre/cadastre.css").read_text("utf-8")
    colours = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", sheet))
    for surface in ("#ffffff", colours["--ground"], colours["--accent-soft"]):
        contrast = (luminance(surface) + 0.05) / (luminance(colours[name]) + 0.05)
        assert contrast >= 4.5, (name, surface)
