"""Columns of a table that hold values and that nothing is made of: named, never shown."""

from collections.abc import Collection, Sequence
from typing import Final

from importers.cell_values import text_of
from importers.field_codes import STAGED_SPELLINGS, is_holder_field, normalise_header
from importers.reporting import Notes
from importers.vct_row_findings import columns_not_read

_USED_OTHERWISE: Final = frozenset(
    {
        *("BSM", "MBBSM", "YSDM", "ID", "FID", "OBJECTID", "SHAPE", "GEOMETRY", "要素代码"),
        *("SHAPELENG", "SHAPELENGTH", "SHAPEAREA", "标识码"),
        *("ZRZH", "LJZH", "CH", "SCJZMJ", "YCJZMJ"),
        # areas by stage, which are looked for by their spelling
        *(f"{stage}{name}" for stage in ("SC", "YC") for name in STAGED_SPELLINGS),
    }
)
"""Columns that number or link rows, or that are read by another way than by their role."""


class UnreadColumns:
    """Watches the rows of one table for values in columns that nobody reads.

    Parameters
    ----------
    names
        Names of the columns as delivered.
    read
        Places of those that are read; columns of holders are always among them.
    """

    def __init__(self, names: Sequence[str], read: Collection[int]) -> None:
        self._names = names
        self._empty = [
            place
            for place, name in enumerate(names)
            if place not in read
            and normalise_header(name) not in _USED_OTHERWISE
            and not is_holder_field(name)
        ]
        self._filled: list[int] = []

    def see(self, texts: Sequence[str]) -> None:
        """Look at the values of one row."""
        for place in tuple(self._empty):
            if texts[place]:
                self._empty.remove(place)
                self._filled.append(place)

    def see_columns(self, columns: Sequence[Sequence[object]]) -> None:
        """Look at all values of a table, column by column."""
        for place in tuple(self._empty):
            if any(text_of(value) for value in columns[place]):
                self._empty.remove(place)
                self._filled.append(place)

    def say(self, notes: Notes, layer: str) -> None:
        """Name the columns in which a value was seen, once all rows were."""
        if self._filled:
            columns_not_read(notes, layer, [self._names[place] for place in sorted(self._filled)])
