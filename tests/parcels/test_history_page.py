"""The page of a parcel's code through time: its drawing, its states, its versions.

One history for all: parcel 7 of 600 m² is split on day 1 into 8 (200 m²) and 9 (400 m²), those are
merged on day 2 into 10, and 10 gets another address on day 3.
"""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from accounts.models import Role
from parcels.changes import Correction, parcel_retire, parcel_split, parcels_correct, parcels_merge
from parcels.models import Parcel
from parcels.selectors import content_of
from tests import factories
from tests.parcels.test_changes import EAST, EIGHT, NINE, SEVEN, TEN, act, halves, rectangle

pytestmark = pytest.mark.django_db

ENGLISH = {"Accept-Language": "en"}


def page_of(code: str) -> str:
    return reverse("buildings:code", args=[code])


@pytest.fixture
def registrar(client):
    account = factories.account("registrar", Role.REGISTRAR)
    client.force_login(account)
    return account


@pytest.fixture
def history(registrar):
    """Parcel 7 became 8 and 9, and those became 10."""
    factories.parcel()
    parcel_split(SEVEN, halves(), act(1, reason="分户"))
    parcels_merge([EIGHT, NINE], rectangle(EAST, 30), act(2, reason="合户"))


def told(client, code: str, **query: str) -> str:
    answer = client.get(page_of(code), query, headers=ENGLISH)
    assert answer.status_code == 200
    return answer.content.decode()


def boxes(page: str) -> dict[str, str]:
    """Return the state of each code in the drawing."""
    found = re.findall(r'aria-label="([0-9A-Z]{19})"><g class="box is-(\w+)', page)
    return dict(found)


def states(page: str) -> str:
    (state,) = re.findall(r'class="code-state is-(\w+)"', page)
    return state


def test_every_code_of_the_lineage_is_a_box_that_leads_to_its_page(client, history):
    page = told(client, SEVEN)
    assert boxes(page) == {
        SEVEN: "retired",
        EIGHT: "retired",
        NINE: "retired",
        TEN: "confirmed",
    }
    for code in (SEVEN, EIGHT, NINE, TEN):
        assert f'<a href="{page_of(code)}" aria-label="{code}">' in page


def test_each_step_is_a_line_and_each_act_a_label(client, history):
    """Two steps of the split, two of the merger; each act is written once with its day."""
    page = told(client, SEVEN)
    assert len(re.findall(r'<path class="step step-split"', page)) == 2
    assert len(re.findall(r'<path class="step step-merge"', page)) == 2
    labels = re.findall(r'class="step-label"[^>]*>(.*?)</text>', page, re.S)
    assert [re.sub(r"\s+", " ", label).strip() for label in labels] == [
        "split 2026-11-03",
        "merged 2026-11-04",
    ]


def test_boxes_stand_from_left_to_right_in_time(client, history):
    page = told(client, TEN)
    lefts = {
        code: float(left)
        for code, left in re.findall(
            r'aria-label="([0-9A-Z]{19})">.*?<rect x="([0-9.]+)"', page, re.S
        )
    }
    assert lefts[SEVEN] < lefts[EIGHT] == lefts[NINE] < lefts[TEN]


@pytest.mark.parametrize(
    ("code", "drawn"),
    [
        (SEVEN, {SEVEN, EIGHT, NINE, TEN}),
        (EIGHT, {SEVEN, EIGHT, TEN}),
        (TEN, {SEVEN, EIGHT, NINE, TEN}),
    ],
)
def test_what_a_code_came_from_and_became_is_drawn_and_itself_marked(client, history, code, drawn):
    """A sibling is neither: of the two halves each draws the whole before and the whole after."""
    page = told(client, code)
    assert set(boxes(page)) == drawn
    (asked,) = re.findall(r'aria-label="([0-9A-Z]{19})"><g class="box is-\w+ is-asked"', page)
    assert asked == code


def test_what_stands_for_a_retired_code_is_named_for_today_and_for_a_day(client, history):
    page = told(client, SEVEN)
    assert states(page) == "retired"
    assert "Today there stand for it:" in page
    then = told(client, SEVEN, at="2026-11-03")
    assert "On that day there stood for it:" in then
    standing = then.split("On that day there stood for it:")[1].split("</p>")[0]
    assert page_of(EIGHT) in standing
    assert page_of(NINE) in standing
    assert page_of(TEN) not in standing


def test_the_drawing_is_of_the_day_that_is_asked_for(client, history):
    page = told(client, TEN, at="2026-11-03")
    found = boxes(page)
    assert (found[SEVEN], found[EIGHT]) == ("retired", "confirmed")
    assert found.get(TEN) != "confirmed"
    assert f'{page_of(EIGHT)}?at=2026-11-03"' in page


def test_a_corrected_version_stays_readable_beside_the_right_one(client, history):
    wrong = Parcel.objects.current().get()
    right = replace(content_of(wrong), address="示例路2号")
    parcels_correct([Correction(wrong.pk, right)], act(3, reason="地址有误"))
    page = told(client, TEN)
    corrected = re.findall(r'<tr class="is-corrected">(.*?)</tr>', page, re.S)
    assert len(corrected) == 1
    assert f"?version={wrong.pk}" in corrected[0]
    assert "taken back by a correction" in corrected[0]
    assert "示例路1号" in page
    assert "示例路2号" in page
    now = Parcel.objects.current().get()
    assert f"?version={now.pk}" in page
    # A correction is no step of the lineage: the code is the same.
    assert len(re.findall(r'<path class="step ', page)) == 4
    shown = client.get(reverse("parcels:detail", args=[TEN]), {"version": wrong.pk})
    assert "示例路1号" in shown.content.decode()


def test_a_parcel_that_came_from_none_and_became_none_says_so(client, registrar):
    factories.parcel()
    page = told(client, SEVEN)
    assert "This code came from no other and was followed by none." in page
    assert '<svg class="lineage-drawing"' not in page
    assert "first entry" in page


def test_a_retired_parcel_keeps_its_history(client, registrar):
    factories.parcel()
    parcel_retire(SEVEN, act(1, reason="灭失"))
    page = told(client, SEVEN)
    assert states(page) == "retired"
    assert page.count("first entry") == 1


@pytest.mark.parametrize("code", [TEN, f"{TEN}F0001", f"{TEN}F00010001"])
def test_an_unknown_code_is_not_found(client, registrar, code):
    factories.parcel()
    assert client.get(page_of(code)).status_code == 404


@pytest.mark.parametrize("code", ["x", "410811001002KB00007", SEVEN[:-1]])
def test_what_is_no_code_is_refused(client, registrar, code):
    assert client.get(page_of(code)).status_code == 400


def test_a_day_that_is_none_is_refused(client, history):
    assert client.get(page_of(SEVEN), {"at": "yesterday"}).status_code == 400


def test_codes_of_other_districts_are_not_there(client, history):
    client.force_login(factories.account("far", Role.REGISTRAR, districts=("410802",)))
    assert client.get(page_of(SEVEN)).status_code == 404


def test_the_page_is_complete_in_chinese(client, history):
    page = client.get(page_of(SEVEN), headers={"Accept-Language": "zh-hans"}).content.decode()
    for words in ("分割", "合并", "今日", "首次记载"):
        assert words in page, words
