"""What was delivered, on the page of its result: the same file twice, and very many points."""

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import SurveyResult
from tests.openapi import described
from tests.surveys.conftest import GOLDEN_TXT
from tests.surveys.test_api import DELIVER, caller
from tests.surveys.test_views import text_of

pytestmark = pytest.mark.django_db

UNCHANGED = "本次提交的文件以前都交过"


@pytest.fixture
def office(client, surveyor) -> Client:
    client.force_login(surveyor)
    return client


def page_of(office: Client, result: SurveyResult) -> str:
    return text_of(office.get(reverse("surveys:result", args=[result.pk])))


def later(result: SurveyResult, before: SurveyResult) -> SurveyResult:
    """Let a result have come after another: the time of tests stands still."""
    SurveyResult.objects.filter(pk=before.pk).update(uploaded_at="2020-01-01T00:00:00Z")
    return result


def test_the_same_file_under_another_name_is_recognised(office, checked):
    first = checked()
    again = later(checked(name="改正后.txt"), first)
    said = page_of(office, again)
    assert "与供地 v1 的“勘测定界.txt”是同一文件" in said
    assert UNCHANGED in said
    assert "是同一文件" not in page_of(office, first)
    assert UNCHANGED not in page_of(office, first)


def test_the_api_says_it_as_it_describes_it(checked, surveyor):
    first = checked()
    again = later(checked(name="改正后.txt"), first)
    told = {one: caller(surveyor).get(f"{DELIVER}{one.pk}/").json() for one in (first, again)}
    for answer in told.values():
        described("SurveyResultAnswer").validate(answer)
    assert told[first]["files"][0]["delivered_before"] is None
    assert told[again]["files"][0]["delivered_before"] == {
        "result": str(first.pk),
        "stage": "supply",
        "version": 1,
        "name": "勘测定界.txt",
    }


def test_a_changed_file_is_another_file(office, checked):
    first = checked()
    said = page_of(office, later(checked(GOLDEN_TXT + b"\r\n"), first))
    assert "是同一文件" not in said
    assert UNCHANGED not in said


def test_of_very_many_points_the_first_are_shown_and_how_many_there_are(
    office, checked, monkeypatch
):
    monkeypatch.setattr("surveys.result_views.POINTS_SHOWN", 4)
    said = page_of(office, checked())
    assert "界址点原始坐标（6 点）" in said
    assert "显示 4 个点，共 6 个；全部点见文件" in said
    assert "432056.600" in said  # J4
    assert "432057.370" not in said  # J5


def test_few_points_are_all_shown(office, checked):
    assert "全部点见文件" not in page_of(office, checked())
