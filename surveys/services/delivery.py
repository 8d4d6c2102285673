"""Taking in what a surveyor delivers: at the door, and reading it in the background."""

import logging
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Account, Role
from cadastre.domain.errors import Conflict, FileRefused, InvalidInput, NotAllowed
from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.pace import share
from importers.formats import admit, require_size
from importers.limits import Limits
from importers.records import Delivery
from importers.sandbox import read_in_child, stopped
from importers.upload_pace import Progress
from surveys import checking, file_store, mappings, report_store, staging
from surveys.file_check import in_reading_order
from surveys.models import (
    DeliveredFile,
    FieldMapping,
    ReadingStep,
    ResultKind,
    ResultStatus,
    Stage,
    SurveyProject,
    SurveyResult,
)
from surveys.reading_progress import ReadingProgress
from surveys.reading_state import UNREAD
from surveys.upload_limits import Door, limits_for

_LOG = logging.getLogger(__name__)

LONGEST_NAME = 240
"""Bytes of a file name; file systems take 255."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it comes in: its name and its bytes in blocks."""

    name: str
    size: int
    blocks: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the surveyor states about a delivery."""

    surveyed_on: date
    kind_code: str = ""
    accuracy_class: int = 1
    area_standard: str = "GB/T 17986.1-2000"
    has_investigation_form: bool = False
    has_parcel_map: bool = False
    used_for_supply: bool = False


def survey_receive(
    project: SurveyProject,
    stage: Stage,
    uploads: Sequence[Upload],
    declaration: Declaration,
    *,
    by: Account,
    now: datetime,
    door: Door = Door.DELIVERY,
) -> SurveyResult:
    """Keep the delivered files under their digests and open a result to be read.

    The files are on disk before the rows exist; a refused delivery leaves no row.

    Parameters
    ----------
    door
        Where they come in; it decides the caps together with the role of who delivers.

    Raises
    ------
    NotAllowed
        The account may not deliver for this project.
    InvalidInput
        There is no file, the kind of result is unknown, or the survey lies in the future.
    FileRefused
        No reader would take one of the files, or its name cannot be used.
    TooLarge
        A file is over the limit.
    """
    if not may_deliver(by, project):
        raise NotAllowed(
            Text("您不能为该项目提交成果。", "You may not deliver results for this project.")
        )
    if not uploads:
        raise InvalidInput(Text("没有收到文件。", "No file was received."))
    kind = _kind_of(stage, declaration.kind_code)
    _require_past(declaration.surveyed_on, now)
    limits = limits_for(by, door)
    with file_store.incoming() as folder:
        files = [_take_in(upload, folder, limits) for upload in uploads]
        admit([file.path for file in files], limits=limits)
        for file in files:
            file_store.keep(file)
    with transaction.atomic():
        SurveyProject.objects.select_for_update().get(pk=project.pk)
        last = project.results.filter(stage=stage).aggregate(last=Max("version"))["last"] or 0
        result = SurveyResult.objects.create(
            project=project,
            stage=stage,
            kind=kind,
            version=last + 1,
            surveyed_on=declaration.surveyed_on,
            surveyor_organisation=project.organisation.name,
            accuracy_class=declaration.accuracy_class,
            area_standard=declaration.area_standard,
            has_investigation_form=declaration.has_investigation_form,
            has_parcel_map=declaration.has_parcel_map,
            used_for_supply=declaration.used_for_supply,
            uploaded_by=by,
            uploaded_at=now,
        )
        DeliveredFile.objects.bulk_create(
            DeliveredFile(result=result, name=file.path.name, sha256=file.sha256, size=file.size)
            for file in files
        )
    return result


def may_deliver(account: Account, project: SurveyProject) -> bool:
    """Tell whether the account may deliver results for the project."""
    same_firm = account.organisation_id == project.organisation_id
    return (
        account.has_role(Role.SURVEYOR) and same_firm and account.covers(project.parcel_code)
    ) or (account.has_role(Role.REGISTRAR) and account.covers(project.parcel_code))


def _kind_of(stage: Stage, code: str) -> ResultKind | None:
    if not code:
        return None
    kind = ResultKind.objects.filter(code=code, stage=stage).first()
    if kind is None:
        raise InvalidInput(
            Text(
                f"“{stage.name_zh}”阶段没有成果种类 {code}。",
                f"Stage {stage.name_en} has no kind of result {code}.",
            )
        )
    return kind


def _require_past(surveyed_on: date, now: datetime) -> None:
    today = timezone.localdate(now)
    if surveyed_on > today:
        raise InvalidInput(
            Text(
                f"测量日期 {surveyed_on} 晚于今天（{today}）。",
                f"The day of survey, {surveyed_on}, lies after today ({today}).",
            ),
            advice=Text("请填写外业测量完成的日期。", "Enter the day the field work was finished."),
        )


def _take_in(upload: Upload, folder: Path, limits: Limits) -> file_store.IncomingFile:
    """Write one upload into the incoming folder under its own name, whatever path came with it."""
    name = own_name(upload.name)
    require_size(name, upload.size, limits=limits)
    return file_store.take(place_in(folder, name), upload.blocks)


def own_name(delivered_name: str) -> str:
    """Return the name of an upload without any path. Raises FileRefused for a bad one."""
    name = PurePosixPath(delivered_name.replace("\\", "/")).name
    if not name or len(name.encode()) > LONGEST_NAME or not name.isprintable():
        raise FileRefused(
            Finding(
                code="FI80",
                kind="bad_file_name",
                severity=Severity.ERROR,
                message=Text(
                    f"文件名“{name[:60]!r}”不能使用：为空、过长或含控制字符。",
                    f"The file name {name[:60]!r} cannot be used: it is empty, too long, or has "
                    "control characters.",
                ),
                advice=Text("请改名后重新上传。", "Rename the file and upload it again."),
                file=name[:60],
                expected=f"1-{LONGEST_NAME} bytes",
            )
        )
    return name


def place_in(folder: Path, name: str) -> Path:
    """Return where a file is written. Raises FileRefused when another one has its name."""
    place = folder / name
    if place.exists():
        raise FileRefused(
            Finding(
                code="FI81",
                kind="duplicate_file_name",
                severity=Severity.ERROR,
                message=Text(
                    f"同一次上传中有两个文件都叫“{name}”。",
                    f"Two files of this upload are called “{name}”.",
                ),
                advice=Text("请改名，或分两次上传。", "Rename one, or upload them apart."),
                file=name,
            )
        )
    return place


def delivery_of(
    result: SurveyResult,
    *,
    limits: Limits,
    mapping: Mapping[str, str],
    progress: Progress | None = None,
) -> Delivery:
    """Read the kept files of a result in the bounded process; ``mapping`` from header to field.

    A reader that dies leaves a finding, not an exception.
    """
    with tempfile.TemporaryDirectory(prefix="cadastre-read-") as folder:
        paths = []
        for file in result.files.all():
            paths.append(Path(folder) / file.name)
            file_store.copy_out(file.sha256, paths[-1])
        return read_in_child(
            in_reading_order(paths),
            office_srid=settings.SRID,
            limits=limits,
            progress=progress,
            mapping=mapping,
        )


def survey_read(result: SurveyResult, *, door: Door = Door.DELIVERY) -> SurveyResult:
    """Read the files of a received result, run the checks, and stage everything.

    Runs in the background worker. Repeating it is harmless, even at the same time: what was staged
    before is replaced, and of two readers the report of the first stands. The newest field mapping
    of the project's organisation is used, and the result says which it was. A reader that dies
    leaves a finding, not an exception, and so does a delivery that this process has no memory for.
    ``door`` decides the caps, as in :func:`survey_receive`.

    Raises
    ------
    Conflict
        The result has been read already.
    """
    mapping = result.project.organisation.field_mappings.first()
    if not _taken(result):
        raise Conflict(
            Text("该成果已经读取。", "This result has been read already."),
        )

    told = ReadingProgress(result.pk)
    try:
        _check_and_keep(result, _read(result, door, mapping, told), mapping=mapping, told=told)
        had_memory = True
    except MemoryError:
        _LOG.exception("no memory for result %s", result.pk)
        had_memory = False
    if not had_memory:  # only now, when nothing holds what was read any more
        _keep_that_it_stopped(result, "memory", mapping=mapping, told=told)
    result.refresh_from_db()
    return result


def survey_reading_given_up(result: SurveyResult) -> None:
    """Report that a result cannot be read, whose reading took down its worker again and again."""
    if _taken(result):
        _keep_that_it_stopped(result, "died", mapping=None, told=ReadingProgress(result.pk))


def _taken(result: SurveyResult) -> bool:
    """Take a result to be read from its beginning; false when it has been read already."""
    unread = SurveyResult.objects.filter(pk=result.pk, status__in=UNREAD)
    return bool(unread.update(status=ResultStatus.READING, progress=0))


def _keep_that_it_stopped(
    result: SurveyResult, why: str, *, mapping: FieldMapping | None, told: ReadingProgress
) -> None:
    names = ", ".join(file.name for file in result.files.all()[:5])
    nothing = Delivery(findings=[stopped(names, why)])
    _check_and_keep(result, nothing, mapping=mapping, told=told)


def _read(
    result: SurveyResult, door: Door, mapping: FieldMapping | None, told: ReadingProgress
) -> Delivery:
    applied = mappings.applied(mapping)
    with told.step(ReadingStep.OPENING):
        return delivery_of(
            result,
            limits=limits_for(result.uploaded_by, door),
            mapping=applied.words if applied else {},
            progress=told.file,
        )


def _check_and_keep(
    result: SurveyResult, delivery: Delivery, *, mapping: FieldMapping | None, told: ReadingProgress
) -> None:
    """Check what was read, and keep it with its reports in one transaction."""
    applied = mappings.applied(mapping)
    with told.step(ReadingStep.CHECKING):
        with share(0, 0.8):
            report = checking.check_delivery(delivery, result=result)
        with share(0.8, 0.9):
            reports = checking.reports_of(delivery, report, result=result, mapping=applied)
        with share(0.9, 1):
            documents = report_store.documents_of(reports)
    with told.step(ReadingStep.KEEPING), transaction.atomic():
        first = SurveyResult.objects.filter(pk=result.pk, status=ResultStatus.READING).update(
            status=ResultStatus.CHECKED,
            progress=100,
            progress_step="",
            progress_note="",
            mapping=mapping,
        )
        if first:
            staging.clear(result)
            staging.stage(result, delivery)
            staging.store_report(result, report)
            report_store.keep(result.pk, documents)
