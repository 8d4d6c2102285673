"""Every write to survey projects and results."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from importers.sandbox import read_in_child

from accounts.models import Account, Role
from buildings.services import unit_codes_reserve
from cadastre.domain.errors import Conflict, FileRefused, InvalidInput, NotAllowed, TooLarge
from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.unit_code import parse_parcel_code
from importers.limits import Limits
from surveys import checking, file_store, staging
from surveys.domain.evidence import BaseStage
from surveys.models import (
    DeliveredFile,
    ResultKind,
    ResultStatus,
    Stage,
    StageDocument,
    SurveyProject,
    SurveyResult,
)

MEGABYTE = 1 << 20


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


@dataclass(frozen=True, slots=True)
class NewDocument:
    """An official document as somebody enters it. ``area_m2`` in square metres."""

    kind: str
    number: str
    issued_on: date | None = None
    building_number: str = ""
    area_m2: Decimal | None = None
    area_standard: str = ""
    has_coordinates: bool = False
    passed: bool = False


@transaction.atomic
def project_create(
    *, number: str, name: str, parcel_code: str, address: str, by: Account, now: datetime
) -> SurveyProject:
    """Make a survey project on a parcel.

    Raises
    ------
    ParcelCodeMalformed
        The parcel code is no 19-character code.
    NotAllowed
        The parcel lies outside the account's districts, or the account has no organisation.
    Conflict
        The project number is taken.
    """
    code = str(parse_parcel_code(parcel_code))
    if not by.has_role(Role.SURVEYOR, Role.REGISTRAR) or not by.covers(code):
        raise NotAllowed(
            Text(f"宗地 {code} 不在您的工作区域内。", f"Parcel {code} is outside your districts.")
        )
    if by.organisation is None:
        raise NotAllowed(
            Text("您的账号没有所属单位。", "Your account belongs to no organisation."),
            advice=Text("请联系本机构管理员。", "Ask the office's administrator."),
        )
    try:
        with transaction.atomic():
            return SurveyProject.objects.create(
                number=number,
                name=name,
                parcel_code=code,
                address=address,
                organisation=by.organisation,
                created_by=by,
                created_at=now,
            )
    except IntegrityError as error:
        raise Conflict(
            Text(f"项目编号 {number} 已被使用。", f"Project number {number} is taken."),
            advice=Text("请换一个编号。", "Choose another number."),
        ) from error


@transaction.atomic
def document_record(
    project: SurveyProject, document: NewDocument, *, by: Account, now: datetime
) -> StageDocument:
    """Enter an official document of a project; only a reviewer or registrar may.

    Raises
    ------
    NotAllowed
        The account is neither, or the parcel lies outside its districts.
    Conflict
        The document is already entered.
    """
    if not by.has_role(Role.REVIEWER, Role.REGISTRAR) or not by.covers(project.parcel_code):
        raise NotAllowed(
            Text(
                "只有本区域的审核人员或登记人员可以录入批准文件。",
                "Only a reviewer or registrar of the district may enter documents.",
            )
        )
    try:
        with transaction.atomic():
            return StageDocument.objects.create(
                project=project,
                kind=document.kind,
                number=document.number,
                issued_on=document.issued_on,
                building_number=document.building_number,
                area_m2=document.area_m2,
                area_standard=document.area_standard,
                has_coordinates=document.has_coordinates,
                passed=document.passed,
                entered_by=by,
                entered_at=now,
            )
    except IntegrityError as error:
        raise Conflict(
            Text(
                f"文件 {document.number} 已经录入。",
                f"Document {document.number} has already been entered.",
            )
        ) from error


def survey_receive(
    project: SurveyProject,
    stage: Stage,
    uploads: Sequence[Upload],
    declaration: Declaration,
    *,
    by: Account,
    now: datetime,
) -> SurveyResult:
    """Keep the delivered files under their digests and open a result to be read.

    The files are on disk before the rows exist; a refused delivery leaves no row.

    Raises
    ------
    NotAllowed
        The account may not deliver for this project.
    FileRefused
        There is no file, or the kind of result is unknown.
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
    for upload in uploads:
        _require_size(upload)
    kept = [(upload, file_store.keep(upload.blocks)) for upload in uploads]
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
            DeliveredFile(
                result=result, name=Path(upload.name).name[:255], sha256=file.sha256, size=file.size
            )
            for upload, file in kept
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


def _require_size(upload: Upload) -> None:
    limit = settings.UPLOAD_MAX_MB * MEGABYTE
    if upload.size > limit:
        raise TooLarge(
            Finding(
                code="FI02",
                kind="file_too_large",
                severity=Severity.ERROR,
                message=Text(
                    f"文件 {upload.name} 有 {upload.size / MEGABYTE:.1f} MB，"
                    f"超过上限 {settings.UPLOAD_MAX_MB} MB。",
                    f"File {upload.name} has {upload.size / MEGABYTE:.1f} MB, "
                    f"over the limit of {settings.UPLOAD_MAX_MB} MB.",
                ),
                advice=Text("请分成几份上传。", "Upload it in several parts."),
                file=upload.name,
                measured=Decimal(upload.size),
                limit=Decimal(limit),
                unit="bytes",
            )
        )
    if upload.size == 0:
        raise FileRefused(
            Finding(
                code="FI01",
                kind="empty_file",
                severity=Severity.ERROR,
                message=Text(
                    f"文件 {upload.name} 是空的（0 字节）。",
                    f"File {upload.name} is empty (0 bytes).",
                ),
                advice=Text("请重新导出后再上传。", "Export it again and upload that."),
                file=upload.name,
                found="0",
            )
        )


Progress = Callable[[int, str], None]


def survey_read(result: SurveyResult) -> SurveyResult:
    """Read the files of a received result, run the checks, and stage everything.

    Runs in the background worker. Repeating it is harmless: what was staged before is replaced.
    A reader that dies leaves a finding, not an exception.
    """
    taken = SurveyResult.objects.filter(
        pk=result.pk, status__in=[ResultStatus.RECEIVED, ResultStatus.READING]
    ).update(status=ResultStatus.READING, progress=1, progress_note="")
    if not taken:
        raise Conflict(
            Text("该成果已经读取。", "This result has been read already."),
        )

    def progress(percent: int, note: str) -> None:
        SurveyResult.objects.filter(pk=result.pk).update(
            progress=min(percent, 89), progress_note=note[:200]
        )

    with tempfile.TemporaryDirectory(prefix="cadastre-read-") as folder:
        paths = []
        for position, file in enumerate(result.files.all()):
            place = Path(folder) / str(position) / file.name
            place.parent.mkdir()
            file_store.copy_out(file.sha256, place)
            paths.append(place)
        delivery = read_in_child(
            paths,
            office_srid=settings.SRID,
            limits=Limits(file_bytes=settings.UPLOAD_MAX_MB * MEGABYTE),
            progress=progress,
        )
    progress(89, "checking")
    report = checking.check_delivery(delivery, result=result)
    with transaction.atomic():
        staging.clear(result)
        staging.stage(result, delivery)
        staging.store_report(result, report)
        SurveyResult.objects.filter(pk=result.pk, status=ResultStatus.READING).update(
            status=ResultStatus.CHECKED, progress=100, progress_note=""
        )
    result.refresh_from_db()
    return result


def survey_submit(result: SurveyResult, *, by: Account, now: datetime) -> None:
    """Hand a checked result without errors to the reviewer.

    Raises
    ------
    NotAllowed
        The account may not deliver for the project.
    Conflict
        The result has errors, or is not in the state ``checked``.
    """
    if not may_deliver(by, result.project):
        raise NotAllowed(Text("您不能送审该成果。", "You may not submit this result."))
    errors = result.findings.filter(severity=Severity.ERROR.value).count()
    if errors:
        raise Conflict(
            Text(
                f"该成果还有 {errors} 个错误，不能送审。",
                f"The result still has {errors} errors and cannot go to review.",
            ),
            advice=Text(
                "请按每条提示改正后重新上传。",
                "Correct them as each finding says and upload again.",
            ),
        )
    _move(result, ResultStatus.CHECKED, ResultStatus.SUBMITTED, submitted_at=now)


@transaction.atomic
def survey_accept(result: SurveyResult, *, by: Account, reason: str = "", now: datetime) -> None:
    """Accept a submitted result; from now on it never changes.

    The files are read again and their digests compared first. A presale result has its unit codes
    reserved, in building-table order.

    Raises
    ------
    NotAllowed
        The account is no reviewer of the district, or is the one who uploaded it.
    Conflict
        The result is not waiting for review.
    """
    _require_reviewer(result, by)
    for file in result.files.all():
        if file_store.digest_of(file_store.path_of(file.sha256)) != file.sha256:
            raise file_store.FileDamaged(file.sha256)
    _move(
        result,
        ResultStatus.SUBMITTED,
        ResultStatus.ACCEPTED,
        reviewed_by=by,
        reviewed_at=now,
        review_reason=reason,
    )
    if result.stage.base == BaseStage.PRESALE:
        _reserve_codes(result, now=now)


@transaction.atomic
def survey_return(result: SurveyResult, *, by: Account, reason: str, now: datetime) -> None:
    """Return a submitted result to the surveyor with a reason.

    Raises
    ------
    InvalidInput
        There is no reason.
    NotAllowed, Conflict
        As :func:`survey_accept`.
    """
    if not reason.strip():
        raise InvalidInput(
            Text("退回成果必须写明理由。", "A result is returned with a reason only."),
            advice=Text("请写明需要改正的内容。", "Say what has to be put right."),
        )
    _require_reviewer(result, by)
    _move(
        result,
        ResultStatus.SUBMITTED,
        ResultStatus.RETURNED,
        reviewed_by=by,
        reviewed_at=now,
        review_reason=reason.strip(),
    )


def may_review(account: Account, result: SurveyResult) -> bool:
    """Tell whether the account may decide on the result: a reviewer who did not upload it."""
    return (
        account.has_role(Role.REVIEWER)
        and account.covers(result.project.parcel_code)
        and account.pk != result.uploaded_by_id
    )


def _require_reviewer(result: SurveyResult, by: Account) -> None:
    if not may_review(by, result):
        raise NotAllowed(
            Text(
                "只有本区域的审核人员可以审核，且不能审核自己上传的成果。",
                "Only a reviewer of the district decides, and never on an own upload.",
            )
        )


def _move(result: SurveyResult, status: ResultStatus, to: ResultStatus, **changes: object) -> None:
    moved = SurveyResult.objects.filter(pk=result.pk, status=status).update(status=to, **changes)
    if not moved:
        result.refresh_from_db()
        raise Conflict(
            Text(
                f"该成果的状态是“{result.get_status_display()}”，不能再做这一步。",
                f"The result is in state “{result.status}”; this step is not possible now.",
            ),
            advice=Text("请刷新页面查看最新状态。", "Reload the page to see how it stands."),
        )
    result.refresh_from_db()


def _reserve_codes(result: SurveyResult, *, now: datetime) -> None:
    rooms: dict[str, list[tuple[str, str]]] = {}
    in_table_order = result.units.order_by(
        F("storey_number").asc(nulls_last=True), "section", "position"
    )
    for unit in in_table_order:
        rooms.setdefault(unit.building_number, []).append((unit.section, unit.room))
    for building_number, ordered in rooms.items():
        unit_codes_reserve(result.project.parcel_code, building_number, ordered, now=now)
