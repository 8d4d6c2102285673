"""A warning is let pass by a reviewer, with a reason that stays; the report stays what it was."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from cadastre.models import AuditEntry
from surveys import services
from surveys.domain.report import Scope
from surveys.domain.report_compare import match, partners
from surveys.models import FindingWaiver, ResultFinding, ResultStatus
from surveys.result_report import kept_report
from surveys.waivers import earlier_waivers, waivers_as_dict
from tests import factories

pytestmark = pytest.mark.django_db
REASON = "界址点已实地核对。"
FIRST = 900


def finding(result, position=FIRST, *, severity="warning", key="示例宗地", found="1.23"):
    return ResultFinding.objects.create(
        result=result,
        position=position,
        code="PA06",
        kind="area_mismatch",
        severity=severity,
        object_key=key,
        file="勘测定界.txt",
        field="面积",
        found=found,
        message_zh="面积相差 1.23 m²。",
        message_en="The areas differ by 1.23 m².",
    )


@pytest.fixture
def in_review(checked, surveyor):
    """Deliver, read, add findings, and hand in; returns the result."""

    def make(*keys: str, found="1.23"):
        result = checked()
        for number, key in enumerate(keys, start=FIRST):
            finding(result, number, key=key, found=found)
        services.survey_submit(result, by=surveyor, now=factories.NOW)
        return result

    return make


def waive(result, position=FIRST, *, by, reason=REASON):
    return services.finding_waive(result, position, reason=reason, by=by, now=factories.NOW)


def test_the_reason_stays_with_who_and_when_and_the_journal_tells_it(in_review, reviewer):
    result = in_review("甲")
    waiver = waive(result, by=reviewer, reason=f"  {REASON}\n")
    waiver.refresh_from_db()
    assert (waiver.reason, waiver.waived_by, waiver.waived_at) == (REASON, reviewer, factories.NOW)
    assert (waiver.code, waiver.object_key, waiver.found) == ("PA06", "甲", "1.23")
    entry = AuditEntry.objects.get(action="finding.waive")
    assert (entry.actor, entry.objects_named) == ("reviewer", [str(result.pk)])
    assert entry.details["position"] == FIRST


def test_only_a_reviewer_who_did_not_upload_it_waives(
    in_review, surveyor, registrar, other_firm, reviewer
):
    result = in_review("甲")
    for who in (surveyor, registrar, other_firm):
        with pytest.raises(NotAllowed):
            waive(result, by=who)
    surveyor.roles = ["surveyor", "reviewer"]
    surveyor.save()
    with pytest.raises(NotAllowed):
        waive(result, by=surveyor)
    reviewer.districts = ["410802"]
    with pytest.raises(NotAllowed):
        waive(result, by=reviewer)
    assert not FindingWaiver.objects.exists()


@pytest.mark.parametrize("reason", ["", " \n\t", "很" * (services.LONGEST_REASON + 1)])
def test_no_waiver_without_a_reason_of_some_length(in_review, reviewer, reason):
    with pytest.raises(InvalidInput):
        waive(in_review("甲"), by=reviewer, reason=reason)


def test_neither_errors_nor_information_nor_nothing_is_waived(in_review, reviewer):
    result = in_review("甲")
    finding(result, 950, severity="error")
    finding(result, 951, severity="information")
    for position in (950, 951):
        with pytest.raises(Conflict):
            waive(result, position, by=reviewer)
    with pytest.raises(NotFound):
        waive(result, 999, by=reviewer)
    waive(result, by=reviewer)
    with pytest.raises(Conflict, match="already"):
        waive(result, by=reviewer)


def test_only_while_it_waits_for_review(checked, in_review, reviewer):
    early = checked()
    finding(early)
    with pytest.raises(Conflict):
        waive(early, by=reviewer)
    late = in_review("甲")
    services.survey_accept(late, by=reviewer, now=factories.NOW)
    with pytest.raises(Conflict):
        waive(late, by=reviewer)


def test_the_database_keeps_waivers_and_refuses_those_that_may_not_be(in_review, reviewer):
    result = in_review("甲", "乙")
    waiver = waive(result, by=reviewer)
    error = finding(result, 950, severity="error")
    acts = (
        lambda: FindingWaiver.objects.filter(pk=waiver.pk).update(reason="另一个理由"),
        lambda: FindingWaiver.objects.filter(pk=waiver.pk).delete(),
        lambda: _row(result, error.position, reviewer),
        lambda: _row(result, FIRST + 1, result.uploaded_by),
        lambda: _row(result, FIRST + 1, reviewer, reason=" "),
        lambda: _row(result, FIRST, reviewer),
    )
    for act in acts:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert FindingWaiver.objects.get().reason == REASON


def _row(result, position, by, reason=REASON):
    FindingWaiver.objects.create(
        result=result, position=position, code="PA06", kind="area_mismatch",
        reason=reason, waived_by=by, waived_at=factories.NOW,
    )  # fmt: skip


def test_a_result_with_open_warnings_may_still_be_accepted(in_review, reviewer):
    result = in_review("甲", "乙")
    waive(result, by=reviewer)
    services.survey_accept(result, by=reviewer, now=factories.NOW)
    assert result.status == ResultStatus.ACCEPTED
    assert list(result.waivers.values_list("position", flat=True)) == [FIRST]


def test_a_new_version_starts_without_waivers_and_each_is_confirmed_again(in_review, reviewer):
    first = in_review("甲", "乙", "丙")
    given = waive(first, by=reviewer)
    waive(first, FIRST + 1, by=reviewer)
    services.survey_return(first, by=reviewer, reason="请补测丙。", now=factories.NOW)
    second = in_review("甲", "丁", found="1.30")  # 乙, 丙 are fixed; the value of 甲 moved
    assert not second.waivers.exists()
    before = earlier_waivers(second)
    at = second.findings.get(position=FIRST)
    assert before == {at.pk: given}
    told = waivers_as_dict(second)
    assert (told["waivers"], [one["position"] for one in told["to_confirm"]]) == ([], [FIRST])
    confirmed = waive(second, by=reviewer, reason=given.reason)
    assert confirmed.confirms == given
    told = waivers_as_dict(second)
    assert [one["confirms_version"] for one in told["waivers"]] == [first.version]
    assert told["to_confirm"] == []
    assert waive(second, FIRST + 1, by=reviewer).confirms is None


def test_partners_are_those_the_comparison_calls_still_there():
    names = ("code", "kind", "object", "file", "field", "found")
    old = [dict(zip(names, row, strict=True)) for row in ("aaaaab", "aaaaaa", "aaaaaa", "bbbbbb")]
    new = [dict(zip(names, row, strict=True)) for row in ("aaaaaa", "aaabaa", "aaaaac", "cccccc")]

    def value(each, name):
        return each[name]

    pairs = partners(old, new, value=value)
    matched = match(old, new, value=value)
    assert {id(later) for _, later in pairs} == {id(later) for later in matched.still}
    assert {id(early) for early, _ in pairs} | {id(early) for early in matched.gone} == set(
        map(id, old)
    )
    assert [(old.index(a), new.index(b)) for a, b in pairs if a is not old[2]] == [(1, 0), (0, 2)]


def test_the_report_itself_never_changes_and_pages_carry_a_part_beside_it(in_review, reviewer):
    result = in_review("甲")
    browser = Client()
    browser.force_login(reviewer)
    json_of, html_of, pdf_of, beside = (
        reverse(f"surveys:{name}", args=[result.pk])
        for name in ("result_report", "report_html", "report_pdf", "waivers_json")
    )
    before = kept_report(result, Scope.REGISTER), browser.get(json_of).content
    plain, printed = browser.get(html_of).content, browser.get(pdf_of).content
    answer = browser.post(
        reverse("surveys:finding_waive", args=[result.pk, FIRST]), {"reason": REASON}
    )
    assert (answer.status_code, answer.url.endswith(f"#finding-{FIRST}")) == (302, True)
    assert (kept_report(result, Scope.REGISTER), browser.get(json_of).content) == before
    page = browser.get(html_of, {"lang": "zh"}).content
    assert REASON.encode() in page
    assert REASON.encode() not in plain
    assert "已豁免的警告" in page.decode()
    assert browser.get(pdf_of).content != printed
    assert json.loads(browser.get(beside).content)["waivers"][0]["reason"] == REASON


def test_who_may_waive_sees_the_button_and_nobody_else(in_review, reviewer, surveyor):
    result = in_review("甲")
    for who, sees in ((reviewer, True), (surveyor, False)):
        browser = Client()
        browser.force_login(who)
        page = browser.get(reverse("surveys:result", args=[result.pk])).content.decode()
        assert ("/waive/" in page) is sees
    answer = browser.post(
        reverse("surveys:finding_waive", args=[result.pk, FIRST]), {"reason": REASON}
    )
    assert answer.status_code == 403


def test_the_api_lists_and_waives(in_review, reviewer, surveyor):
    result = in_review("甲")
    address = reverse("api-result-waivers", args=[result.pk])
    browser = Client()
    browser.force_login(surveyor)
    assert browser.get(address).json() == {"waivers": [], "to_confirm": []}
    body = {"position": FIRST, "reason": REASON}
    assert browser.post(address, body).status_code == 403
    browser.force_login(reviewer)
    assert browser.post(address, {"position": FIRST}).status_code == 400
    answer = browser.post(address, body)
    assert (answer.status_code, answer.json()["waived_by"]) == (201, "reviewer")
    assert browser.post(address, body).status_code == 409
    detail = browser.get(reverse("api-survey-result", args=[result.pk])).json()
    assert detail["findings"][-1]["position"] == FIRST
