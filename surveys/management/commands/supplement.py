"""Order one task of a supplementary survey, as the decision of the parcel names it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Account
from cadastre.refusals import refusals_as_command_errors
from surveys import services


class Command(BaseCommand):
    """``bin/manage supplement CODE --task TASK --by USER [--building 0001] [--ground G] [--json]``.

    ``decide CODE --json`` lists the tasks. A ground is never taken: the answer is the clause.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="parcel code (19 characters)")
        parser.add_argument("--task", default="", help="task_id of the decision")
        parser.add_argument("--building", default="", help="building number, when decided so")
        parser.add_argument("--ground", default="", help="what is given as a ground; refused")
        parser.add_argument("--by", required=True, help="user name of who orders it")
        parser.add_argument("--json", action="store_true", help="the order as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Account.objects.filter(username=options["by"]).first()
        if by is None:
            name = options["by"]
            raise CommandError(
                f"--by {name!r}: 没有找到。\n--by {name!r}: there is none of that name."
            )
        with refusals_as_command_errors(as_json=options["json"]):
            order = services.supplement_order(
                options["code"],
                building_number=options["building"],
                task_id=options["task"],
                ground=options["ground"],
                by=by,
                now=timezone.now(),
            )
        if options["json"]:
            self.stdout.write(json.dumps(order.task, ensure_ascii=False, indent=2))
            return
        for language in ("zh", "en"):
            self.stdout.write(f"{order.task[language]}  {order.task['limit'][language]}")
