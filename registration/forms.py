"""Forms of the case pages: what a registrar fills in, checked before a service is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadastre.domain.unit_code import (
    CodeMalformed,
    normalise_input,
    parse_parcel_code,
    parse_unit_code,
)
from cadastre.http import said
from registration.domain.case import CaseKind, Move
from registration.domain.clock import Light
from registration.domain.materials import KINDS
from registration.models import CASE_KINDS, CASE_STATUSES, STEPS
from registration.selectors import SORTS, Asked
from surveys.models import SurveyProject

PARCEL_CODE_LENGTH, BUILDING_CODE_LENGTH, UNIT_CODE_LENGTH = 19, 24, 28


@dataclass(frozen=True, slots=True)
class CaseObject:
    """What a case is about: a parcel, or with ``building_number`` one building of it."""

    parcel_code: str
    building_number: str = ""


class CaseForm(forms.Form):
    """A new case, for a parcel code, a building code or the number of a survey project."""

    code = forms.CharField(
        label=gettext_lazy("Parcel code, building code or project number"),
        max_length=60,
        help_text=gettext_lazy(
            "19 characters for a parcel, 24 for one building of it, or the number of a survey "
            "project; spaces do not matter."
        ),
    )

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=CASE_KINDS, initial="first", required=False
    )

    def clean_kind(self) -> CaseKind:
        """Return the kind of case; a form without one is for a first registration."""
        return CaseKind(self.cleaned_data["kind"] or CaseKind.FIRST)

    def clean_code(self) -> CaseObject:
        """Return the object that was typed; an error says what was found and what is expected."""
        typed = self.cleaned_data["code"].strip()
        project = SurveyProject.objects.filter(number__iexact=typed).first()
        if project is not None:
            return CaseObject(project.parcel_code)
        code = normalise_input(typed)
        if len(code) == UNIT_CODE_LENGTH:
            raise forms.ValidationError(_unit_code_typed(code))
        try:
            if len(code) == BUILDING_CODE_LENGTH and code[PARCEL_CODE_LENGTH] == "F":
                parse_unit_code(f"{code}0001")
                return CaseObject(code[:PARCEL_CODE_LENGTH], code[PARCEL_CODE_LENGTH + 1 :])
            return CaseObject(str(parse_parcel_code(code)))
        except CodeMalformed as error:
            raise forms.ValidationError(
                _(
                    "%(why)s Expected: 19 characters of a parcel, 24 of a building, or the number "
                    "of a survey project; there is no project “%(typed)s”."
                )
                % {"typed": typed, "why": said(error.message)}
            ) from error


def _unit_code_typed(code: str) -> str:
    return _(
        "Found “%(code)s”, 28 characters: the code of one unit. Expected: the parcel "
        "(%(parcel)s) or the building (%(building)s); a first registration covers all its units."
    ) % {
        "code": code,
        "parcel": code[:PARCEL_CODE_LENGTH],
        "building": code[:BUILDING_CODE_LENGTH],
    }


def _words(choices: Iterable[tuple[str, Any]], every: Any) -> list[tuple[str, Any]]:
    return [("", every), *choices]


class CaseFilter(forms.Form):
    """What the list of cases is filtered by; anything that makes no sense filters nothing."""

    q = forms.CharField(
        label=gettext_lazy("Filter cases"), required=False, max_length=100, strip=True
    )
    status = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=_words(CASE_STATUSES, pgettext_lazy("case", "Every state")),
    )
    light = forms.ChoiceField(
        label=gettext_lazy("Light"),
        required=False,
        choices=_words(
            [
                (Light.OVER.value, pgettext_lazy("filter", "over")),
                (Light.NEAR.value, pgettext_lazy("filter", "near its end")),
                (Light.OK.value, pgettext_lazy("filter", "in time")),
                (Light.STANDS.value, pgettext_lazy("filter", "clock stands")),
                (Light.NO_CALENDAR.value, pgettext_lazy("filter", "calendar missing")),
            ],
            pgettext_lazy("case", "Every light"),
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=_words(CASE_KINDS, pgettext_lazy("case", "Every kind")),
    )
    step = forms.ChoiceField(
        label=gettext_lazy("Step"),
        required=False,
        choices=_words(STEPS, pgettext_lazy("case", "Every step")),
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Who"),
        required=False,
        choices=[
            ("", pgettext_lazy("case", "Everybody")),
            ("mine", pgettext_lazy("case", "Mine, or I stand in")),
        ],
    )
    sort = forms.ChoiceField(
        required=False,
        choices=[("", "")] + [(f"{way}{word}", word) for word in SORTS for way in ("", "-")],
    )

    def asked(self) -> Asked:
        """Return the part of the question that was understood."""
        self.full_clean()
        given = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        return Asked(question=given.pop("q"), **given)


class MoveForm(forms.Form):
    """A move of a case as a page or a program asks for it."""

    move = forms.ChoiceField(
        choices=[(move.value, move.value) for move in Move if move is not Move.ADOPT]
    )
    reason = forms.CharField(required=False, max_length=1000)
    stop = forms.CharField(required=False, max_length=20)
    materials = forms.MultipleChoiceField(required=False, choices=[(code, code) for code in KINDS])
    revision = forms.IntegerField(required=False, min_value=0)
    request = forms.CharField(required=False, max_length=64)
