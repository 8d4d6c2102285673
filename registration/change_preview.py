"""What a change of parcels would do, before it is kept: figures, codes, buildings, and the map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Account
from buildings.models import Building
from cadastre import geometry
from cadastre.domain.errors import CadastreError
from cadastre.domain.rings import distance_m, rounded
from cadastre.models import SpatialSource
from parcels.change_checks import balance_of
from parcels.domain.balance import Balance
from parcels.domain.moving import Move, moved, plane_area_m2
from parcels.domain.publication import ParcelContent, RegisterPoint
from parcels.domain.requests import AskedChange, change_asked
from parcels.map_features import collection, feature
from parcels.models import Parcel
from parcels.requests import change_make
from parcels.selectors import content_of
from registration.trying import tried

BALANCED = ("split", "merge", "adjust")
COMPARED = ("address", "land_use_system", "land_use_code", "land_use_name", "area_m2")


@dataclass(frozen=True, slots=True)
class ResultShown:
    """One parcel after the change: areas in m2; ``code`` is the one it would get, if known."""

    number: int
    content: ParcelContent
    plane_area_m2: Decimal
    code: str
    before: Parcel | None


@dataclass(frozen=True, slots=True)
class BuildingShown:
    """A building of the parcel and the result it goes to, counted from 1.

    ``part_of_it`` is the share of its footprint there in percent, None without a footprint.
    """

    code: str
    name: str
    place: int
    part_of_it: int | None


@dataclass(frozen=True, slots=True)
class ShiftShown:
    """A boundary point that moves, by how much in centimetres, one decimal."""

    label: str
    start: RegisterPoint
    end: RegisterPoint
    length_cm: Decimal


@dataclass(frozen=True, slots=True)
class Preview:
    """All that a registrar looks at before a change is kept.

    ``refusal`` is what the register would answer; None when it would take the change.
    """

    kind: str
    before: tuple[Parcel, ...]
    results: tuple[ResultShown, ...]
    balance: Balance | None
    buildings: tuple[BuildingShown, ...]
    shifts: tuple[ShiftShown, ...]
    differences: tuple[tuple[str, str, str], ...]
    refusal: CadastreError | None
    layers: tuple[Mapping[str, Any], ...]


def preview_of(body: Mapping[str, Any], *, by: Account, now: datetime) -> Preview:
    """Try the change and tell what it would do; nothing is kept, whatever comes of it.

    Raises InvalidInput when the body is no request for a change.
    """
    asked = change_asked(body)
    before = parcels_before(asked)
    told, refusal = tried(lambda: change_make(body, by=by, now=now))
    contents = contents_after(asked, before)
    codes = _codes(told, len(contents))
    results = tuple(
        ResultShown(
            number=n + 1,
            content=content,
            plane_area_m2=rounded(plane_area_m2(content.parts)),
            code=codes[n],
            before=before[n] if asked.kind in ("adjust", "correct") and n < len(before) else None,
        )
        for n, content in enumerate(contents)
    )
    shifts = _shifts(asked, before)
    return Preview(
        kind=asked.kind,
        before=before,
        results=results,
        balance=balance_shown(asked, before, contents),
        buildings=_buildings(asked, contents),
        shifts=shifts,
        differences=_differences(asked, before),
        refusal=refusal,
        layers=(
            {"id": "after", "data": collection(_shapes(results))},
            {"id": "shifts", "data": collection(map(_arrow, shifts))},
        ),
    )


def parcels_before(asked: AskedChange) -> tuple[Parcel, ...]:
    """Return the parcels that a change is about: the versions a correction names, else by code."""
    rows = Parcel.objects.select_related("source", "area_source")
    if asked.kind == "correct":
        found = rows.in_bulk([c.version for c in asked.corrections])
        return tuple(found[c.version] for c in asked.corrections if c.version in found)
    named = rows.filter(valid_to=None, recorded_to=None, parcel_code__in=asked.parcels)
    return tuple(named.order_by("parcel_code"))


def contents_after(asked: AskedChange, before: Sequence[Parcel]) -> list[ParcelContent]:
    """Return what the parcels would say: stated, moved, or corrected; nothing when they end."""
    if asked.kind == "adjust":
        return [moved(content_of(parcel), asked.moves) for parcel in before]
    if asked.kind == "correct":
        return [correction.content for correction in asked.corrections]
    return list(asked.results)


def balance_shown(
    asked: AskedChange, before: Sequence[Parcel], contents: Sequence[ParcelContent]
) -> Balance | None:
    """Return how the areas agree; None for an act whose areas need not, or without parcels."""
    if asked.kind not in BALANCED or not contents or not before:
        return None
    given = asked.source if isinstance(asked.source, Mapping) else {}
    accuracy = given.get("accuracy_class")
    known = accuracy if accuracy in (1, 2, 3) else None
    return balance_of(before, contents, SpatialSource(accuracy_class=known))


def _codes(told: Mapping[str, Any] | None, count: int) -> list[str]:
    """Return the codes that the results would get, in their order; empty while refused."""
    steps = told["steps"] if told else []
    codes = dict.fromkeys(step["after"]["parcel_code"] for step in steps if step["after"])
    return [*codes, *([""] * count)][:count]


def _buildings(asked: AskedChange, contents: Sequence[ParcelContent]) -> tuple[BuildingShown, ...]:
    if asked.kind != "split":
        return ()
    named = Building.objects.current().filter(building_code__in=asked.fixtures)
    standing = {building.building_code: building for building in named}
    shapes = [geometry.multipolygon(content.parts) for content in contents]
    shown = []
    for code, place in sorted(asked.fixtures.items()):
        building, shape = standing.get(code), shapes[place]
        share = None
        if building is not None and shape is not None:
            share = round(100 * shape.intersection(building.geom).area / building.geom.area)
        shown.append(BuildingShown(code, building.name if building else "", place + 1, share))
    return tuple(shown)


def _shifts(asked: AskedChange, before: Sequence[Parcel]) -> tuple[ShiftShown, ...]:
    if asked.kind == "adjust":
        return tuple(_shift(move) for move in asked.moves)
    if asked.kind != "correct" or not before:
        return ()
    # Only the boundary of the parcel itself: neighbours move by the same points.
    old = {p.label: p for part in content_of(before[0]).parts for ring in part for p in ring}
    new = [p for part in asked.corrections[0].content.parts for ring in part for p in ring]
    moves = [
        Move(old[p.label].northing_m, old[p.label].easting_m, p) for p in new if p.label in old
    ]
    return tuple(
        _shift(move) for move in moves if move.position != (move.to.northing_m, move.to.easting_m)
    )


def _shift(move: Move) -> ShiftShown:
    start = RegisterPoint(move.to.label, move.northing_m, move.easting_m)
    return ShiftShown(move.to.label, start, move.to, rounded(distance_m(start, move.to) * 100, 1))


def _differences(asked: AskedChange, before: Sequence[Parcel]) -> tuple[tuple[str, str, str], ...]:
    """Return what a corrected parcel said and would say: field, before, after."""
    if asked.kind != "correct" or not before:
        return ()
    old, new = before[0], asked.corrections[0].content
    pairs = ((name, str(getattr(old, name)), str(getattr(new, name))) for name in COMPARED)
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def _shapes(results: Sequence[ResultShown]) -> list[dict[str, Any]]:
    return [
        feature_of(
            result.code or _("Result %(number)d") % {"number": result.number},
            shape,
            result.content.area_m2,
            key=f"result-{result.number}",
        )
        for result in results
        if (shape := geometry.multipolygon(result.content.parts)) is not None
    ]


def feature_of(name: str, shape: Any, area_m2: Decimal, *, key: str = "") -> dict[str, Any]:
    """Return a parcel for the map, from its shape in the office's system; area in m2."""
    placed = geometry.degrees(shape)
    return feature(key or name, placed, parcel_code=name, area_m2=str(area_m2), label=name)


def _arrow(shift: ShiftShown) -> dict[str, Any]:
    course = geometry.degrees(geometry.line(shift.start, shift.end))
    length_cm = float(shift.length_cm)
    return feature(f"shift-{shift.label}", course, length_cm=length_cm, label=shift.label)
