"""Two building tables of a 500-unit tower compared, against two plain ways to do it.

The towers are those of the tests, with a dozen known edits each. "Full outer join" is SQL (SQLite
in memory, tables loaded beforehand) over section, storey and room; "difflib" aligns the rows as
text in table order. Beside the time stands the share of the known edits that each tells as what it
was: a join cannot tell a renumbered room from one that went and one that came.
"""

import argparse
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from random import Random

from benchmarks._report import report
from surveys.domain.compare_tables import compare_tables
from tests.surveys.domain.developments import EDITS, Development, Flat, respell, tower

TOWERS = 12
REPEATS = 5
EDITS_EACH = 12
JOIN = """
select before.ident, after.ident
from before
full outer join after
  on before.section = after.section
 and before.storey = after.storey
 and before.room = after.room
"""

Told = set[tuple[frozenset[int], frozenset[int]]]


def edited(seed: int) -> Development:
    """Return a tower of 500 units with a dozen known edits; every other one spelled anew."""
    dice, development = Random(seed), tower(seed)  # noqa: S311 - a sample
    for _ in range(EDITS_EACH):
        EDITS[dice.choice(list(EDITS))](development, dice)
    if seed % 2:
        respell(development, dice)
    return development


def ours(development: Development) -> Callable[[], Told]:
    """Return our comparison of the two tables."""

    def run() -> Told:
        changes = compare_tables(development.before, development.after).changes
        return {(_idents(change.before), _idents(change.after)) for change in changes}

    return run


def by_join(development: Development) -> Callable[[], Told]:
    """Return a full outer join over two tables that are loaded already."""
    base = sqlite3.connect(":memory:")
    for name, rows in (("before", development.before), ("after", development.after)):
        base.execute(
            {
                "before": "create table before (ident, section, storey, room)",
                "after": "create table after (ident, section, storey, room)",
            }[name]
        )
        insert = {
            "before": "insert into before values (?, ?, ?, ?)",
            "after": "insert into after values (?, ?, ?, ?)",
        }[name]
        base.executemany(insert, [(r.ident, r.section, r.storey_number, r.room) for r in rows])

    def run() -> Told:
        return {
            (frozenset(() if one is None else (one,)), frozenset(() if two is None else (two,)))
            for one, two in base.execute(JOIN)
        }

    return run


def by_difflib(development: Development) -> Callable[[], Told]:
    """Return the standard library's alignment of the rows as text."""

    def text(flat: Flat) -> tuple[str, int | None, str]:
        return flat.section, flat.storey_number, flat.room

    def run() -> Told:
        old, new = (
            sorted(rows, key=lambda flat: (flat.storey_number or 0, flat.section, flat.room))
            for rows in (development.before, development.after)
        )
        matcher = SequenceMatcher(None, [text(f) for f in old], [text(f) for f in new], False)
        told: Told = set()
        for word, at, to, start, end in matcher.get_opcodes():
            if word == "equal" or (word == "replace" and to - at == end - start):
                pairs = zip(old[at:to], new[start:end], strict=True)
                told |= {(_idents((one,)), _idents((two,))) for one, two in pairs}
            elif word == "replace":
                told.add((_idents(old[at:to]), _idents(new[start:end])))
            else:
                told |= {(_idents((one,)), frozenset()) for one in old[at:to]}
                told |= {(frozenset(), _idents((two,))) for two in new[start:end]}
        return told

    return run


def _idents(flats: object) -> frozenset[int]:
    return frozenset(flat.ident for flat in flats)  # type: ignore[attr-defined]


WAYS: dict[str, Callable[[Development], Callable[[], Told]]] = {
    "ours": ours,
    "full outer join": by_join,
    "difflib": by_difflib,
}


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 0."""
    parser = argparse.ArgumentParser(prog="bin/bench compare", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--towers", type=int, default=TOWERS)
    chosen = parser.parse_args(arguments)
    developments = [edited(seed) for seed in range(chosen.towers)]
    edits = sum(len(one) for each in developments for one in each.expected.values())
    measured: dict[str, dict[str, float]] = {}
    for name, way in WAYS.items():
        times, found = [], 0
        for development in developments:
            run = way(development)
            told = run()
            found += sum(len(told & wanted) for wanted in development.expected.values())
            for _ in range(REPEATS):
                started = time.perf_counter()
                run()
                times.append(time.perf_counter() - started)
        measured[name] = {
            "p50_ms": 1000 * statistics.median(times),
            "max_ms": 1000 * max(times),
            "edits told": found / edits,
        }
    measured["ours against"] = {
        f"x {name}": measured["ours"]["p50_ms"] / measured[name]["p50_ms"]
        for name in list(WAYS)[1:]
    }
    units = len(developments[0].before)
    title = f"{chosen.towers} towers of {units} units, {edits} known edits"
    report(measured, as_json=chosen.json, title=title)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
