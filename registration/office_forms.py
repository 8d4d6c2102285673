"""Forms of the office's own pages: a year of its calendar, a limit, who is on duty."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from accounts.models import Account
from registration.domain.clock import LimitUnit
from registration.domain.items import ITEMS
from registration.models import STEPS
from registration.models.office import LEVELS, UNITS

BOX, CHOICE = {"class": "form-control"}, {"class": "form-select"}


class YearForm(forms.Form):
    """A year of the office's calendar: its days unlike their week, a line each."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2016, max_value=2099)
    source = forms.CharField(
        label=gettext_lazy("Official notice"), max_length=200, help_text=gettext_lazy("its number")
    )
    lines = forms.CharField(
        label=gettext_lazy("Days off and days worked"), max_length=20_000, widget=forms.Textarea
    )


def _items() -> list[tuple[str, str]]:
    in_english = (get_language() or "").startswith("en")
    return [
        (code, f"{item.number} {item.name.en if in_english else item.name.zh}")
        for code, item in ITEMS.items()
    ]


class LimitForm(forms.Form):
    """A limit the office decided."""

    item = forms.ChoiceField(
        label=pgettext_lazy("time limit", "Item"), choices=_items, widget=forms.Select(CHOICE)
    )
    scope = forms.RegexField(
        r"^\d{6,12}$",
        label=gettext_lazy("Districts"),
        widget=forms.TextInput(BOX | {"placeholder": "410811"}),
    )
    step = forms.ChoiceField(
        label=gettext_lazy("Step"),
        choices=[("", pgettext_lazy("time limit", "the whole case")), *STEPS],
        required=False,
        widget=forms.Select(CHOICE),
    )
    level = forms.ChoiceField(
        label=pgettext_lazy("time limit", "Level"),
        choices=LEVELS,
        initial="promised",
        widget=forms.Select(CHOICE),
    )
    amount = forms.IntegerField(
        label=pgettext_lazy("time limit", "Limit"),
        min_value=0,
        max_value=365,
        widget=forms.NumberInput(BOX),
    )
    unit = forms.ChoiceField(
        label=pgettext_lazy("time limit", "Unit"), choices=UNITS, widget=forms.Select(CHOICE)
    )
    valid_from = forms.DateField(
        label=gettext_lazy("Valid from"), widget=forms.DateInput(BOX | {"type": "date"})
    )
    document = forms.CharField(
        label=gettext_lazy("Deciding document"), max_length=100, widget=forms.TextInput(BOX)
    )
    clause = forms.CharField(
        label=gettext_lazy("Clause"), max_length=60, required=False, widget=forms.TextInput(BOX)
    )

    def clean_unit(self) -> LimitUnit:
        """Return the unit."""
        return LimitUnit(self.cleaned_data["unit"])


class DutyForm(forms.Form):
    """Who works at a step in districts, and who stands in."""

    scope = forms.RegexField(
        r"^\d{6,12}$",
        label=gettext_lazy("Districts"),
        widget=forms.TextInput(BOX | {"placeholder": "410811"}),
    )
    step = forms.ChoiceField(label=gettext_lazy("Step"), choices=STEPS, widget=forms.Select(CHOICE))
    handler = forms.ModelChoiceField(
        Account.objects.none(), label=gettext_lazy("Who"), widget=forms.Select(CHOICE)
    )
    backup = forms.ModelChoiceField(
        Account.objects.none(),
        label=gettext_lazy("Back-up"),
        required=False,
        widget=forms.Select(CHOICE),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Account.objects.filter(is_active=True, roles__contains=["registrar"])
        for name in ("handler", "backup"):
            self.fields[name].queryset = people.order_by("first_name", "username")
