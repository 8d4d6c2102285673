"""Reading what a registrar typed on the page of an act on a building or a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from buildings.models import Building, Unit, UnitCode, UnitKind
from registration.building_bodies import BUILDING_WORDS, CORRECTABLE, Thing, TypedAct, said_of
from registration.parcel_act_forms import PapersForm
from registration.typed_points import TypedPoint
from registration.typed_units import (
    FULL_LIST,
    SHORT_LIST,
    TypedUnit,
    figure_meant,
    list_of,
    row_read,
    unit_as_typed,
)

MOST_UNIT_ROWS, MOST_CORNERS = 80, 200
"""Rows of the tables of units and corners: a form has a thousand fields at the most."""
WITH_ROWS = ("unit_split", "units_merge", "storey_add")
LISTS = {"building_rebuild": ("units",), "unit_list_complete": ("presale", "completion")}
FIELDS: dict[str, tuple[str, ...]] = {
    "unit_correct": CORRECTABLE,
    "storey_add": ("number", "label", "floor_area_m2", "completed_on"),
    "building_mark": ("outside_parcel",),
    "building_rebuild": (
        "is_new_building",
        *BUILDING_WORDS,
        *("storeys_above", "storeys_below", "floor_area_m2", "footprint_area_m2"),
        "completed_on",
    ),
}
"""The single fields of an act, beside rows and lists."""
FIGURES = frozenset(
    {
        *("built_m2", "inner_m2", "shared_m2", "presale_built_m2", "land_share_m2"),
        *("floor_area_m2", "footprint_area_m2", "storeys_above", "storeys_below", "number"),
    }
)
NAMES: dict[str, str | Promise] = {
    "kind": gettext_lazy("Kind of unit"),
    "use": gettext_lazy("Use"),
    "address": gettext_lazy("Address"),
    "built_m2": gettext_lazy("Floor area m²"),
    "inner_m2": gettext_lazy("Inner area m²"),
    "shared_m2": gettext_lazy("Shared area m²"),
    "presale_built_m2": gettext_lazy("Floor area at presale m²"),
    "land_share_m2": gettext_lazy("Share of the land m²"),
    "area_standard": gettext_lazy("Standard of the areas"),
    "area_rule": gettext_lazy("Rule of the area"),
    "footprint_rule": gettext_lazy("Rule of the footprint"),
    "number": pgettext_lazy("storey", "Storey number"),
    "label": pgettext_lazy("storey", "Name of the storey"),
    "floor_area_m2": gettext_lazy("Floor area of the whole building m²"),
    "footprint_area_m2": gettext_lazy("Footprint area m²"),
    "completed_on": gettext_lazy("Completed on"),
    "is_new_building": gettext_lazy("Pulled down for another building: next building number"),
    "name": pgettext_lazy("building", "Name"),
    "structure": gettext_lazy("Structure"),
    "storeys_above": gettext_lazy("Storeys above ground"),
    "storeys_below": gettext_lazy("Storeys below ground"),
    "outside_parcel": gettext_lazy("Why it stands outside its parcel"),
    "building_code": gettext_lazy("Building code"),
    "units": gettext_lazy("Number of units"),
}
HELP: dict[tuple[str, str], str | Promise] = {
    ("storey_add", "number"): gettext_lazy("negative below ground"),
    ("storey_add", "floor_area_m2"): gettext_lazy(
        "left empty: what the building has and the new units in sum"
    ),
    ("building_mark", "outside_parcel"): gettext_lazy("left empty: the mark is taken off"),
}
LONGEST = {"outside_parcel": 200, "address": 200, "name": 200, "use": 60}


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field of the form: what is said now and what was typed."""

    name: str
    label: str | Promise
    now: str
    typed: str
    help_text: str | Promise
    type: str
    longest: int

    @property
    def is_other(self) -> bool:
        """Whether something else was typed than is registered."""
        return self.typed != self.now


class ActPapersForm(PapersForm):
    """Why an act on a building or unit is done and by which papers."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, act="split", **options)
        del self.fields["accuracy_class"]
        self.fields["document_number"].help_text = ""


def typed_of(posted: QueryDict, *, kind: str, papers: ActPapersForm) -> TypedAct:
    """Return what was posted; ``papers`` has been asked whether it is valid."""
    return TypedAct(
        kind=kind,
        version=posted.get("version", ""),
        source=papers.source(),
        reason=papers.cleaned_data.get("reason", ""),
        document_number=papers.cleaned_data.get("document_number", ""),
        rows=_rows(posted) if kind in WITH_ROWS else (),
        chosen=tuple(sorted({code[:40] for code in posted.getlist("chosen")})),
        words={name: _word(name, posted[name]) for name in FIELDS.get(kind, ()) if name in posted},
        lists={name: posted.get(f"list_{name}", "") for name in LISTS.get(kind, ())},
        points=_points(posted) if kind == "building_rebuild" else (),
    )


def nothing_typed(row: Thing, kind: str) -> TypedAct:
    """Return the act as it begins, for one that needs no more than its papers."""
    return TypedAct(
        kind=kind,
        version=str(row.pk),
        source={"title": "—", "stage": "change"},
        reason="",
        words={name: said_of(row, name) for name in FIELDS.get(kind, ()) if hasattr(row, name)},
    )


def rows_of(row: Thing, kind: str, typed: TypedAct | None) -> list[TypedUnit]:
    """Return the rows that a table of units shows, with empty ones to go on in."""
    if kind not in WITH_ROWS:
        return []
    if typed is not None:
        spare = [] if kind == "units_merge" else [TypedUnit()]
        return [*(one for one in typed.rows if not one.is_empty), *spare] or [TypedUnit()]
    if not isinstance(row, Unit):
        return [TypedUnit(), TypedUnit()]
    bare = dict.fromkeys(("built_m2", "inner_m2", "shared_m2", "land_share_m2"), "")
    first = unit_as_typed(row, **bare)
    return [first] if kind == "units_merge" else [first, unit_as_typed(row, room="", **bare)]


def fields_of(row: Thing, kind: str, typed: TypedAct | None) -> list[FieldShown]:
    """Return the single fields of the form."""
    told = typed.words if typed else {}
    shown = []
    for name in FIELDS.get(kind, ()):
        begins = kind != "storey_add" and hasattr(row, name)
        now = said_of(row, name) if begins else ""
        word = told.get(name, "" if typed and name == "is_new_building" else now)
        help_text = HELP.get((kind, name), "")
        longest = LONGEST.get(name, 40)
        shown.append(FieldShown(name, NAMES[name], now, word, help_text, _type(name), longest))
    return shown


def _type(name: str) -> str:
    types = {"completed_on": "date", "is_new_building": "checkbox", "kind": "kind"}
    return types.get(name, "figure" if name in FIGURES else "text")


def lists_of(row: Thing, kind: str, typed: TypedAct | None) -> list[tuple[str, str | Promise, str]]:
    """Return the lists of the form: name, label and text."""
    labels = {
        "units": gettext_lazy("Units of the rebuilt building"),
        "presale": gettext_lazy("Presale list"),
        "completion": gettext_lazy("Completion list"),
    }
    begun = typed.lists if typed else _lists_begun(row, kind)
    return [(name, labels[name], begun.get(name, "")) for name in LISTS.get(kind, ())]


def _lists_begun(row: Thing, kind: str) -> dict[str, str]:
    if kind not in LISTS or isinstance(row, Unit):
        return {}
    units = list(
        Unit.objects.current()
        .filter(building__building_code=row.building_code)
        .select_related("storey")
    )
    if kind == "building_rebuild":
        rows = [unit_as_typed(one) for one in sorted(units, key=lambda one: one.unit_code_id)]
        return {"units": list_of(rows, columns=FULL_LIST)}
    known = {one.unit_code_id: unit_as_typed(one) for one in units}
    held = UnitCode.objects.in_use(row.parcel_code, row.building_number)
    rows = [
        known.get(one.code) or TypedUnit(section=one.section, room=one.room)
        for one in held.order_by("code")
    ]
    text = list_of(rows, columns=SHORT_LIST)
    return {"presale": text, "completion": text}


def corners_of(row: Thing, kind: str, typed: TypedAct | None) -> Sequence[TypedPoint]:
    """Return the corners of the footprint that a rebuilt building begins with."""
    if kind != "building_rebuild" or not isinstance(row, Building):
        return ()
    if typed is not None:
        return [*typed.points, TypedPoint("", "", "")]
    return [
        TypedPoint(f"{n}", _metres(north), _metres(east), ring=f"{p}.{r}")
        for p, part in enumerate(row.geom.coords)
        for r, ring in enumerate(part)
        for n, (east, north) in enumerate(ring[:-1], start=1)
    ]


def _metres(coordinate: float) -> str:
    """Return a coordinate as surveys state it: to the millimetre, or a tenth of it if kept."""
    text = f"{coordinate:.4f}"
    return text.removesuffix("0")


def kinds_of(row: Thing) -> list[tuple[str, str | Promise]]:
    """Return the kinds a unit can be of; land stays what it is."""
    is_land = isinstance(row, Unit) and row.kind == UnitKind.LAND
    return [(kind.value, kind.label) for kind in UnitKind if (kind == UnitKind.LAND) == is_land]


def _word(name: str, typed: str) -> str:
    return figure_meant(typed) if name in FIGURES else typed.strip()


def _rows(posted: QueryDict) -> tuple[TypedUnit, ...]:
    count = min(len(posted.getlist("room")), MOST_UNIT_ROWS)
    columns = {
        name: [*posted.getlist(name), *([""] * count)][:count] for name in (*FULL_LIST, "kind")
    }
    return tuple(
        row_read({name: words[n] for name, words in columns.items()}) for n in range(count)
    )


def _points(posted: QueryDict) -> tuple[TypedPoint, ...]:
    count = min(len(posted.getlist("northing_m")), MOST_CORNERS)
    labels, norths, easts, rings = (
        [*posted.getlist(name), *([""] * count)][:count]
        for name in ("corner", "northing_m", "easting_m", "ring")
    )
    return tuple(
        TypedPoint(label.strip()[:40], figure_meant(north), figure_meant(east), ring=ring or "0.0")
        for label, north, east, ring in zip(labels, norths, easts, rings, strict=True)
    )
