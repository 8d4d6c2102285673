"""Change registered buildings and units from a file: split, merge, correct, extend, retire …."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Account, Role
from buildings.requests import building_change_make
from cadastre.command_line import json_in
from cadastre.refusals import refusals_as_command_errors


class Command(BaseCommand):
    """``bin/manage building change FILE --as USER [--key KEY]``."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        change = acts.add_parser("change", help="do the change a JSON file asks for")
        change.add_argument("file", help="the request as JSON; - reads the standard input")
        change.add_argument("--key", default="", help="request key: the same again does nothing")
        change.add_argument("--as", dest="user", required=True, help="who does it")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Account.objects.filter(username=options["user"], is_active=True).first()
        if by is None or not by.has_role(Role.REGISTRAR):
            raise CommandError(f"{options['user']}: no account that may change buildings")
        body = json_in(options["file"])
        with refusals_as_command_errors(as_json=True):
            told = building_change_make(body, by=by, now=timezone.now(), request_key=options["key"])
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
