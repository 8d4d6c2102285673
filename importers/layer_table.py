"""What a layer of a package holds, told by its name, its fields and the kind of its shapes."""

from typing import Final

from importers.boundary_rows import holds_codes_of_points, holds_lines
from importers.cell_values import text_of
from importers.field_codes import (
    BUILDING_FIELDS,
    PARCEL_FIELDS,
    is_part_of_building,
    match_fields,
    normalise_header,
)
from importers.layer_rows import MIXED, NOTHING, Layer, LayerRow
from importers.vct_records import Values
from importers.vct_tables import Role, Table

_CHINESE: Final = {
    **{"宗地": "ZD", "宗地基本信息": "ZDJBXX", "自然幢": "ZRZ", "逻辑幢": "LJZ", "层": "C"},
    **{"户": "H", "界址点": "JZD"},
}
_OF_UNITS: Final = frozenset({"SHBW", "FWBM", "室号部位"})
_DECIMALS: Final = 2
"""A column of doubles does not say how many decimals it means: areas are registered to two."""


def role_of(layer: Layer) -> Role:
    """Tell what a layer holds, by its name, its fields and the kind of its shapes."""
    return LayerTable(layer).role


class LayerTable:
    """A layer, its role, and how its rows become values."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        decimals = layer.decimals or [_DECIMALS] * len(layer.names)
        self.table = Table(
            _CHINESE.get(layer.name.strip(), layer.name),
            0,
            list(layer.names),
            list(decimals),
            has_geometry=layer.geometry != NOTHING,
            geometry=layer.geometry,
        )
        self.role = self._role()

    def _role(self) -> Role:
        role = self.table.role
        headers = {normalise_header(name) for name in self.layer.names}
        parts = is_part_of_building(self.layer.names)
        if role is Role.BUILDING and parts:
            return Role.LOGICAL
        if role is Role.OTHER and headers & _OF_UNITS and "ZRZH" in headers:
            return Role.UNIT
        if role is Role.OTHER and self.layer.geometry == MIXED and not parts:
            # Shapes of several kinds in one layer: its fields alone tell what it is.
            if "building_number" in match_fields(self.layer.names, BUILDING_FIELDS):
                return Role.BUILDING
            if "parcel_code" in match_fields(self.layer.names, PARCEL_FIELDS):
                return Role.PARCEL
        return role

    @property
    def has_beside(self) -> bool:
        """Whether rows say something of boundary lines or points beside their parcels."""
        if self.role is Role.POINT:
            return holds_codes_of_points(self.layer.names)
        return self.role is Role.OTHER and holds_lines(self.layer.name, self.layer.names)

    def values(self, row: LayerRow) -> Values:
        """Return the values of a row as texts, for readers of tables."""
        return Values(row.line, [text_of(value) for value in row.values])

    def text(self, row: LayerRow, *names: str) -> str:
        """Return the value of the first of these fields that the layer has; empty where none."""
        place = self.table.position(*names)
        return "" if place is None else text_of(row.values[place])
