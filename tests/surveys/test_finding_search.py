"""Many findings: searched, turned over page by page, found again from a sign on the map."""

import pytest
from django.test import Client
from django.urls import reverse

from surveys.finding_search import FindingSearch, search_asked
from surveys.models import ResultFinding, SurveyResult
from tests.surveys.conftest import GOLDEN_TXT

pytestmark = pytest.mark.django_db

MANY = 1250
PLACE = "SRID=4547;POINT(432030 3898620)"


@pytest.fixture
def office(client, surveyor) -> Client:
    client.force_login(surveyor)
    return client


def fill(result: SurveyResult) -> SurveyResult:
    """Give a result errors of one check and warnings of another, each of an object of its own.

    Of every five findings one is an error; positions go by the order they were found in.
    """
    ResultFinding.objects.bulk_create(
        ResultFinding(
            result=result,
            position=position,
            code="PA06" if position % 5 else "PA03",
            kind="area_mismatch" if position % 5 else "overlap",
            severity="warning" if position % 5 else "error",
            message_zh=f"宗地 {position} 的面积不符",
            message_en=f"The area of parcel {position} does not agree",
            object_key=f"410811001002GB{position:05d}",
            file="一期.txt" if position % 2 else "二期.txt",
            location=PLACE,
        )
        for position in range(1, MANY + 1)
    )
    return result


@pytest.fixture
def many(checked) -> SurveyResult:
    return fill(checked())


def shown(office: Client, result: SurveyResult, **asked: object) -> dict[str, object]:
    """Return the context of the page, the same that the list alone shows."""
    page = office.get(reverse("surveys:result", args=[result.pk]), asked)
    alone = office.get(reverse("surveys:result_found", args=[result.pk]), asked)
    assert positions(page.context) == positions(alone.context)
    assert alone.content.decode() in page.content.decode().replace("\r", "")
    return page.context


def positions(context) -> list[int]:
    return [one.row.position for group in context["groups"] for one in group.findings]


def test_pages_hold_a_hundred_each_and_the_worst_come_first(office, many):
    first = shown(office, many)
    assert positions(first) == list(range(5, 505, 5))
    assert (first["page"].paginator.num_pages, first["page"].paginator.count) == (13, MANY)
    assert positions(shown(office, many, page=3))[:60] == [
        *range(1005, 1255, 5),
        *range(1, 5),
        *range(6, 10),
        11,
        12,
    ]
    assert len(positions(shown(office, many, page=13))) == 50
    assert positions(shown(office, many, page=99)) == positions(shown(office, many, page=13))


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"severity": "error"}, 250),
        ({"code": "PA06"}, 1000),
        ({"code": "PA06", "severity": "error"}, 0),
        ({"q": "二期"}, 625),
        ({"q": "410811 001002 GB00077"}, 1),
        ({"q": "宗地 77 的"}, 1),
        ({"q": "parcel 77 does"}, 1),
        ({"q": "no such thing"}, 0),
        ({"q": "%"}, 0),
        ({"severity": "'; drop", "code": "../", "since": "old", "page": "x"}, MANY),
    ],
)
def test_what_is_searched_is_found(office, many, asked, number):
    context = shown(office, many, **asked)
    assert context["page"].paginator.count == number
    assert context["finding_total"] == MANY


def test_checks_that_found_something_are_offered_with_their_titles_and_numbers(office, many):
    checks = {code: (title, number) for code, title, number in shown(office, many)["checks"]}
    assert set(checks) == {"PA03", "PA06"}
    assert checks["PA03"][1] == 250
    assert many.outcomes.get(code="PA03").title_zh == checks["PA03"][0]


def test_what_is_new_since_the_last_version_is_told_apart(office, checked):
    first = fill(checked())
    first.findings.filter(position__gt=1000).delete()
    second = fill(checked(GOLDEN_TXT + b"\r\n"))
    new = shown(office, second, since="new")
    assert new["page"].paginator.count == 250
    assert min(positions(new)) > 1000
    assert shown(office, second, since="still")["page"].paginator.count == 1000
    assert shown(office, first, since="still")["page"].paginator.count == 1000  # nothing before it


def test_a_finding_is_reached_on_whichever_page_it_is(office, many):
    context = shown(office, many, at=1249)
    assert context["page"].number == 13
    assert context["at"] == f"finding-{many.findings.get(position=1249).pk}"
    assert context["map_options"]["selected"] == context["at"]
    within = shown(office, many, at=1250, severity="error")
    assert (within["page"].number, within["search"].severity) == (3, "error")


def test_a_finding_the_search_leaves_out_is_reached_without_the_search(office, many):
    context = shown(office, many, at=1249, severity="error")
    assert (context["search"].severity, context["page"].number) == ("", 13)
    assert shown(office, many, at=99999)["at"] == ""
    assert shown(office, many, at="１")["at"] == ""


def test_the_map_shows_what_the_list_shows(office, many):
    url = reverse("surveys:findings_layer", args=[many.pk])
    found = {
        one["properties"]["position"]
        for one in office.get(url, {"severity": "warning", "page": 10}).json()["features"]
    }
    page = positions(shown(office, many, severity="warning", page=10))
    assert set(page) <= found
    assert len(found) == 500
    assert all(position % 5 for position in found)
    context = shown(office, many, severity="warning", page=10)
    assert context["layer_url"] == f"{url}?severity=warning&page=10"


def test_findings_with_no_place_are_not_on_the_map(office, many):
    many.findings.exclude(position=5).update(location=None)
    url = reverse("surveys:findings_layer", args=[many.pk])
    (only,) = office.get(url).json()["features"]
    assert only["properties"]["position"] == 5


def test_a_short_list_is_not_burdened_with_a_search(office, checked):
    result = checked(GOLDEN_TXT.replace(b"7,0.2701", b"9,0.2801"))
    html = office.get(reverse("surveys:result", args=[result.pk])).content.decode()
    assert 'role="search"' not in html.partition("<main")[2]


def test_an_address_holds_no_more_than_was_asked():
    search = search_asked({"severity": "error", "q": " a&b\0 ", "page": "2"})
    assert search == FindingSearch(severity="error", words="a&b", page=2)
    assert search.query == "severity=error&q=a%26b"
    assert not search_asked({}).narrows


@pytest.mark.parametrize(("most", "shown"), [(6, True), (5, False)])
def test_points_are_drawn_at_first_where_they_do_not_hide_the_boundary(
    office, checked, monkeypatch, most, shown
):
    monkeypatch.setattr("surveys.result_map.MOST_POINTS_DRAWN", most)
    page = office.get(reverse("surveys:result", args=[checked().pk]))
    (points,) = (
        layer for layer in page.context["map_options"]["layers"] if layer["role"] == "point"
    )
    assert points["visible"] is shown


@pytest.mark.parametrize(("found", "offered"), [("waiheke_parcels, roads", True), ("", False)])
def test_who_sends_layers_nobody_knows_is_led_to_the_field_mapping(office, checked, found, offered):
    """A file with layers was read and nothing in it known; a TXT without parcels has no fields."""
    result = checked()
    ResultFinding.objects.create(
        result=result,
        position=1,
        code="FI09",
        kind="no_objects",
        severity="error",
        message_zh="没有读到任何宗地",
        message_en="No parcel was found",
        found=found,
    )
    html = office.get(reverse("surveys:result", args=[result.pk])).content.decode()
    mapping = reverse("surveys:mapping", args=[result.project.organisation_id])
    assert (f'href="{mapping}"' in html) is offered
    assert ("在此说明一次其含义" in html) is offered
