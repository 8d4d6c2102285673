"""How far a reading is, as the row of its result says it from moment to moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from importers.formats import read_files
from surveys import services
from surveys.domain.check import registered_checks
from surveys.models import ReadingStep, ResultStatus, SurveyResult
from surveys.reading_progress import ReadingProgress

pytestmark = pytest.mark.django_db

Told = list[tuple[int, str, str]]


@contextmanager
def watched() -> Iterator[Told]:
    """Give what every statement that says progress leaves in the row."""
    told: Told = []

    def look(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith("UPDATE") and '"progress_at" =' in sql:
            told.append(
                SurveyResult.objects.values_list("progress", "progress_step", "progress_note").get()
            )
        return done

    with connection.execute_wrapper(look):
        yield told


def test_a_reading_says_each_step_in_order_and_never_goes_back(delivered, read_here):
    result = delivered()
    with watched() as told:
        services.survey_read(result)
    percents = [percent for percent, _, _ in told]
    assert percents == sorted(percents)
    steps = list(dict.fromkeys(step for _, step, _ in told))
    assert steps == ["opening", "reading", "checking", "keeping"]
    assert {note for _, step, note in told if step == "reading"} == {"勘测定界.txt"}
    assert {note for _, step, note in told if step != "reading"} == {""}
    result.refresh_from_db()
    assert (result.progress, result.progress_step, result.progress_note) == (100, "", "")


def test_the_checks_are_told_as_they_are_run(delivered, read_here):
    result = delivered()
    with watched() as told:
        services.survey_read(result)
    checking = [percent for percent, step, _ in told if step == "checking"]
    assert (checking[0], checking[-1]) == (40, 80)
    assert checking == sorted(set(checking))
    # four fifths of the step are the checks', which are more than its percents
    assert set(range(41, 73)) <= set(checking)
    assert len(registered_checks()) > 40


def test_a_large_file_moves_within_itself(delivered, monkeypatch):
    moments: list[tuple[int, str]] = []

    def read(paths, *, progress, **how):
        for percent in (0, 50, 99):
            progress(percent, paths[0].name)
            row = SurveyResult.objects.get()
            moments.append((row.progress, row.progress_note))
            assert timezone.now() - row.progress_at < timedelta(seconds=60)
        return read_files(paths, **how)

    monkeypatch.setattr("surveys.services.delivery.read_in_child", read)
    services.survey_read(delivered())
    # reading goes from 1 to 40
    assert moments == [(1, "勘测定界.txt"), (20, "勘测定界.txt"), (39, "勘测定界.txt")]


def test_a_reading_that_another_one_ended_says_no_more(checked):
    result = checked()
    ReadingProgress(result.pk).file(50, "迟到.txt")
    result.refresh_from_db()
    assert (result.status, result.progress) == (ResultStatus.CHECKED, 100)
    assert result.progress_note == ""


def test_what_goes_back_is_not_told(delivered):
    result = delivered()
    SurveyResult.objects.filter(pk=result.pk).update(status=ResultStatus.READING)
    told = ReadingProgress(result.pk)
    told.file(80, "甲.txt")
    told.file(10, "乙.txt")
    result.refresh_from_db()
    assert (result.progress, result.progress_note) == (32, "乙.txt")
    assert result.progress_step == ReadingStep.READING
