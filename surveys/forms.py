"""Forms of the survey pages: what a person fills in, checked before a service is called."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cadastre.domain.unit_code import normalise_input
from cadastre.templatetags.cadastre_tags import in_language
from surveys.domain.evidence import BaseStage
from surveys.models import ResultKind, Stage, StageDocument


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes many files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """The files of one delivery; empty ones come through so that the answer can name them."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return every chosen file."""
        files = data if isinstance(data, list | tuple) else [data]
        return [file for file in files if file]


class UploadsField(forms.Field):
    """Ids of files that came in piece by piece; the page renders them itself."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[UUID]:
        """Return the ids; what is no id is refused."""
        try:
            return [UUID(str(one)) for one in value or []]
        except ValueError as error:
            raise forms.ValidationError(_("This is no upload.")) from error


class DayInput(forms.DateInput):
    """The browser's own date input, which takes ISO dates in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class ProjectForm(forms.Form):
    """A new survey project."""

    number = forms.CharField(label=_("Project number"), max_length=40)
    name = forms.CharField(label=_("Project name"), max_length=200)
    parcel_code = forms.CharField(
        label=_("Parcel code"), max_length=40, help_text=_("19 characters; spaces do not matter.")
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)

    def clean_parcel_code(self) -> str:
        """Take off what display and typing add to a code."""
        return normalise_input(self.cleaned_data["parcel_code"])


AREA_STANDARDS = [
    ("GB/T 17986.1-2000", "GB/T 17986.1-2000"),
    ("GB/T 50353-2013", "GB/T 50353-2013"),
    ("GB 55031-2022", "GB 55031-2022"),
]


PERMIT_STANDARDS = [*AREA_STANDARDS, ("GB/T 50353", _("GB/T 50353, edition not stated"))]
"""Permits often name the standard without its year."""


class DeliveryForm(forms.Form):
    """A delivery for one stage; it asks only for what the stage's kinds of result hold."""

    files = FilesField(label=_("Files"))
    uploads = UploadsField(required=False)
    kind = forms.ModelChoiceField(
        label=_("Kind of result"), queryset=ResultKind.objects.none(), required=False
    )
    surveyed_on = forms.DateField(label=_("Surveyed on"), widget=DayInput())
    accuracy_class = forms.TypedChoiceField(
        label=_("Accuracy class of boundary points"),
        coerce=int,
        choices=[(1, _("1 (±5 cm)")), (2, _("2 (±7.5 cm)")), (3, _("3 (±10 cm)"))],
        initial=1,
    )
    area_standard = forms.ChoiceField(
        label=_("Standard of the floor areas"),
        choices=AREA_STANDARDS,
        initial=AREA_STANDARDS[0][0],
    )
    has_investigation_form = forms.BooleanField(
        label=_("Investigation form is part of the papers"), required=False
    )
    has_parcel_map = forms.BooleanField(label=_("Parcel map is part of the papers"), required=False)
    used_for_supply = forms.BooleanField(
        label=_("These results were used for the land supply"), required=False
    )

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = list(stage.kinds.all())
        kind = self.fields["kind"]
        kind.queryset = stage.kinds.all()
        kind.label_from_instance = lambda one: in_language(one, "name")
        kind.initial = kinds[0] if kinds else None
        self.fields["surveyed_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self._ask_for(kinds, supply=stage.base == BaseStage.SUPPLY)

    def clean(self) -> dict[str, Any]:
        """Demand a file, whole or in pieces."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("files") and not data.get("uploads"):
            self.add_error("files", _("Choose at least one file."))
        return data

    def _ask_for(self, kinds: list[ResultKind], *, supply: bool) -> None:
        boundary = not kinds or any(kind.expects_boundary for kind in kinds)
        floors = not kinds or any(kind.expects_units or kind.expects_footprint for kind in kinds)
        unasked = [] if floors else ["area_standard"]
        if not boundary:
            unasked += ["accuracy_class", "has_investigation_form", "has_parcel_map"]
        if not supply:
            unasked.append("used_for_supply")
        for name in unasked:
            del self.fields[name]


class DocumentForm(forms.ModelForm):
    """An official document of a project."""

    building_number = forms.RegexField(
        label=_("Building number"),
        regex=r"^\d{4}$",
        required=False,
        help_text=_("Four digits; empty when it is about the whole project."),
        error_messages={"invalid": _("A building number has four digits, e.g. 0001.")},
    )
    area_standard = forms.ChoiceField(
        label=_("Standard of the area"), choices=[("", "—"), *PERMIT_STANDARDS], required=False
    )

    class Meta:
        model = StageDocument
        fields = (
            "kind",
            "number",
            "issued_on",
            "building_number",
            "area_m2",
            "area_standard",
            "has_coordinates",
            "passed",
        )
        widgets = {"issued_on": DayInput()}
