"""Remove what was uploaded in pieces and never delivered."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from surveys import services


class Command(BaseCommand):
    """``bin/manage sweep_uploads [--older-than HOURS]``: for a timer, and at the start."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--older-than",
            type=float,
            default=settings.UPLOAD_PARTS_HOURS,
            metavar="HOURS",
            help="nothing came in for so long (CADASTRE_UPLOAD_PARTS_HOURS unless given)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        older_than = timedelta(hours=options["older_than"])
        swept = services.uploads_sweep(older_than=older_than, now=timezone.now())
        if swept or options["verbosity"] > 1:
            self.stdout.write(f"清除未完成的上传 {swept} 个。 Unfinished uploads removed: {swept}.")
