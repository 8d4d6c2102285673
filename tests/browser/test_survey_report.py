"""The report of a result in a browser: it comes up, is searched, and leads to the map and back."""

import re
import time
from datetime import date

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Account, Role
from demo.golden import GOLDEN
from demo.stage_files import supply_txt
from importers.formats import read_files
from surveys import result_views, services
from surveys.models import ResultFinding, SurveyProject, SurveyResult
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "right-horse-battery"
GOLDEN_TXT = supply_txt(GOLDEN)


@pytest.fixture
def surveyor(transactional_db, settings, tmp_path, monkeypatch) -> Account:
    """A surveyor whose files are read in this process."""
    settings.FILES_DIR = tmp_path / "files"
    monkeypatch.setattr(
        "surveys.services.delivery.read_in_child", lambda paths, **how: read_files(paths, **how)
    )
    factories.sub_district()
    return factories.account("surveyor", Role.SURVEYOR)


@pytest.fixture
def project(surveyor) -> SurveyProject:
    return factories.project(surveyor)


def delivered(project: SurveyProject, content: bytes = GOLDEN_TXT) -> SurveyResult:
    return services.survey_receive(
        project,
        factories.stage("supply"),
        [services.Upload(name="勘测定界.txt", size=len(content), blocks=[content])],
        services.Declaration(surveyed_on=date(2021, 3, 18)),
        by=project.created_by,
        now=timezone.now(),
    )


def opened(visitor, result: SurveyResult, **screen: object) -> Page:
    """Return the page of a result in the surveyor's browser."""
    someone = visitor(**screen)
    someone.sign_in("surveyor", PASSWORD)
    return someone.open(f"/surveys/results/{result.pk}/")


def test_a_report_that_takes_its_time_comes_up_once_the_reading_is_done(
    visitor, project, monkeypatch
):
    found, calls = result_views.found, []

    def slowly(*args):
        calls.append(args)
        time.sleep(2.5)  # longer than the page waits between two questions
        return found(*args)

    monkeypatch.setattr(result_views, "found", slowly)
    result = delivered(project)
    page = opened(visitor, result)
    expect(page.get_by_role("progressbar")).to_be_visible()
    services.survey_read(result)
    expect(page.get_by_role("tab", name="Findings")).to_be_visible()
    assert len(calls) == 1


def test_what_is_read_stands_in_one_column(visitor, project):
    page = opened(visitor, delivered(project))
    parts = [page.locator("main .back"), page.locator("main h1"), page.locator("main .panel")]
    boxes = [part.bounding_box() for part in parts]
    tops = [box["y"] for box in boxes]
    assert tops == sorted(tops)
    assert boxes[2]["width"] > 600
    assert tops[0] < 250


def with_findings(result: SurveyResult, number: int) -> SurveyResult:
    """Give a read result warnings two metres apart; every tenth is an error, the last ones too."""
    ResultFinding.objects.bulk_create(
        ResultFinding(
            result=result,
            position=position,
            code="PA06" if position % 10 else "PA03",
            kind="area_mismatch" if position % 10 else "overlap",
            severity="warning" if position % 10 else "error",
            message_zh=f"问题 {position} 号",
            message_en=f"Finding number {position}.",
            object_key=f"410811001002GB{position:05d}",
            location=Point(432000 + 2 * (position % 15), 3898600 + 2 * (position // 15), srid=4547),
        )
        for position in range(1, number + 1)
    )
    return result


def signs(page: Page):
    return page.locator("#result-map .finding-sign")


@pytest.fixture
def long_report(visitor, project) -> Page:
    """The page of a result with 250 findings, three pages of them."""
    page = opened(visitor, with_findings(services.survey_read(delivered(project)), 250))
    expect(signs(page)).to_have_count(250, timeout=20_000)
    return page


def test_a_sign_on_the_map_leads_to_its_row_on_another_page_of_the_list(long_report):
    page = long_report
    row = page.locator("article.finding", has_text="Finding number 249.")
    expect(row).to_have_count(0)
    page.get_by_role("tab", name="What was checked").click()
    page.locator('.finding-sign[title="Finding number 249."]').dispatch_event("click")
    expect(row).to_be_focused(timeout=20_000)  # two answers of a server that may be busy
    expect(row).to_be_in_viewport()
    expect(row).to_have_class(re.compile("is-selected"))
    sign = page.locator('.finding-sign.is-selected[title="Finding number 249."]')
    expect(sign).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?page=3$"))
    page.reload()
    expect(row).to_be_attached()


def test_a_row_leads_to_its_sign_with_the_keyboard_alone(long_report):
    page = long_report
    row = page.locator("article.finding", has_text="Finding number 20.")
    row.focus()
    page.keyboard.press("Enter")
    chosen = page.locator(".finding-sign.is-selected")
    expect(chosen).to_have_attribute("title", "Finding number 20.")
    expect(chosen).to_be_in_viewport()
    page.keyboard.press("j")
    expect(chosen).to_have_attribute("title", "Finding number 30.")


def test_what_is_searched_is_shown_on_the_map_as_well(long_report):
    page = long_report
    page.get_by_label("Check", exact=True).select_option("PA03")
    expect(signs(page)).to_have_count(25, timeout=20_000)
    expect(page.get_by_text("1 to 25 of 25 found, 250 in all")).to_be_visible()
    page.get_by_label("Code, file or words").fill("number 25")
    page.keyboard.press("Enter")
    expect(signs(page)).to_have_count(1, timeout=20_000)
    expect(page).to_have_url(re.compile(r"\?code=PA03&q=number\+25&page=1$"))
    page.get_by_role("search").get_by_role("link", name="Show all").click()
    expect(signs(page)).to_have_count(250, timeout=20_000)
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("101 to 200 of 250")).to_be_visible()


def test_signs_on_the_map_do_not_stand_between_the_keyboard_and_the_list(long_report):
    focusable = long_report.locator("#result-map .finding-sign[tabindex='0']")
    expect(focusable).to_have_count(0)


def bounds_m(page: Page) -> float:
    """Return how many metres of latitude the map shows."""
    return page.evaluate(
        "(() => { const box = document.querySelector('#result-map').cadastreMap.map.getBounds();"
        " return (box.getNorth() - box.getSouth()) * 111000; })()"
    )


def test_arrows_of_a_boundary_that_lies_elsewhere_do_not_push_it_off_the_map(visitor, project):
    first = services.survey_read(delivered(project))
    reviewer = factories.account("reviewer", Role.REVIEWER, organisation="示例登记中心")
    services.survey_submit(first, by=project.created_by, now=timezone.now())
    services.survey_accept(first, by=reviewer, reason="", now=timezone.now())
    moved = GOLDEN_TXT.replace(b",38986", b",38987")  # 100 m further north
    page = opened(visitor, services.survey_read(delivered(project, moved)))
    expect(page.locator("#result-map")).to_contain_text("J1", timeout=20_000)
    arrows = (
        "[...document.querySelector('#result-map').cadastreMap.layers]"
        ".find(one => one.layer.role === 'shift').group.getLayers().length"
    )
    assert page.evaluate(arrows) > 0
    assert bounds_m(page) < 500


def test_on_a_phone_the_map_stays_in_sight_of_the_findings(visitor, project):
    result = with_findings(services.survey_read(delivered(project)), 30)
    page = opened(visitor, result, width=390, height=844)
    expect(signs(page)).to_have_count(30, timeout=20_000)
    row = page.locator("article.finding", has_text="Finding number 29.")
    row.locator(".finding-message").click()
    chosen = page.locator(".finding-sign.is-selected")
    expect(chosen).to_have_attribute("title", "Finding number 29.")
    expect(chosen).to_be_in_viewport()
    expect(row).to_be_in_viewport()
    frame, text = page.locator(".map-frame"), row.locator(".finding-message")
    over = frame.bounding_box()
    assert over["y"] + over["height"] <= text.bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_of_signs_that_would_lie_upon_each_other_one_is_drawn_whole(long_report):
    page = long_report
    crowded = page.locator("#result-map .finding-sign.is-crowded")
    page.wait_for_function("document.querySelector('#result-map').cadastreMap.started")
    zoom = "document.querySelector('#result-map').cadastreMap.map.setZoom({}, {{ animate: false }})"
    page.evaluate(zoom.format(21))  # two metres are 33 pixels
    expect(crowded).to_have_count(0)
    page.evaluate(zoom.format(12))  # all of them within two pixels: one place, or four at a corner
    expect(crowded).not_to_have_count(0)
    chosen = page.locator('.finding-sign[title="Finding number 20."]')
    assert 246 <= crowded.count() <= 249
    chosen.dispatch_event("click")
    expect(chosen).to_have_class(re.compile("is-selected"))
    widths = page.locator(".finding-mark").evaluate_all(
        "marks => marks.map(mark => mark.getBoundingClientRect().width)"
    )
    whole = widths.count(22)
    assert 250 - crowded.count() <= whole <= 251 - crowded.count()
    assert {round(width) for width in widths} == {9, 22}
