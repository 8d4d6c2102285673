"""A live site, its background worker, and a browser without network."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CADASTRE_CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 20_000
"""How long a page may take on a busy machine; a page that is ready is not waited for."""
expect.set_options(timeout=PATIENCE_MS)
# Playwright runs its own event loop in this thread, which Django would take for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless; closed before other tests, who want no event loop running."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


class Visitor:
    """Somebody at a browser of their own: opens pages, signs in, and fails on any page error."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("response", self._heard)
        self.page.on("request", self._asked)

    def _heard(self, response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status} {response.url}")

    def _asked(self, request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.troubles.append(f"left this machine: {request.url}")

    def open(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, username: str, password: str) -> Page:
        """Sign in on the sign-in page."""
        page = self.open("/accounts/login/")
        page.fill("#id_username", username)
        page.fill("#id_password", password)
        page.locator("main form").first.get_by_role("button").first.click()
        page.wait_for_url(self.base + "/")
        return page


def answer_what_was_asked(base: str) -> None:
    """Let the site finish what a browser asked and no longer waits for.

    A view still at work would hold rows while the tables are emptied for the next test. Connections
    are taken in turn, so when one of our own is answered, every earlier one has its thread.
    """
    site = HTTPConnection(urlsplit(base).netloc, timeout=20)
    site.request("HEAD", "/accounts/login/")
    site.getresponse().read()
    site.close()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=20)
            assert not thread.is_alive(), f"{thread.name} still answers"


@pytest.fixture
def visitor(browser: Browser, live_server) -> Iterator[object]:
    """Make visitors, each with cookies of their own; English or Chinese, wide or a phone."""
    made: list[Visitor] = []

    def make(*, locale: str = "en-GB", width: int = 1280, height: int = 860) -> Visitor:
        context = browser.new_context(
            locale=locale, viewport={"width": width, "height": height}, accept_downloads=True
        )
        context.set_default_timeout(PATIENCE_MS)
        made.append(Visitor(context, live_server.url))
        return made[-1]

    yield make
    troubles = [trouble for someone in made for trouble in someone.troubles]
    for someone in made:
        someone.context.close()
    answer_what_was_asked(live_server.url)
    assert troubles == []


@pytest.fixture
def worker(transactional_db, settings, tmp_path) -> Iterator[subprocess.Popen[bytes]]:
    """The real background worker on the test database."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.FILES_DIR = tmp_path / "files"
    database = connection.settings_dict
    user = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}@"
    url = f"postgresql://{user}/{database['NAME']}?host={quote(database['HOST'])}"
    environment = os.environ | {
        "DATABASE_URL": url + (f"&port={database['PORT']}" if database["PORT"] else ""),
        "CADASTRE_MODE": "test",
        "CADASTRE_FILES_DIR": str(settings.FILES_DIR),
        "DJANGO_SETTINGS_MODULE": "cadastre.settings",
    }
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "db_worker", "--interval", "0.2"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        yield process
        process.terminate()
        process.wait(timeout=20)
