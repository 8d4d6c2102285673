"""The register that benchmarks read is sound, though no guard was asked when it was written."""

import pytest
from django.db import connection

from benchmarks import register
from benchmarks._county import code_of, sub_districts
from benchmarks._filled import WITH_HISTORY, write_register
from benchmarks._publishing import publishes
from buildings.models import Unit
from buildings.resolving import lineages
from cadastre import sql
from cadastre.audit_queries import asked, auditor_queries
from parcels.models import BoundaryLine, BoundaryPoint, Parcel
from parcels.moments import TODAY, moment_asked_for

pytestmark = pytest.mark.django_db

PARCELS = 1_005
"""A whole row of lots, and the beginning of the next."""


@pytest.fixture
def filled():
    sub_districts(PARCELS)
    write_register(PARCELS)


def test_no_auditor_finds_anything_but_counters_that_were_left_out(filled):
    found = {query.name for query in auditor_queries() if asked(query).count}
    assert found == {"code_went_down"}


def test_there_are_three_units_and_four_points_to_a_parcel_and_no_guard_stays_off(filled):
    assert Parcel.objects.current().count() == PARCELS
    assert Unit.objects.current().count() == 3 * PARCELS
    versions = Parcel.objects.count()
    assert versions == PARCELS + 4 * len(range(0, PARCELS, WITH_HISTORY))
    assert BoundaryPoint.objects.count() == BoundaryLine.objects.count() == 4 * versions
    with connection.cursor() as cursor:
        cursor.execute("show session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_with_a_history_three_moments_have_three_versions(filled):
    moments = [TODAY, *map(moment_asked_for, (register.AS_OF, register.AS_SAID))]
    for number, versions in ((WITH_HISTORY, 3), (WITH_HISTORY + 1, 1)):
        of_parcel = [m.of(Parcel.objects).get(parcel_code=code_of(number)).pk for m in moments]
        unit = f"{code_of(number)}F00010001"
        of_unit = [m.of(Unit.objects).get(unit_code=unit).pk for m in moments]
        assert len(set(of_parcel)) == len(set(of_unit)) == versions
    unit = f"{code_of(WITH_HISTORY)}F00010001"
    assert [step.to_code[-4:] for step in lineages([unit])[unit].back] == ["9002", "0001"]


def test_a_code_is_resolved_without_reading_a_ledger(filled):
    code = f"{code_of(WITH_HISTORY)}F00010001"
    with connection.cursor() as cursor:
        cursor.execute("analyze buildings_unitcode, buildings_buildingcode, buildings_codelineage")
        statement = sql.statement("buildings", "resolve_codes")
        cursor.execute(f"explain {statement}", {"codes": [code]})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using buildings_unitcode" in plan
    assert "Seq Scan on buildings_unitcode" not in plan
    assert "Seq Scan on buildings_buildingcode" not in plan


def test_every_way_is_answered_and_the_publishes_leave_nothing(filled, settings, monkeypatch):
    settings.ROOT_URLCONF = settings.ROOT_URLCONF  # so that it is put back afterwards
    monkeypatch.setattr(register, "WARM_UP", 1)
    asked_for = register._asked(PARCELS, 3)
    measured = {}
    for ways, codes in register._reads(asked_for):
        measured |= register._timed(ways, codes)
    measured |= register._resolved(PARCELS)
    measured |= register._timed(publishes(), range(3))
    assert all(each["p95_ms"] > 0 for each in measured.values() if "p95_ms" in each)
    assert measured["resolve in bulk"]["codes"] == 2 * PARCELS
    assert all(ratio > 0 for ratio in register._ratios(measured, "p10_ms").values())
    assert Parcel.objects.current().count() == PARCELS
