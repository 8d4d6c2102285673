"""A supplement as a story: a boundary measured elsewhere, ordered again, come back, registered."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Account
from demo.stage_files import write_stage_files
from demo.unhappy import Delivering, People, project_with_papers
from demo.unhappy_sites import MEASURED_ELSEWHERE
from surveys.models import SurveyProject
from tests import factories
from tests.browser.test_story import (
    PASSWORD,
    menu,
    people,
    reviewer_accepts_one,
    surveyor_uploads,
)

__all__ = ["people"]  # a fixture that pytest finds by its name

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SITE = MEASURED_ELSEWHERE.development


def delivered(folder: Path) -> SurveyProject:
    """Deliver and accept the supply, and a completion whose J3 and J4 lie 1.5 m further south."""
    accounts = {one.username: one for one in Account.objects.all()}
    who = People(*(accounts[name] for name in ("surveyor", "reviewer", "registrar", "registrar")))
    project = project_with_papers(MEASURED_ELSEWHERE, who, now=factories.NOW)
    Delivering(who, folder, now=factories.NOW).accepted(project, SITE, "supply", "completion")
    return project


def registrar_orders_what_is_missing(page: Page, base: str) -> str:
    """Open the case; one task can be ordered, with no word of why. Return the case's address."""
    page.goto(f"{base}/cases/new/?code={SITE.parcel_code}")
    page.locator("main form").get_by_role("button").last.click()
    panel = page.locator("#supplement")
    expect(panel).to_contain_text("points J3, J4")
    expect(panel).to_contain_text("This and nothing more")
    expect(panel.locator("[name=ground]")).to_have_count(0)
    panel.get_by_role("button", name="Order this survey").click()
    expect(page.locator("#supplement")).to_contain_text("waits for an accepted result")
    expect(page.locator("#adopt")).to_be_disabled()
    return page.url


def registrar_enters_a_dispute_and_ends_it(page: Page) -> None:
    """While the neighbour disputes a side, the case is stopped."""
    page.locator("#supplement").get_by_text("Enter a dispute").click()
    page.fill("#supplement [name=line]", "J2-J3")
    page.fill("#supplement [name=since]", "2026-11-01")
    page.fill("#supplement [name=about]", "东邻称围墙越界（演示）")
    page.get_by_role("button", name="Enter the dispute").click()
    expect(page.locator(".verdict")).to_contain_text("Stopped")
    page.fill("#supplement [name=on]", "2026-11-02")
    page.get_by_role("button", name="End the dispute").click()
    expect(page.locator(".verdict")).not_to_contain_text("Stopped")


def surveyor_measures_again(page: Page, address: str, files: list[Path]) -> None:
    """Deliver what was ordered, and nothing else is asked for."""
    surveyor_uploads(page, address, "completion", files, SITE.completion_on.isoformat())
    expect(page.locator(".decision-bar")).to_contain_text("Hand to review")
    page.get_by_role("button", name="Hand to review").click()
    expect(page.locator(".decision-bar")).to_contain_text("another person")


def registrar_finds_it_answered_and_registers(page: Page, case: str) -> None:
    """The order is answered by the accepted result, and the case can be registered."""
    page.goto(case)
    expect(page.locator("#supplement")).to_contain_text("Came back")
    expect(page.locator("#supplement")).to_contain_text("No survey may be ordered in this case.")
    for box in page.locator("main input[name=confirmed]").all():
        box.check()
    page.get_by_role("button", name="Adopt into the register").click()
    expect(page.locator(".case-bar")).to_contain_text("Registered by")


def test_a_supplement_is_ordered_comes_back_and_is_registered(visitor, worker, people, tmp_path):
    project = delivered(tmp_path / "before")
    again = write_stage_files(
        tmp_path / "again",
        development=replace(SITE, completion_boundary=SITE.supply_boundary),
    )
    surveyor, reviewer, registrar = (visitor() for _ in range(3))

    office = registrar.sign_in("registrar", PASSWORD)
    case = registrar_orders_what_is_missing(office, registrar.base)
    registrar_enters_a_dispute_and_ends_it(office)

    desk = surveyor.sign_in("surveyor", PASSWORD)
    menu(desk, "Surveys")
    address = f"{surveyor.base}/surveys/projects/{project.pk}/"
    files = [file.path for file in again if file.stage == "completion"]
    surveyor_measures_again(desk, address, files)

    reviewer_accepts_one(reviewer.sign_in("reviewer", PASSWORD))
    registrar_finds_it_answered_and_registers(office, case)
