"""Rows of VCT tables as records in our own names, holders' values kept apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeVar

from importers import field_codes
from importers import vct_row_findings as say_row
from importers.building_table_values import read_room, read_section, read_storey
from importers.cell_values import decimal_of, scaled, text_of, whole_of
from importers.headings import as_delivered
from importers.records import (
    BuildingRecord,
    HolderRecord,
    ParcelRecord,
    PolygonRecord,
    UnitRecord,
)
from importers.reporting import Notes
from importers.unread_columns import UnreadColumns
from importers.vct_tables import Table

PARCEL_EXTRAS: Final = (
    *("unit_code", "parcel_feature", "right_kind_code", "right_nature_code"),
    *("right_setting_code", "floor_area_ratio", "building_density", "height_limit_m"),
    *("map_sheet", "old_parcel_number", "state_code", "land_use_name"),
)
BUILDING_EXTRAS: Final = (
    *("total_storeys", "site_area_m2", "unit_count", "height_m", "basement_depth_m"),
    *("completed_on", "project_name", "unit_code", "state_code"),
)
UNIT_TEXT_EXTRAS: Final = (
    *("unit_sequence", "house_code", "use_2", "use_3", "unit_kind", "layout", "layout_form"),
    *("house_nature", "completed_on", "note"),
)
UNIT_FIGURES: Final = ("inner", "shared", "built", "coefficient")
UNIT_FIGURE_EXTRAS: Final = ("shared_land_m2", "apportioned_land_m2", "exclusive_land_m2")
_STAGED_EXTRAS: Final = ("basement_built_m2", "other_built_m2")
_STAGE_PREFIXES: Final = {"completion": "SC", "presale": "YC"}
_REGISTERED_DECIMALS: Final = 2
_MOST_DECIMALS: Final = 4
_AREA: Final = "面积 / an area"
_WHOLE: Final = "整数 / a whole number"
_Value = TypeVar("_Value")


@dataclass(slots=True)
class Values:
    """One row: the number of its line, and its values in the order of the table's fields."""

    line: int
    texts: Sequence[str]


@dataclass(slots=True)
class TableReader:
    """Reads the rows of one table.

    Parameters
    ----------
    table
        The table, with the names and decimals of its fields.
    fields
        Our names to the spellings of the standard, one of the tables of ``field_codes``.
    notes
        Where faults are written down.
    """

    table: Table
    fields: Mapping[str, tuple[str, ...]]
    notes: Notes
    holders: list[HolderRecord] = field(default_factory=list)
    _places: dict[str, tuple[int, ...]] = field(init=False)
    _holder_places: tuple[int, ...] = field(init=False)
    _headers: list[str] = field(init=False)
    _unread: UnreadColumns = field(init=False)

    def __post_init__(self) -> None:
        self._headers = [field_codes.normalise_header(name) for name in self.table.names]
        self._places = field_codes.match_fields(self.table.names, self.fields)
        self._holder_places = tuple(
            place
            for place, name in enumerate(self.table.names)
            if field_codes.is_holder_field(name)
        )
        known = {place for places in self._places.values() for place in places}
        # Of a table that no record is made of, every column is as unread as the table.
        self._unread = UnreadColumns(self.table.names if self.fields else [], known)

    def say_unused(self) -> None:
        """Name the columns of which values were seen and nothing was made, once all is read."""
        self._unread.say(self.notes, self.table.name)

    @property
    def has_holders(self) -> bool:
        """Whether the table has a column of holders."""
        return bool(self._holder_places)

    def text(self, row: Values, role: str) -> str:
        """Return the first value of a role that is not empty."""
        for place in self._places.get(role, ()):
            if text := row.texts[place]:
                return text
        return ""

    def parcel(self, row: Values, polygons: tuple[PolygonRecord, ...]) -> ParcelRecord:
        """Give the parcel of one row; what cannot be read is noted and left empty."""
        code = self.text(row, "parcel_code")
        if not code:
            say_row.missing_parcel_code(self.notes, row.line, self._name("parcel_code"))
        area_m2, step_m2 = self._declared_area(row, code)
        land_use = self.text(row, "land_use_code")
        attributes = self._extras(row, PARCEL_EXTRAS)
        if land_use and not land_use.isdigit():
            attributes.setdefault("land_use_name", land_use)
            land_use = ""
        self.take_holders(row, code)
        return ParcelRecord(
            file=self.notes.file,
            line=row.line,
            parcel_code=code,
            name=self.text(row, "name"),
            polygons=polygons,
            declared_area_m2=area_m2,
            declared_area_step_m2=step_m2,
            land_use_code=land_use,
            address=self.text(row, "address"),
            attributes=attributes,
        )

    def building(self, row: Values, polygons: tuple[PolygonRecord, ...]) -> BuildingRecord:
        """Give the natural building of one row, its number in four digits."""
        number, parcel_code = self._building_number(row)
        key = f"{parcel_code}F{number}" if parcel_code and number else number
        attributes = self._extras(row, BUILDING_EXTRAS)
        floor_area_m2 = self._floor_area(row, key, attributes)
        use = self.text(row, "use")
        if use:
            attributes["use"] = field_codes.use_word(use)
        below = self._number(row, "storeys_below", key, whole_of, _WHOLE)
        self.take_holders(row, key)
        return BuildingRecord(
            file=self.notes.file,
            line=row.line,
            building_number=number,
            parcel_code=parcel_code,
            name=self.text(row, "name"),
            polygons=polygons,
            storeys_above=self._number(row, "storeys_above", key, whole_of, _WHOLE),
            storeys_below=None if below is None else abs(below),
            structure=field_codes.structure_word(self.text(row, "structure")),
            floor_area_m2=floor_area_m2,
            footprint_area_m2=self._area(row, "footprint_area", key),
            attributes=attributes,
        )

    def unit(self, row: Values, storey: tuple[str, str] | None) -> UnitRecord:
        """Give the unit of one row of H.

        ``storey`` is (physical number, name) of its row in C, None when the file has none.
        """
        room = read_room(self.text(row, "room"))
        number = field_codes.building_number(self.text(row, "building_number")) or ""
        key = self.text(row, "unit_code") or f"{number}-{room}"
        label = storey[1] if storey else self.text(row, "storey_label")
        at = read_storey((storey[0] if storey else self.text(row, "storey")) or label)
        stage, figures = self._stage(row, key)
        self.take_holders(row, key)
        attributes = self._extras(row, UNIT_TEXT_EXTRAS)
        attributes |= self._figure_extras(row, key, stage)
        return UnitRecord(
            file=self.notes.file,
            line=row.line,
            building_number=number,
            section=read_section(self.text(row, "section") or self._field(row, "LJZH")),
            storey_number=at.number,
            storey_label=label if storey else label or at.label,
            room=room,
            use=field_codes.use_word(self.text(row, "use")),
            inner_m2=figures["inner"],
            shared_m2=figures["shared"],
            built_m2=figures["built"],
            coefficient=figures["coefficient"],
            unit_code=self.text(row, "unit_code"),
            address=self.text(row, "address"),
            attributes=attributes,
        )

    def take_holders(self, row: Values, key: str) -> None:
        """Keep what the row says of holders apart, by the key of its object."""
        self._unread.see(row.texts)
        for place in self._holder_places:
            if row.texts[place]:
                name = self.table.names[place]
                self.holders.append(
                    HolderRecord(self.notes.file, row.line, key, name, row.texts[place])
                )

    def _name(self, role: str) -> str:
        places = self._places.get(role, ())
        return self.table.names[places[0]] if places else ""

    def _field(self, row: Values, name: str) -> str:
        place = self.table.position(name)
        return "" if place is None else row.texts[place]

    def _extras(self, row: Values, roles: Sequence[str]) -> dict[str, str]:
        found = {role: self.text(row, role) for role in roles if role in self._places}
        return {role: text for role, text in found.items() if text}

    def _number(
        self,
        row: Values,
        role: str,
        key: str,
        parse: Callable[[object], _Value | None],
        expected: str,
    ) -> _Value | None:
        """Parse the first value of a role that is not empty; a bad one is noted and None."""
        for place in self._places.get(role, ()):
            number = self._parsed(row, place, key, parse, expected)
            if number is not None or row.texts[place]:
                return number
        return None

    def _parsed(
        self,
        row: Values,
        place: int,
        key: str,
        parse: Callable[[object], _Value | None],
        expected: str,
    ) -> _Value | None:
        try:
            return parse(row.texts[place])
        except ValueError:
            name = self.table.names[place]
            say_row.bad_number(self.notes, row.line, key, name, row.texts[place], expected)
            return None

    def _area(self, row: Values, role: str, key: str) -> Decimal | None:
        """Give an area; 0 is what a table writes for an empty cell and states nothing."""
        return self._number(row, role, key, decimal_of, _AREA) or None

    def _declared_area(self, row: Values, key: str) -> tuple[Decimal | None, Decimal | None]:
        """Give the stated area in m2 and the weight of its last digit.

        Areas are registered to two decimals (and ZDMJ has room for four): fewer digits are taken
        as trailing zeros that were left away, as far as the field has room.
        """
        area = self._area(row, "declared_area", key)
        if area is None:
            return None, None
        shown = max(0, -int(area.as_tuple().exponent))
        room = max([self.table.decimals[place] for place in self._places["declared_area"]])
        numerator, denominator = _in_m2(self.text(row, "area_unit"))
        decimals = shown
        if numerator == denominator == 1:
            decimals = min(max(shown, min(room, _REGISTERED_DECIMALS)), _MOST_DECIMALS)
        step = Decimal(1).scaleb(-decimals)
        return (
            scaled(area, numerator=numerator, denominator=denominator),
            scaled(step, numerator=numerator, denominator=denominator),
        )

    def _floor_area(self, row: Values, key: str, attributes: dict[str, str]) -> Decimal | None:
        """Give the measured floor area, else the one of no stage, else the presale one."""
        areas = {
            role: self._area(row, role, key)
            for role in ("floor_area_completion", "floor_area", "floor_area_presale")
        }
        presale = areas["floor_area_presale"]
        if presale is not None:
            attributes["presale_floor_area_m2"] = str(presale)
        return next((area for area in areas.values() if area is not None), None)

    def _building_number(self, row: Values) -> tuple[str, str]:
        delivered = self.text(row, "building_number")
        number = field_codes.building_number(delivered)
        if number is None:
            say_row.bad_building_number(
                self.notes, row.line, self._name("building_number"), delivered
            )
        stated, in_number = self.text(row, "parcel_code"), field_codes.parcel_code_of(delivered)
        if stated and in_number and stated != in_number:
            say_row.parcel_code_mismatch(self.notes, row.line, stated, in_number)
        return number or "", stated or in_number

    def _stage(self, row: Values, key: str) -> tuple[str, dict[str, Decimal | None]]:
        """Give the areas of the stage that is filled in, measured before computed ones."""
        for stage in ("completion", "", "presale"):
            figures = self._unit_figures(row, stage, key)
            if any(figures[role] is not None for role in ("built", "inner", "shared")):
                return stage, figures
        return "", self._unit_figures(row, "", key)

    def _unit_figures(self, row: Values, stage: str, key: str) -> dict[str, Decimal | None]:
        """Give the areas of one stage and the coefficient.

        0 is what a table writes for an empty cell; a unit shares nothing where its inner area is
        all of its built area, and there 0 is what was stated.
        """
        figures = {role: self._staged(row, role, stage, key) for role in UNIT_FIGURES}
        shares_nothing = bool(figures["built"]) and figures["built"] == figures["inner"]
        may_be_0 = {"shared", "coefficient"} if shares_nothing else set()
        return {role: one if one or role in may_be_0 else None for role, one in figures.items()}

    def _staged(self, row: Values, role: str, stage: str, key: str) -> Decimal | None:
        spellings = {
            f"{_STAGE_PREFIXES.get(stage, '')}{spelling}"
            for spelling in field_codes.UNIT_FIELDS[role]
            if spelling.isascii()
        }
        for place, header in enumerate(self._headers):
            if header in spellings:
                return self._parsed(row, place, key, decimal_of, _AREA)
        return None

    def _figure_extras(self, row: Values, key: str, stage: str) -> dict[str, str]:
        """Give the areas beside the unit's own, those of the presale stage under its name."""
        figures = {role: self._area(row, role, key) for role in UNIT_FIGURE_EXTRAS}
        figures |= {role: self._staged(row, role, stage, key) or None for role in _STAGED_EXTRAS}
        if stage != "presale":
            for role, figure in self._unit_figures(row, "presale", key).items():
                figures[f"presale_{role}" if role == "coefficient" else f"presale_{role}_m2"] = (
                    figure
                )
        found = {name: text_of(str(one)) for name, one in figures.items() if one is not None}
        return found | ({"area_stage": stage} if stage else {})


@lru_cache(maxsize=16)
def _in_m2(unit: str) -> tuple[int, int]:
    """Return what an area in a stated unit is multiplied with, and divided by, to be in m2."""
    return field_codes.AREA_UNITS_M2.get(as_delivered(unit), (1, 1))
