"""The building table (楼盘表), storeys by rooms: its order, duplicates, and two tables compared.

Works on any objects that say their section (单元, entrance), physical storey (实际层, negative
below ground) and room (室号); comparing also looks at the built area where there is one. Labels
are compared by what they mean: ``1单元`` = ``一单元`` = ``1``, ``101室`` = ``101`` = ``0101``.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

AREA_LIKENESS = Decimal("0.05")
"""How far, as a share, areas may differ to suspect that some units became one: a convention."""

_SUFFIXES = re.compile(r"(单元|室|号|户)+$")
_PARTS = re.compile(r"[0-9]+|[一二三四五六七八九十]+|[^0-9一二三四五六七八九十]+")
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}

NaturalKey = tuple[tuple[int, int, str], ...]
UnitKey = tuple[int | None, NaturalKey, NaturalKey]


class TableUnit(Protocol):
    """A unit (户) by its place in the building."""

    @property
    def section(self) -> str:
        """Entrance (单元); empty in a building with one."""

    @property
    def storey_number(self) -> int | None:
        """Physical storey (实际层), None when it could not be read."""

    @property
    def room(self) -> str:
        """Room number or place (室号部位)."""


class MeasuredUnit(TableUnit, Protocol):
    """A unit that may also say its built area."""

    @property
    def built_m2(self) -> Decimal | None:
        """建筑面积 in m2."""


Unit = TypeVar("Unit", bound=TableUnit)
Before = TypeVar("Before", bound=MeasuredUnit)
After = TypeVar("After", bound=MeasuredUnit)


@dataclass(frozen=True, slots=True)
class Merged(Generic[Before, After]):
    """Some units of the first table that seem to be one unit of the second (合并)."""

    parts: tuple[Before, ...]
    whole: After


@dataclass(frozen=True, slots=True)
class Split(Generic[Before, After]):
    """One unit of the first table that seems to be several of the second (分割)."""

    whole: Before
    parts: tuple[After, ...]


@dataclass(frozen=True, slots=True)
class TableComparison(Generic[Before, After]):
    """Two building tables against each other, in table order.

    ``same`` pairs units at the same place; ``added`` and ``removed`` are all the others;
    ``merged`` and ``split`` are suspicions that explain some of them, from place and area.
    """

    same: tuple[tuple[Before, After], ...]
    added: tuple[After, ...]
    removed: tuple[Before, ...]
    merged: tuple[Merged[Before, After], ...]
    split: tuple[Split[Before, After], ...]

    @property
    def is_same(self) -> bool:
        """Whether every unit of one table stands at the same place in the other."""
        return not self.added and not self.removed

    @property
    def stayed(self) -> tuple[tuple[Before, After], ...]:
        """``same`` without units that were merged or split: 201 + 202 as 201 is no 201 of before.

        Their areas are not to be compared, and the code of the one is not that of the other.
        """
        gone = {id(part) for one in self.merged for part in one.parts}
        gone |= {id(one.whole) for one in self.split}
        come = {id(part) for one in self.split for part in one.parts}
        come |= {id(one.whole) for one in self.merged}
        return tuple(
            (old, new) for old, new in self.same if id(old) not in gone and id(new) not in come
        )


def natural_key(label: str) -> NaturalKey:
    """Return a key by which labels sort and compare as people read them.

    Digits count by value (9 before 10), Chinese numerals like digits; full-width characters,
    case, blanks and a closing 单元, 室, 号 or 户 make no difference. Empty gives the smallest key.
    """
    text = "".join(unicodedata.normalize("NFKC", label).upper().split())
    text = _SUFFIXES.sub("", text)
    return tuple(_key_part(part) for part in _PARTS.findall(text))


def unit_key(unit: TableUnit) -> UnitKey:
    """Return what makes a unit's place in its building: storey, section and room."""
    return unit.storey_number, natural_key(unit.section), natural_key(unit.room)


def table_order(units: Iterable[Unit]) -> list[Unit]:
    """Return units in the order in which they are numbered.

    From the lowest storey upwards, there by section, there by room; a unit without storey comes
    last, and units at one place keep their delivered order.
    """

    def place(unit: Unit) -> tuple[bool, int, NaturalKey, NaturalKey]:
        storey, section, room = unit_key(unit)
        return storey is None, storey or 0, section, room

    return sorted(units, key=place)


def duplicate_rooms(units: Iterable[Unit]) -> list[tuple[Unit, ...]]:
    """Return groups of units that claim one place (same storey, section and room).

    Groups come in order of first appearance; a table without duplicates gives an empty list.
    """
    groups: dict[UnitKey, list[Unit]] = defaultdict(list)
    for unit in units:
        groups[unit_key(unit)].append(unit)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def compare_tables(
    presale: Iterable[Before], completion: Iterable[After]
) -> TableComparison[Before, After]:
    """Compare the presale table (预测) with the completion table (实测) of one building.

    Parameters
    ----------
    presale, completion
        Units of the two tables in any order; areas in m2 or None.

    Returns
    -------
    TableComparison
        A place that occurs twice is paired twice at most; what is left over counts as added or
        removed. Merging and splitting is suspected within one storey and section, between
        neighbouring rooms whose areas add up within five per cent, or, without areas, where
        several units of a storey gave way to one.
    """
    before, after = table_order(presale), table_order(completion)
    same, removed, added = _paired(before, after)
    joined = _joined(removed, [*((None, new) for new in added), *same])
    parted = _joined(added, [*((None, old) for old in removed), *((new, old) for old, new in same)])
    return TableComparison(
        same=tuple(same),
        added=tuple(added),
        removed=tuple(removed),
        merged=tuple(Merged(parts, whole) for parts, whole in joined),
        split=tuple(Split(whole, parts) for parts, whole in parted),
    )


def _key_part(part: str) -> tuple[int, int, str]:
    """Return numbers before words, numbers by value, words by their characters.

    A number is kept as its length and its digits, which sort by value however long it is.
    """
    digits = part
    if part[0] in "一二三四五六七八九十":
        digits = str(_chinese_number(part) or part)
    if not digits.isascii() or not digits.isdecimal():
        return 1, 0, part
    digits = digits.lstrip("0")
    return 0, len(digits), digits


def _chinese_number(text: str) -> int | None:
    """Read 一 to 九十九; None for anything else."""
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return None
    value = 10 * _CHINESE_DIGITS.get(tens, 1) if ten else 0
    return value + _CHINESE_DIGITS.get(ones, 0)


def _paired(
    before: Sequence[Before], after: Sequence[After]
) -> tuple[list[tuple[Before, After]], list[Before], list[After]]:
    """Pair units at the same place: (pairs, only before, only after), all in table order."""
    waiting: dict[UnitKey, list[int]] = defaultdict(list)
    for at, new in enumerate(after):
        waiting[unit_key(new)].append(at)
    same, removed = [], []
    for old in before:
        candidates = waiting[unit_key(old)]
        if candidates:
            same.append((old, after[candidates.pop(0)]))
        else:
            removed.append(old)
    left = sorted(at for candidates in waiting.values() for at in candidates)
    return same, removed, [after[at] for at in left]


def _joined(
    loose: Sequence[Before], wholes: Sequence[tuple[Before | None, After]]
) -> list[tuple[tuple[Before, ...], After]]:
    """Find units of one table that became one unit of the other.

    ``loose`` have no partner; each of ``wholes`` is a unit of the other table with its partner in
    this one, if it kept its place: 201 + 202 may have become 201 as well as 203.
    """
    found = []
    for place, free in _by_storey(loose).items():
        here = [(kept, whole) for kept, whole in wholes if _storey(whole) == place]
        newcomers = [whole for kept, whole in here if kept is None]
        for kept, whole in here:
            start, end = _run_by_area(free, kept, whole)
            if start == end and len(newcomers) == 1 and kept is None:
                end = _run_without_areas(free, whole)
            if start == end:
                continue
            parts = [*free[start:end], *([] if kept is None else [kept])]
            found.append((tuple(table_order(parts)), whole))
            del free[start:end]
    return found


def _storey(unit: TableUnit) -> tuple[int | None, NaturalKey]:
    return unit.storey_number, natural_key(unit.section)


def _by_storey(units: Sequence[Unit]) -> dict[tuple[int | None, NaturalKey], list[Unit]]:
    storeys: dict[tuple[int | None, NaturalKey], list[Unit]] = defaultdict(list)
    for unit in units:
        storeys[_storey(unit)].append(unit)
    return storeys


def _run_by_area(
    free: Sequence[MeasuredUnit], kept: MeasuredUnit | None, whole: MeasuredUnit
) -> tuple[int, int]:
    """Return from where to where neighbours, with the one kept, add up to the whole; else 0, 0."""
    if whole.built_m2 is None or (kept is not None and kept.built_m2 is None):
        return 0, 0
    own = Decimal(0) if kept is None else kept.built_m2 or Decimal(0)
    for start in range(len(free)):
        total = own
        for end, unit in enumerate(free[start:], start + 1):
            if unit.built_m2 is None:
                break
            total += unit.built_m2
            off = abs(whole.built_m2 - total)
            # With one kept, the sum must explain the area better than that one alone does.
            explains = end - start > 1 if kept is None else off < abs(whole.built_m2 - own)
            if explains and off <= AREA_LIKENESS * total:
                return start, end
    return 0, 0


def _run_without_areas(free: Sequence[MeasuredUnit], whole: MeasuredUnit) -> int:
    """Return how many units gave way to the only new one of their storey, 0 if areas deny it."""
    measured = whole.built_m2 is not None and all(unit.built_m2 is not None for unit in free)
    return 0 if measured or len(free) < 2 else len(free)
