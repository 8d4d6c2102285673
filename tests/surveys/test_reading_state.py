"""Unread results: what the page may say of them, and which are queued again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import Role
from surveys import checking, services
from surveys.models import ResultStatus, SurveyResult
from surveys.reading_state import READING_TASK, Phase, left_unread, reading_state
from surveys.tasks import read_result
from tests import factories
from tests.surveys.test_services import receive

pytestmark = pytest.mark.django_db

NOW = factories.NOW
LONG = 300


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def result() -> SurveyResult:
    surveyor = factories.account("surveyor", Role.SURVEYOR)
    return receive(factories.project(surveyor), surveyor)


def job(result: SurveyResult, status: TaskResultStatus, *, age: int, started: int | None = None):
    made = DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {"result_id": str(result.pk)}},
        task_path=READING_TASK,
        backend_name="default",
        run_after=NOW,
        started_at=None if started is None else NOW - timedelta(seconds=started),
        finished_at=NOW if status == TaskResultStatus.FAILED else None,
    )
    DBTaskResult.objects.filter(pk=made.pk).update(enqueued_at=NOW - timedelta(seconds=age))


def aged(result: SurveyResult, seconds: int) -> SurveyResult:
    SurveyResult.objects.filter(pk=result.pk).update(uploaded_at=NOW - timedelta(seconds=seconds))
    result.refresh_from_db()
    return result


def test_the_task_is_the_one_the_queue_is_asked_for():
    assert read_result.module_path == READING_TASK


@pytest.mark.parametrize(
    ("status", "age", "started", "phase", "seconds"),
    [
        (TaskResultStatus.READY, 9, None, Phase.QUEUED, 9),
        (TaskResultStatus.READY, 4000, None, Phase.QUEUED, 4000),
        (TaskResultStatus.RUNNING, 4000, 20, Phase.RUNNING, 20),
        (TaskResultStatus.RUNNING, 4000, LONG, Phase.STOPPED, LONG),
        (TaskResultStatus.FAILED, 9, 8, Phase.STOPPED, 0),
        (TaskResultStatus.SUCCESSFUL, 9, 8, Phase.STOPPED, 0),
    ],
)
def test_the_state_is_what_the_newest_job_says(result, status, age, started, phase, seconds):
    aged(result, 5000)
    job(result, TaskResultStatus.FAILED, age=4500, started=4400)
    job(result, status, age=age, started=started)
    DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL).update(finished_at=NOW)
    state = reading_state(result, now=NOW)
    assert (state.phase, state.seconds) == (phase, seconds)


def test_a_long_reading_that_still_tells_progress_has_not_stopped(result):
    job(aged(result, 5000), TaskResultStatus.RUNNING, age=4000, started=3000)
    SurveyResult.objects.filter(pk=result.pk).update(progress_at=NOW - timedelta(seconds=7))
    result.refresh_from_db()
    state = reading_state(result, now=NOW)
    assert (state.phase, state.seconds) == (Phase.RUNNING, 7)
    SurveyResult.objects.filter(pk=result.pk).update(progress_at=NOW - timedelta(seconds=LONG))
    result.refresh_from_db()
    assert reading_state(result, now=NOW).stopped


def test_a_result_that_never_got_a_job_is_waited_for_and_then_given_up(result):
    assert reading_state(aged(result, LONG - 1), now=NOW).phase == Phase.QUEUED
    assert reading_state(aged(result, LONG), now=NOW).phase == Phase.STOPPED


@pytest.mark.parametrize(("seconds", "said"), [(15, False), (16, True)])
def test_after_some_seconds_it_is_said_that_nobody_came(result, seconds, said):
    aged(result, seconds)
    job(result, TaskResultStatus.READY, age=seconds)
    assert reading_state(result, now=NOW).nobody_came is said


def test_a_job_of_another_result_says_nothing(result):
    other = receive(result.project, result.uploaded_by)
    job(other, TaskResultStatus.FAILED, age=0)
    assert reading_state(result, now=NOW).phase == Phase.QUEUED


def test_a_killed_workers_result_is_queued_and_read_again(result):
    SurveyResult.objects.filter(pk=result.pk).update(status=ResultStatus.READING, progress=40)
    aged(result, 400)
    job(result, TaskResultStatus.RUNNING, age=400, started=399)
    assert left_unread(older_than_seconds=400, now=NOW) == []
    assert left_unread(older_than_seconds=399, now=NOW) == [result]


def test_the_command_has_the_lost_read_and_leaves_the_rest(
    result, django_capture_on_commit_callbacks
):
    SurveyResult.objects.filter(pk=result.pk).update(status=ResultStatus.READING, progress=40)
    waiting = receive(result.project, result.uploaded_by)
    job(waiting, TaskResultStatus.READY, age=0)
    out = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("requeue_unread", "--older-than", "0", stdout=out)
    assert "1" in out.getvalue()
    result.refresh_from_db()
    waiting.refresh_from_db()
    assert (result.status, result.progress) == (ResultStatus.CHECKED, 100)
    assert waiting.status == ResultStatus.RECEIVED


def test_what_takes_its_worker_down_each_time_is_not_read_for_ever(
    result, django_capture_on_commit_callbacks
):
    """Four lost readings are tried again; the fifth ends in a report that says so."""
    SurveyResult.objects.filter(pk=result.pk).update(status=ResultStatus.READING, progress=40)
    twin = aged(receive(result.project, result.uploaded_by), 20)
    aged(result, 20)
    for turn in range(5):
        job(result, TaskResultStatus.RUNNING, age=9 - turn, started=9 - turn)
        if turn:
            job(twin, TaskResultStatus.RUNNING, age=9 - turn, started=9 - turn)
    out = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("requeue_unread", "--older-than", "0", stdout=out)
    assert "Results queued again: 1." in out.getvalue()
    assert "Given up after 5 readings, as their reports say: 1." in out.getvalue()
    for each in (result, twin):
        each.refresh_from_db()
        assert (each.status, each.progress) == (ResultStatus.CHECKED, 100)
    assert [finding.kind for finding in result.findings.all()] == ["reader_stopped"]
    assert not result.parcels.exists()
    assert twin.parcels.count() == 1


def test_the_command_says_nothing_when_nothing_was_lost(result):
    job(result, TaskResultStatus.READY, age=0)
    out = StringIO()
    call_command("requeue_unread", stdout=out)
    assert out.getvalue() == ""


def test_one_queued_twice_is_read_once(result):
    first = read_result.call(result_id=str(result.pk))
    findings = list(result.findings.values_list("pk", flat=True))
    outcomes = list(result.outcomes.values_list("pk", flat=True))
    assert first == ResultStatus.CHECKED
    assert read_result.call(result_id=str(result.pk)) == ResultStatus.CHECKED
    assert list(result.findings.values_list("pk", flat=True)) == findings
    assert list(result.outcomes.values_list("pk", flat=True)) == outcomes
    assert outcomes


def test_of_two_readers_at_once_the_report_of_the_first_stands(result, monkeypatch):
    check = checking.check_delivery

    def overtaken(delivery, *, result):
        monkeypatch.setattr(checking, "check_delivery", check)
        services.survey_read(result)
        return check(delivery, result=result)

    monkeypatch.setattr(checking, "check_delivery", overtaken)
    services.survey_read(result)
    assert result.status == ResultStatus.CHECKED
    assert result.parcels.count() == 1
    assert result.outcomes.count() == result.outcomes.distinct("code").count()
