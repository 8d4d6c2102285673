"""Enter a year's working days, from a file of lines (``2027-01-01 休 元旦``) or the library."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cadastre.refusals import refusals_as_command_errors
from registration.services import year_enter


class Command(BaseCommand):
    """``bin/manage office_calendar 2027 --file days.txt --source "国办发明电〔…〕…号"``."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--file", type=Path, help="UTF-8; without it the kept library is asked")
        parser.add_argument("--source", default="", help="number of the official notice")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = None
        if options["file"] is not None:
            try:
                lines = options["file"].read_text(encoding="utf-8-sig").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                raise CommandError(f"{options['file']}: {error}") from error
        with refusals_as_command_errors():
            wound = year_enter(
                options["year"],
                lines=lines,
                source=options["source"],
                by=None,
                now=timezone.now(),
            )
        year = options["year"]
        self.stdout.write(f"{year} 年已录入，重新计算 {wound} 件。 {year}: {wound} cases set anew.")
