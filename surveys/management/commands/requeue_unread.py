"""Queue the survey results whose reading was lost, for example with a worker that was killed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from surveys.reading_state import LONGEST_SILENCE_SECONDS, left_unread, times_begun
from surveys.services import survey_reading_given_up
from surveys.tasks import enqueue_reading

MOST_TRIES = 5
"""A delivery whose reading was lost so often takes its worker down each time."""


class Command(BaseCommand):
    """``bin/manage requeue_unread [--older-than SECONDS]``: have lost readings done again.

    Run it before a worker starts, with ``--older-than 0`` where that worker is the only one, and
    from time to time where several work. Results still in the queue are left alone. One whose
    reading was lost five times is not read again: its report says that the reader stopped.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--older-than",
            type=int,
            default=LONGEST_SILENCE_SECONDS,
            metavar="SECONDS",
            help="a reading without progress for longer than this is lost (300 unless given)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lost = left_unread(older_than_seconds=options["older_than"], now=timezone.now())
        hopeless = [result for result in lost if times_begun(result) >= MOST_TRIES]
        for result in hopeless:
            survey_reading_given_up(result)
        again = [result for result in lost if result not in hopeless]
        for result in again:
            enqueue_reading(result)
        if lost or options["verbosity"] > 1:
            self.stdout.write(
                f"重新排队待读成果 {len(again)} 份。 Results queued again: {len(again)}."
            )
        if hopeless:
            self.stdout.write(
                f"{len(hopeless)} 份多次读取未成，不再读取，检查报告已写明。 "
                f"Given up after {MOST_TRIES} readings, as their reports say: {len(hopeless)}."
            )
