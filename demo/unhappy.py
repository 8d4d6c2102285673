"""Developments on which not all goes well, taken through the same services as any other.

Each path ends where a registrar meets it: a result returned, an acceptance still awaited, a
boundary that moved, an overlap, a dispute, two flats made one, a supplement that was ordered and
came back, a clock stopped and started, a case that needs a second person, and one closed.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from accounts.models import Account
from cadastre.models import SpatialSource
from demo.development import FLOOR_AREA_RULE, Development
from demo.stage_files import StageFile, write_stage_files
from demo.unhappy_sites import (
    DISPUTED,
    GARDEN,
    MEASURED_ELSEWHERE,
    OVER_THE_LINE,
    SITES,
    WAITING_LAND,
    Site,
    without_house,
)
from parcels.changes import Act, parcel_retire
from parcels.selectors import parcels_current
from registration.domain.case import CaseKind, Move
from registration.models import Case
from registration.services import case_adopt, case_close, case_move, case_open
from surveys import services
from surveys.domain.evidence import DocumentKind
from surveys.models import Stage, SurveyProject, SurveyResult
from surveys.uploads import upload_from_path

RETURNED = "宗地图没有签章，请补齐后重新提交（演示）"
CLOSED = "3幢漏测，改为按幢分别受理（演示）"
DISPUTE = "东邻称围墙越过界址线（演示）"


@dataclass(frozen=True, slots=True)
class People:
    """Who takes part; the second registrar enters what the first one examined."""

    surveyor: Account
    reviewer: Account
    registrar: Account
    second_registrar: Account


@transaction.atomic
def load_unhappy(people: People, *, now: datetime) -> None:
    """Load the sites and their cases; repeating it does nothing."""
    if SurveyProject.objects.filter(number=GARDEN.project).exists():
        return
    before = now - timedelta(days=20)
    _take_back(by=people.registrar, now=before)
    projects = {site.project: project_with_papers(site, people, now=before) for site in SITES}
    with tempfile.TemporaryDirectory(prefix="cadastre-demo-") as folder:
        delivering = Delivering(people, Path(folder), now=now - timedelta(days=8))
        garden = projects[GARDEN.project]
        delivering.returned(garden, GARDEN.development, "supply")
        delivering.accepted(garden, GARDEN.development, "supply", "presale")
        delivering.accepted(garden, without_house(GARDEN, "0003"), "completion")
        for site, *stages in (
            (OVER_THE_LINE, "supply"),
            (MEASURED_ELSEWHERE, "supply", "completion"),
            (DISPUTED, "supply"),
        ):
            delivering.accepted(projects[site.project], site.development, *stages)
        _garden_cases(people, delivering, garden, now=now - timedelta(days=6))
    _cases_beside_it(people, now=now - timedelta(days=1))


def _take_back(*, by: Account, now: datetime) -> None:
    """Retire the parcel that waited to be built on, where the stock of the county is there."""
    if not parcels_current().filter(parcel_code=WAITING_LAND).exists():
        return
    source = SpatialSource.objects.create(
        title="演示收回决定（虚构）", stage="legacy", document_number="演示收(2024)003号"
    )
    act = Act(by.get_username(), now, source, reason="收回后分四宗重新供地（演示）")
    parcel_retire(WAITING_LAND, act)


def project_with_papers(site: Site, people: People, *, now: datetime) -> SurveyProject:
    """Make a site's survey project and enter its documents."""
    of = site.development
    project = services.project_create(
        number=site.project,
        name=of.name,
        parcel_code=of.parcel_code,
        address=of.address,
        by=people.surveyor,
        now=now,
    )
    for document in of.documents:
        is_contract = document.kind is DocumentKind.LAND_CONTRACT
        services.document_record(
            project,
            services.NewDocument(
                kind=document.kind.value,
                number=document.number,
                issued_on=document.issued_on,
                building_number=document.building_number,
                area_m2=of.contract_area_m2 if is_contract else None,
                has_coordinates=document.has_coordinates,
                passed=document.passed,
            ),
            by=people.reviewer,
            now=now,
        )
    return project


class Delivering:
    """Delivers stages of a development from files, and has the reviewer decide."""

    def __init__(self, people: People, folder: Path, *, now: datetime) -> None:
        self._people, self._folder, self._now = people, folder, now
        self._count = 0

    def returned(self, project: SurveyProject, of: Development, stage: str) -> None:
        """Deliver a stage that the reviewer returns."""
        (result,) = self._submitted(project, of, stage)
        services.survey_return(result, by=self._people.reviewer, reason=RETURNED, now=self._now)

    def accepted(
        self,
        project: SurveyProject,
        of: Development,
        *stages: str,
        now: datetime | None = None,
    ) -> None:
        """Deliver stages that the reviewer accepts."""
        self._now = now or self._now
        for result in self._submitted(project, of, *stages):
            services.survey_accept(result, by=self._people.reviewer, now=self._now)

    def _submitted(
        self, project: SurveyProject, of: Development, *stages: str
    ) -> list[SurveyResult]:
        self._count += 1
        files = write_stage_files(self._folder / str(self._count), development=of)
        return [
            self._submit(project, stage, [file for file in files if file.stage == stage])
            for stage in stages
        ]

    def _submit(
        self, project: SurveyProject, stage: str, files: Sequence[StageFile]
    ) -> SurveyResult:
        is_supply = stage == "supply"
        result = services.survey_receive(
            project,
            Stage.objects.get(code=stage),
            [upload_from_path(file.path) for file in files],
            services.Declaration(
                surveyed_on=files[0].surveyed_on,
                kind_code=files[0].kind,
                area_standard=FLOOR_AREA_RULE,
                has_investigation_form=is_supply,
                has_parcel_map=is_supply,
                used_for_supply=is_supply,
            ),
            by=self._people.surveyor,
            now=self._now,
        )
        result = services.survey_read(result)
        services.survey_submit(result, by=self._people.surveyor, now=self._now)
        return result


def _garden_cases(
    people: People, delivering: Delivering, project: SurveyProject, *, now: datetime
) -> None:
    """Open a case for all of the garden, close it, and go on house by house."""
    registrar, code = people.registrar, project.parcel_code
    case_close(case_open(code, by=registrar, now=now), by=registrar, reason=CLOSED, now=now)
    third, first, second, fourth = (
        case_open(code, building_number=number, by=registrar, now=now)
        for number in ("0003", "0001", "0002", "0004")
    )
    _supplemented(people, third, delivering, project, now=now + timedelta(days=1))
    _stopped_and_resumed(people, fourth, now=now + timedelta(days=2))
    change = case_open(code, kind=CaseKind.CHANGE, by=registrar, now=now + timedelta(days=4))
    _examined(people, change, now=now + timedelta(days=5))
    for case, words in ((first, "等联合验收（演示）"), (second, "2幢合户待核定（演示）")):
        _stop(case, "investigation", words, by=registrar, now=now + timedelta(days=2))


def _supplemented(
    people: People,
    case: Case,
    delivering: Delivering,
    project: SurveyProject,
    *,
    now: datetime,
) -> None:
    """Order the survey of the forgotten house; it comes back, and the case is registered."""
    services.supplement_order(
        case.parcel_code,
        building_number=case.building_number,
        task_id=f"house_survey-{case.building_number}",
        by=people.registrar,
        now=now,
    )
    came = now + timedelta(days=2)
    delivering.accepted(project, GARDEN.development, "completion", now=came)
    case = _examined(people, case, now=came)
    case_adopt(case, by=people.second_registrar, confirmed=True, now=came + timedelta(hours=2))


def _examined(people: People, case: Case, *, now: datetime) -> Case:
    for move in (Move.HAND_OVER, Move.PASS):
        case = case_move(case, move, by=people.registrar, now=now)
    return case


def _stop(case: Case, stop: str, words: str, *, by: Account, now: datetime) -> Case:
    return case_move(case, Move.STOP, by=by, now=now, stop=stop, reason=words)


def _stopped_and_resumed(people: People, case: Case, *, now: datetime) -> None:
    case = _stop(case, "site_visit", "实地查看4幢（演示）", by=people.registrar, now=now)
    case_move(case, Move.RESUME, by=people.registrar, now=now + timedelta(days=1))


def _cases_beside_it(people: People, *, now: datetime) -> None:
    """Open a case of each of the other sites, and do what is possible in it."""
    registrar = people.registrar
    for site in (OVER_THE_LINE, MEASURED_ELSEWHERE, DISPUTED):
        case_open(site.development.parcel_code, by=registrar, now=now)
    services.supplement_order(
        MEASURED_ELSEWHERE.development.parcel_code,
        task_id="boundary_survey",
        by=registrar,
        now=now,
    )
    services.dispute_enter(
        DISPUTED.development.parcel_code,
        line="J2-J3",
        since=(now - timedelta(days=3)).date(),
        about=DISPUTE,
        by=registrar,
        now=now,
    )
