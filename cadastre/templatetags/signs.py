"""The signs of the pages: every state has a shape, a word and a colour, never a colour alone."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Sign:
    """A drawing of the sprite, its word, and the class that colours both."""

    icon: str
    label: str | Promise
    style: str


STAGES: Final[dict[str, str | Promise]] = {
    "supply": _("Land supply"),
    "planning": _("Planning"),
    "presale": _("Presale"),
    "completion": _("Completion"),
    "legacy": _("Before unified registration"),
    "register": pgettext_lazy("the book", "Register"),
}

UNKNOWN: Final = Sign("question-circle", _("could not be checked"), "could-not-check")

SEVERITIES: Final[dict[str, Sign]] = {
    "error": Sign("x-circle", _("error"), "sev-error"),
    "warning": Sign("exclamation-triangle", _("warning"), "sev-warning"),
    "information": Sign("info-circle", _("information"), "sev-information"),
    "passed": Sign("check-circle", _("passed"), "sev-passed"),
    "not_applicable": Sign("slash-circle", _("not applicable"), "sev-not-applicable"),
    "could_not_check": UNKNOWN,
}

STATUSES: Final[dict[str, Sign]] = {
    "received": Sign("hourglass-split", _("waiting to be read"), "status-waiting"),
    "reading": Sign("hourglass-split", _("being read"), "status-running"),
    "checked": Sign("clipboard-data", _("checked"), "status-checked"),
    "submitted": Sign("eye", _("in review"), "status-waiting"),
    "accepted": Sign("check-circle", _("accepted"), "status-done"),
    "returned": Sign("arrow-return-left", _("returned"), "status-returned"),
    "open": Sign("clock-history", pgettext_lazy("case", "open"), "status-running"),
    "adopted": Sign("journal-check", _("registered"), "status-done"),
    "closed": Sign("slash-circle", _("closed without registration"), "status-closed"),
    "withdrawn": Sign("arrow-return-left", _("withdrawn by the applicant"), "status-closed"),
}
