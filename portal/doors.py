"""The four doors of the home page: each with today's number and the way to one's own work."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Account, Role
from portal.selectors import HomeNumbers


@dataclass(frozen=True, slots=True)
class Door:
    """One door: for whom, what for, today's number, and where it leads."""

    title: str
    icon: str
    number: int
    counted: str
    purpose: str
    address: str
    step: str
    is_own: bool = False


def doors(numbers: HomeNumbers, *, account: object) -> list[Door]:
    """Return the doors for surveyors, registrars, the public and integrators."""
    held = account.roles if isinstance(account, Account) else []
    reviews = Role.REVIEWER in held
    return [
        Door(
            title=pgettext("door", "Surveying"),
            icon="layers",
            number=numbers.results_waiting,
            counted=_("results waiting for review"),
            purpose=_("Upload the results of each stage and see at once what was read and found."),
            address=reverse("surveys:review_queue" if reviews else "surveys:project_list"),
            step=_("Review results") if reviews else _("Open survey projects"),
            is_own=reviews or Role.SURVEYOR in held,
        ),
        Door(
            title=pgettext("door", "Registration"),
            icon="journal-check",
            number=numbers.cases_open,
            counted=_("cases open"),
            purpose=_(
                "See which result supplies each figure, under which rule, and adopt it in one step."
            ),
            address=reverse("registration:case_list"),
            step=pgettext("door", "Open cases"),
            is_own=Role.REGISTRAR in held,
        ),
        Door(
            title=pgettext("door", "Public"),
            icon="eye",
            number=numbers.objects_disclosed,
            counted=_("units on record"),
            purpose=_("Look up natural state and restrictions by code or address. No account."),
            address=reverse("disclosure:search"),
            step=_("Look something up"),
        ),
        Door(
            title=pgettext("door", "Integrators"),
            icon="code-slash",
            number=numbers.changes_since_midnight,
            counted=_("changes since midnight"),
            purpose=_("Units, parcels and buildings for programs, in calls that can be copied."),
            address=reverse("portal:integrators"),
            step=_("See the calls"),
            is_own=Role.INTEGRATOR in held,
        ),
    ]
