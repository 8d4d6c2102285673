"""Columns of the database standard that a file states besides, as the register keeps them.

The readers put them into ``attributes`` under names of ours (:mod:`importers.field_codes`), as
texts. What is no figure where one is wanted is left out: the checks of the result have said so.
The same names lead back, from a row of the register to what a file of it states.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from cadastre.domain.rings import rounded

_UNIT_WORDS: Final = {
    "house_code": "house_code",
    "use_2": "use_2",
    "use_3": "use_3",
    "layout": "layout",
    "layout_form": "layout_form",
    "house_type": "unit_kind",
    "house_nature": "house_nature",
}
_UNIT_FIGURES: Final = {
    "basement_m2": "basement_built_m2",
    "other_m2": "other_built_m2",
    "shared_land_m2": "shared_land_m2",
    "exclusive_land_m2": "exclusive_land_m2",
    "storey_height_m": "storey_height_m",
}
_BUILDING_WORDS: Final = {"project_name": "project_name", "use": "use"}
_BUILDING_FIGURES: Final = {
    name: name for name in ("presale_floor_area_m2", "site_area_m2", "height_m", "basement_depth_m")
}
_LONGEST: Final = {"project_name": 200, "use": 60, "use_2": 60, "use_3": 60}
_OTHERS_LONGEST: Final = 40
_LARGEST: Final = Decimal(10) ** 12


def stated_of_unit(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row of a building table states besides, by the names of ``UnitContent``."""
    return _words(attributes, _UNIT_WORDS) | _figures(attributes, _UNIT_FIGURES)


def stated_of_building(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a building states besides, by the names of ``BuildingContent``."""
    return _words(attributes, _BUILDING_WORDS) | _figures(attributes, _BUILDING_FIGURES)


def attributes_of_unit(row: Mapping[str, Any]) -> dict[str, str]:
    """Return what a unit's row says besides, by the names of the readers; empty values are absent.

    ``row`` has the columns of the register by name; one that it has not is taken for empty.
    """
    return _attributes(row, {**_UNIT_WORDS, **_UNIT_FIGURES})


def attributes_of_building(row: Mapping[str, Any]) -> dict[str, str]:
    """Return what a building's row says besides, like :func:`attributes_of_unit`."""
    return _attributes(row, {**_BUILDING_WORDS, **_BUILDING_FIGURES})


def _attributes(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    found = {role: row.get(name) for name, role in names.items()}
    return {role: str(value) for role, value in found.items() if value not in (None, "")}


def _words(attributes: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    return {
        name: str(attributes.get(role, "")).strip()[: _LONGEST.get(name, _OTHERS_LONGEST)]
        for name, role in names.items()
    }


def _figures(attributes: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Decimal | None]:
    return {name: _figure(str(attributes.get(role, ""))) for name, role in names.items()}


def _figure(text: str) -> Decimal | None:
    """Return a figure to two decimals, half up; None for an empty text and for words."""
    try:
        figure = Decimal(text)
    except InvalidOperation:
        return None
    return rounded(figure) if figure.is_finite() and abs(figure) < _LARGEST else None
