"""Pages of the register: a building as its table of storeys and rooms, and one unit."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import role_required
from buildings.domain.grid import difference_of, grid_of, states_counted, totals_of
from buildings.exports import units_export
from buildings.marking import restricted_among
from buildings.models import Building, Unit
from buildings.selectors import (
    building_features,
    building_seen_by,
    building_versions,
    buildings_of_parcel,
    codes_reserved,
    storeys_of,
    unit_seen_by,
    unit_versions,
    units_beside_buildings,
    units_of,
)
from buildings.stated import stated_of
from cadastre.domain.unit_code import display_segments, parse_parcel_code
from parcels.export_views import page_or_file
from parcels.map_features import (
    box_asked_for,
    buildings_layer,
    collection,
    feature,
    page_answer,
    parcels_layer,
)
from parcels.moments import TODAY, Moment, moment_asked_for
from parcels.selectors import parcels_seen_by, with_shapes
from parcels.views import READERS, version_asked_for

SHOWN = ("area", "state", "difference", "use")
"""What the cells of a building table can show and be coloured by."""
BESIDE = 0.4
"""Opacity of the other buildings on a map that is about one."""


@require_safe
@role_required(*READERS)
@cache_control(private=True, max_age=0)
def buildings_json(request: HttpRequest) -> HttpResponse:
    """Answer a map with the buildings of a moment in ``bbox``, 3000 at a time."""
    page = building_features(
        request.user,
        box_asked_for(request.GET),
        after=request.GET.get("after", ""),
        moment=moment_asked_for(request.GET),
    )
    return page_answer(request, page)


@require_safe
@role_required(*READERS)
def of_parcel(request: HttpRequest, parcel_code: str) -> HttpResponse:
    """List the buildings of a parcel and its units outside buildings, as a part of its page."""
    code = str(parse_parcel_code(parcel_code))
    moment = moment_asked_for(request.GET)
    context = {
        "moment": moment,
        "buildings": buildings_of_parcel(request.user, code, moment=moment),
        "units": units_beside_buildings(request.user, code, moment=moment),
        "short": "short" in request.GET,
    }
    return render(request, "buildings/of_parcel.html", context)


@require_safe
@role_required(*READERS)
def building_card(request: HttpRequest, building_code: str) -> HttpResponse:
    """Answer a click on the map with the card of a building."""
    moment = moment_asked_for(request.GET)
    building = building_seen_by(request.user, building_code, moment=moment)
    context = {
        "building": building,
        "unit_count": units_of(building, moment=moment).count(),
        "moment": moment,
    }
    return render(request, "buildings/card.html", context)


@require_safe
@role_required(*READERS)
def building_page(request: HttpRequest, building_code: str) -> HttpResponse:
    """Show a building as storeys by rooms, with what its areas add up to, today or at a moment."""
    version = version_asked_for(request)
    moment = _moment_of(request, version)
    building = building_seen_by(request.user, building_code, version=version, moment=moment)
    units = list(units_of(building, moment=moment))
    restricted = restricted_among([unit.unit_code_id for unit in units])
    grid = grid_of(
        [(unit.storey.number if unit.storey else None, unit) for unit in units],
        [(storey.number, storey.label) for storey in storeys_of(building)],
        is_restricted=lambda unit: unit.unit_code_id in restricted,
    )
    shown = request.GET.get("show", SHOWN[0])
    context = {
        "building": building,
        "is_current": building.is_current,
        "moment": moment,
        "grid": grid,
        "states": states_counted(grid),
        "reserved": codes_reserved(building) if building.is_current else [],
        "totals": totals_of(units, building_m2=building.floor_area_m2),
        "shown": shown if shown in SHOWN else SHOWN[0],
        "versions": building_versions(building.building_code),
        "map_options": {
            "layers": [
                parcels_layer(_layer_of(building), moment=moment),
                *buildings_layer(moment=moment, opacity=BESIDE),
                _this_building(building),
            ]
        },
    }
    return render(request, "buildings/building.html", context)


@require_http_methods(["GET", "POST"])
@role_required(*READERS)
def units_file(request: HttpRequest, building_code: str) -> HttpResponseBase:
    """Answer with the units of a building at a moment, as CSV or GeoPackage (``file``)."""
    moment = moment_asked_for(request.GET)
    return page_or_file(request, units_export(request.user, building_code, moment=moment))


def _moment_of(request: HttpRequest, version: int | None) -> Moment:
    """Return the moment asked for; a version asked for by its key is of no other moment."""
    moment = moment_asked_for(request.GET)
    return moment if version is None else TODAY


def _layer_of(thing: Building | Unit) -> str:
    return parse_parcel_code(thing.parcel_code).layer


def _this_building(building: Building) -> dict[str, Any]:
    shape = feature(building.building_code, building.shape, name=building.name)
    return {
        "id": "building",
        "name": _("This building"),
        "role": "building",
        "labels": False,
        "data": collection([shape]),
    }


@require_safe
@role_required(*READERS)
def unit_page(request: HttpRequest, unit_code: str) -> HttpResponse:
    """Show one unit: its code by segments, its areas and where they come from, where it lies."""
    version = version_asked_for(request)
    moment = _moment_of(request, version)
    unit = unit_seen_by(request.user, unit_code, version=version, moment=moment)
    context = {
        **_unit_context(unit),
        "is_current": unit.is_current,
        "moment": moment,
        "versions": unit_versions(unit.unit_code_id),
        "map_options": {"layers": _unit_layers(request, unit, moment)},
    }
    return render(request, "buildings/unit.html", context)


@require_safe
@role_required(*READERS)
def unit_aside(request: HttpRequest, unit_code: str) -> HttpResponse:
    """Answer a click in the building table with the unit's figures."""
    version = version_asked_for(request)
    moment = _moment_of(request, version)
    unit = unit_seen_by(request.user, unit_code, version=version, moment=moment)
    return render(request, "buildings/unit_aside.html", _unit_context(unit) | {"moment": moment})


def _unit_context(unit: Unit) -> dict[str, Any]:
    return {
        "unit": unit,
        "segments": display_segments(unit.unit_code_id),
        "difference": difference_of(unit),
        "stated": stated_of(unit),
    }


def _unit_layers(request: HttpRequest, unit: Unit, moment: Moment) -> list[dict[str, Any]]:
    layers = [parcels_layer(_layer_of(unit), moment=moment, name=_("Neighbours"), opacity=0.55)]
    parcels = parcels_seen_by(request.user, moment=moment).filter(parcel_code=unit.parcel_code)
    extents = [
        feature(parcel.parcel_code, parcel.shape, parcel_code=parcel.parcel_code)
        for parcel in with_shapes(parcels)
    ]
    layers.append(
        {
            "id": "parcel",
            "name": _("Its parcel"),
            "role": "parcel",
            "labels": False,
            "data": collection(extents),
        }
    )
    layers += buildings_layer(moment=moment, opacity=BESIDE)
    if unit.building_id is None:
        return layers
    building = building_seen_by(request.user, unit.building.building_code, version=unit.building_id)
    return [*layers, _this_building(building)]
