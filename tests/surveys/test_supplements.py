"""A supplement is a task of the decision; a ground is never taken; what comes back answers it."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed
from demo.golden import GOLDEN
from surveys import selectors, services
from surveys.models import BoundaryDispute, RefusedDemand, ResultKind, ResultStatus, SupplementOrder
from tests import factories
from tests.surveys.conftest import GOLDEN_TXT

pytestmark = pytest.mark.django_db
CODE = GOLDEN.parcel_code
CLAUSE = "焦“放管服”组〔2019〕2号 三(三)1"


def order(by, task_id="boundary_survey", **more) -> SupplementOrder:
    return services.supplement_order(CODE, task_id=task_id, by=by, now=factories.NOW, **more)


def accepted(checked, surveyor, reviewer, **delivery):
    result = checked(**delivery)
    services.survey_submit(result, by=surveyor, now=factories.NOW)
    services.survey_accept(result, by=reviewer, now=factories.NOW)
    return result


def test_a_task_is_ordered_as_the_decision_wrote_it(registrar):
    kept = order(registrar)
    decision = selectors.reuse_decision(CODE, on=timezone.localdate(factories.NOW)).to_dict()
    assert kept.task == decision["tasks"][0]
    assert kept.rule_set == decision["rule_set"]
    assert "nothing more" in kept.task["limit"]["en"]
    with pytest.raises(Conflict, match="ordered already"):
        order(registrar)
    assert SupplementOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("ground", "rule", "clause"),
    [
        ("AREA_INACCURATE", "R-05", CLAUSE),
        ("NO_COORDINATES", "R-05", CLAUSE),
        ("NOT_HANDED_OVER", "R-05", CLAUSE),
        ("原宗地图没有坐标", "R-05", CLAUSE),
        ("没有坐标", "R-05", CLAUSE),
        ("The earlier floor area is inaccurate", "R-05", CLAUSE),
        ("因资料没有移交，请重新测绘", "R-05", CLAUSE),
        ("HABIT", "R-01", "自然资办函〔2019〕753号"),
    ],
)
def test_no_ground_can_be_entered(registrar, ground, rule, clause):
    with pytest.raises(services.GroundRefused) as refused:
        order(registrar, ground=ground)
    assert clause in refused.value.message.zh
    assert clause in refused.value.message.en
    assert "boundary_survey" in refused.value.advice.en
    assert not SupplementOrder.objects.exists()
    logged = RefusedDemand.objects.get()
    assert (logged.ground, logged.rule, logged.demanded_by) == (ground, rule, registrar)


def test_an_order_has_no_place_for_a_ground():
    assert "ground" not in {field.name for field in SupplementOrder._meta.get_fields()}


def test_where_nothing_is_missing_nothing_can_be_ordered(registrar, surveyor, reviewer, checked):
    accepted(checked, surveyor, reviewer)
    with pytest.raises(services.GroundRefused, match="no task 'boundary_survey'") as refused:
        order(registrar)
    assert refused.value.advice.en == "The case needs no survey at all."
    assert RefusedDemand.objects.get().rule == "R-01"


def test_only_the_office_of_the_district_orders(surveyor, integrator):
    far = factories.account("far", Role.REGISTRAR, districts=("410812",))
    for by in (surveyor, integrator, far):
        with pytest.raises(NotAllowed):
            order(by)
    assert not RefusedDemand.objects.exists()


def test_what_comes_back_answers_the_order_when_it_is_accepted(
    registrar, surveyor, reviewer, checked
):
    kept = order(registrar)
    house = order(registrar, "house_survey")
    result = checked()
    kept.refresh_from_db()
    assert kept.answered_by is None
    services.survey_submit(result, by=surveyor, now=factories.NOW)
    services.survey_accept(result, by=reviewer, now=factories.NOW)
    kept.refresh_from_db()
    house.refresh_from_db()
    assert kept.answered_by == house.answered_by == result  # with a boundary it is land alone
    assert kept.answered_at == factories.NOW


def test_acceptance_and_its_answer_are_one_transaction(
    registrar, surveyor, reviewer, checked, monkeypatch
):
    kept = order(registrar)
    result = checked()
    services.survey_submit(result, by=surveyor, now=factories.NOW)

    def broken(*args, **named):
        raise RuntimeError("the wire was cut")

    monkeypatch.setattr("surveys.services.supplements.reuse_decision", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        services.survey_accept(result, by=reviewer, now=factories.NOW)
    result.refresh_from_db()
    kept.refresh_from_db()
    assert result.status == ResultStatus.SUBMITTED
    assert kept.answered_by is None


def test_an_answer_has_its_time(registrar, surveyor, reviewer, checked):
    kept = order(registrar)
    with pytest.raises(IntegrityError, match="supplement_order_answer_has_its_time"):
        SupplementOrder.objects.filter(pk=kept.pk).update(answered_at=factories.NOW)


# Over REST and on the command line


def post(client, by, **words):
    client.force_login(by)
    return client.post(
        "/api/v1/supplements/", {"parcel_code": CODE, **words}, content_type="application/json"
    )


def test_over_rest_a_task_is_ordered_and_a_ground_refused_with_its_clause(client, registrar):
    answer = post(client, registrar, task_id="boundary_survey", ground="NO_COORDINATES")
    assert answer.status_code == 409
    assert answer.json()["code"] == "ground_refused"
    assert CLAUSE in answer.json()["message"]["zh"]
    ordered = post(client, registrar, task_id="boundary_survey")
    assert ordered.status_code == 201
    assert ordered.json()["task"]["task_id"] == "boundary_survey"
    assert post(client, registrar, task_id="boundary_survey").status_code == 409


def test_over_rest_a_surveyor_orders_nothing(client, surveyor):
    assert post(client, surveyor, task_id="boundary_survey").status_code == 403


def run(*words: str) -> str:
    out = StringIO()
    call_command("supplement", CODE, *words, stdout=out)
    return out.getvalue()


def test_on_the_command_line_a_ground_is_answered_with_its_clause(registrar):
    with pytest.raises(CommandError, match="资料没有移交") as refused:
        run("--task", "boundary_survey", "--ground", "NOT_HANDED_OVER", "--by", "registrar")
    assert CLAUSE in str(refused.value)
    said = run("--task", "boundary_survey", "--by", "registrar")
    assert "界址测量" in said
    assert "boundary survey" in said
    with pytest.raises(CommandError, match="there is none of that name"):
        run("--task", "boundary_survey", "--by", "nobody")


# Disputes


def test_while_a_line_is_in_dispute_the_case_stands_still(registrar, surveyor, reviewer, checked):
    accepted(checked, surveyor, reviewer)
    since = timezone.localdate(factories.NOW)
    dispute = services.dispute_enter(
        CODE, line="J2-J3", since=since, by=registrar, now=factories.NOW
    )
    decision = selectors.reuse_decision(CODE)
    assert decision.outcome.value == "BLOCK"
    assert [block.kind for block in decision.blocks] == ["dispute"]
    later = factories.NOW + timedelta(days=4)
    services.dispute_end(dispute, on=since + timedelta(days=3), by=registrar, now=later)
    assert selectors.reuse_decision(CODE).blocks == ()
    with pytest.raises(Conflict, match="ended already"):
        services.dispute_end(dispute, on=since + timedelta(days=4), by=registrar, now=later)


def test_a_dispute_names_its_line_and_a_day_that_has_come(registrar, surveyor):
    today = timezone.localdate(factories.NOW)
    for line, since in ((" ", today), ("J1-J2", today + timedelta(days=1))):
        with pytest.raises(InvalidInput):
            services.dispute_enter(CODE, line=line, since=since, by=registrar, now=factories.NOW)
    with pytest.raises(NotAllowed):
        services.dispute_enter(CODE, line="J1-J2", since=today, by=surveyor, now=factories.NOW)
    dispute = services.dispute_enter(
        CODE, line="J1-J2", since=today, by=registrar, now=factories.NOW
    )
    for on in (today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(InvalidInput, match="between the first"):
            services.dispute_end(dispute, on=on, by=registrar, now=factories.NOW)
    with pytest.raises(IntegrityError, match="boundary_dispute_ends_after_it_began"):
        BoundaryDispute.objects.filter(pk=dispute.pk).update(ended_on=today - timedelta(days=1))


# Every accepted result counts


def test_surveys_of_one_stage_that_are_no_corrections_all_count(
    checked, surveyor, reviewer, project
):
    first = accepted(checked, surveyor, reviewer, kind_code="demarcation")
    second = accepted(checked, surveyor, reviewer, kind_code="parcel-survey")
    corrected = accepted(checked, surveyor, reviewer, kind_code="demarcation")
    pending = checked(kind_code="demarcation")
    evidence = selectors.case_evidence(CODE)
    assert [(row.result_id, row.kind, row.audit.value) for row in evidence.results] == [
        (str(corrected.pk), "demarcation", "accepted"),
        (str(second.pk), "parcel-survey", "accepted"),
        (str(pending.pk), "demarcation", "waiting"),
    ]
    assert str(first.pk) not in {row.result_id for row in evidence.results}


def test_results_of_every_project_on_the_parcel_count(checked, surveyor, reviewer):
    first = accepted(checked, surveyor, reviewer)
    other = factories.project(surveyor, number="DC-2026-002")
    result = services.survey_receive(
        other,
        factories.stage("supply"),
        [services.Upload("界址.txt", len(GOLDEN_TXT), [GOLDEN_TXT])],
        services.Declaration(surveyed_on=date(2021, 5, 1)),
        by=surveyor,
        now=factories.NOW,
    )
    evidence = selectors.case_evidence(CODE)
    assert {row.result_id for row in evidence.results} == {str(first.pk), str(result.pk)}


def test_kinds_of_result_are_those_of_the_day(project):
    factories.stage("supply")
    today = date(2026, 1, 1)
    ResultKind.objects.filter(code="demarcation").update(valid_to=today)
    ResultKind.objects.filter(code="parcel-survey").update(valid_from=today)

    def kinds(on: date) -> set[str]:
        (supply,) = [stage for stage in selectors.stages_in_force(on) if stage.code == "supply"]
        return {kind.code for kind in supply.kinds.all()}

    assert kinds(today - timedelta(days=1)) == {"demarcation"}
    assert kinds(today) == {"parcel-survey"}
