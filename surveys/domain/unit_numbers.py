"""Unit codes for the rooms of a building: kept where the room is the same, new where it is not.

Presale and completion of one room keep one code. Merged and split units take numbers after the
highest ever used in the building, and the codes of what is gone are closed; no number is used
twice (GB/T 37346-2019).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from buildings.domain.building_table import NaturalKey, TableComparison, natural_key
from cadastre.domain.findings import Severity, Text
from cadastre.domain.unit_code import (
    CodeMalformed,
    CodeRemark,
    build_unit_code,
    check_unit_code,
)
from surveys.domain.decision import UnitChange
from surveys.domain.evidence import BaseStage, UnitEvidence
from surveys.domain.reuse_facts import Facts

UnitComparison = TableComparison[UnitEvidence, UnitEvidence]
_WORDS = {
    "merged": Text("合并", "probably merged"),
    "split": Text("分割", "probably split"),
    "removed": Text("取消", "no longer there"),
    "added": Text("新增", "added"),
}
_Units = tuple[UnitEvidence, ...]
_Place = tuple[NaturalKey, NaturalKey]
_LAST_NUMBER = 9999
_OFFICE_JUDGES = "not_a_county"
"""Offices use county codes of their own; whether they may is for the check of the result."""


@dataclass(frozen=True, slots=True)
class NumberedUnit:
    """A unit with its code, empty when none can be built, and whether the code is new."""

    unit: UnitEvidence
    unit_code: str
    code_is_new: bool


@dataclass(frozen=True, slots=True)
class Numbering:
    """The codes of one building, and what is wrong with those that were issued or delivered."""

    units: tuple[NumberedUnit, ...]
    changes: tuple[UnitChange, ...]
    faults: tuple[Text, ...]


def number_units(
    facts: Facts,
    building_number: str,
    units: Iterable[UnitEvidence],
    comparison: UnitComparison | None,
) -> Numbering:
    """Give every unit its code.

    Parameters
    ----------
    units
        In table order, which is the order of new numbers.
    comparison
        Presale against completion; None without a presale table.
    """
    known = _known_codes(facts, building_number, comparison)
    fresh = _fresh_codes(facts, building_number)
    changed = _changed_units(comparison)
    numbered = []
    for unit in units:
        code = "" if id(unit) in changed else known.get(_place(unit), unit.unit_code)
        numbered.append(NumberedUnit(unit, code or next(fresh), code_is_new=not code))
    changes = tuple(_changes(building_number, comparison, known, numbered)) if comparison else ()
    faults = (*_faults(facts, building_number, numbered), *_unbuildable(facts, building_number))
    return Numbering(tuple(numbered), changes, faults)


def _place(unit: UnitEvidence) -> _Place:
    return natural_key(unit.section), natural_key(unit.room)


def _known_codes(
    facts: Facts, building_number: str, comparison: UnitComparison | None
) -> dict[_Place, str]:
    """Return the code of each place: the ledger's before the presale table's."""
    known: dict[_Place, str] = {}
    if comparison:
        presale = [old for old, _ in comparison.same] + list(comparison.removed)
        known = {_place(unit): unit.unit_code for unit in presale if unit.unit_code}
    for issued in sorted(facts.evidence.issued_unit_codes, key=lambda row: row.unit_code):
        if issued.building_number == building_number and not issued.retired:
            place = natural_key(issued.section), natural_key(issued.room)
            known[place] = issued.unit_code
    return known


def _fresh_codes(facts: Facts, building_number: str) -> Iterator[str]:
    """Yield codes after the highest ever used in the building, then empty texts."""
    parcel_code = facts.evidence.parcel_code
    used = [int(number) for number in _used_numbers(facts, building_number)]
    try:
        for number in range(max(used, default=0) + 1, _LAST_NUMBER + 1):
            yield str(
                build_unit_code(parcel_code, building_number=building_number, unit_number=number)
            )
    except CodeMalformed:
        pass  # _unbuildable names the fault
    while True:
        yield ""


def _used_numbers(facts: Facts, building_number: str) -> Iterator[str]:
    delivered = (
        unit.unit_code
        for result in facts.accepted(*BaseStage)
        for building in result.buildings
        for unit in building.units
    )
    for code in (*delivered, *(row.unit_code for row in facts.evidence.issued_unit_codes)):
        if code.startswith(f"{facts.evidence.parcel_code}F{building_number}"):
            number = code[24:]
            if len(number) == 4 and number.isascii() and number.isdecimal():
                yield number


def _unbuildable(facts: Facts, building_number: str) -> Iterator[Text]:
    """Say why no code can be built for this building at all."""
    try:
        build_unit_code(facts.evidence.parcel_code, building_number=building_number, unit_number=1)
    except CodeMalformed as fault:
        yield fault.message


def _faults(facts: Facts, building_number: str, numbered: Iterable[NumberedUnit]) -> Iterator[Text]:
    """Say what is wrong with codes that were issued or delivered."""
    place = f"{facts.evidence.parcel_code}F{building_number}"
    for row in numbered:
        if row.code_is_new:
            continue
        errors = code_errors(check_unit_code(row.unit_code))
        for remark in errors:
            yield Text(
                f"{row.unit.room} 的代码“{row.unit_code}”有误：{remark.message.zh}",
                f"code '{row.unit_code}' of {row.unit.room}: {remark.message.en}",
            )
        if not errors and not row.unit_code.startswith(place):
            yield Text(
                f"{row.unit.room} 的代码“{row.unit_code}”不在本幢 {place} 之下。",
                f"code '{row.unit_code}' of {row.unit.room} does not begin with {place}.",
            )


def code_errors(remarks: Iterable[CodeRemark]) -> list[CodeRemark]:
    """Return the remarks that keep a code out of the register."""
    return [
        remark
        for remark in remarks
        if remark.severity is Severity.ERROR and remark.reason != _OFFICE_JUDGES
    ]


def _changed_units(comparison: UnitComparison | None) -> set[int]:
    """Return which completion units (by identity) are new things though a place may be old."""
    if comparison is None:
        return set()
    wholes = {id(merged.whole) for merged in comparison.merged}
    return wholes | {id(part) for split in comparison.split for part in split.parts}


def _changes(
    building_number: str,
    comparison: UnitComparison,
    known: dict[_Place, str],
    numbered: Iterable[NumberedUnit],
) -> Iterator[UnitChange]:
    """Yield merged, split, removed and added units; the last two only where unexplained."""
    codes = {id(row.unit): row.unit_code for row in numbered}
    told_before = {id(part) for merged in comparison.merged for part in merged.parts}
    told_before |= {id(split.whole) for split in comparison.split}
    told_after = _changed_units(comparison)
    found: list[tuple[str, _Units, _Units]]
    found = [("merged", merged.parts, (merged.whole,)) for merged in comparison.merged]
    found += [("split", (split.whole,), split.parts) for split in comparison.split]
    found += [
        ("removed", (unit,), ()) for unit in comparison.removed if id(unit) not in told_before
    ]
    found += [("added", (), (unit,)) for unit in comparison.added if id(unit) not in told_after]
    for kind, before, after in found:
        retired = tuple(known.get(_place(unit), "") for unit in before)
        issued = tuple(codes.get(id(unit), "") for unit in after)
        yield _change(building_number, kind, (before, after), retired, issued)


def _change(
    building_number: str,
    kind: str,
    units: tuple[_Units, _Units],
    retired: tuple[str, ...],
    issued: tuple[str, ...],
) -> UnitChange:
    before, after = (tuple(unit.room for unit in side) for side in units)
    retired, issued = tuple(filter(None, retired)), tuple(filter(None, issued))
    word = _WORDS[kind]
    zh = f"幢 {building_number}：预售 {'、'.join(before) or '无'}，竣工 {'、'.join(after) or '无'}"
    en = (
        f"Building {building_number}: presale {', '.join(before) or 'none'}, "
        f"completion {', '.join(after) or 'none'}"
    )
    closes = Text(
        f"；注销 {'、'.join(retired)}" if retired else "",
        f"; {', '.join(retired)} closed" if retired else "",
    )
    opens = Text(
        f"；新编 {'、'.join(issued)}" if issued else "",
        f"; {', '.join(issued)} issued" if issued else "",
    )
    text = Text(
        f"{zh}，疑为{word.zh}{opens.zh}{closes.zh}。",
        f"{en}: {word.en}{opens.en}{closes.en}.",
    )
    return UnitChange(kind, building_number, before, after, retired, issued, text)
