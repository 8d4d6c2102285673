"""Columns of the database standard that a delivered file states go into the register with it."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from accounts.models import Role
from buildings.models import Building, CodeListEntry, Storey, Unit
from demo.golden import GOLDEN
from demo.loading import load_development
from demo.stage_files import write_stage_files
from importers.formats import read_files
from registration.services import case_adopt, case_open
from registration.stated import stated_of_building, stated_of_unit
from tests import factories

COLUMNS = {
    "户型": "3",
    "户型结构": "1",
    "房屋类型": "1",
    "房屋性质": "0",
    "房屋用途2": "车库",
    "房屋编码": "FW-0001",
    "层高": "2.90",
    "地下部分建筑面积": "5.125",
    "共有土地面积": "120.5",
}


def with_columns(path) -> None:
    """Write further columns into a delivered building table, behind its last heading."""
    book = load_workbook(path)
    for page in book.worksheets:
        head = next(row for row in page.iter_rows() if any(c.value == "室号" for c in row))
        place = max(cell.column for cell in head if cell.value) + 1
        room = next(cell.column for cell in head if cell.value == "室号")
        for offset, (name, value) in enumerate(COLUMNS.items()):
            page.cell(head[0].row, place + offset, name)
            for row in range(head[0].row + 1, page.max_row + 1):
                if str(page.cell(row, room).value or "").isdigit():
                    page.cell(row, place + offset, value)
    out = BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())


@pytest.mark.django_db
def test_what_a_table_states_is_kept_with_the_unit(settings, tmp_path, monkeypatch, registrar):
    monkeypatch.setattr("surveys.services.delivery.read_in_child", read_files)
    settings.FILES_DIR = tmp_path / "files"
    factories.sub_district(GOLDEN.parcel_code[:12])
    files = write_stage_files(tmp_path / "golden")
    for file in files:
        if file.stage == "completion" and file.path.suffix == ".xlsx":
            with_columns(file.path)
    load_development(
        "DC-1",
        GOLDEN,
        files,
        surveyor=factories.account("surveyor", Role.SURVEYOR),
        reviewer=factories.account("reviewer", Role.REVIEWER, organisation="示例登记中心"),
        now=factories.NOW,
    )
    case = case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)
    case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)
    unit = Unit.objects.get(room="101")
    assert (unit.layout, unit.layout_form, unit.house_type, unit.house_nature) == (
        *("3", "1", "1", "0"),
    )
    assert (unit.use_2, unit.house_code) == ("车库", "FW-0001")
    assert (unit.basement_m2, unit.shared_land_m2) == (Decimal("5.13"), Decimal("120.50"))
    assert str(unit.coefficient) == "0.119302"
    building = Building.objects.get()
    assert (building.project_name, building.use) == ("示例小筑", "成套住宅")
    assert building.presale_floor_area_m2 == Decimal("426.10")
    storeys = Storey.objects.filter(building=building).order_by("number")
    # 92.36 + 98.14, 11.02 + 11.71; 93.02 + 98.87, 11.10 + 11.79
    assert list(storeys.values_list("inner_m2", "shared_m2", "height_m")) == [
        (Decimal("190.50"), Decimal("22.73"), Decimal("2.90")),
        (Decimal("191.89"), Decimal("22.89"), Decimal("2.90")),
    ]
    for name, code in (
        ("layout", unit.layout),
        ("layout_form", unit.layout_form),
        ("house_type", unit.house_type),
        ("house_nature", unit.house_nature),
    ):
        assert CodeListEntry.objects.filter(list_name=name, code=code, valid_to=None).exists()


@pytest.mark.parametrize("text", ["", "无", "NaN", "Infinity", "1e30", "--"])
def test_what_is_no_figure_is_left_out(text):
    stated = stated_of_unit({"basement_built_m2": text, "layout": "三室两厅"})
    assert (stated["basement_m2"], stated["layout"]) == (None, "三室两厅")
    assert stated_of_building({"height_m": text})["height_m"] is None


def test_a_long_word_is_cut_to_its_column():
    assert len(stated_of_unit({"layout": "室" * 90})["layout"]) == 40
    assert len(stated_of_building({"project_name": "园" * 300})["project_name"]) == 200
