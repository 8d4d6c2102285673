"""The door of a stock load: files are read, loaded once, or refused with findings."""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from django.conf import settings
from django.core.management import CommandError, call_command

from importers.records import ParcelRecord, PointRecord, PolygonRecord, RingRecord
from parcels.models import BoundaryPoint, Parcel
from surveys.stock import LIMITS, stock_rows
from tests import factories

pytestmark = pytest.mark.django_db
BASE = factories.SUB_DISTRICT + "GB"


def stock(folder: Path, *squares: tuple[str, int], name: str = "stock.gpkg") -> str:
    """Write squares of 20 m, each by its code and western edge, and return the path."""
    path = folder / name
    shapes = [shapely.box(east, 3_898_630, east + 20, 3_898_650) for _, east in squares]
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(shapes, dtype=object)),
        field_data=[np.array([code for code, _ in squares], dtype=object)],
        fields=["ZDDM"],
        layer="ZD",
        driver="GPKG",
        geometry_type="Polygon",
        crs=f"EPSG:{settings.SRID}",
    )
    return str(path)


def loaded(*words: str) -> dict[str, object]:
    out = StringIO()
    call_command("load_stock", *words, "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def test_a_stock_is_loaded_once_however_often_it_is_given(tmp_path):
    factories.sub_district()
    path = stock(tmp_path, (BASE + "00001", 432_000), (BASE + "00002", 432_020))
    assert loaded(path, "--dry-run")["was_written"] is False
    assert not Parcel.objects.exists()
    first = loaded(path, "--title", "示例存量")
    assert (first["parcels"], first["points"], first["repeated"]) == (2, 8, False)
    parcel = Parcel.objects.get(parcel_code=BASE + "00001")
    assert parcel.area_m2 == Decimal("400.00")  # none was stated: that of the coordinates
    assert parcel.source.files[0]["name"] == "stock.gpkg"
    again = loaded(path)
    assert (again["repeated"], again["source"]) == (True, first["source"])
    assert Parcel.objects.count() == 2


def test_an_overlap_is_refused_with_the_pair(tmp_path):
    factories.sub_district()
    path = stock(tmp_path, (BASE + "00001", 432_000), (BASE + "00002", 432_010))
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("load_stock", path, "--json", stdout=out, stderr=StringIO())
    assert refused.value.returncode == 1
    (finding,) = json.loads(out.getvalue())["findings"]
    assert (finding["kind"], finding["object"], finding["found"], finding["measured"]) == (
        "overlap",
        BASE + "00001",
        BASE + "00002",
        "200.000",
    )
    assert not Parcel.objects.exists()


def test_a_file_that_is_not_there_is_told_apart(tmp_path):
    with pytest.raises(CommandError, match="没有这个文件") as missing:
        call_command("load_stock", str(tmp_path / "none.gpkg"))
    assert missing.value.returncode == 2
    empty = tmp_path / "empty.gpkg"
    empty.write_bytes(b"")
    with pytest.raises(CommandError) as refused:
        call_command("load_stock", str(empty), stdout=StringIO(), stderr=StringIO())
    assert refused.value.returncode == 1
    assert not BoundaryPoint.objects.exists()


def test_a_ring_of_two_points_is_a_finding_and_no_row():
    points = tuple(PointRecord(f"J{n}", Decimal(n), Decimal(n)) for n in (1, 2))
    record = ParcelRecord("a.txt", 7, BASE + "00001", "", (PolygonRecord(RingRecord(points)),))
    rows, findings = stock_rows([record])
    assert len(rows) == 0
    assert [(each.kind, each.line) for each in findings] == [("empty_geometry", 7)]


def test_a_parcel_of_more_vertices_than_an_upload_may_have_keeps_its_shape(tmp_path):
    """A coast or a river: a surveyor's upload is cut at 10,000, an office's stock is not."""
    factories.sub_district()
    path = tmp_path / "coast.gpkg"
    shape = shapely.Point(432_100, 3_898_700).buffer(100, quad_segs=2_601)
    count = shapely.get_num_coordinates(shape) - 1
    assert count > 10_000
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array([shape], dtype=object)),
        field_data=[np.array([BASE + "00001"], dtype=object)],
        fields=["ZDDM"],
        layer="ZD",
        driver="GPKG",
        geometry_type="Polygon",
        crs=f"EPSG:{settings.SRID}",
    )
    told = loaded(str(path))
    assert (told["parcels"], told["points"], told["remarks"]) == (1, count, [])
    assert Parcel.objects.get().geom.num_coords == count + 1


def test_the_disk_is_the_bound_of_a_stock_and_two_gibibytes_of_who_reads_it():
    assert min(LIMITS.file_bytes, LIMITS.features, LIMITS.result_bytes) > 10**15
    assert (LIMITS.child_memory_bytes, LIMITS.entries) == (2 * 1024**3, 200)
