"""The units of one storey and section against each other: kept, parted, joined, lost, come.

Two ways are tried, and the one that explains more is taken. One trusts the room numbers. The other
goes along both sides in order, as sentences of two languages are aligned: each step takes one row
for one, some for one, one for some, or leaves one out; so a join may be followed by rooms that all
changed their numbers. In both, what is left is then paired out of order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from buildings.domain.building_table import NaturalKey
from surveys.domain.compare_likeness import area_likeness, join_score, pair_score
from surveys.domain.compare_rows import Row

MOST_PARTS = 4
_MOST_IN_ORDER = 40_000
_MOST_TOGETHER = 12
_BEADS = ((1, 1), *((n, 1) for n in range(2, MOST_PARTS + 1)), *((1, n) for n in range(2, 5)))
_NO_LABEL = 0.3


@dataclass(slots=True)
class Matched:
    """Rows of both tables that belong together, and those that belong to nothing."""

    pairs: list[tuple[Row, Row]] = field(default_factory=list)
    merged: list[tuple[tuple[Row, ...], Row]] = field(default_factory=list)
    split: list[tuple[Row, tuple[Row, ...]]] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    added: list[Row] = field(default_factory=list)


def match_group(before: Sequence[Row], after: Sequence[Row]) -> Matched:
    """Match the rows of one storey and section, both in table order."""
    labelled = _by_label(before, after)
    if not _open(labelled):
        return labelled
    ways = [labelled]
    if len(before) * len(after) <= _MOST_IN_ORDER:
        ways.append(_in_order(before, after))
    for found in ways:
        join_leftovers(found)
        _pair_leftovers(found)
    return max(ways, key=_worth)


def _worth(found: Matched) -> float:
    """Return how much a way to match explains; of equal ones the first, by label, is taken."""
    total = sum(pair_score(one, other) for one, other in found.pairs)
    total += sum(join_score(parts, whole) for parts, whole in found.merged)
    total += sum(join_score(parts, whole) for whole, parts in found.split)
    return round(total, 6)


def _by_label(before: Sequence[Row], after: Sequence[Row]) -> Matched:
    """Pair rows of one room number, then of one place on the storey, in their order."""
    found = Matched(removed=list(before), added=list(after))
    for name in (_label, _place):
        waiting: dict[NaturalKey, list[Row]] = {}
        for row in found.added:
            waiting.setdefault(name(row), []).append(row)
        left = []
        for row in found.removed:
            others = waiting.get(name(row))
            if others:
                found.pairs.append((row, others.pop(0)))
            else:
                left.append(row)
        free = {id(row) for rows in waiting.values() for row in rows}
        found.removed, found.added = left, [row for row in found.added if id(row) in free]
    return found


def _label(row: Row) -> NaturalKey:
    return row.label


def _place(row: Row) -> NaturalKey:
    return row.place


def _open(found: Matched) -> bool:
    """Tell whether anything is left to explain."""
    return bool(found.removed or found.added) or any(_is_weak(*pair) for pair in found.pairs)


def _is_weak(one: Row, other: Row) -> bool:
    """Tell whether only the label makes a pair: the areas deny it and no code confirms it."""
    code = one.unit.unit_code
    return not area_likeness(one.area, other.area) and (not code or code != other.unit.unit_code)


def _in_order(before: Sequence[Row], after: Sequence[Row]) -> Matched:
    rows, columns = len(before), len(after)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    steps: dict[tuple[int, int], tuple[int, int]] = {}
    for at in range(rows, -1, -1):
        for to in range(columns, -1, -1):
            for taken, given, score in _beads(before, after, at, to):
                total = score + best[at + taken][to + given]
                if (at, to) not in steps or total > best[at][to]:
                    best[at][to], steps[at, to] = total, (taken, given)
    return _walked(before, after, steps)


def _beads(
    before: Sequence[Row], after: Sequence[Row], at: int, to: int
) -> Iterator[tuple[int, int, float]]:
    """Yield each step that is possible from here, with what it is worth."""
    for taken, given in _BEADS:
        if at + taken > len(before) or to + given > len(after):
            continue
        if taken == given:
            score = pair_score(before[at], after[to])
        elif given == 1:
            score = join_score(before[at : at + taken], after[to])
        else:
            score = join_score(after[to : to + given], before[at])
        if score:
            yield taken, given, score
    if at < len(before):
        yield 1, 0, 0.0
    if to < len(after):
        yield 0, 1, 0.0


def _walked(
    before: Sequence[Row], after: Sequence[Row], steps: dict[tuple[int, int], tuple[int, int]]
) -> Matched:
    found, at, to = Matched(), 0, 0
    while (at, to) in steps:
        taken, given = steps[at, to]
        _keep(found, tuple(before[at : at + taken]), tuple(after[to : to + given]))
        at, to = at + taken, to + given
    return found


def _keep(found: Matched, old: tuple[Row, ...], new: tuple[Row, ...]) -> None:
    if not new:
        found.removed += old
    elif not old:
        found.added += new
    elif len(old) > 1:
        found.merged.append((old, new[0]))
    elif len(new) > 1:
        found.split.append((old[0], new))
    else:
        found.pairs.append((old[0], new[0]))


def join_leftovers(found: Matched) -> None:
    """Explain what is left by units that were joined or parted, wherever on the storey they lie."""
    weak = [pair for pair in found.pairs if _is_weak(*pair)]
    wholes = [(None, row) for row in found.added] + list(weak)
    for parts, whole, kept in _joins(wholes, found.removed):
        found.merged.append((parts, whole))
        _take(found, parts, (whole,), (kept, whole) if kept else None)
    weak = [pair for pair in found.pairs if _is_weak(*pair)]
    turned = [(None, row) for row in found.removed] + [(new, old) for old, new in weak]
    for parts, whole, kept in _joins(turned, found.added):
        found.split.append((whole, parts))
        _take(found, (whole,), parts, (whole, kept) if kept else None)


def _joins(
    wholes: Sequence[tuple[Row | None, Row]], loose: Sequence[Row]
) -> Iterator[tuple[tuple[Row, ...], Row, Row | None]]:
    """Yield the best parts of each whole among the loose rows, each row used once."""
    scored = []
    for place, (kept, whole) in enumerate(wholes):
        own = () if kept is None else (kept,)
        for parts in _subsets(loose, least=2 - len(own)):
            score = join_score((*own, *parts), whole)
            if score:
                scored.append((-score / (len(own) + len(parts)), place, (*own, *parts)))
    used: set[Row] = set()
    for _score, place, parts in sorted(scored, key=lambda one: one[:2]):
        kept, whole = wholes[place]
        if whole in used or used.intersection(parts):
            continue
        used.update((whole, *parts))
        yield tuple(sorted(parts, key=lambda row: row.order)), whole, kept


def _subsets(rows: Sequence[Row], *, least: int) -> Iterator[tuple[Row, ...]]:
    for count in range(max(least, 1), MOST_PARTS):
        if len(rows) <= _MOST_TOGETHER:
            yield from combinations(rows, count)
        else:
            for start in range(len(rows) - count + 1):
                yield tuple(rows[start : start + count])


def _take(
    found: Matched,
    old: tuple[Row, ...],
    new: tuple[Row, ...],
    pair: tuple[Row, Row] | None,
) -> None:
    """Take rows that were explained off the lists of the unexplained."""
    found.removed = [row for row in found.removed if row not in old]
    found.added = [row for row in found.added if row not in new]
    found.pairs = [one for one in found.pairs if one != pair]


def _pair_leftovers(found: Matched) -> None:
    """Pair what is left one to one out of order, if that says more than the labels do."""
    weak = [pair for pair in found.pairs if _is_weak(*pair)]
    old = sorted([*found.removed, *(one for one, _ in weak)], key=lambda row: row.order)
    new = sorted([*found.added, *(other for _, other in weak)], key=lambda row: row.order)
    if not old or not new:
        return
    scored = sorted(
        (-score, at, to)
        for at, one in enumerate(old)
        for to, other in enumerate(new)
        if (score := pair_score(one, other)) > _NO_LABEL
    )
    pairs: dict[int, int] = {}
    for _score, at, to in scored:
        if at not in pairs and to not in pairs.values():
            pairs[at] = to
    found.pairs = [pair for pair in found.pairs if pair not in weak]
    found.pairs += [(old[at], new[to]) for at, to in pairs.items()]
    found.removed = [row for at, row in enumerate(old) if at not in pairs]
    taken = set(pairs.values())
    found.added = [row for to, row in enumerate(new) if to not in taken]
