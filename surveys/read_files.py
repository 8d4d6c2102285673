"""What the reader understood of a file, in the words of the page, and whether it came before."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from cadastre.http import said
from importers.format_names import READ
from surveys.models import DeliveredFile, ReadFile, SurveyResult

COUNTED: dict[str, str | Promise] = {
    "parcels": pgettext_lazy("counted in a file", "parcels"),
    "buildings": pgettext_lazy("counted in a file", "buildings"),
    "units": pgettext_lazy("counted in a file", "units"),
    "points": pgettext_lazy("counted in a file", "points"),
    "rings": pgettext_lazy("counted in a file", "rings"),
    "records": pgettext_lazy("counted in a file", "records"),
    "rows": pgettext_lazy("counted in a file", "rows"),
    "sheets": pgettext_lazy("counted in a file", "sheets"),
    "totals": pgettext_lazy("counted in a file", "total rows"),
}
"""Words for what the readers count; a reader's other words are shown as they are."""


@dataclass(frozen=True, slots=True)
class ReadFileShown:
    """A file as read, with the name of its format and its counts in words."""

    file: ReadFile
    format: str
    counts: list[tuple[str, int]]


def read_file_shown(file: ReadFile) -> ReadFileShown:
    """Return a file as read in the words of the page's language."""
    known = READ.get(file.format)
    return ReadFileShown(
        file=file,
        format=said(known.title) if known else file.format,
        counts=[(str(COUNTED.get(name, name)), count) for name, count in file.counts.items()],
    )


def files_delivered_before(result: SurveyResult) -> dict[str, DeliveredFile]:
    """Return the files of a result that came before in its project, by hash: the newest of each.

    Two files are the same when their bytes are; what they are called does not count.
    """
    again = DeliveredFile.objects.filter(
        result__project=result.project_id,
        result__uploaded_at__lt=result.uploaded_at,
        sha256__in=result.files.values("sha256"),
    )
    newest_last = again.select_related("result__stage").order_by("result__uploaded_at", "pk")
    return {file.sha256: file for file in newest_last}
