"""Say what a code became and what it came from, at any depth, on any day."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from buildings.code_api import code_as_dict
from buildings.domain.codes import parse_any_code
from buildings.domain.lineage import Lineage
from buildings.resolving import lineages, versions_of
from cadastre.refusals import refusals_as_command_errors
from parcels.moments import day_asked_for


class Command(BaseCommand):
    """``bin/manage resolve CODE… [--at DATE] [--json]``: codes of 19, 24 or 28 characters."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "codes", nargs="+", metavar="CODE", help="parcel, building or unit code"
        )
        parser.add_argument("--at", metavar="DATE", help="a day, 2024-03-15; by default today")
        parser.add_argument("--json", action="store_true", help="everything, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with refusals_as_command_errors(as_json=options["json"]):
            at = day_asked_for(options["at"])
            asked = [parse_any_code(text) for text in options["codes"]]
        found = lineages(one.code for one in asked)
        if options["json"]:
            answers = [
                code_as_dict(one.level.value, found[one.code], at=at)
                | {"versions": versions_of(one)}
                for one in asked
            ]
            text = json.dumps(answers, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            self.stdout.write(text)
            return
        for one in asked:
            self._say(found[one.code], one.code, lineage_at=at)

    def _say(self, lineage: Lineage, code: str, *, lineage_at: Any) -> None:
        standing = ", ".join(lineage.standing(lineage_at)) or "—"
        self.stdout.write(f"{code}  {lineage.state(lineage_at)}  → {standing}")
        for sign, steps in (("→", lineage.forward), ("←", lineage.back)):
            for step in steps:
                self.stdout.write(
                    f"  {sign} {step.at:%Y-%m-%d} {step.kind:<8} {step.from_code} → {step.to_code}"
                )
