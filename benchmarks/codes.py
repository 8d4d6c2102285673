"""The code ledger: numbers given to one building, by many writers at once, and codes resolved.

Everything runs in a database of its own, made and dropped here: codes that were given are never
deleted. "one call" numbers a building in one transaction; "workers" are threads with a connection
each that take one number at a time from four buildings; "resolve" is one statement for all codes.
"""

import argparse
import itertools
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from benchmarks._report import report

NOW = datetime(2026, 1, 5, tzinfo=UTC)
PARCEL = "410811001002GB00007"
BUILDINGS = 4


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 1 when a number was given twice or one is not explained."""
    parser = argparse.ArgumentParser(prog="bin/bench codes", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--units", type=int, default=5_000, help="of one building, in one call")
    parser.add_argument("--workers", type=int, default=50)
    parser.add_argument("--each", type=int, default=200, help="numbers that every worker takes")
    parser.add_argument("--resolve", type=int, default=10_000, help="codes in one call")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadastre.settings")
    import django

    django.setup()
    with _own_database():
        measured = {
            f"{chosen.units:,} units in one call": _one_call(chosen.units),
            f"{chosen.workers} workers": _workers(chosen.workers, chosen.each),
            f"{chosen.resolve:,} codes resolved": _resolved(chosen.resolve),
        }
    report(measured, as_json=chosen.json, title="The code ledger")
    given = measured[f"{chosen.workers} workers"]
    return 0 if given["wrong"] == 0 and given["codes"] == chosen.workers * chosen.each else 1


@contextmanager
def _own_database() -> Iterator[None]:
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.settings_dict.setdefault("TEST", {})["NAME"] = "cadastre_bench_codes"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def _one_call(units: int) -> dict[str, Any]:
    from buildings.services import unit_codes_reserve

    rooms = [("1", f"{storey}{room:03d}") for storey in range(1, 101) for room in range(1, 101)]
    started = time.perf_counter()
    codes = unit_codes_reserve(PARCEL, "0100", rooms[:units], now=NOW)
    seconds = time.perf_counter() - started
    again = time.perf_counter()
    if unit_codes_reserve(PARCEL, "0100", rooms[:units], now=NOW) != codes:
        raise SystemExit("asked again, the ledger gave other codes")
    return {
        "s": seconds,
        "per_s": len(codes) / seconds,
        "s asked again": time.perf_counter() - again,
    }


def _workers(workers: int, each: int) -> dict[str, Any]:
    from django.db import connection

    from buildings.models import UnitCode
    from buildings.services import unit_codes_reserve
    from cadastre import sql

    refused: list[Exception] = []

    def work(number: int) -> None:
        try:
            for turn in range(each):
                building = f"{(number + turn) % BUILDINGS + 1:04d}"
                unit_codes_reserve(PARCEL, building, [("", f"{number}-{turn}")], now=NOW)
        except Exception as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    codes = UnitCode.objects.filter(building_number__lte="0099").count()
    wrong = len(refused) + len(sql.rows("buildings", "audit/code_went_down", {}))
    return {"s": seconds, "per_s": codes / seconds, "codes": codes, "wrong": wrong}


def _resolved(codes: int) -> dict[str, Any]:
    """Resolve chains of four renumberings: every code leads three steps on or back."""
    from buildings.models import ActKind
    from buildings.resolving import lineages
    from buildings.services.codes import Ground, act_record, steps_record

    act = act_record(ActKind.RENUMBER, Ground(reason="benchmark"), now=NOW)
    chains = [
        [f"41081100{district}002GB{n // 100:05d}F0001{n % 100 + 1:04d}" for district in "1234"]
        for n in range(100, 100 + max(codes // 4, 1))
    ]
    steps = [pair for chain in chains for pair in itertools.pairwise(chain)]
    steps_record(steps, "renumber", act=act, now=NOW)
    asked = [code for chain in chains for code in chain]
    _analyse()
    started = time.perf_counter()
    found = lineages(asked)
    seconds = time.perf_counter() - started
    if [len(found[code].forward) + len(found[code].back) for code in asked] != [3] * len(asked):
        raise SystemExit("a step of a lineage was not found")
    return {"s": seconds, "per_s": len(asked) / seconds, "codes": len(asked)}


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("analyze")
