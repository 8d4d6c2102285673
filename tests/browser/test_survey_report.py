"""The report of a result in a browser: it comes up, is searched, and leads to the map and back."""

import time
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Account, Role
from demo.golden import GOLDEN
from demo.stage_files import supply_txt
from importers.formats import read_files
from surveys import result_views, services
from surveys.models import SurveyProject, SurveyResult
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
    found, calls = result_views._found, []

    def slowly(*args):
        calls.append(args)
        time.sleep(2.5)  # longer than the page waits between two questions
        return found(*args)

    monkeypatch.setattr(result_views, "_found", slowly)
    result = delivered(project)
    page = opened(visitor, result)
    expect(page.get_by_role("progressbar")).to_be_visible()
    services.survey_read(result)
    expect(page.get_by_role("tab", name="Findings")).to_be_visible(timeout=10_000)
    assert len(calls) == 1
