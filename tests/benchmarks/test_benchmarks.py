"""The benchmarks measure what they say: both readers read the same, and nothing stays behind."""

import json

import pytest

from accounts.models import Account
from benchmarks import import_txt, lookup
from tests import factories
from tests.buildings.houses import house


def test_both_readers_are_given_the_same_parcels(tmp_path):
    import_txt.write_txt(tmp_path / "parcels.txt", 7)
    import_txt.write_gpkg(tmp_path / "parcels.gpkg", 7)
    assert import_txt.ours(tmp_path / "parcels.txt") == 7 * 4  # without the closing point
    assert import_txt.gdal_columns(tmp_path / "parcels.gpkg") == 7
    assert import_txt.gdal_points(tmp_path / "parcels.gpkg") == 7 * 5


def test_import_gives_its_figures_as_json(capsys):
    assert import_txt.main(["--parcels", "40", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(import_txt.READERS) < set(told)
    assert all(told[name]["parcels/s"] > 0 for name in import_txt.READERS)
    assert all(told[name]["peak_mib"] > 10 for name in import_txt.READERS)


@pytest.mark.django_db
def test_without_units_the_look_up_says_what_to_do(capsys):
    assert lookup.main([]) == 2
    assert "bin/demo" in capsys.readouterr().err


@pytest.mark.django_db
def test_the_look_up_measures_three_ways_and_leaves_no_account(capsys):
    factories.parcel()
    house(rooms=3)
    assert lookup.main(["--look-ups", "5", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert all(told[way]["p95_ms"] >= told[way]["p50_ms"] > 0 for way in ("SQL", "view", "API"))
    assert not Account.objects.filter(username="benchmark").exists()
