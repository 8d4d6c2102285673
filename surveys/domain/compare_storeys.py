"""Which section and which storey of one building table is which of the other.

Sections are renamed as a whole (1单元 became A单元); a storey that was put in moves all above it.
Both are told first, so that the units inside are not all reported one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from buildings.domain.building_table import NaturalKey
from surveys.domain.compare_likeness import area_likeness, same_use
from surveys.domain.compare_rows import Row

_SECTION_ALIKE = 0.5
_SAME_NUMBER, _SAME_LABEL, _SAME_USE, _SAME_CODE = 0.1, 0.5, 0.3, 2.0
_STOREY_ALIKE = 0.3

Group = tuple[int | None, NaturalKey]


@dataclass(frozen=True, slots=True)
class Layout:
    """What became of the sections and storeys: new by old, those without counterpart left out."""

    sections: Mapping[NaturalKey, NaturalKey]
    storeys: Mapping[int | None, int | None]

    def group(self, row: Row) -> Group:
        """Return the storey and section of the second table in which a row of the first belongs."""
        return (
            self.storeys.get(row.storey, _GONE),
            self.sections.get(row.section, row.section),
        )


_GONE = -(10**6)
"""A storey number no building has: what belonged to a storey that is gone has no group."""


def layout_of(before: Sequence[Row], after: Sequence[Row]) -> Layout:
    """Tell which sections and storeys of two tables of one building correspond."""
    sections = _sections(before, after)
    return Layout(sections, _storeys(before, after, sections))


def _sections(before: Sequence[Row], after: Sequence[Row]) -> dict[NaturalKey, NaturalKey]:
    """Pair sections by name; those left over by their codes, layout and areas, best first."""
    old, new = _by_section(before), _by_section(after)
    found = {name: name for name in old if name in new}
    lost = sorted(name for name in old if name not in new)
    come = sorted(name for name in new if name not in old)
    scored = [
        (-_section_score(old[one], new[other]) - 0.02 * (at == to), at, to)
        for at, one in enumerate(lost)
        for to, other in enumerate(come)
    ]
    free = set(range(len(come)))
    for score, at, to in sorted(scored):
        if -score >= _SECTION_ALIKE and to in free and lost[at] not in found:
            found[lost[at]] = come[to]
            free.discard(to)
    return found


def _by_section(rows: Iterable[Row]) -> dict[NaturalKey, list[Row]]:
    sections: dict[NaturalKey, list[Row]] = defaultdict(list)
    for row in rows:
        sections[row.section].append(row)
    return sections


def _section_score(old: Sequence[Row], new: Sequence[Row]) -> float:
    """Return the share of rows that two sections have in common, more with like areas and codes."""
    places = {(row.storey, row.place): row for row in new}
    met = [(row, places[key]) for row in old if (key := (row.storey, row.place)) in places]
    fewer = min(len(old), len(new))
    alike = sum(area_likeness(one.area, other.area) for one, other in met) / (len(met) or 1)
    codes = Counter(row.unit.unit_code for row in old if row.unit.unit_code)
    kept = sum(row.unit.unit_code in codes for row in new)
    return len(met) / fewer * (0.6 + 0.4 * alike) + kept / fewer


def _storeys(
    before: Sequence[Row], after: Sequence[Row], sections: Mapping[NaturalKey, NaturalKey]
) -> dict[int | None, int | None]:
    """Pair storeys: by number where both tables have the same, else in order by what is on them."""
    old, new = _by_storey(before, sections), _by_storey(after, {})
    if old.keys() == new.keys() and _codes_agree(old, new):
        return {number: number for number in old}
    lower, upper = sorted(n for n in old if n is not None), sorted(n for n in new if n is not None)
    scores = [[_storey_score(one, other, old[one], new[other]) for other in upper] for one in lower]
    return {None: None} | {lower[at]: upper[to] for at, to in _aligned(scores)}


_Places = dict[tuple[NaturalKey, NaturalKey], Row]


def _by_storey(
    rows: Iterable[Row], sections: Mapping[NaturalKey, NaturalKey]
) -> dict[int | None, _Places]:
    storeys: dict[int | None, _Places] = defaultdict(dict)
    for row in rows:
        storeys[row.storey].setdefault((sections.get(row.section, row.section), row.place), row)
    return storeys


def _codes_agree(old: Mapping[int | None, _Places], new: Mapping[int | None, _Places]) -> bool:
    """Tell whether no unit code stands on another storey than before."""
    code_at = {
        row.unit.unit_code: number
        for number, places in new.items()
        for row in places.values()
        if row.unit.unit_code
    }
    return not any(
        row.unit.unit_code and code_at.get(row.unit.unit_code, number) != number
        for number, places in old.items()
        for row in places.values()
    )


def _storey_score(number: int, other_number: int, old: _Places, new: _Places) -> float:
    total = 0.0
    for key, row in old.items():
        other = new.get(key)
        if other is not None:
            total += _SAME_NUMBER * (number == other_number) + _place_score(row, other)
    labels = {(key[0], row.label): row for key, row in new.items()}
    total += sum(_SAME_LABEL for key, row in old.items() if (key[0], row.label) in labels)
    few = total < _STOREY_ALIKE * max(len(old), len(new))
    return (
        0.0 if few and number != other_number else total + _SAME_NUMBER * (number == other_number)
    )


def _place_score(row: Row, other: Row) -> float:
    score = area_likeness(row.area, other.area) + _SAME_USE * same_use(row, other)
    mine, theirs = row.unit.unit_code, other.unit.unit_code
    if mine and theirs:
        score += _SAME_CODE if mine == theirs else -_SAME_CODE
    return score


def _aligned(scores: list[list[float]]) -> list[tuple[int, int]]:
    """Return the pairs, in order on both sides, whose scores add up to the most."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for at in range(rows - 1, -1, -1):
        for to in range(columns - 1, -1, -1):
            paired = best[at + 1][to + 1] + scores[at][to] if scores[at][to] > 0 else -1.0
            best[at][to] = max(paired, best[at + 1][to], best[at][to + 1])
    pairs, at, to = [], 0, 0
    while at < rows and to < columns:
        if scores[at][to] > 0 and best[at][to] == best[at + 1][to + 1] + scores[at][to]:
            pairs.append((at, to))
            at, to = at + 1, to + 1
        elif best[at][to] == best[at + 1][to]:
            at += 1
        else:
            to += 1
    return pairs
