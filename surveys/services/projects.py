"""Projects and their official documents."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts.models import Account, Role
from cadastre.domain.errors import Conflict, NotAllowed
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input, parse_parcel_code
from surveys.models import StageDocument, SurveyProject


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
    code = str(parse_parcel_code(normalise_input(parcel_code)))
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
