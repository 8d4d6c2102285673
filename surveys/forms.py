"""Forms of the survey pages: what a person fills in, checked before a service is called."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
        chosen = [file for file in files if file]
        if not chosen:
            raise forms.ValidationError(_("Choose at least one file."))
        return chosen


class ProjectForm(forms.Form):
    """A new survey project."""

    number = forms.CharField(label=_("Project number"), max_length=40)
    name = forms.CharField(label=_("Project name"), max_length=200)
    parcel_code = forms.CharField(
        label=_("Parcel code"), max_length=40, help_text=_("19 characters; spaces do not matter.")
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)


class DeliveryForm(forms.Form):
    """A delivery for one stage."""

    files = FilesField(label=_("Files"))
    kind = forms.ModelChoiceField(
        label=_("Kind of result"), queryset=ResultKind.objects.none(), required=False
    )
    surveyed_on = forms.DateField(
        label=_("Surveyed on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    accuracy_class = forms.TypedChoiceField(
        label=_("Accuracy class of boundary points"),
        coerce=int,
        choices=[(1, _("1 (±5 cm)")), (2, _("2 (±7.5 cm)")), (3, _("3 (±10 cm)"))],
        initial=1,
    )
    area_standard = forms.ChoiceField(
        label=_("Standard of the floor areas"),
        choices=[
            ("GB/T 17986.1-2000", "GB/T 17986.1-2000"),
            ("GB/T 50353-2013", "GB/T 50353-2013"),
            ("GB 55031-2022", "GB 55031-2022"),
        ],
        initial="GB/T 17986.1-2000",
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
        kinds = stage.kinds.all()
        self.fields["kind"].queryset = kinds
        self.fields["kind"].initial = kinds.first()
        self.fields["surveyed_on"].initial = timezone.localdate()
        self.fields["surveyed_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        if stage.base != "supply":
            del self.fields["used_for_supply"]


class DocumentForm(forms.ModelForm):
    """An official document of a project."""

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
        widgets = {"issued_on": forms.DateInput(attrs={"type": "date"})}


class ReasonForm(forms.Form):
    """The reason of a decision."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
