"""The case list and its neighbours: lights, filters, views, export, API, commands, office pages."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from registration.case_rows import clock_shown
from registration.clocks import Light, light_shown, lights_as_condition, office_clock
from registration.domain.case import CaseKind, Move
from registration.models import Case, CaseView, OfficeYear, StepDuty, TimeLimit
from registration.selectors import SORTS, Asked, cases_listed, light_counts
from registration.services import case_move, case_open
from surveys.models import SurveyProject
from tests import factories

pytestmark = pytest.mark.django_db

NOW = factories.NOW
MOST_QUERIES = 14
LIST = "/cases/"


@pytest.fixture
def office(client, registrar):
    """A browser signed in as the registrar, reading English."""
    client.force_login(registrar)
    client.cookies["django_language"] = "en"
    return client


def opened(number: int, registrar, *, kind=CaseKind.FIRST, days_ago: float = 0) -> Case:
    return case_open(
        f"410811001002GB{number:05d}",
        kind=kind,
        by=registrar,
        now=timezone.now() - timedelta(days=days_ago),
    )


@pytest.fixture
def three(registrar) -> dict[str, Case]:
    """One case that is over, one whose clock stands, one that began today, and a project."""
    factories.project(factories.account("firm", Role.SURVEYOR))
    over = opened(7, registrar, days_ago=30)
    stands = opened(8, registrar, kind=CaseKind.CORRECTION)
    fresh = opened(9, registrar, kind=CaseKind.CORRECTION)
    stands = case_move(
        stands,
        Move.STOP,
        by=registrar,
        now=timezone.now(),
        stop="announcement",
        reason="公告十五个工作日",
    )
    return {"over": over, "stands": stands, "ok": fresh}


def numbers(answer) -> list[str]:
    return [row.case.number for row in answer.context["rows"]]


# Lights


def test_lights_are_the_same_in_python_and_in_the_database(three):
    now = timezone.now()
    for case in Case.objects.all():
        light = light_shown(case, now=now)
        for word in (Light.OK, Light.NEAR, Light.OVER, Light.STANDS, Light.NO_CALENDAR):
            found = Case.objects.filter(lights_as_condition(word, now=now), pk=case.pk).exists()
            assert found is (word is light), (case.number, light, word)


def test_each_light_is_counted_and_filtered(office, three, registrar):
    counts = light_counts(registrar, now=timezone.now())
    assert (counts["over"], counts["stands"], counts["mine"]) == (1, 1, 3)
    for light in ("over", "stands"):
        assert numbers(office.get(LIST, {"light": light})) == [three[light].number]


def test_what_is_over_comes_first_and_says_by_how_much(office, three):
    answer = office.get(LIST)
    assert numbers(answer)[0] == three["over"].number
    first = answer.context["rows"][0].clock
    assert first.left < 0
    assert "over" in first.left_words.en
    assert "已超" in first.left_words.zh


def test_left_is_counted_in_working_days(registrar):
    case = case_open(factories.PARCEL_CODE, by=registrar, now=NOW)
    shown = [
        clock_shown(case, clock=office_clock(), now=NOW + timedelta(days=days)).left
        for days in (0, 1, 3, 4, 6, 7)
    ]
    assert shown == [3, 2, 0, -1, -1, -2]  # Mon, Tue, Thu, Fri, Sun, Mon


def test_a_day_off_after_the_end_is_over_too(registrar):
    """Opened on Tuesday the 3rd, due on Friday the 6th; the 7th is a Saturday."""
    case = case_open(factories.PARCEL_CODE, by=registrar, now=NOW + timedelta(days=1))
    shown = clock_shown(case, clock=office_clock(), now=NOW + timedelta(days=5))
    assert (shown.light, shown.left) == (Light.OVER, 0)
    assert shown.left_words.en == "over by less than a working day"


# Filters, order, pages


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ({"kind": "first"}, {"over"}),
        ({"kind": "correction", "light": "stands"}, {"stands"}),
        ({"step": "acceptance"}, {"over", "stands", "ok"}),
        ({"step": "entry"}, set()),
        ({"who": "mine"}, {"over", "stands", "ok"}),
        ({"q": "示例花园"}, {"over"}),
        ({"status": "withdrawn"}, set()),
        ({"light": "nonsense", "kind": "1'--", "sort": "evil"}, {"over", "stands", "ok"}),
    ],
)
def test_the_list_is_filtered(office, three, query, which):
    found = set(numbers(office.get(LIST, query)))
    assert found == {three[name].number for name in which}


@pytest.mark.parametrize("sort", [f"{way}{word}" for word in SORTS for way in ("", "-")])
def test_the_list_is_sorted_both_ways(office, three, sort):
    assert len(numbers(office.get(LIST, {"sort": sort}))) == 3


def test_the_other_way_round_is_the_other_way_round(office, three):
    there = numbers(office.get(LIST, {"sort": "place"}))
    assert numbers(office.get(LIST, {"sort": "-place"})) == there[::-1]


def test_mine_are_also_those_i_stand_in_for(three, registrar):
    other = factories.account("registrar2", Role.REGISTRAR)
    Case.objects.filter(pk=three["ok"].pk).update(handler=other, backup=registrar)
    Case.objects.filter(pk=three["stands"].pk).update(handler=other)
    found = cases_listed(registrar, Asked(who="mine"), now=timezone.now())
    assert set(found) == {three["over"], three["ok"]}


def test_the_list_keeps_to_its_queries(office, three):
    with CaptureQueriesContext(connection) as queries:
        office.get(LIST)
    assert len(queries) <= MOST_QUERIES


def test_a_list_of_a_year_without_calendar_says_so(office, registrar):
    now = datetime(2026, 12, 30, 1, tzinfo=UTC)
    case_open(factories.PARCEL_CODE, by=registrar, now=now)
    shown = office.get(LIST, {"light": "no_calendar"}).content.decode()
    assert "The office calendar has no 2027" in shown


# Views and export


def test_a_filter_is_kept_under_a_name_and_dropped(office, three, registrar):
    answer = office.post(
        reverse("registration:view_keep"), {"name": "我的更正", "query": "kind=correction&page=3"}
    )
    assert answer["Location"] == "/cases/?kind=correction"
    view = CaseView.objects.get()
    assert (view.account, view.query) == (registrar, "kind=correction")
    assert "我的更正" in office.get(LIST).content.decode()
    office.post(reverse("registration:view_drop"), {"view": view.pk})
    assert not CaseView.objects.exists()


def test_views_are_one_accounts_own(office, registrar):
    other = factories.account("registrar2", Role.REGISTRAR)
    view = CaseView.objects.create(account=other, name="别人的", query="kind=first")
    assert "别人的" not in office.get(LIST).content.decode()
    office.post(reverse("registration:view_drop"), {"view": view.pk})
    assert CaseView.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 41])
def test_a_view_without_a_name_is_refused(office, name):
    answer = office.post(reverse("registration:view_keep"), {"name": name, "query": "kind=first"})
    assert answer.status_code == 400


def test_the_export_holds_the_filtered_list_and_no_formula(office, three):
    project = three["over"].parcel_code
    SurveyProject.objects.filter(parcel_code=project).update(name="=1+1")
    answer = office.get(reverse("registration:case_export"), {"kind": "first"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (head, row) = list(csv.reader(io.StringIO(text)))
    line = dict(zip(head, row, strict=True))
    assert line["Case"] == three["over"].number
    assert line["Light"] == "over"
    assert line["Project"] == "'=1+1"
    assert line["Parcel code"] == factories.PARCEL_CODE


# Moving on the pages


def test_a_move_is_posted_from_the_page_and_seen_in_the_history(office, three):
    case = three["ok"]
    answer = office.post(
        reverse("registration:move", args=[case.number]),
        {"move": "hand_over", "revision": case.revision, "request": "f1"},
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.step == "examination"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"move": "adopt"}, 400),
        ({"move": "stop", "stop": "holiday", "reason": "忙"}, 400),
        ({"move": "pass"}, 409),
        ({"move": "hand_over", "revision": "99"}, 409),
        ({"move": "request_supplement", "reason": "缺", "materials": "survey_report"}, 400),
    ],
)
def test_a_refused_move_is_said_on_the_workbench(office, three, form, status):
    case = three["ok"]
    answer = office.post(reverse("registration:move", args=[case.number]), form)
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    case.refresh_from_db()
    assert (case.step, case.revision) == ("acceptance", 0)


def test_the_materials_page_offers_only_what_may_be_asked_for(office, three):
    case = opened(11, three["over"].opened_by)
    shown = office.get(reverse("registration:materials", args=[case.number])).content.decode()
    assert 'name="materials" value="identity"' in shown
    assert 'name="materials" value="survey_report"' not in shown
    assert "三(一)1" in shown


def test_a_material_is_received_and_a_stranger_is_none(office, three):
    case = three["ok"]
    address = reverse("registration:material_receive", args=[case.number])
    assert office.post(address, {"material": "identity", "reference": "2"}).status_code == 302
    assert case.materials.get(kind="identity").reference == "2"
    assert office.post(address, {"material": "repair_fund"}).status_code == 400


def test_a_case_is_given_away_on_its_page(office, three, registrar):
    other = factories.account("registrar2", Role.REGISTRAR)
    case = three["ok"]
    address = reverse("registration:assign", args=[case.number])
    assert office.post(address, {"handler": other.pk, "backup": registrar.pk}).status_code == 302
    case.refresh_from_db()
    assert (case.handler, case.backup) == (other, registrar)
    assert office.post(address, {"handler": "0"}).status_code == 400
    assert office.post(address, {"handler": other.pk, "backup": other.pk}).status_code == 400


@pytest.mark.parametrize(
    "name", ["move", "materials", "material_receive", "extract", "assign", "case_export"]
)
def test_other_roles_and_districts_come_to_none_of_it(client, three, name):
    arguments = [] if name == "case_export" else [three["ok"].number]
    address = reverse(f"registration:{name}", args=arguments)
    posts = name not in ("materials", "case_export")
    for role, districts, status in (
        (Role.REVIEWER, ("410811",), 403),
        (Role.REGISTRAR, ("410812",), 404),
    ):
        client.force_login(factories.account(f"{role}-{name}", role, districts=districts))
        answer = client.post(address) if posts else client.get(address)
        if name == "case_export" and status == 404:
            assert b"".join(answer.streaming_content).count(b"\n") == 1
        else:
            assert answer.status_code == status


# The office's pages


def test_the_calendar_says_what_is_missing_and_takes_a_year(office):
    address = reverse("registration:calendar")
    days = "2027-01-01 休 元旦\n2027-02-08 休 春节\n2027-02-09 休 春节"
    asked = {"year": "2027", "source": "测试文号", "lines": days}
    refused = office.post(address, asked | {"lines": "2027-01-01 放假"})
    assert refused.status_code == 400
    assert "Line 1" in refused.content.decode()
    assert "2027-01-01 放假" in refused.content.decode()
    assert office.post(address, asked).status_code == 302
    shown = office.get(address, {"year": "2027"}).content.decode()
    assert "测试文号" in shown
    assert "2027-02-08" in shown


@pytest.mark.parametrize("year", ["x", "99999", "²²²²", ""])
def test_a_year_that_is_none_shows_this_one(office, year):
    assert office.get(reverse("registration:calendar"), {"year": year}).status_code == 200


def test_limits_are_shown_with_clause_and_standing(office):
    shown = office.get(reverse("registration:limits")).content.decode()
    assert "焦“放管服”组〔2019〕2号 二" in shown
    assert "from memory, not checked" in shown
    assert "附件2 五(一)" in shown


# Programs


def test_the_api_lists_cases_as_the_page_does(office, three):
    answer = office.get("/api/v1/cases/", {"light": "over"}).json()
    assert answer["count"] == 1
    (told,) = answer["results"]
    assert told["number"] == three["over"].number
    assert told["clock"]["light"] == "over"
    assert told["clock"]["promised"]["cites"] == "焦“放管服”组〔2019〕2号 二"


def test_the_api_opens_once_moves_and_tells(office):
    body = {"parcel_code": factories.PARCEL_CODE, "kind": "correction"}
    key = {"headers": {"Idempotency-Key": "one"}, "content_type": "application/json"}
    first = office.post("/api/v1/cases/", body, **key)
    again = office.post("/api/v1/cases/", body, **key)
    assert (first.status_code, again.json()["number"]) == (201, first.json()["number"])
    assert office.post("/api/v1/cases/", body, content_type="application/json").status_code == 409
    address = f"/api/v1/cases/{first.json()['number']}/"
    assert office.get(address).json()["moves"][0] == "hand_over"
    stop = {"move": "stop", "stop": "investigation", "reason": "实地调查", "revision": 0}
    told = office.post(f"{address}moves/", stop, content_type="application/json").json()
    assert (told["pause"], told["clock"]["light"]) == ("stopped", "stands")
    assert told["stops"][0]["cites"].endswith("附件2 五(二)")
    assert [event["what"] for event in told["history"]] == ["opened", "stopped"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"move": "fly"}, 400),
        ({"move": "adopt"}, 400),
        ({"move": "pass"}, 409),
        ({"move": "hand_over", "revision": 9}, 409),
        ({"move": "stop", "stop": "x", "reason": "y"}, 400),
    ],
)
def test_the_api_refuses_in_both_languages(office, three, body, status):
    address = f"/api/v1/cases/{three['ok'].number}/moves/"
    answer = office.post(address, body, content_type="application/json")
    assert answer.status_code == status
    assert set(answer.json()["message"]) == {"zh", "en"}


def test_the_api_is_for_registrars_of_the_district(client, three):
    address = f"/api/v1/cases/{three['ok'].number}/"
    client.force_login(factories.account("integrator", Role.INTEGRATOR))
    assert client.get("/api/v1/cases/").status_code == 403
    client.force_login(factories.account("far", Role.REGISTRAR, districts=("410812",)))
    assert client.get("/api/v1/cases/").json()["count"] == 0
    assert client.get(address).status_code == 404
    assert client.post(f"{address}moves/", {"move": "hand_over"}).status_code == 404


def test_the_command_lists_what_is_over(three, capsys):
    call_command("cases", "--overdue", "--json")
    told = json.loads(capsys.readouterr().out)
    assert [case["number"] for case in told] == [three["over"].number]
    call_command("cases")
    assert "3 件 cases" in capsys.readouterr().out


def test_the_command_enters_a_year_from_a_file(tmp_path, capsys):
    days = tmp_path / "2027.txt"
    days.write_text("2027-01-01 休\n2027-02-08 休\n2027-02-09 休\n", encoding="utf-8")
    call_command("office_calendar", "2027", "--file", str(days), "--source", "测试")
    assert OfficeYear.objects.get(year=2027).source == "测试"
    days.write_text("nothing", encoding="utf-8")
    for wrong in (days, tmp_path / "none.txt"):
        with pytest.raises(CommandError):
            call_command("office_calendar", "2027", "--file", str(wrong))


def test_a_limit_and_a_duty_are_set_on_the_offices_page(office, registrar):
    address = reverse("registration:limits")
    limit = {
        "set": "limit",
        "item": "land_first",
        "scope": "410811",
        "step": "examination",
        "level": "promised",
        "amount": "2",
        "unit": "working_day",
        "valid_from": "2026-11-01",
        "document": "本中心〔2026〕1号",
    }
    assert office.post(address, limit).status_code == 302
    assert TimeLimit.objects.get(step="examination").amount == 2
    for wrong, status in (
        ({"scope": "320102"}, 403),
        ({"scope": "4"}, 400),
        ({"amount": "-1"}, 400),
        ({"document": " "}, 400),
    ):
        assert office.post(address, limit | wrong).status_code == status
    duty = {"set": "duty", "scope": "410811", "step": "entry", "handler": registrar.pk}
    assert office.post(address, duty).status_code == 302
    assert StepDuty.objects.get().handler == registrar
    assert office.post(address, duty | {"backup": registrar.pk}).status_code == 400
    assert office.post(address, duty | {"scope": "320102"}).status_code == 403
    assert office.post(address, {}).status_code == 400
