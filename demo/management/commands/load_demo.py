"""Load the demo county; does nothing when it is there already."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.loading import load


class Command(BaseCommand):
    """``bin/manage load_demo``: accounts, register, two developments, imagery, files to try."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError(
                "演示数据不进生产库。\nThe demo county is not loaded into a production database."
            )
        load(now=timezone.now(), say=self.stdout.write)
