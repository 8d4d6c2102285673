"""Reading what a registrar typed on the page of an act: papers, rows of points, choices."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy, pgettext_lazy

from parcels.models import BoundaryPoint, Parcel
from registration.change_bodies import ATTRIBUTES, Typed
from registration.typed_points import TypedPoint

BOX, CHOICE = {"class": "form-control"}, {"class": "form-select"}
ACCURACY = (
    ("", gettext_lazy("not stated")),
    ("1", gettext_lazy("class 1 (5 cm)")),
    ("2", gettext_lazy("class 2 (7.5 cm)")),
    ("3", gettext_lazy("class 3 (10 cm)")),
)
MOST_ROWS = 2000
MEASURED = ("split", "adjust", "correct")
"""Acts that rest on a survey, which may state its accuracy."""
PLACE, ADDRESS = "place-", "address"
NAMES = {
    "address": gettext_lazy("Address"),
    "land_use_system": gettext_lazy("Classification of land use"),
    "land_use_code": gettext_lazy("Land use code"),
    "land_use_name": gettext_lazy("Land use"),
    "area_m2": gettext_lazy("Registered area m²"),
}


class PapersForm(forms.Form):
    """Why a change is made and by which papers."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.TextInput(BOX)
    )
    title = forms.CharField(
        label=gettext_lazy("Source: survey or document"),
        max_length=300,
        widget=forms.TextInput(BOX),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Made by"), max_length=200, required=False, widget=forms.TextInput(BOX)
    )
    document_number = forms.CharField(
        label=pgettext_lazy("document", "Number"),
        max_length=200,
        required=False,
        widget=forms.TextInput(BOX),
        help_text=gettext_lazy("without one, the number of the case"),
    )
    surveyed_on = forms.DateField(
        label=gettext_lazy("Surveyed on"),
        required=False,
        widget=forms.DateInput(BOX | {"type": "date"}, format="%Y-%m-%d"),
    )
    accuracy_class = forms.ChoiceField(
        label=gettext_lazy("Accuracy of the points"),
        choices=ACCURACY,
        required=False,
        widget=forms.Select(CHOICE),
        help_text=gettext_lazy("it sets how far areas may differ"),
    )

    def __init__(self, *args: Any, act: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if act not in MEASURED:
            del self.fields["surveyed_on"], self.fields["accuracy_class"]

    def source(self) -> dict[str, Any]:
        """Return the papers as a request names them; what is not right yet is left away.

        A preview is made before everything is typed: without a title the source is a dash.
        """
        clean: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        day, accuracy = clean.get("surveyed_on"), clean.get("accuracy_class")
        return {
            "title": clean.get("title") or "—",
            "stage": "change",
            "organisation": clean.get("organisation", ""),
            "document_number": clean.get("document_number", ""),
            **({"surveyed_on": day.isoformat()} if day else {}),
            **({"accuracy_class": int(accuracy)} if accuracy else {}),
        }


def typed_of(posted: QueryDict, *, act: str, papers: PapersForm) -> Typed:
    """Return what was posted; ``papers`` has been asked whether it is valid."""
    attributes = {name: posted[name].strip() for name in NAMES if name in posted}
    if act != "correct":
        attributes = {}
    return Typed(
        kind=act,
        version=posted.get("version", ""),
        points=_rows(posted),
        source=papers.source(),
        reason=papers.cleaned_data.get("reason", ""),
        together=tuple(posted.getlist("together")),
        places={
            name.removeprefix(PLACE): str(posted[name]) for name in posted if name.startswith(PLACE)
        },
        attributes=attributes,
        addresses=tuple(one.strip()[:300] for one in posted.getlist(ADDRESS))
        if act == "split"
        else (),
    )


def rows_of(parcel: Parcel, *, act: str) -> list[TypedPoint]:
    """Return the rows that the table of an act begins with."""
    if act == "split":
        return [TypedPoint("", "", ""), TypedPoint("", "", "")]
    return [_row(point) for point in parcel.points.all()]


def attributes_of(parcel: Parcel, typed: Typed | None) -> list[tuple[str, Any, str, str]]:
    """Return the fields of a correction: name, label, what is said now, what was typed."""
    told = (typed.attributes if typed else None) or {}
    return [
        (name, NAMES[name], now, told.get(name, now))
        for name in (*ATTRIBUTES, "area_m2")
        for now in [str(getattr(parcel, name))]
    ]


def _row(point: BoundaryPoint) -> TypedPoint:
    return TypedPoint(
        label=point.label,
        northing=str(point.northing_m),
        easting=str(point.easting_m),
        point=str(point.pk),
        ring=f"{point.part}.{point.ring}",
    )


def _rows(posted: QueryDict) -> tuple[TypedPoint, ...]:
    northings = posted.getlist("northing_m")[:MOST_ROWS]
    count = len(northings)
    labels, eastings, points, rings = (
        [*posted.getlist(name), *([""] * count)][:count]
        for name in ("label", "easting_m", "point", "ring")
    )
    return tuple(
        TypedPoint(
            label=label.strip()[:40],
            northing=_figure(northing),
            easting=_figure(easting),
            point=point,
            ring=ring or "0.0",
        )
        for label, northing, easting, point, ring in zip(
            labels, northings, eastings, points, rings, strict=True
        )
    )


def _figure(typed: str) -> str:
    """Return a figure as it is meant: full-width digits, blanks and commas are understood."""
    return unicodedata.normalize("NFKC", typed).replace(" ", "").replace(",", "")
