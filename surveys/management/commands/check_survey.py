"""Check files against the register without taking them in; nothing is written."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from cadastre.refusals import refusals_as_command_errors
from importers.sandbox import read_in_child
from surveys.checking import dry_context
from surveys.domain.check_editions import edition_asked
from surveys.domain.evidence import BaseStage
from surveys.domain.field_mapping import AppliedMapping, applied_document
from surveys.domain.report import Report, Scope, StatedFacts, Verdict, replay_note, report_bytes
from surveys.domain.report_compare import compare, read_report
from surveys.domain.report_facts import ACCURACY_CLASSES, USUAL, stated_facts
from surveys.domain.report_text import report_text
from surveys.domain.report_words import LANGUAGES
from surveys.file_check import check_read, in_reading_order, input_file
from surveys.mappings import applied
from surveys.models import SurveyProject
from surveys.upload_limits import delivery_limits

EXIT_CODES = {
    Verdict.CLEAN: 0,
    Verdict.ERRORS: 1,
    Verdict.INCOMPLETE: 2,
    Verdict.UNREADABLE: 2,
}


class Command(BaseCommand):
    """``bin/manage check_survey FILE… [--project NUMBER] [--json]``.

    Exit code as at the desk: 0 clean, 1 errors found, 2 could not read.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, help="files as the surveyor sent them")
        parser.add_argument("--project", default="", help="project number or parcel code")
        parser.add_argument(
            "--stage",
            choices=[stage.value for stage in BaseStage],
            default=USUAL.stage.value,
            help="supply unless given",
        )
        parser.add_argument(
            "--class", dest="accuracy_class", type=int, choices=ACCURACY_CLASSES, default=1
        )
        parser.add_argument("--area-standard", default=USUAL.area_standard)
        parser.add_argument(
            "--scope",
            choices=[scope.value for scope in Scope],
            default=Scope.REGISTER.value,
            help="delivery: leave the register out, as a desk must",
        )
        parser.add_argument(
            "--mapping",
            type=Path,
            help="the sender's own field names; that of the project's organisation unless given",
        )
        parser.add_argument("--edition", help="an edition of the checks to replay, or same")
        parser.add_argument("--against", type=Path, help="an earlier report: say what changed")
        parser.add_argument("--lang", choices=LANGUAGES, default="zh")
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in (*options["files"], *filter(None, [options["against"], options["mapping"]])):
            if not path.is_file():
                raise CommandError(
                    f"{path}: 没有这个文件。\n{path}: there is no such file.", returncode=2
                )
        try:
            with refusals_as_command_errors(as_json=options["json"]):
                report = _report(options)
        except CommandError as refusal:
            refusal.returncode = EXIT_CODES[Verdict.UNREADABLE]
            raise
        if options["json"]:
            self.stdout.write(report_bytes(report).decode(), ending="")
        else:
            self.stdout.write(report_text(report, language=options["lang"]), ending="")
        if (note := replay_note(report)) is not None:
            self.stderr.write(f"{note.zh}\n{note.en}")
        code = EXIT_CODES[Verdict(report["verdict"])]
        if code:
            raise SystemExit(code)


def _report(options: dict[str, Any]) -> Report:
    """Read, then check inside a transaction that the database itself keeps from writing."""
    before = None
    if options["against"]:
        before = read_report(options["against"].read_bytes(), name=options["against"].name)
    project = _project(options["project"])
    facts = _facts(options, project)
    files = options["files"]
    inputs = [input_file(path) for path in files]
    mapping = _mapping(options["mapping"], project)
    asked = edition_asked(options["edition"], before)
    delivery = read_in_child(
        in_reading_order(files),
        office_srid=settings.SRID,
        limits=delivery_limits(settings.UPLOAD_MAX_MB),
        mapping=mapping.words if mapping else {},
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local transaction_read_only = on")
        beside_register = options["scope"] == Scope.REGISTER
        context = dry_context(project, facts) if beside_register else facts.context()
        report = check_read(
            delivery, context=context, inputs=inputs, mapping=mapping, edition=asked
        ).report
    return report if before is None else report | {"comparison": compare(before, report)}


def _mapping(path: Path | None, project: SurveyProject | None) -> AppliedMapping | None:
    """Return the mapping that was given, else that of the project's organisation."""
    if path is not None:
        return applied_document(path.read_bytes(), name=path.name)
    return applied(project.organisation.field_mappings.first()) if project else None


def _facts(options: dict[str, Any], project: SurveyProject | None) -> StatedFacts:
    return stated_facts(
        {
            "stage": options["stage"],
            "srid": settings.SRID,
            "accuracy_class": options["accuracy_class"],
            "area_standard": options["area_standard"],
            "parcel_code": project.parcel_code if project else "",
            "county_code": settings.COUNTY_CODE,
        }
    )


def _project(word: str) -> SurveyProject | None:
    """Return the project of that number, or the only one on that parcel; None for no word."""
    if not word:
        return None
    numbered = SurveyProject.objects.filter(number=word).first()
    if numbered is not None:
        return numbered
    on_parcel = list(SurveyProject.objects.filter(parcel_code=word)[:2])
    if len(on_parcel) == 1:
        return on_parcel[0]
    if on_parcel:
        raise InvalidInput(
            Text(f"宗地 {word} 有几个项目。", f"There are several projects on parcel {word}."),
            advice=Text("请写项目编号。", "Give the number of the project."),
        )
    raise InvalidInput(
        Text(
            f"没有编号或宗地为“{word}”的项目。",
            f"There is no project of the number or parcel “{word}”.",
        )
    )
