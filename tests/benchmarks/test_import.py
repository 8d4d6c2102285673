"""The benchmark of the readers reads every format it names, and the same parcels from each."""

import importlib
import json
from pathlib import Path

import pytest

import_files = importlib.import_module("benchmarks.import")


def test_every_format_holds_the_same_parcels(tmp_path: Path) -> None:
    import_files.write_all(tmp_path, 5)
    for format in import_files.FORMATS:
        assert import_files.ours(import_files.path_of(tmp_path, format)) == 5


def test_it_gives_its_figures_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert import_files.main(["--parcels", "5", "--json", "--formats", "geopackage"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["5 geopackage"]["ours rows/s"] > 0
