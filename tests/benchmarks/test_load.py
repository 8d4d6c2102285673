"""The invented stock of the benchmark goes through the real load, and the register is sound."""

from pathlib import Path

import pytest

from benchmarks import load
from benchmarks._county import sub_districts
from parcels.models import BoundaryLine, BoundaryPoint, Parcel
from tests.parcels.test_invariants import found


@pytest.mark.django_db
def test_the_invented_stock_is_loaded_and_sound(tmp_path: Path) -> None:
    path = tmp_path / "stock.gpkg"
    parcels = load.write_stock(path, 100)
    sub_districts(parcels)
    steps = load._loaded(path, dry_run=False, with_boundaries=True)
    assert {"stage", "parcels", "points and lines"} <= set(steps)
    assert Parcel.objects.count() == parcels
    # Eight points to a parcel; an enclave has four, and so has the hole for it.
    assert BoundaryPoint.objects.count() == BoundaryLine.objects.count()
    enclaves = Parcel.objects.filter(area_m2=16).count()
    assert BoundaryPoint.objects.count() == 8 * parcels
    assert enclaves > 0
    assert found() <= {"entries_not_sealed"}
