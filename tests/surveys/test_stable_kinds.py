"""The kinds of findings that other programs rely on come out of the desk's command."""

import json
from dataclasses import replace

import pytest

from desk.cli import main
from importers.formats import read_files
from surveys.check_statements import run_statement
from surveys.domain.check import run_checks
from tests.surveys.checks.cases import DESK, Case, Delivery, parcel, square
from tests.surveys.checks.test_cases import register
from tests.surveys.stable_kinds import CLEAN, DELIVERIES, OTHER, PARCEL

WORDS = """
    self_intersection unclosed_ring duplicate_vertex spike hole_outside empty_geometry
    non_finite_coordinate overlap contained gap near_miss_vertex duplicate_parcel_code
    malformed_unit_code outside_district area_mismatch axes_swapped zone_prefix wrong_zone
    unknown_crs datum_refused duplicate_point_number side_length_mismatch
    building_outside_parcel floor_area_sum apportionment duplicate_room unreadable_row
    missing_field bad_code_value count_mismatch
"""
STABLE = frozenset(WORDS.split())


@pytest.fixture
def checked(tmp_path, monkeypatch, capfdbinary):
    """Run the command here; that the bounded process reads the same is proved elsewhere."""
    monkeypatch.setattr("surveys.file_check.read_in_child", lambda paths, **how: read(paths, how))

    def read(paths, how):
        how.pop("progress", None)
        return read_files(paths, **how)

    def run(make, *words):
        main(["check", str(make(tmp_path)), *words, "--json"])
        return json.loads(capfdbinary.readouterr().out)

    return run


@pytest.mark.parametrize("kind", sorted(DELIVERIES))
def test_the_smallest_delivery_gives_exactly_its_kind(checked, kind):
    wanted = DELIVERIES[kind]
    report = checked(wanted.make, *wanted.words)
    found = {(f["kind"], f["severity"], f["object"]) for f in report["findings"]}
    told = {(f["kind"], f["message"]["zh"]) for f in report["findings"]}
    weighty = {each for each in found if each[1] != "information"}
    assert weighty == {(kind, wanted.severity, wanted.object_key)}, told
    for finding in report["findings"]:
        assert finding["message"]["zh"] and finding["message"]["en"]


@pytest.mark.parametrize("form", sorted(CLEAN))
def test_the_same_delivery_with_nothing_wrong_is_clean(checked, form):
    report = checked(CLEAN[form])
    assert [f["message"]["zh"] for f in report["findings"]] == []
    assert report["verdict"] == "clean"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ring", "kind", "key"),
    [
        (square("0", "90"), "overlap", OTHER),
        (square("-40", "40", "20"), "contained", OTHER),
        (square("0", "5050"), "outside_district", PARCEL),
    ],
)
def test_beside_the_register(ring, kind, key):
    register(Case(Delivery(), register={OTHER: square()}))
    delivery = Delivery(parcels=[parcel(ring)])
    context = replace(DESK, parcel_code=PARCEL, query=run_statement)
    report = run_checks(delivery, context)
    weighty = [f for f in report.findings if f.severity.value != "information"]
    assert [(f.kind, f.severity.value, f.object_key) for f in weighty] == [(kind, "error", PARCEL)]
    assert key in weighty[0].message.zh


def test_every_stable_kind_has_its_delivery():
    assert {*DELIVERIES, "outside_district"} == STABLE
