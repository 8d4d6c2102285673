"""Say whether a first registration needs a new survey, and which result supplies each datum."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cadastre.refusals import refusals_as_command_errors
from surveys.selectors import reuse_decision


class Command(BaseCommand):
    """``bin/manage decide CODE [--json]``: CODE is a parcel code or a building code."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="parcel code (19 characters) or building code (24)")
        parser.add_argument("--json", action="store_true", help="the whole decision as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with refusals_as_command_errors(as_json=options["json"]):
            decision = reuse_decision(options["code"]).to_dict()
        if options["json"]:
            self.stdout.write(json.dumps(decision, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{decision['decision']}  {', '.join(decision['basis'])}")
        self.stdout.write(decision["summary"]["zh"])
        self.stdout.write(decision["summary"]["en"])
        for row in decision["data"]:
            self.stdout.write(
                f"  {row['datum']} {row['building_number']}: {row['state']} "
                f"{(row['value'] or {}).get('zh', '')} {row['rule']}"
            )
