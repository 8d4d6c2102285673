"""Rows of one building table as units and totals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from cadastre.domain.findings import Finding
from importers import building_table_findings as say
from importers import field_codes
from importers.building_table_header import PRESALE, Header, find_header
from importers.building_table_totals import TotalRow
from importers.building_table_values import (
    Storey,
    building_in_title,
    is_footer,
    is_title,
    read_room,
    read_section,
    read_storey,
    storey_in_title,
    total_word,
)
from importers.cell_values import decimal_of, text_of
from importers.records import HolderRecord, UnitRecord
from importers.workbook import Sheet

_FILLED = ("building_number", "section", "storey", "storey_label")
_STAGE_PREFIXES = {"completion": "completion", "": "stated", "presale": "presale"}
_STAGED_KEYS = {"inner": "inner_m2", "shared": "shared_m2", "built": "built_m2"}
_NUMBER_EXTRAS = (
    *("usable_m2", "balcony_m2", "shared_land_m2", "apportioned_land_m2"),
    *("exclusive_land_m2", "storey_height_m"),
)
_TEXT_EXTRAS = (
    *("unit_sequence", "house_code", "use_2", "use_3", "unit_kind", "layout", "layout_form"),
    *("house_nature", "completed_on"),
)
_AREAS = ("inner", "shared", "built", "coefficient")
_STAGED_EXTRAS = ("basement_built_m2", "other_built_m2")

Areas = dict[str, Decimal | None]


@dataclass(slots=True)
class SheetRows:
    """What one sheet yielded; ``header`` is the last one found, None when there was none."""

    header: Header | None = None
    units: list[UnitRecord] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    holders: list[HolderRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    stages: dict[int, str] = field(default_factory=dict)


class SheetReader:
    """Walks one sheet downwards: titles, headings, units, totals, and again."""

    def __init__(self, sheet: Sheet, *, file: str) -> None:
        self.sheet = sheet
        self.file = file
        self.read = SheetRows()
        self._title_building = building_in_title(sheet.name)
        self._title_storey: Storey | None = None
        self._title_row = self._last_data_row = 0
        self._fills: dict[str, object] = {}
        self._bad_buildings: set[str] = set()
        self._room_anchor: tuple[int, int] | None = None

    def rows(self) -> SheetRows:
        """Read the whole sheet."""
        header_end = 0
        for row in self.sheet.rows():
            if row <= header_end:
                continue
            header = find_header(self.sheet, row)
            if header is not None:
                header_end = row + header.height - 1
                self._begin_table(header)
            elif self.read.header is None:
                self._title(row)
            else:
                self._table_row(row, self.read.header)
        return self.read

    def _begin_table(self, header: Header) -> None:
        self.read.header = header
        self._fills, self._room_anchor = {}, None
        # A storey may stand above repeated headings; an older one is of the block before.
        if self._title_row < self._last_data_row:
            self._title_storey = None

    def _title(self, row: int) -> None:
        """Look for a building or a storey in a row that is no row of the table."""
        texts = [text_of(value) for value in self._distinct(row)]
        building = building_in_title("".join(texts))
        if building is not None:
            self._title_building, self._fills = building, {}
        storey = storey_in_title(texts[0]) if len(texts) == 1 else None
        if storey is not None:
            self._title_storey, self._title_row = storey, row
            self._fills.pop("storey", None)

    def _distinct(self, row: int) -> list[object]:
        """Give the values of a row, each merged area once."""
        anchors = dict.fromkeys(
            self.sheet.anchors.get((row, column), (row, column))
            for column in self.sheet.columns(row)
        )
        return [self.sheet.cells[anchor] for anchor in anchors if anchor in self.sheet.cells]

    def _table_row(self, row: int, header: Header) -> None:
        word = self._total_word(row, header)
        if word:
            self._total(row, header, word)
            return
        cells = [
            self._own(row, column) for (role, _), column in header.columns.items() if role in _AREAS
        ]
        room = self._own(row, header.column("room"))
        uncalculated = any(
            (row, column) in self.sheet.uncalculated for column in header.columns.values()
        )
        if not uncalculated and all(cell is None for cell in (room, *cells)):
            self._title(row)
        elif uncalculated or not self._is_remark(row, cells):
            self._last_data_row = row
            self._unit_row(row, header)

    def _is_remark(self, row: int, cells: Sequence[object]) -> bool:
        """Tell whether a row without a single number is a title, or signatures under the table."""
        if any(isinstance(cell, int | float) for cell in cells):
            return False
        values = self._distinct(row)
        if is_footer(values[0]):
            return True
        if len(values) > 1 or not is_title(text_of(values[0])):
            return False
        self._title(row)
        return True

    def _own(self, row: int, column: int | None) -> object:
        """Give what a cell holds itself; None inside a merged area that began elsewhere."""
        return None if column is None else self.sheet.cells.get((row, column))

    def _total_word(self, row: int, header: Header) -> str:
        for column in self.sheet.columns(row):
            if column >= header.first_area_column:
                break
            word = total_word(self.sheet.shown(row, column))
            if word and self.sheet.anchors.get((row, column), (row, column))[0] == row:
                return word
        return ""

    def _total(self, row: int, header: Header, word: str) -> None:
        areas, _ = self._areas(row, header, key="")
        column = header.column("building_number")
        named = building_in_title(word) or field_codes.building_number(self._own(row, column))
        building = named or self._building(row, header, report=False)
        self.read.totals.append(
            TotalRow(row, word, building, areas["inner"], areas["shared"], areas["built"])
        )
        # The storeys of a block end with its subtotal; the next block names its own.
        self._fills.pop("storey", None)
        self._room_anchor = None

    def _unit_row(self, row: int, header: Header) -> None:
        room_column = header.columns[("room", "")]
        anchor = self.sheet.anchors.get((row, room_column))
        if anchor is not None and anchor[0] < row and anchor == self._room_anchor:
            self._continue_unit(row, header)
            return
        self._room_anchor = anchor
        building = self._building(row, header, report=True)
        section = read_section(self._filled(row, header, "section"))
        storey, label = self._storey(row, header)
        delivered = self.sheet.down(row, room_column)
        name = header.names[room_column]
        room = read_room(delivered)
        if not room:
            self._say(say.unreadable_row, row, field=name)
            return
        if isinstance(delivered, date):
            self._say(say.bad_room, row, field=name, found=room)
        unit_code = "".join(self._text(row, header, "unit_code").split())
        key = unit_code or "/".join(part for part in (building, section, room) if part)
        self._report_storey(row, header, storey, key)
        areas, stage = self._areas(row, header, key=key)
        attributes = self._attributes(row, header, key=key, stage=stage)
        if storey.upper is not None:
            attributes["storey_to"] = str(storey.upper)
        self._take_holders(row, header, key)
        self.read.stages[row] = stage
        self.read.units.append(
            UnitRecord(
                file=self.file,
                line=row,
                building_number=building,
                section=section,
                storey_number=storey.number,
                storey_label=label,
                room=room,
                use=field_codes.use_word(self._text(row, header, "use")),
                inner_m2=areas["inner"],
                shared_m2=areas["shared"],
                built_m2=areas["built"],
                coefficient=areas["coefficient"],
                unit_code=unit_code,
                address=self._text(row, header, "address"),
                attributes=attributes,
            )
        )

    def _continue_unit(self, row: int, header: Header) -> None:
        """Add a further storey of a unit whose room cell is merged over several rows (跃层)."""
        unit = self.read.units.pop()
        key = unit.unit_code or unit.room
        areas, _ = self._areas(row, header, key=key)
        storey, label = self._storey(row, header)
        self._report_storey(row, header, storey, key)
        attributes = dict(unit.attributes)
        labels = [unit.storey_label]
        if storey.number is not None and storey.number != unit.storey_number:
            attributes["storey_to"] = str(storey.number)
            labels.append(label)
        self._take_holders(row, header, key)
        self.read.units.append(
            replace(
                unit,
                storey_label="、".join(text for text in labels if text),
                inner_m2=_added(unit.inner_m2, areas["inner"]),
                shared_m2=_added(unit.shared_m2, areas["shared"]),
                built_m2=_added(unit.built_m2, areas["built"]),
                coefficient=unit.coefficient or areas["coefficient"],
                attributes=attributes,
            )
        )

    def _filled(self, row: int, header: Header, role: str) -> object:
        """Give a cell, filled down from above when it is empty.

        A new value ends what stood to the right of it: a new section begins its storeys anew.
        """
        column = header.column(role)
        if column is None:
            return None
        value = self.sheet.down(row, column)
        if value is None:
            return self._fills.get(role)
        if text_of(value) != text_of(self._fills.get(role)):
            for other in _FILLED:
                if (header.column(other) or 0) > column:
                    self._fills.pop(other, None)
        self._fills[role] = value
        return value

    def _building(self, row: int, header: Header, *, report: bool) -> str:
        delivered = text_of(self._filled(row, header, "building_number")) if report else ""
        if not report:
            delivered = text_of(self._fills.get("building_number"))
        number = field_codes.building_number(delivered) if delivered else self._title_building
        if number is not None or not report or delivered in self._bad_buildings:
            return number or ""
        self._bad_buildings.add(delivered)
        if delivered:
            column = header.columns[("building_number", "")]
            name = header.names[column]
            self._say(say.bad_building_number, row, field=name, found=delivered)
        else:
            self._say(say.missing_building_number, row)
        return ""

    def _storey(self, row: int, header: Header) -> tuple[Storey, str]:
        """Give the physical storey and the name it goes by."""
        label = text_of(self._filled(row, header, "storey_label"))
        if header.column("storey") is not None:
            value = self._filled(row, header, "storey")
            storey = read_storey(value)
            if not storey.label and self._title_storey is not None:
                storey = self._title_storey
        elif header.column("storey_label") is not None:
            storey = read_storey(label)
        else:
            storey = self._title_storey or Storey(None, None, "")
        return storey, label or storey.label

    def _report_storey(self, row: int, header: Header, storey: Storey, key: str) -> None:
        column = header.column("storey") or header.column("storey_label")
        if storey.number is not None:
            return
        value = None if column is None else self.sheet.down(row, column)
        name = "层次" if column is None else header.names[column]
        is_date = isinstance(value, date)
        finding = say.bad_storey(
            *(self.file, self.sheet.name, row),
            key=key,
            field=name,
            found=storey.label,
            is_date=is_date,
        )
        self.read.findings.append(finding)

    def _areas(self, row: int, header: Header, *, key: str) -> tuple[Areas, str]:
        """Give the areas of the stage that is filled in, measured before computed ones."""
        stage = next(
            (
                stage
                for stage in header.stages
                if any(self._own(row, header.column(role, stage)) for role in _STAGED_KEYS)
            ),
            header.stages[0],
        )
        areas = {role: self._figure(row, header, role, stage, key=key) for role in _AREAS}
        if areas["coefficient"] is None and stage:
            areas["coefficient"] = self._figure(row, header, "coefficient", "", key=key)
        return areas, stage

    def _figure(
        self, row: int, header: Header, role: str, stage: str, *, key: str
    ) -> Decimal | None:
        """Give the number in a cell; what is none, or was never calculated, is a finding."""
        column = header.column(role, stage)
        if column is None:
            return None
        name = header.names[column]
        if (row, column) in self.sheet.uncalculated:
            self._say(say.formula_without_value, row, key=key, field=name)
            return None
        value = self._own(row, column)
        try:
            return decimal_of(value)
        except ValueError:
            self._say(say.bad_number, row, key=key, field=name, found=text_of(value)[:60])
            return None

    def _attributes(self, row: int, header: Header, *, key: str, stage: str) -> dict[str, str]:
        """Give the extras that say nothing of a person, and the areas of the other stages."""
        texts = {role: self._text(row, header, role) for role in _TEXT_EXTRAS}
        texts["structure"] = field_codes.structure_word(self._text(row, header, "structure"))
        figures = {role: self._figure(row, header, role, "", key=key) for role in _NUMBER_EXTRAS}
        for role in _STAGED_EXTRAS:
            figures[role] = self._figure(row, header, role, stage, key=key)
        for other in header.stages:
            if other == stage:
                continue
            for role in (*_AREAS, *_STAGED_EXTRAS):
                name = f"{_STAGE_PREFIXES[other]}_{_STAGED_KEYS.get(role, role)}"
                figures[name] = self._figure(row, header, role, other, key=key)
        texts |= {name: str(figure) for name, figure in figures.items() if figure is not None}
        if stage and any(self._own(row, header.column(role, stage)) for role in _STAGED_KEYS):
            texts["area_stage"] = stage
        return {name: text for name, text in texts.items() if text}

    def _text(self, row: int, header: Header, role: str) -> str:
        column = header.column(role)
        return "" if column is None else text_of(self.sheet.down(row, column))

    def _take_holders(self, row: int, header: Header, key: str) -> None:
        for column in header.holders:
            text = text_of(self.sheet.down(row, column))
            if text:
                self.read.holders.append(
                    HolderRecord(self.file, row, key, header.names[column], text)
                )

    def _say(self, finding: object, row: int, **words: str) -> None:
        self.read.findings.append(finding(self.file, self.sheet.name, row, **words))  # type: ignore[operator]


def presale_only(rows: SheetRows) -> Iterable[int]:
    """Give the rows of units that have presale areas only."""
    return [row for row, stage in rows.stages.items() if stage == PRESALE]


def _added(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    if first is None or second is None:
        return first if second is None else second
    return first + second
