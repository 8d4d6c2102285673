"""Two building tables (楼盘表) of one building against each other: what became of every unit.

Deterministic: the order in which rows were delivered changes nothing but which of two rows at one
place is taken first. First sections and storeys are paired, then units by their codes, then storey
by storey by label and area; what is left is looked for on the other storeys.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from buildings.domain.building_table import NaturalKey
from buildings.domain.floor_area import difference_ratio
from surveys.domain.compare_groups import Matched, join_leftovers, match_group
from surveys.domain.compare_likeness import area_likeness, same_label
from surveys.domain.compare_rows import Row, TableRow, rows_of, written
from surveys.domain.compare_storeys import Group, Layout, layout_of

NOTABLE_PERCENT = Decimal(3)
"""From here a difference of area is marked (商品房销售管理办法 第二十条): information only."""


class ChangeKind(StrEnum):
    """What became of a unit from one table to the next; the first that applies, from the end."""

    SAME = "same"
    SECTION_RENAMED = "section_renamed"
    STOREY_SHIFTED = "storey_shifted"
    RENUMBERED = "renumbered"
    RENAMED = "renamed"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One unit, or the units that were one, before and after; sums of areas in m2.

    ``before_m2`` and ``after_m2`` are built areas, None where one is not stated. Differences are
    None too under two area rules. ``respelled`` tells that a label is written another way and
    means the same.
    """

    kind: ChangeKind
    before: tuple[TableRow, ...]
    after: tuple[TableRow, ...]
    before_m2: Decimal | None
    after_m2: Decimal | None
    difference_m2: Decimal | None
    ratio_percent: Decimal | None
    respelled: bool = False
    use_changed: bool = False
    code_changed: bool = False

    @property
    def is_notable(self) -> bool:
        """Whether the areas differ by more than three per cent: information, never a bar."""
        return self.ratio_percent is not None and abs(self.ratio_percent) > NOTABLE_PERCENT

    @property
    def is_changed(self) -> bool:
        """Whether anything but the figures of the area changed."""
        remarked = self.respelled or self.use_changed or self.code_changed
        return self.kind is not ChangeKind.SAME or remarked


@dataclass(frozen=True, slots=True)
class TableTotals:
    """Units and sums of built areas in m2; a sum is None when an area is missing."""

    before_units: int
    after_units: int
    before_m2: Decimal | None
    after_m2: Decimal | None
    difference_m2: Decimal | None
    ratio_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class TableDifference:
    """Two tables of one building; ``changes`` in the order of the second table.

    ``sections`` are (old, new) names of renamed ones; storeys are physical numbers, those inserted
    of the second table, those taken out of the first.
    """

    changes: tuple[UnitChange, ...]
    sections: tuple[tuple[str, str], ...]
    storeys_inserted: tuple[int, ...]
    storeys_removed: tuple[int, ...]
    totals: TableTotals

    @property
    def counts(self) -> dict[ChangeKind, int]:
        """How many changes there are of each kind; kinds that do not occur are left out."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in ChangeKind if kind in found}

    @property
    def is_same(self) -> bool:
        """Whether each unit of one table is one of the other: no part, sum, loss or addition."""
        return not any(
            change.kind
            in (ChangeKind.SPLIT, ChangeKind.MERGED, ChangeKind.ADDED, ChangeKind.REMOVED)
            for change in self.changes
        )


def compare_tables(
    before: Iterable[TableRow], after: Iterable[TableRow], *, same_area_rule: bool = True
) -> TableDifference:
    """Compare two tables of one building, for example those of presale and completion.

    Parameters
    ----------
    before, after
        Their rows in any order. Without rows on one side everything is added or removed.
    same_area_rule
        Whether both follow one area rule. If not, the areas still help to match, but no difference
        is computed.
    """
    old, new = rows_of(before), rows_of(after)
    layout = layout_of(old, new)
    found = _matched(old, new, layout)
    changes = [*_changes(found, layout, same_area_rule)]
    place = {id(row.unit): at for at, row in enumerate(new)}
    gone = {id(row.unit): at for at, row in enumerate(old)}
    changes.sort(key=lambda change: _order(change, place, gone))
    return TableDifference(
        tuple(changes),
        _renamed_sections(old, new, layout),
        *_storeys_changed(old, new, layout),
        _totals(old, new, same_area_rule),
    )


def _matched(old: Sequence[Row], new: Sequence[Row], layout: Layout) -> Matched:
    """Match all rows: by code, then within storeys and sections, then across them."""
    found = Matched()
    found.pairs = list(_by_code(old, new))
    coded = {id(row) for pair in found.pairs for row in pair}
    groups: dict[Group, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for row in old:
        if id(row) not in coded:
            groups[layout.group(row)][0].append(row)
    for row in new:
        if id(row) not in coded:
            groups[row.storey, row.section][1].append(row)
    for group in sorted(groups, key=lambda one: (one[0] is None, one[0] or 0, one[1])):
        part = match_group(*groups[group])
        for name in ("pairs", "merged", "split", "removed", "added"):
            getattr(found, name).extend(getattr(part, name))
    _elsewhere(found)
    _across_storeys(found)
    return found


def _by_code(old: Sequence[Row], new: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield rows that carry one unit code, unless their areas say that parts came or went."""
    codes = Counter(row.unit.unit_code for row in new)
    mine = Counter(row.unit.unit_code for row in old)
    by_code = {row.unit.unit_code: row for row in new if codes[row.unit.unit_code] == 1}
    for row in old:
        code = row.unit.unit_code
        other = by_code.get(code) if code and mine[code] == 1 else None
        if other is not None and area_likeness(row.area, other.area):
            yield row, other


def _elsewhere(found: Matched) -> None:
    """Pair what is left with the one row of its room number on another storey or section."""
    waiting = _only_of_label(found.added)
    for label, row in _only_of_label(found.removed).items():
        other = waiting.get(label)
        if other is not None and area_likeness(row.area, other.area):
            found.pairs.append((row, other))
            found.removed.remove(row)
            found.added.remove(other)


def _only_of_label(rows: Sequence[Row]) -> dict[NaturalKey, Row]:
    count = Counter(row.label for row in rows)
    return {row.label: row for row in rows if count[row.label] == 1}


def _across_storeys(found: Matched) -> None:
    """Explain what is left by units over two storeys, one above the other (复式)."""
    loose = {id(row) for row in (*found.removed, *found.added)}
    if not loose:
        return
    stacks: dict[tuple[NaturalKey, NaturalKey], Matched] = defaultdict(Matched)
    for name in ("removed", "added"):
        for row in getattr(found, name):
            getattr(stacks[row.section, row.place], name).append(row)
    for pair in found.pairs:
        key = (pair[1].section, pair[1].place)
        if key in stacks and not area_likeness(pair[0].area, pair[1].area):
            stacks[key].pairs.append(pair)
    for stack in stacks.values():
        before = list(stack.pairs)
        join_leftovers(stack)
        gone = {id(row) for parts, _ in stack.merged for row in parts}
        gone |= {id(row) for _, parts in stack.split for row in parts}
        gone |= {id(row) for _, row in stack.merged} | {id(row) for row, _ in stack.split}
        found.merged += stack.merged
        found.split += stack.split
        lost = [pair for pair in before if pair not in stack.pairs]
        found.pairs = [pair for pair in found.pairs if pair not in lost]
        found.removed = [row for row in found.removed if id(row) not in gone]
        found.added = [row for row in found.added if id(row) not in gone]


def _changes(found: Matched, layout: Layout, same_rule: bool) -> Iterator[UnitChange]:
    for one, other in found.pairs:
        kind = _kind(one, other, layout)
        yield _change(kind, (one,), (other,), same_rule)
    for parts, whole in found.merged:
        yield _change(ChangeKind.MERGED, parts, (whole,), same_rule)
    for whole, parts in found.split:
        yield _change(ChangeKind.SPLIT, (whole,), parts, same_rule)
    for row in found.removed:
        yield _change(ChangeKind.REMOVED, (row,), (), same_rule)
    for row in found.added:
        yield _change(ChangeKind.ADDED, (), (row,), same_rule)


def _kind(one: Row, other: Row, layout: Layout) -> ChangeKind:
    if layout.group(one) != (other.storey, other.section):
        return ChangeKind.MOVED
    if not same_label(one, other):
        return ChangeKind.RENUMBERED if one.words == other.words else ChangeKind.RENAMED
    if one.storey != other.storey:
        return ChangeKind.STOREY_SHIFTED
    return ChangeKind.SAME if one.section == other.section else ChangeKind.SECTION_RENAMED


def _change(
    kind: ChangeKind, before: tuple[Row, ...], after: tuple[Row, ...], same_rule: bool
) -> UnitChange:
    old, new = tuple(row.unit for row in before), tuple(row.unit for row in after)
    before_m2, after_m2 = _sum(old), _sum(new)
    one_to_one = len(old) == len(new) == 1
    codes = [unit.unit_code for unit in (*old, *new)] if one_to_one else ["", ""]
    uses = [unit.use.strip() for unit in (*old, *new)] if one_to_one else ["", ""]
    return UnitChange(
        kind,
        old,
        new,
        before_m2,
        after_m2,
        *_difference(before_m2, after_m2, same_rule),
        respelled=kind is ChangeKind.SAME and written(old[0])[:2] != written(new[0])[:2],
        use_changed=all(uses) and uses[0] != uses[1],
        code_changed=all(codes) and codes[0] != codes[1],
    )


def _sum(units: Sequence[TableRow]) -> Decimal | None:
    areas = [unit.built_m2 for unit in units]
    known = [area for area in areas if area is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(areas) else None


def _difference(
    before: Decimal | None, after: Decimal | None, same_rule: bool
) -> tuple[Decimal | None, Decimal | None]:
    """Return difference and ratio of two areas, nothing where they are not to be compared."""
    if not same_rule or before is None or after is None:
        return None, None
    return after - before, difference_ratio(after, before)


def _totals(old: Sequence[Row], new: Sequence[Row], same_rule: bool) -> TableTotals:
    before, after = _sum([row.unit for row in old]), _sum([row.unit for row in new])
    return TableTotals(
        len(old),
        len(new),
        before,
        after,
        *_difference(before, after, same_rule),
    )


def _order(
    change: UnitChange, place: Mapping[int, int], gone: Mapping[int, int]
) -> tuple[bool, int]:
    """Put removed units behind all others; the page and the file group them by themselves."""
    if change.after:
        return False, min(place[id(unit)] for unit in change.after)
    return True, min(gone[id(unit)] for unit in change.before)


def _renamed_sections(
    old: Sequence[Row], new: Sequence[Row], layout: Layout
) -> tuple[tuple[str, str], ...]:
    names = {row.section: row.unit.section for row in reversed(old)}
    others = {row.section: row.unit.section for row in reversed(new)}
    return tuple(
        (names[one], others[other])
        for one, other in sorted(layout.sections.items())
        if one != other
    )


def _storeys_changed(
    old: Sequence[Row], new: Sequence[Row], layout: Layout
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the storeys without counterpart: of the second table, and of the first."""
    kept = {number for number in layout.storeys.values() if number is not None}
    come = {row.storey for row in new if row.storey is not None} - kept
    gone = {row.storey for row in old if row.storey is not None} - {
        number for number in layout.storeys if number is not None
    }
    return (tuple(sorted(come)), tuple(sorted(gone))) if old and new else ((), ())
