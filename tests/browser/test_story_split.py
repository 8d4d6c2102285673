"""A split as a story: a line drawn on the map, put right by hand, entered by another, looked up.

And once with no map at all: with the keyboard, on a phone's width.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house
from tests.parcels.test_changes import EAST, EIGHT, NINE, NORTH, SEVEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "right-horse-battery"
REGISTRY = "示例登记中心"
SPLIT = f"/cases/parcels/{SEVEN}/change/split/"


@pytest.fixture
def office(transactional_db):
    """A parcel of 30 m by 20 m with a house, and two registrars."""
    for name in ("registrar", "registrar2"):
        factories.account(name, Role.REGISTRAR, organisation=REGISTRY)
    factories.parcel()
    house()


def northing(page: Page, row: int):
    return page.locator("#act-rows tr").nth(row).locator("[name=northing_m]")


def easting(page: Page, row: int):
    return page.locator("#act-rows tr").nth(row).locator("[name=easting_m]")


def clicks_a_line_on_the_map(page: Page) -> None:
    """Two clicks on the map, beyond the northern and the southern side, become two rows."""
    there = page.locator("#act-map")
    expect(there.locator("path.leaflet-interactive").first).to_be_visible()
    page.wait_for_function("document.querySelector('#act-map').cadastreMap?.started")
    box = there.bounding_box()
    across = box["x"] + box["width"] * 0.58
    page.mouse.click(across, box["y"] + box["height"] * 0.04)
    expect(northing(page, 0)).not_to_have_value("")
    page.mouse.click(across, box["y"] + box["height"] * 0.96)
    expect(northing(page, 1)).not_to_have_value("")
    effect = page.locator("#effect")
    expect(effect).to_contain_text("Result 2")
    expect(effect).to_contain_text("computed: not a surveyed point")


def types_the_surveyed_coordinates(page: Page) -> None:
    """The line of the survey runs 26 m from the western side: 520 m² and 80 m²."""
    for row, north in enumerate((NORTH, NORTH - 20)):
        northing(page, row).fill(f"{north}.000")
        easting(page, row).fill(f"{EAST + 26}.000")
        easting(page, row).press("Tab")
    results = page.locator("#effect-results")
    for words in ("520.00", "80.00"):
        expect(results).to_contain_text(words)
    expect(page.locator("#effect")).to_contain_text("The register would take this change")
    expect(page.locator("#effect")).to_contain_text("on the side J1–J2")
    expect(page.locator(f"[name='place-{BUILDING_CODE}']")).to_have_value("1")


def confirms(page: Page) -> None:
    page.fill("#id_reason", "分户")
    page.fill("#id_title", "分割测量")
    page.click("#confirm")
    expect(page.get_by_role("heading", name="Prepared:")).to_be_visible()
    expect(page.locator("main")).to_contain_text("520.00")


def test_a_parcel_is_split_by_a_drawn_line_and_its_history_shows_it(visitor, office):
    first, second = visitor(), visitor()
    desk = first.sign_in("registrar", PASSWORD)
    first.open(f"/register/parcels/{SEVEN}/")
    desk.get_by_role("link", name="Change", exact=True).click()
    desk.get_by_role("link", name="Split").click()
    clicks_a_line_on_the_map(desk)
    types_the_surveyed_coordinates(desk)
    confirms(desk)
    number = re.search(r"/cases/(BG\d+)/change/", desk.url).group(1)

    first.open(f"/cases/{number}/")
    for move in ("Hand over to examination", "Examined: pass on to entry"):
        desk.get_by_role("button", name=move).click()
    book = second.sign_in("registrar2", PASSWORD)
    second.open(f"/cases/{number}/change/")
    book.get_by_role("button", name="Register this change").click()
    expect(book).to_have_url(re.compile(rf"/cases/{number}/$"))

    second.open(f"/register/codes/{SEVEN}/")
    drawing = book.locator("svg.lineage-drawing")
    expect(drawing.locator("a")).to_have_count(3)
    expect(drawing.locator("path.step-split")).to_have_count(2)
    expect(book.locator(".code-state")).to_contain_text("retired")
    drawing.locator(f"a[aria-label='{NINE}']").click()
    expect(book).to_have_url(re.compile(NINE))
    second.open(f"/register/parcels/{EIGHT}/")
    expect(book.locator("main")).to_contain_text("520.00")
    expect(book.locator("main")).to_contain_text("GB00008")


def test_a_line_through_the_house_is_refused_and_stays_typed(visitor, office):
    someone = visitor()
    page = someone.sign_in("registrar", PASSWORD)
    someone.open(SPLIT)
    for row, north in enumerate((NORTH, NORTH - 20)):
        northing(page, row).fill(f"{north}.000")
        easting(page, row).fill(f"{EAST + 12}.000")
    page.fill("#id_reason", "分户")
    page.fill("#id_title", "分割测量")
    page.click("#confirm")
    expect(page.locator("#refusal")).to_contain_text(BUILDING_CODE)
    expect(easting(page, 0)).to_have_value(f"{EAST + 12}.000")
    expect(page.locator("#id_reason")).to_have_value("分户")


def test_it_works_with_the_keyboard_on_a_phone(visitor, office):
    someone = visitor(width=390, height=800, locale="zh-CN")
    page = someone.sign_in("registrar", PASSWORD)
    someone.open(SPLIT)
    northing(page, 0).focus()
    for text in (f"{NORTH}.000", f"{EAST + 26}.000"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the button that removes the row
    page.keyboard.press("Tab")  # past the number of the second point
    for text in (f"{NORTH - 20}.000", f"{EAST + 26}.000"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.locator("#effect")).to_contain_text("照此可以登簿")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
