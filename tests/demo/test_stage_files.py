"""The delivered files, read back by means that know nothing of the writers."""

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyogrio
import pytest
import shapely
from pyproj import CRS

from demo.development import Development
from demo.golden import COMPLETION_BOUNDARY, COMPLETION_UNITS, GOLDEN, SUPPLY_BOUNDARY
from demo.second_development import SECOND
from demo.stage_files import StageFile, write_stage_files
from importers.formats import read_files
from surveys.domain.check import CheckContext, run_checks
from surveys.domain.evidence import BaseStage

BOTH = pytest.mark.parametrize("of", [GOLDEN, SECOND], ids=["golden", "second"])


def written(folder: Path, of: Development = GOLDEN) -> dict[str, StageFile]:
    return {
        f"{file.stage}{file.path.suffix}": file
        for file in write_stage_files(folder, development=of)
    }


def layer(archive: Path, name: str) -> tuple[dict, list]:
    meta, _, geometry, columns = pyogrio.raw.read(f"/vsizip/{archive}/{name}.shp", encoding="GBK")
    fields = dict(zip(meta["fields"], (list(c) for c in columns), strict=True))
    return {**fields, "crs": meta["crs"]}, list(shapely.from_wkb(geometry))


@BOTH
def test_two_writings_give_the_same_bytes(tmp_path: Path, of: Development) -> None:
    first = write_stage_files(tmp_path / "one", development=of)
    second = write_stage_files(tmp_path / "two", development=of)
    assert [f.path.read_bytes() for f in first] == [f.path.read_bytes() for f in second]
    assert {f.stage for f in first} == {"supply", "planning", "presale", "completion"}


@BOTH
def test_readers_and_checks_find_nothing_wrong(tmp_path: Path, of: Development) -> None:
    files = write_stage_files(tmp_path, development=of)
    for stage in ("supply", "planning", "presale", "completion"):
        paths = [file.path for file in files if file.stage == stage]
        delivery = read_files(paths, office_srid=4547)
        context = CheckContext(
            office_srid=4547,
            county_code="410811",
            parcel_code=of.parcel_code,
            base_stage=BaseStage(stage),
            area_rule="GB/T 17986.1-2000",
        )
        assert run_checks(delivery, context).findings == ()
        assert {parcel.parcel_code for parcel in delivery.parcels} <= {of.parcel_code}
        flats = sum(len(building.completion_units) for building in of.buildings)
        assert len(delivery.units) == (flats if stage in ("presale", "completion") else 0)


def test_supply_text_is_gbk_with_crlf_and_the_zone_before_the_easting(tmp_path: Path) -> None:
    raw = written(tmp_path)["supply.txt"].path.read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n") == 20
    lines = raw.decode("gbk").split("\r\n")
    assert lines[0] == "[属性描述]"
    assert lines[4] == "坐标系=2000国家大地坐标系"
    assert lines[12] == (
        "7,0.2701,410811001002GB00007,示例小筑项目用地,面,I49G019085,城镇住宅,0701,@"
    )
    assert lines[13] == lines[19] == "J1,1,3898650.120,38432010.350"
    assert lines[18] == "J6,1,3898600.260,38432012.290"
    assert len(SUPPLY_BOUNDARY) == 6


def test_planning_shapefile_is_gbk_without_telling(tmp_path: Path) -> None:
    archive = written(tmp_path)["planning.zip"].path
    with zipfile.ZipFile(archive) as members:
        assert sorted(members.namelist()) == ["ZRZ.dbf", "ZRZ.prj", "ZRZ.shp", "ZRZ.shx"]
        table, prj = members.read("ZRZ.dbf"), members.read("ZRZ.prj").decode()
    assert table[29] == 0x00
    assert prj.startswith('PROJCS["CGCS2000_3_Degree_GK_CM_114E"')
    assert CRS.from_wkt(prj).to_epsg(min_confidence=20) == 4547
    fields, (footprint,) = layer(archive, "ZRZ")
    assert fields["JZWMC"] == ["示例小筑1幢"]
    assert fields["YCJZMJ"] == [425.0]
    assert footprint.area == pytest.approx(214.00, abs=0.005)


def test_completion_zip_holds_boundary_and_footprint(tmp_path: Path) -> None:
    archive = written(tmp_path)["completion.zip"].path
    parcel, (boundary,) = layer(archive, "ZDJBXX")
    assert parcel["ZDDM"] == ["410811001002GB00007"]
    assert parcel["ZL"] == ["焦作市山阳区示例路1号"]
    assert parcel["ZDMJ"] == [2700.92]
    assert list(boundary.exterior.coords)[:-1] == [
        (float(e), float(n)) for _, n, e in COMPLETION_BOUNDARY
    ]
    building, (footprint,) = layer(archive, "ZRZ")
    assert building["ZRZH"] == ["410811001002GB00007F0001"]
    assert building["SCJZMJ"] == [428.01]
    assert building["ZZDMJ"] == [214.1]
    assert footprint.area == pytest.approx(214.10, abs=0.005)


def test_areas_stand_in_the_table_as_delivered(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path)["completion.zip"].path) as members:
        assert b" 2700.92" in members.read("ZDJBXX.dbf")
        assert b" 428.010" in members.read("ZRZ.dbf")


def test_completion_table_has_units_sums_and_one_column_of_invented_holders(
    tmp_path: Path,
) -> None:
    file = written(tmp_path)["completion.xlsx"]
    page = openpyxl.load_workbook(file.path)["1幢"]
    header = [cell.value for cell in page[5]]
    rooms = {
        row[3]: row
        for row in page.iter_rows(min_row=6, values_only=True)
        if row[3] and row[3] != "小计"
    }
    area, holder = header.index("建筑面积(㎡)"), header.index("权利人")
    assert {room: Decimal(str(row[area])) for room, row in rooms.items()} == {
        unit.room: unit.built_m2 for unit in COMPLETION_UNITS
    }
    assert rooms["101"][holder] == "张示例"
    last = [cell.value for cell in page[page.max_row]]
    assert last[0] == "合计"
    assert Decimal(str(last[area])) == Decimal("428.01")
    assert file.surveyed_on == date(2024, 3, 15)
    assert "C6:C8" in {str(merged) for merged in page.merged_cells.ranges}


def test_presale_table_has_no_holders(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(written(tmp_path)["presale.xlsx"].path).active
    assert "权利人" not in [cell.value for cell in page[5]]
    assert page["J6"].value == 103.28
