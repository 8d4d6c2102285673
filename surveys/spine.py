"""The spine of a project: its stages on one line, each with what counts and what is to be done."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Account
from surveys.domain.evidence import BaseStage
from surveys.figures import Figures, figures_of
from surveys.models import ResultStatus, Stage, SurveyProject, SurveyResult
from surveys.reading_state import UNREAD
from surveys.selectors import counting, results_seen_by


@dataclass(frozen=True, slots=True)
class Version:
    """One delivery of a stage with its figures."""

    result: SurveyResult
    figures: Figures


@dataclass(frozen=True, slots=True)
class StageEntry:
    """One stage of a project: its deliveries, newest first, and the one that counts."""

    stage: Stage
    versions: tuple[Version, ...]

    @property
    def counts(self) -> Version | None:
        """Return the version that counts: the newest accepted, else the newest."""
        best = counting([version.result for version in self.versions])
        return next((version for version in self.versions if version.result == best), None)

    @property
    def newest(self) -> SurveyResult | None:
        """Return the newest delivery."""
        return self.versions[0].result if self.versions else None

    @property
    def step(self) -> str:
        """Return what comes next: ``deliver``, ``wait``, ``correct``, ``submit``, ``review``, ….

        ``correct`` also for a returned result; ``done`` when the newest one is accepted.
        """
        newest = self.newest
        if newest is None:
            return "deliver"
        if newest.status in UNREAD:
            return "wait"
        if newest.status == ResultStatus.CHECKED:
            return "correct" if newest.error_count else "submit"
        return {ResultStatus.SUBMITTED: "review", ResultStatus.RETURNED: "returned"}.get(
            ResultStatus(newest.status), "done"
        )

    @property
    def expects(self) -> frozenset[str]:
        """Return what the stage's kinds of result hold: ``boundary``, ``footprint``, ``units``."""
        kinds = list(self.stage.kinds.all())
        return frozenset(
            part
            for part in ("boundary", "footprint", "units")
            if any(getattr(kind, f"expects_{part}") for kind in kinds)
        )


def spine(
    account: Account, project: SurveyProject, stages: Iterable[Stage], *, chosen: Stage
) -> list[StageEntry]:
    """Return the stages of a project in their order.

    Surveys from before unified registration have a place only where there is one, or when they
    are ``chosen``.
    """
    results = results_seen_by(account).filter(project=project)
    return _entries(list(results), stages, chosen=chosen)


def spines(
    account: Account, projects: Sequence[SurveyProject], stages: Sequence[Stage]
) -> list[tuple[SurveyProject, list[StageEntry]]]:
    """Return each project with its stages, for a list of projects."""
    by_project: dict[UUID, list[SurveyResult]] = defaultdict(list)
    for result in results_seen_by(account).filter(project__in=projects):
        by_project[result.project_id].append(result)
    return [(project, _entries(by_project[project.pk], stages)) for project in projects]


def _entries(
    results: list[SurveyResult], stages: Iterable[Stage], *, chosen: Stage | None = None
) -> list[StageEntry]:
    figures = figures_of(results)
    by_stage: dict[str, list[Version]] = defaultdict(list)
    for result in sorted(results, key=lambda result: -result.version):
        by_stage[result.stage_id].append(Version(result, figures[result.pk]))
    return [
        StageEntry(stage, tuple(by_stage[stage.code]))
        for stage in stages
        if stage.base != BaseStage.LEGACY or by_stage[stage.code] or stage == chosen
    ]


def neighbours_in_line(
    entries: Sequence[StageEntry], chosen: Stage
) -> tuple[Stage | None, Stage | None]:
    """Return the stages before and after the chosen one."""
    stages = [entry.stage for entry in entries]
    at = stages.index(chosen)
    before = stages[at - 1] if at else None
    after = stages[at + 1] if at + 1 < len(stages) else None
    return before, after
