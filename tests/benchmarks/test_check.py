"""The benchmark of the checks measures both passes on the same arrays, and leaves nothing."""

import pytest
from django.db import connection

from benchmarks import check


def test_it_finds_what_was_sown_and_says_what_both_took():
    told = check.measure(3_000)
    assert told["overlaps"] + told["gaps"] >= 1
    assert told["x bare"] == pytest.approx(told["s"] / told["bare_s"])
    assert told["x cpu"] > 0
    assert told["peak_mib"] > 10


@pytest.mark.django_db
def test_one_parcel_beside_a_register_is_timed_in_the_database_and_there_and_back(monkeypatch):
    monkeypatch.setattr(check, "LOOK_UPS", 20)
    monkeypatch.setattr(check, "WARM_UP", 6)
    told = check.beside_register(200)
    for statement in ("pa03_overlaps_register", "bp07_near_miss_in_register"):
        figures = told[statement]
        assert 0 < figures["in the database p50_ms"] <= figures["in the database p95_ms"]
        assert 0 < figures["there and back p50_ms"] <= figures["there and back p95_ms"]
    with connection.cursor() as cursor:
        cursor.execute("select to_regnamespace('benchmark_check') is null")
        assert cursor.fetchone() == (True,)
