"""List open cases with their lights, those that are over first: ``bin/manage cases --overdue``."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from registration.case_rows import CaseRow, case_as_dict, rows_shown
from registration.clocks import lights_as_condition, office_clock
from registration.domain.case import CaseStatus
from registration.domain.clock import Light
from registration.models import Case

MOST = 10_000


class Command(BaseCommand):
    """``bin/manage cases [--overdue] [--light near] [--json]``."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--overdue", action="store_true", help="only cases that are over")
        parser.add_argument(
            "--light",
            choices=["ok", "near", "over", "stands", "no_calendar"],
            help="only cases that show this light",
        )
        parser.add_argument("--json", action="store_true", help="as JSON, a list of cases")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        cases = (
            Case.objects.filter(status=CaseStatus.OPEN)
            .select_related("handler", "backup", "promised_limit", "statutory_limit")
            .defer("decision")
            .order_by("due_at", "number")
        )
        light = Light.OVER if options["overdue"] else options["light"]
        if light:
            cases = cases.filter(lights_as_condition(light, now=now))
        rows = rows_shown(list(cases[:MOST]), clock=office_clock(), now=now)
        if options["json"]:
            told = [case_as_dict(row) for row in rows]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(_line(row))
        self.stdout.write(f"{len(rows)} 件 cases")


def _line(row: CaseRow) -> str:
    said = row.clock.left_words or row.clock.missing or row.clock.light_words
    who = f"{row.case.handler or '—'} / {row.case.backup or '—'}"
    return (
        f"{row.clock.light:<12} {row.case.number} {row.case.parcel_code} {row.case.kind:<10} "
        f"{row.case.step:<12} {said.zh} | {said.en} | {who}"
    )
