"""The case pages as each role sees them, with the golden case from real files."""

import json
import logging
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, Role
from buildings.models import Unit
from demo.golden import GOLDEN
from parcels.models import Parcel
from registration.models import Case, Holder, Restriction
from registration.services import case_open
from surveys.models import StageDocument
from tests import factories

pytestmark = pytest.mark.django_db

UNIT_CODE = f"{GOLDEN.parcel_code}F00010001"
MOST_QUERIES = 45


@pytest.fixture
def case(golden, registrar) -> Case:
    return case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)


@pytest.fixture
def bare_case(registrar) -> Case:
    """A case on a parcel of which there is a project, and nothing delivered."""
    factories.project(factories.account("firm", Role.SURVEYOR))
    return case_open(factories.PARCEL_CODE, by=registrar, now=factories.NOW)


@pytest.fixture
def office(client, registrar):
    """A browser signed in as the registrar, reading English."""
    client.force_login(registrar)
    client.cookies["django_language"] = "en"
    return client


def page(name: str, case: Case) -> str:
    return reverse(f"registration:{name}", args=[case.number])


def text_of(answer) -> str:
    return answer.content.decode()


def browser_of(client, *roles: Role, districts: tuple[str, ...] = ("410811",)):
    account = factories.account("visitor", *roles, districts=districts)
    client.force_login(account)
    client.cookies["django_language"] = "en"
    return client


# Who may come in


@pytest.mark.parametrize("role", [Role.SURVEYOR, Role.REVIEWER, Role.INTEGRATOR])
@pytest.mark.parametrize("name", ["case", "decision_json", "outcome"])
def test_only_registrars_see_cases(client, bare_case, role, name):
    assert browser_of(client, role).get(page(name, bare_case)).status_code == 403


@pytest.mark.parametrize("role", [Role.SURVEYOR, Role.REVIEWER, Role.INTEGRATOR])
def test_only_registrars_see_the_list_and_open_cases(client, role):
    browser = browser_of(client, role)
    assert browser.get(reverse("registration:case_list")).status_code == 403
    assert browser.get(reverse("registration:case_new")).status_code == 403


def test_without_an_account_one_signs_in_first(client, bare_case):
    answer = client.get(page("case", bare_case))
    assert answer.status_code == 302
    assert reverse("accounts:login") in answer["Location"]


@pytest.mark.parametrize("name", ["case", "decision_json", "outcome"])
def test_a_registrar_of_another_district_finds_no_case(client, bare_case, name):
    browser = browser_of(client, Role.REGISTRAR, districts=("410812",))
    assert browser.get(page(name, bare_case)).status_code == 404


@pytest.mark.parametrize("name", ["adopt", "close"])
def test_a_registrar_of_another_district_cannot_decide(client, bare_case, name):
    browser = browser_of(client, Role.REGISTRAR, districts=("410812",))
    assert browser.post(page(name, bare_case), {"reason": "误开"}).status_code == 404
    assert Case.objects.get().status == "open"


@pytest.mark.parametrize("name", ["adopt", "close"])
def test_deciding_is_never_a_get(office, bare_case, name):
    assert office.get(page(name, bare_case)).status_code == 405
    assert Case.objects.get().status == "open"


# The list


def test_the_list_shows_a_case_with_its_project(office, bare_case):
    shown = text_of(office.get(reverse("registration:case_list")))
    assert bare_case.number in shown
    assert "示例花园" in shown
    assert "1 to 1 of 1" in shown
    assert page("outcome", bare_case) in shown


def test_the_word_of_an_open_case_comes_by_itself(office, case):
    shown = text_of(office.get(page("outcome", case)))
    assert "REUSE_WITH_NOTE" in shown
    assert "Reuse, with notes" in shown


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("?q=示例花园", True),
        ("?q=410811 001002 GB00007", True),
        ("?q=DC-2026", True),
        ("?q=示例花", True),
        ("?q=别处", False),
        ("?status=open", True),
        ("?status=adopted", False),
        ("?status=nonsense", True),
        ("?q=示例花园&status=closed", False),
        ("?page=99", True),
    ],
)
def test_the_list_is_filtered_by_text_and_state(office, bare_case, query, is_listed):
    answer = office.get(reverse("registration:case_list") + query)
    assert answer.status_code == 200
    assert (page("case", bare_case) in text_of(answer)) is is_listed


def test_an_empty_list_says_how_a_case_gets_here(office):
    assert "There is no case yet." in text_of(office.get(reverse("registration:case_list")))


def test_the_list_takes_the_same_queries_however_long_it_is(office, registrar, bare_case):
    address = reverse("registration:case_list")
    with CaptureQueriesContext(connection) as one:
        office.get(address)
    for number in range(21, 41):
        case_open(f"410811001002GB000{number}", by=registrar, now=factories.NOW)
    with CaptureQueriesContext(connection) as many:
        shown = text_of(office.get(address))
    assert len(many) == len(one)
    assert "1 to 21 of 21" in shown


def test_the_list_is_paged(office, registrar):
    for number in range(1, 28):
        case_open(f"410811001002GB000{number:02d}", by=registrar, now=factories.NOW)
    first = text_of(office.get(reverse("registration:case_list") + "?status=open"))
    assert "1 to 25 of 27" in first
    assert "?status=open&amp;page=2" in first
    assert "26 to 27 of 27" in text_of(office.get(reverse("registration:case_list") + "?page=2"))


# A new case


@pytest.mark.parametrize(
    ("typed", "building_number"),
    [
        ("410811 001002 GB00007", ""),
        ("410811001002GB00007F0001", "0001"),
        ("dc-2026-001", ""),
    ],
)
def test_a_case_is_opened_for_a_parcel_a_building_or_a_project(office, typed, building_number):
    factories.project(factories.account("firm", Role.SURVEYOR))
    answer = office.post(reverse("registration:case_new"), {"code": typed})
    case = Case.objects.get()
    assert (case.parcel_code, case.building_number) == (GOLDEN.parcel_code, building_number)
    assert answer.status_code == 302
    assert answer["Location"] == page("case", case)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("410811001002GB0000", "18 characters"),
        ("nothing known", "there is no project “nothing known”"),
        (UNIT_CODE, "the code of one unit"),
        ("410811001002GB00007L0001", "24 characters"),
        ("4108110010O2GB00007", "position 11"),
    ],
)
def test_a_wrong_code_is_answered_at_the_field_with_found_and_expected(office, typed, said):
    answer = office.post(reverse("registration:case_new"), {"code": typed})
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert "Expected: " in text_of(answer)
    assert f'value="{typed}"' in text_of(answer)
    assert not Case.objects.exists()


def test_a_second_open_case_is_refused_with_the_way_to_the_first(office, bare_case):
    answer = office.post(reverse("registration:case_new"), {"code": GOLDEN.parcel_code})
    assert answer.status_code == 409
    assert page("case", bare_case) in text_of(answer)


def test_a_case_outside_the_districts_is_refused_at_the_field(client):
    browser = browser_of(client, Role.REGISTRAR, districts=("410812",))
    answer = browser.post(reverse("registration:case_new"), {"code": GOLDEN.parcel_code})
    assert answer.status_code == 403
    assert "Only a registrar of the district" in text_of(answer)


def test_the_form_is_filled_in_from_the_address(office):
    shown = text_of(office.get(reverse("registration:case_new") + "?code=410811001002GB00007"))
    assert 'value="410811001002GB00007"' in shown


# The workbench


def test_the_workbench_shows_what_is_adopted_and_why(office, case):
    shown = text_of(office.get(page("case", case)))
    assert "No new survey needed: 5 of 5 data reused" in shown
    assert "No survey may be requested." in shown
    for figure in ("2\u202f700.61", "2700.61", "103.38", "109.85", "104.12", "110.66", "428.01"):
        assert figure in shown
    for rule in ("R-01", "R-02A", "R-02B", "R-02C", "R-03", "R-04"):
        assert rule in shown
    assert "三(三)2" in shown
    assert "2.3 cm" in shown
    assert "presale figures do not serve a first registration" in shown
    assert reverse("registration:adopt", args=[case.number]) in shown


def test_the_workbench_speaks_chinese_first(client, registrar, case):
    client.force_login(registrar)
    shown = text_of(client.get(page("case", case)))
    assert "无需重新测绘：5 项数据全部沿用" in shown


def test_each_boundary_point_is_shown_with_its_line_and_shift(office, golden, case):
    answer = office.get(page("case", case))
    row = next(row for row in answer.context["rows"] if row["datum"] == "boundary")
    assert [one["shift"].length_cm for one in row["points"]] == [
        "1.4",
        "1.8",
        "2.3",
        "2.1",
        "1.5",
        "2.1",
    ]
    assert all(one["point"].source_line for one in row["points"])
    file = golden.results.get(stage__base="supply").files.get()
    assert file.sha256 in text_of(answer)
    assert "3898650.120" in text_of(answer)


def test_the_map_lays_the_stages_over_each_other(office, case):
    layers = office.get(page("case", case)).context["map_options"]["layers"]
    by_id = {layer["id"]: layer for layer in layers}
    assert [layer["stage"] for layer in layers if layer["role"] == "staged"] == [
        "supply",
        "planning",
        "completion",
    ]
    arrows = by_id["shifts"]["data"]["features"]
    assert [arrow["properties"]["length_cm"] for arrow in arrows][2] == "2.3"
    assert by_id["shifts"]["exaggeration"] == 200
    first_point = by_id["points"]["data"]["features"][0]["geometry"]["coordinates"]
    start, end = arrows[0]["geometry"]["coordinates"]
    assert start == first_point
    # J1 was measured 12 mm further north and 8 mm further west at completion.
    assert end[1] > start[1]
    assert end[0] < start[0]
    longitude, latitude = first_point
    assert longitude == pytest.approx(113.253272345, abs=1e-8)
    assert latitude == pytest.approx(35.214541057, abs=1e-8)
    adopted = by_id["adopted-boundary"]["data"]["features"][0]["properties"]
    assert (adopted["area_m2"], adopted["land_use_code"]) == ("2700.61", "0701")


def test_the_workbench_of_one_building_leaves_the_others_out(office, golden, registrar):
    case = case_open(GOLDEN.parcel_code, building_number="0001", by=registrar, now=factories.NOW)
    answer = office.get(page("case", case))
    assert answer.status_code == 200
    assert "building 0001" in text_of(answer)


def test_the_workbench_keeps_to_its_queries(office, case):
    with CaptureQueriesContext(connection) as queries:
        office.get(page("case", case))
    assert len(queries) <= MOST_QUERIES


def test_what_is_missing_is_said_and_nothing_can_be_adopted(office, case):
    StageDocument.objects.filter(kind="acceptance_record").update(passed=False)
    shown = text_of(office.get(page("case", case)))
    assert "<strong>joint completion acceptance</strong>" in shown
    assert "SUPPLEMENT" in shown
    assert "Remedy: wait for the step that is under way" in shown
    assert reverse("registration:adopt", args=[case.number]) not in shown


def test_an_overlap_stops_the_case_and_still_shows_the_boundary(office, case):
    neighbour = "410811001002GB00099"
    factories.parcel(neighbour, (factories.rectangle(3_898_640, 432_030),))
    answer = office.get(page("case", case))
    assert f"overlaps current parcels {neighbour}" in text_of(answer)
    assert "must not be adopted" in text_of(answer)
    assert reverse("registration:adopt", args=[case.number]) not in text_of(answer)
    layers = {layer["id"]: layer for layer in answer.context["map_options"]["layers"]}
    assert "adopted-boundary" not in layers
    assert len(layers["points"]["data"]["features"]) == 6


def test_a_case_without_any_result_says_that_everything_is_missing(office, registrar):
    case = case_open("410811001002GB00077", by=registrar, now=factories.NOW)
    answer = office.get(page("case", case))
    assert answer.status_code == 200
    assert answer.context["decision"]["decision"] == "SUPPLEMENT"
    assert "Remedy: a supplementary survey, of this only" in text_of(answer)


# Deciding


def test_adopting_writes_into_the_register_and_leads_there(office, case):
    answer = office.post(page("adopt", case), follow=True)
    assert answer.redirect_chain == [(page("case", case), 302)]
    shown = text_of(answer)
    assert Parcel.objects.get().area_m2 == Decimal("2700.61")
    assert Unit.objects.count() == 4
    assert reverse("parcels:detail", args=[GOLDEN.parcel_code]) in shown
    assert reverse("buildings:building", args=[f"{GOLDEN.parcel_code}F0001"]) in shown
    assert reverse("buildings:unit", args=[UNIT_CODE]) in shown
    assert "This is the decision the registration was made on." in shown
    assert reverse("registration:adopt", args=[case.number]) not in shown


def test_the_decision_of_a_registered_case_stays_as_it_was(office, case):
    before = office.get(page("decision_json", case)).json()
    office.post(page("adopt", case))
    StageDocument.objects.filter(kind="acceptance_record").update(passed=False)
    assert office.get(page("decision_json", case)).json() == before
    assert "SUPPLEMENT" not in text_of(office.get(page("case", case)))


def test_adopting_twice_is_a_conflict_that_changes_nothing(office, case):
    office.post(page("adopt", case))
    answer = office.post(page("adopt", case))
    assert answer.status_code == 409
    assert "is finished" in text_of(answer)
    assert Parcel.objects.count() == 1


def test_what_needs_confirmation_is_not_adopted_without_it(office, case):
    StageDocument.objects.filter(kind="land_contract").update(area_m2="2800.00")
    shown = text_of(office.get(page("case", case)))
    assert 'name="confirmed"' in shown
    refused = office.post(page("adopt", case))
    assert refused.status_code == 409
    assert "need your confirmation" in text_of(refused)
    assert not Parcel.objects.exists()
    assert office.post(page("adopt", case), {"confirmed": "yes"}).status_code == 302
    assert Parcel.objects.get().area_m2 == Decimal("2800.00")


def test_closing_keeps_the_reason(office, bare_case):
    office.post(page("close", bare_case), {"reason": "申请人撤回"})
    shown = text_of(office.get(page("case", bare_case)))
    assert "Closed without registration by registrar" in shown
    assert "申请人撤回" in shown


def test_closing_without_a_reason_is_refused_on_the_page(office, bare_case):
    answer = office.post(page("close", bare_case), {"reason": " "})
    assert answer.status_code == 400
    assert "closed with a reason only" in text_of(answer)
    assert Case.objects.get().status == "open"


def test_the_history_says_who_did_what(office, case):
    office.post(page("adopt", case))
    events = office.get(page("case", case)).context["events"]
    assert [(event.what, event.by.username) for event in events] == [
        ("opened", "registrar"),
        ("adopted", "registrar"),
    ]


def test_the_decision_as_json_is_what_the_program_says(office, case):
    answer = office.get(page("decision_json", case))
    decision = json.loads(answer.content)
    assert decision["decision"] == "REUSE_WITH_NOTE"
    assert decision["adopted"]["units"][0]["built_m2"] == "103.38"
    assert "无需重新测绘" in answer.content.decode()


# Restrictions and holders


def restriction(**words) -> Restriction:
    given = {"object_code": UNIT_CODE, "kind": "seizure", "registered_on": date(2020, 5, 6)}
    return Restriction.objects.create(**given | words)


def restrictions_of(browser, code: str = UNIT_CODE):
    return browser.get(reverse("registration:restrictions", args=[code]))


def test_a_seizure_whose_term_ended_is_still_shown_as_in_force(office):
    restriction(term_ends_on=date(2021, 5, 6))
    restriction(kind="mortgage", object_code=GOLDEN.parcel_code, registered_on=date(2022, 1, 2))
    restriction(kind="easement", lifted_on=date(2023, 2, 3))
    shown = text_of(restrictions_of(office))
    assert "Seizure" in shown
    assert "since 2020-05-06" in shown
    assert "term ended 2021-05-06, not lifted: still in force" in shown
    assert "on the parcel" in shown
    assert "1 lifted restriction" in shown
    assert "2020-05-06 – 2023-02-03" in shown


def test_a_term_that_runs_on_is_said(office):
    restriction(term_ends_on=timezone.localdate() + timedelta(days=800))
    assert "term until" in text_of(restrictions_of(office))


def test_without_a_restriction_that_is_said(office):
    assert "No restriction in force." in text_of(restrictions_of(office, GOLDEN.parcel_code))


@pytest.mark.parametrize(
    ("role", "sees_dates"),
    [(Role.REVIEWER, True), (Role.SURVEYOR, False), (Role.INTEGRATOR, False)],
)
def test_dates_of_restrictions_are_for_the_office(client, role, sees_dates):
    restriction()
    shown = text_of(restrictions_of(browser_of(client, role)))
    assert "Seizure" in shown
    assert ("2020-05-06" in shown) is sees_dates
    assert reverse("registration:holders", args=[UNIT_CODE]) not in shown


@pytest.mark.parametrize(("code", "status"), [("410811", 400), ("410812001002GB00001", 404)])
def test_restrictions_of_no_object_or_a_foreign_one(office, code, status):
    assert restrictions_of(office, code).status_code == status


@pytest.fixture
def holder() -> Holder:
    return Holder.objects.create(object_code=UNIT_CODE, name="张示例", identity_number="演示001")


def test_registrars_see_holders_and_it_is_logged_without_names(office, holder, caplog):
    with caplog.at_level(logging.INFO, logger="registration.views"):
        answer = office.get(reverse("registration:holders", args=[UNIT_CODE]))
    assert "张示例" in text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    assert caplog.messages == [f"holders of {UNIT_CODE} shown to account registrar"]


@pytest.mark.parametrize("role", [Role.SURVEYOR, Role.REVIEWER, Role.INTEGRATOR])
def test_nobody_else_sees_holders(client, holder, role):
    answer = browser_of(client, role).get(reverse("registration:holders", args=[UNIT_CODE]))
    assert answer.status_code == 403
    assert "张示例" not in text_of(answer)


def test_a_registrar_of_another_district_sees_no_holders(client, holder):
    browser = browser_of(client, Role.REGISTRAR, districts=("410812",))
    answer = browser.get(reverse("registration:holders", args=[UNIT_CODE]))
    assert answer.status_code == 404
    assert "张示例" not in text_of(answer)


def test_no_case_page_names_a_holder(office, case, holder: Holder, registrar: Account):
    Holder.objects.create(object_code=GOLDEN.parcel_code, name="李示例")
    for name in ("case", "decision_json"):
        shown = text_of(office.get(page(name, case)))
        assert "张示例" not in shown
        assert "李示例" not in shown
