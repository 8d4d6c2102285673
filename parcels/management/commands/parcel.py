"""Change registered parcels from a file: split, merge, adjust, correct, retire, or prepare it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Account
from cadastre.command_line import json_in
from cadastre.refusals import refusals_as_command_errors
from parcels.requests import change_make, change_prepare, change_register, change_withdraw


class Command(BaseCommand):
    """``bin/manage parcel change FILE --as USER [--key KEY] [--prepare]``, ``register``, …."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        change = acts.add_parser("change", help="do the change a JSON file asks for")
        change.add_argument("file", help="the request as JSON; - reads the standard input")
        change.add_argument("--key", default="", help="request key: the same again does nothing")
        change.add_argument("--prepare", action="store_true", help="try it out and keep it only")
        for act, told in (("register", "do a prepared change"), ("withdraw", "undo one")):
            acts.add_parser(act, help=told).add_argument("change", help="its key")
        for each in acts.choices.values():
            each.add_argument("--as", dest="user", required=True, help="who does it")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Account.objects.filter(username=options["user"], is_active=True).first()
        if by is None or not by.has_role("registrar"):
            raise CommandError(f"{options['user']}: no account that may change parcels")
        now = timezone.now()
        with refusals_as_command_errors(as_json=True):
            if options["act"] == "register":
                told = change_register(options["change"], by=by, now=now)
            elif options["act"] == "withdraw":
                told = change_withdraw(options["change"], by=by, now=now)
            else:
                do = change_prepare if options["prepare"] else change_make
                body = json_in(options["file"])
                told = do(body, by=by, now=now, request_key=options["key"])
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
