"""The report of a result in the form and scope it is asked for: by page and API alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import get_language

from accounts.models import Account
from cadastre.domain.errors import Conflict, InvalidInput, NotFound
from cadastre.domain.findings import Text
from surveys import report_store
from surveys.domain.check_edition import rule_set
from surveys.domain.report import Report, Scope, report_bytes
from surveys.domain.report_compare import compare, read_report, rules_note
from surveys.domain.report_html import report_html
from surveys.domain.report_sketch import MOST_POINTS, MOST_SHAPES, Shape, place_of
from surveys.domain.report_words import LANGUAGES
from surveys.models import StagedBuildingPoint, StagedParcelPoint, SurveyResult
from surveys.reading_state import UNREAD
from surveys.report_pdf import report_pdf
from surveys.report_rows import report_from_rows
from surveys.result_findings import version_before
from surveys.selectors import result_seen_by
from surveys.waivers import report_waivers

PREVIOUS = "previous"
"""The word for the version before, where a result to compare with is asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for of a report: its scope, its language, what it is compared with."""

    scope: Scope = Scope.REGISTER
    language: str = "zh"
    against: str = ""


def asked_for(query: Mapping[str, str]) -> Asked:
    """Read what is asked for from an address's query; unknown words are refused.

    Raises
    ------
    InvalidInput
        The scope or the language is none of those there are.
    """
    english = (get_language() or "").startswith("en")
    scope, language = (
        query.get("scope", Scope.REGISTER),
        query.get("lang", "en" if english else "zh"),
    )
    for name, value, known in (
        ("scope", scope, [word.value for word in Scope]),
        ("lang", language, list(LANGUAGES)),
    ):
        if value not in known:
            listed = ", ".join(known)
            raise InvalidInput(
                Text(
                    f"参数 {name} 不能是“{value[:40]}”；可用：{listed}。",
                    f"The parameter {name} cannot be “{value[:40]}”; there are: {listed}.",
                )
            )
    return Asked(Scope(scope), language, query.get("against", ""))


def kept_report(result: SurveyResult, scope: Scope) -> bytes:
    """Return the report of a result as it was made.

    Raises
    ------
    Conflict
        The result has not been read yet.
    NotFound
        The result was read before reports of this scope were kept.
    """
    if result.status in UNREAD:
        raise Conflict(
            Text("该成果还没有读取，尚无报告。", "The result is not read yet: there is no report."),
            advice=Text("请稍后再试。", "Try again in a moment."),
        )
    kept = report_store.kept(result.pk, scope)
    if kept is not None:
        return kept
    if scope is Scope.DELIVERY:
        raise NotFound(
            Text(
                "该成果读取时没有保存只看交付文件的报告。",
                "When this result was read, no report on its files alone was kept.",
            ),
            advice=Text("可用 cadastre check 检查其文件。", "Check its files with cadastre check."),
        )
    return report_bytes(report_from_rows(result))


def report_answer(
    result: SurveyResult, form: str, query: Mapping[str, str], *, by: Account
) -> HttpResponse:
    """Return the report of a result as ``json``, ``html`` or ``pdf``.

    Without ``against`` the JSON is the kept document, byte for byte.

    Raises
    ------
    CadastreError
        The query is wrong, or there is no such report.
    """
    asked = asked_for(query)
    document = kept_report(result, asked.scope)
    if form != "json" or asked.against:
        report = read_report(document, name=str(result))
        if asked.against:
            report |= {"comparison": compare(_earlier(result, asked, by=by), report)}
        document = _FORMS[form](report, result, asked.language)
    answer = HttpResponse(document, content_type=CONTENT_TYPES[form])
    name = f"report-{result.stage_id}-v{result.version}.{form}"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _earlier(result: SurveyResult, asked: Asked, *, by: Account) -> Report:
    before = _result_before(result, asked.against, by=by)
    return read_report(kept_report(before, asked.scope), name=str(before))


def _result_before(result: SurveyResult, against: str, *, by: Account) -> SurveyResult:
    none = Text("没有可以比较的先前成果。", "There is no earlier result to compare with.")
    if against == PREVIOUS:
        before = version_before(result)
        if before is None:
            raise NotFound(none)
        return before
    try:
        other = result_seen_by(by, str(UUID(against)))
    except ValueError as error:
        raise InvalidInput(
            Text(
                f"参数 against 应为成果编号或 {PREVIOUS}。",
                f"The parameter against is the id of a result, or {PREVIOUS}.",
            )
        ) from error
    if other.project_id != result.project_id:
        raise NotFound(none)
    return other


CONTENT_TYPES = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}


def _json(report: Report, result: SurveyResult, language: str) -> bytes:
    return report_bytes(report)


def _html(report: Report, result: SurveyResult, language: str) -> bytes:
    text = report_html(
        report,
        shapes=shapes_of_result(result),
        language=language,
        waivers=report_waivers(result),
    )
    return text.encode("utf-8", "replace")


def _pdf(report: Report, result: SurveyResult, language: str) -> bytes:
    return report_pdf(
        report,
        shapes=shapes_of_result(result),
        language=language,
        waivers=report_waivers(result),
    )


_FORMS: dict[str, Callable[[Report, SurveyResult, str], bytes]] = {
    "json": _json,
    "html": _html,
    "pdf": _pdf,
}


def shapes_of_result(result: SurveyResult) -> list[Shape]:
    """Return what of a result can be drawn, as of the delivery it was read from."""
    parcels = StagedParcelPoint.objects.filter(parcel__result=result).order_by(
        "parcel_id", "part", "ring", "sequence"
    )
    buildings = StagedBuildingPoint.objects.filter(building__result=result).order_by(
        "building_id", "part", "ring", "sequence"
    )
    return [
        *_shapes("parcel", parcels, "parcel_id", "parcel__parcel_code"),
        *_shapes("building", buildings, "building_id", "building__building_number"),
    ][: MOST_SHAPES + 1]


def _shapes(kind: str, points: QuerySet, owner: str, label: str) -> list[Shape]:
    rows = points.values_list(owner, label, "part", "ring", "easting_m", "northing_m")
    shapes = []
    for (_, name), own in groupby(rows[: MOST_POINTS + 1], key=lambda row: row[:2]):
        rings = [
            tuple(place_of(row[4], row[5]) for row in ring)
            for _, ring in groupby(own, key=lambda row: row[2:4])
        ]
        shapes.append(Shape(kind, name, tuple(rings)))
    return shapes


def older_rules(result: SurveyResult) -> Text | None:
    """Say that a result was checked with other rules than today's; None when it was not."""
    rules = report_store.rules_of(result.pk)
    now = rule_set()
    today = {"version": now.version, "digest": now.digest}
    return rules_note(rules, today) if rules else None
