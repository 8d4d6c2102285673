"""The report of a result from its rows, for results that were read before reports were kept."""

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import DeclaredSystem, Delivery, FileSummary, HolderRecord
from surveys.checking import check_context, inputs_of
from surveys.domain.check import CheckReport, CheckResult
from surveys.domain.check_context import Outcome
from surveys.domain.check_edition import RuleSet
from surveys.domain.report import Report, Scope, facts_of, report_of
from surveys.mappings import applied
from surveys.models import ReadFile, ResultFinding, SurveyResult

UNRECORDED = RuleSet("unrecorded", "", 0)
"""Nobody wrote down which checks such a result was held against."""


def report_from_rows(result: SurveyResult) -> Report:
    """Return the report of a read result as far as its rows tell; the scope is the register's."""
    findings = tuple(_finding(row) for row in result.findings.all())
    outcomes = tuple(
        CheckResult(
            row.code,
            Text(row.title_zh, row.title_en),
            Outcome(row.outcome),
            Text(row.missing_zh, row.missing_en),
        )
        for row in result.outcomes.order_by("code")
    )
    report = report_of(
        Delivery(
            files=[_summary(file) for file in result.read_files.all()],
            holders=[
                HolderRecord(row.file, row.line, row.object_key, row.field, row.value)
                for row in result.holders.all()
            ],
            findings=list(findings),
        ),
        CheckReport(findings, outcomes),
        facts=facts_of(check_context(result)),
        inputs=inputs_of(result),
        scope=Scope.REGISTER,
        rules=UNRECORDED,
        mapping=applied(result.mapping),
    )
    report["counts"] = {
        "parcels": result.parcels.count(),
        "buildings": result.buildings.count(),
        "units": result.units.count(),
    }
    return report


def _summary(file: ReadFile) -> FileSummary:
    system = DeclaredSystem(
        srid=file.srid,
        zone_prefix=file.zone_prefix,
        stated=file.stated_system,
        axes_swapped=file.axes_swapped,
    )
    return FileSummary(file.name, file.format, file.encoding, system, file.counts)


def _finding(row: ResultFinding) -> Finding:
    return Finding(
        code=row.code,
        kind=row.kind,
        severity=Severity(row.severity),
        message=Text(row.message_zh, row.message_en),
        advice=Text(row.advice_zh, row.advice_en),
        object_key=row.object_key,
        file=row.file,
        line=row.line,
        field=row.field,
        found=row.found,
        expected=row.expected,
        measured=row.measured,
        limit=row.limit,
        unit=row.unit,
        location=(row.location.x, row.location.y) if row.location else None,
        cites=row.cites,
    )
