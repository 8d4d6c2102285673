"""``bin/manage monthly_report [2026-11] [--json]``: what reuse saved, reproducible from cases."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cadastre.domain.errors import InvalidInput
from registration.statistics import (
    all_cases,
    month_read,
    monthly_report,
    report_csv,
    report_json,
)


class Command(BaseCommand):
    help = "What reuse saved, by month, office and stage, as CSV (or JSON)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", nargs="?", default="", help="for example 2026-11; all without")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = month_read(options["month"])
        except InvalidInput as error:
            raise CommandError(f"{error.message.zh} / {error.message.en}", returncode=2) from error
        rows = monthly_report(all_cases(), month=month)
        if options["json"]:
            report = report_json(rows, month=month)
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(report_csv(rows), ending="")
