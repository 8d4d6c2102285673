"""Take in a survey result from the command line: the same door as the page and the API."""

import json
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Account
from cadastre.refusals import refusals_as_command_errors
from surveys import services
from surveys.models import Stage, SurveyProject
from surveys.report import result_as_dict
from surveys.upload_limits import Door
from surveys.uploads import upload_from_path


def iso_date(text: str) -> date:
    """Read a date of the form 2024-03-15."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date of the form 2024-03-15") from error


class Command(BaseCommand):
    """``bin/manage import_survey FILE… --project P --stage S``: read, check and stage."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, help="files as the surveyor sent them")
        parser.add_argument("--project", required=True, help="project number")
        parser.add_argument("--stage", required=True, help="code of the stage, e.g. supply")
        parser.add_argument(
            "--by", default="", help="user name of who delivers; by default who made the project"
        )
        parser.add_argument("--kind", default="", help="code of the kind of result")
        parser.add_argument("--surveyed-on", type=iso_date, default=None, help="2024-03-15")
        parser.add_argument("--accuracy-class", type=int, choices=(1, 2, 3), default=1)
        parser.add_argument("--used-for-supply", action="store_true")
        parser.add_argument("--investigation-form", action="store_true")
        parser.add_argument("--parcel-map", action="store_true")
        parser.add_argument(
            "--stock", action="store_true", help="the office's own stock: bounded by the disk alone"
        )
        parser.add_argument("--submit", action="store_true", help="hand it to review when clean")
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        project = SurveyProject.objects.filter(number=options["project"]).first()
        stage = Stage.objects.filter(code=options["stage"]).first()
        by = (
            Account.objects.filter(username=options["by"]).first()
            if options["by"] or project is None
            else project.created_by
        )
        for thing, name in ((project, "project"), (stage, "stage"), (by, "by")):
            if thing is None:
                raise CommandError(
                    f"--{name} {options[name]!r}: 没有找到。\n"
                    f"--{name} {options[name]!r}: there is none of that name."
                )
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"{path}: 没有这个文件。\n{path}: there is no such file.")
        now = timezone.now()
        door = Door.STOCK if options["stock"] else Door.DELIVERY
        with refusals_as_command_errors(as_json=options["json"]):
            result = services.survey_receive(
                project,
                stage,
                [upload_from_path(path) for path in options["files"]],
                services.Declaration(
                    surveyed_on=options["surveyed_on"] or timezone.localdate(now),
                    kind_code=options["kind"],
                    accuracy_class=options["accuracy_class"],
                    has_investigation_form=options["investigation_form"],
                    has_parcel_map=options["parcel_map"],
                    used_for_supply=options["used_for_supply"],
                ),
                by=by,
                now=now,
                door=door,
            )
            result = services.survey_read(result, door=door)
            if options["submit"]:
                services.survey_submit(result, by=by, now=now)
        report = result_as_dict(result)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{result.pk}  {report['status']}  {report['counts']}")
        for finding in report["findings"]:
            place = ":".join(str(p) for p in (finding["file"], finding["line"]) if p)
            self.stdout.write(f"{finding['severity']} {finding['code']} {place}")
            self.stdout.write(f"  {finding['message']['zh']}\n  {finding['message']['en']}")
