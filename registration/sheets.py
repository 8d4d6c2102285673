"""Decision sheets: issued when a case is registered, printed, and answered for when verified."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text
from cadastre.pdf import pdf_of
from registration.domain.sheet import (
    SheetFacts,
    digest_of,
    in_groups,
    normalised,
    sheet_content,
)
from registration.domain.sheet_map import map_svg
from registration.models import Case, DecisionSheet
from registration.workbench import DATUM_NAMES


def issue_sheet(case: Case, *, now: datetime) -> DecisionSheet:
    """Keep the sheet of a case that has just been registered, in the caller's transaction."""
    content = sheet_content(_facts(case), case.decision)
    return DecisionSheet.objects.create(
        case=case, content=content, digest=digest_of(content), issued_at=now
    )


def _facts(case: Case) -> SheetFacts:
    return SheetFacts(
        case_number=case.number,
        case_kind=case.kind,
        office={"zh": settings.OFFICE_NAME_ZH, "en": settings.OFFICE_NAME_EN},
        parcel_code=case.parcel_code,
        building_number=case.building_number,
        opened_at=_moment(case.opened_at),
        decided_at=_moment(case.decided_at),
        decided_by=str(case.decided_by),
        examined_by=str(case.examined_by or ""),
    )


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


def sheet_of(case: Case) -> DecisionSheet:
    """Return the sheet of a registered case.

    Raises
    ------
    NotFound
        The case has none: it is under way, or ended without registration.
    """
    sheet = DecisionSheet.objects.filter(case=case).first()
    if sheet is None:
        raise NotFound(
            Text(
                f"案件 {case.number} 没有决定书：登簿时才出具。",
                f"Case {case.number} has no decision sheet: it is issued on registration.",
            )
        )
    return sheet


def sheet_html(sheet: DecisionSheet, *, verify_address: str, language: str) -> str:
    """Return the sheet as one page of HTML that carries all it shows.

    Parameters
    ----------
    verify_address
        Where the QR code leads: the public page that answers for the digest.
    language
        ``zh-hans`` or ``en``.
    """
    decision = sheet.content["decision"]
    with translation.override(language):
        context = {
            "sheet": sheet,
            "case": sheet.content["case"],
            "decision": decision,
            "office": sheet.content["case"]["office"],
            "rows": [{**row, "name": DATUM_NAMES[row["datum"]]} for row in decision["data"]],
            "digest": in_groups(sheet.digest),
            "verify_address": verify_address,
            "qr": segno.make(verify_address, error="m").svg_inline(scale=3, border=2),
            "map": map_svg(decision),
            "language": language,
        }
        return render_to_string("registration/sheet.html", context)


def sheet_pdf(sheet: DecisionSheet, *, verify_address: str, language: str) -> bytes:
    """Return the sheet as PDF, A4; see :func:`sheet_html`."""
    return pdf_of(sheet_html(sheet, verify_address=verify_address, language=language))


@dataclass(frozen=True, slots=True)
class Verified:
    """What the public page says of a sheet whose digest is right: no holder, no coordinate."""

    case_number: str
    parcel_code: str
    building_number: str
    office: dict[str, str]
    decided_at: str
    outcome: str
    summary: dict[str, str]
    rules: list[str]
    rule_set: dict[str, Any]


def verify(case_number: str, digest: str) -> Verified | None:
    """Return what the sheet with this number and digest says, None when there is none such.

    An unknown number and a wrong digest give the same answer, so nobody learns numbers from it.
    The digest is computed anew from the kept content: a sheet altered in the database fails too.
    """
    sheet = DecisionSheet.objects.filter(case__number=case_number).first()
    asked = normalised(digest)
    if sheet is None or asked != sheet.digest or digest_of(sheet.content) != asked:
        return None
    case, decision = sheet.content["case"], sheet.content["decision"]
    return Verified(
        case_number=case["number"],
        parcel_code=case["parcel_code"],
        building_number=case["building_number"],
        office=case["office"],
        decided_at=case["decided_at"],
        outcome=decision["decision"],
        summary=decision["summary"],
        rules=decision["basis"],
        rule_set=decision["rule_set"],
    )
