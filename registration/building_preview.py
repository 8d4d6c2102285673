"""What a change of a building or its units would do, before it is registered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Account
from buildings.domain.building_table import table_order
from buildings.domain.publication import UnitContent
from buildings.domain.requests import AskedBuildingChange, building_change_asked
from buildings.models import Building, Unit, UnitCode, UnitKind
from buildings.requests import building_change_make
from cadastre import geometry
from cadastre.domain.errors import CadastreError
from parcels.map_features import collection, feature
from registration.trying import tried
from registration.typed_units import AREAS

BALANCED = ("unit_split", "units_merge")
COMPARED = ("floor_area_m2", "footprint_area_m2", "storeys_above", "storeys_below")


@dataclass(frozen=True, slots=True)
class UnitShown:
    """A unit before or after: areas in m2; ``code`` is empty while none is given."""

    code: str
    section: str
    room: str
    storey: int | None
    use: str = ""
    built_m2: Decimal | None = None
    inner_m2: Decimal | None = None
    shared_m2: Decimal | None = None
    land_share_m2: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """One area over all units before and after, in m2; None where a unit does not state it."""

    name: str
    before_m2: Decimal | None
    after_m2: Decimal | None
    must_hold: bool

    @property
    def apart_m2(self) -> Decimal | None:
        """After less before."""
        if self.before_m2 is None or self.after_m2 is None:
            return None
        return self.after_m2 - self.before_m2


@dataclass(frozen=True, slots=True)
class BuildingPreview:
    """All that a registrar looks at before an act is registered.

    ``refusal`` is what the register would answer, None when it would take the act; ``codes`` are
    lists by what becomes of them; ``figures`` are what the building says before and after.
    """

    kind: str
    before: tuple[UnitShown, ...]
    after: tuple[UnitShown, ...]
    sums: tuple[Sum, ...]
    codes: Mapping[str, Sequence[str]]
    figures: tuple[tuple[str, Any, Any], ...]
    refusal: CadastreError | None
    layers: Mapping[str, Any]


def preview_of(body: Mapping[str, Any], *, by: Account, now: datetime) -> BuildingPreview:
    """Try the change and tell what it would do; nothing is kept, whatever comes of it.

    Raises InvalidInput when the body is no request for a change.
    """
    asked = building_change_asked(body)
    before = _before(asked)
    was = _said(_building_of(asked))
    unit = Unit.objects.current().filter(unit_code=asked.codes[0]).first()

    def change() -> tuple[dict[str, Any], tuple[UnitShown, ...], tuple[tuple[str, Any, Any], ...]]:
        told = building_change_make(body, by=by, now=now)
        figures = _figures(was, _said(_building_of(asked, told))) or _corrected(asked, unit)
        return told, _after(asked, told), figures

    done, refusal = tried(change)
    told, after, figures = done or ({}, tuple(map(_asked_unit, asked.units)), ())
    return BuildingPreview(
        kind=asked.kind,
        before=before,
        after=after,
        sums=_sums(before, after) if asked.kind in BALANCED else (),
        codes={name: told.get(name, ()) for name in ("issued", "retired")},
        figures=figures,
        refusal=refusal,
        layers={"after": _layer(asked)},
    )


def _before(asked: AskedBuildingChange) -> tuple[UnitShown, ...]:
    """Return the units that the change ends or corrects, and for a list the codes in use."""
    if asked.kind == "unit_list_complete":
        (code,) = asked.codes
        held = UnitCode.objects.in_use(code[:19], code[20:])
        return tuple(_of_ledger(row) for row in held.order_by("code"))
    units = Unit.objects.current().select_related("storey").order_by("unit_code")
    if asked.kind in ("building_rebuild", "building_retire"):
        return tuple(map(_unit, units.filter(building__building_code__in=asked.codes)))
    if asked.kind in ("storey_add", "building_mark"):
        return ()
    return tuple(map(_unit, units.filter(unit_code__in=asked.codes)))


def _after(asked: AskedBuildingChange, told: Mapping[str, Any]) -> tuple[UnitShown, ...]:
    """Return the units that come of the change, read while it is tried."""
    if asked.kind == "unit_list_complete":
        rows = zip(told["given"], table_order(asked.completion), strict=True)
        return tuple(
            UnitShown(code, one.section, one.room, one.storey_number, built_m2=one.built_m2)
            for code, one in rows
        )
    codes = [*told.get("issued", ()), *(told.get("kept", ()) if asked.kind[:5] == "unit_" else ())]
    units = Unit.objects.current().filter(unit_code__in=codes)
    return tuple(map(_unit, units.select_related("storey").order_by("unit_code")))


def _unit(unit: Unit) -> UnitShown:
    return UnitShown(
        unit.unit_code_id,
        unit.section,
        unit.room,
        unit.storey.number if unit.storey else None,
        unit.use,
        **{name: getattr(unit, name) for name in AREAS},
    )


def _asked_unit(unit: UnitContent) -> UnitShown:
    areas = {name: getattr(unit, name) for name in AREAS}
    return UnitShown("", unit.section, unit.room, unit.storey_number, unit.use, **areas)


def _of_ledger(row: UnitCode) -> UnitShown:
    return UnitShown(row.code, row.section, row.room, None)


def _sums(before: Sequence[UnitShown], after: Sequence[UnitShown]) -> tuple[Sum, ...]:
    return tuple(
        Sum(name, _sum(before, name), _sum(after, name), must_hold=name in _HELD) for name in AREAS
    )


_HELD = ("built_m2", "land_share_m2")
"""Areas that a split or merger keeps; the others move when walls do."""


def _sum(units: Sequence[UnitShown], name: str) -> Decimal | None:
    figures = [getattr(unit, name) for unit in units]
    return None if not figures or None in figures else sum(figures, Decimal(0))


def _building_of(
    asked: AskedBuildingChange, told: Mapping[str, Any] | None = None
) -> Building | None:
    """Return the building that a change is about or, with what was told of it, the one after."""
    if len(asked.codes[0]) != 24:
        return None
    codes = [*asked.codes, *((told or {}).get("issued", ()))]
    found = Building.objects.current().filter(building_code__in=codes)
    return found.order_by("-building_code").first()


def _said(building: Building | None) -> dict[str, Any]:
    """Return what is compared of a building, with the number of its units; empty for none."""
    if building is None:
        return {}
    names = ("building_code", *COMPARED, "outside_parcel")
    count = Unit.objects.current().filter(building=building).count()
    return {name: getattr(building, name) for name in names} | {"units": count}


def _figures(was: Mapping[str, Any], comes: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    """Return what differs of a building: field, before, after."""
    return tuple((name, was[name], now) for name, now in comes.items() if now != was.get(name, now))


def _corrected(asked: AskedBuildingChange, unit: Unit | None) -> tuple[tuple[str, Any, Any], ...]:
    """Return what a correction puts right: field, what was said, what will be."""
    pairs = [(name, getattr(unit, name, None), value) for name, value in asked.figures.items()]
    kinds = dict(UnitKind.choices)
    return tuple(
        (name, kinds[was], kinds[now]) if name == "kind" else (name, was, now)
        for name, was, now in pairs
    )


def _layer(asked: AskedBuildingChange) -> dict[str, Any]:
    shape = geometry.multipolygon(asked.content.footprint) if asked.content else None
    if shape is None:
        return collection([])
    return collection([feature("result", geometry.degrees(shape), label=_("As it would be"))])
