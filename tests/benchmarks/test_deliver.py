"""The invented delivery of the benchmark is read, checked and kept as any other."""

from pathlib import Path

import pytest

from benchmarks import deliver, load
from benchmarks._county import sub_districts
from surveys.models import StagedParcelPoint, SurveyResult


@pytest.mark.django_db
def test_every_step_is_timed_and_the_parcels_are_there(tmp_path: Path, settings) -> None:
    settings.FILES_DIR = tmp_path / "files"
    path = tmp_path / "stock.gpkg"
    parcels = load.write_stock(path, 100)
    sub_districts(parcels)
    steps = deliver._read(deliver._delivered(path))
    assert {"read", "check", "reports", *deliver.STEPS_OF_KEEPING} == set(steps)
    result = SurveyResult.objects.get()
    assert result.parcels.count() == parcels
    # Eight points to a parcel; an enclave has four, and so has the hole for it.
    assert StagedParcelPoint.objects.filter(parcel__result=result).count() == 8 * parcels
    assert result.outcomes.exists()
    assert len(list((tmp_path / "files" / "reports").rglob("*.json"))) == 3
