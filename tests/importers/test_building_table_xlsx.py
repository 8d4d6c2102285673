"""Building tables as they come: merged, hidden, typed by hand, with holders in them."""

import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.errors import FileRefused, TooLarge
from cadastre.domain.findings import Severity
from importers import building_table_xlsx, workbook
from importers.building_table_values import building_in_title, read_storey, storey_in_title
from importers.records import Delivery
from tests.importers import workbook_maker as make
from tests.importers.workbook_maker import AREAS, FIRM, TEMPLATE, save, template_row

HEADINGS = [*FIRM, *AREAS]
# Completion areas of the golden case: inner, coefficient, shared, built.
UNITS = {
    "101": (1, 92.36, 0.119302, 11.02, 103.38),
    "102": (1, 98.14, 0.119302, 11.71, 109.85),
    "201": (2, 93.02, 0.119302, 11.10, 104.12),
    "202": (2, 98.87, 0.119302, 11.79, 110.66),
}


def read(path) -> Delivery:
    return building_table_xlsx.read(path, name=path.name, office_srid=4547)


def kinds(delivery: Delivery) -> list[str]:
    return [finding.kind for finding in delivery.findings]


def finding(delivery: Delivery, kind: str):
    return next(one for one in delivery.findings if one.kind == kind)


def row(room="101", *, building=1, section=1, storey=None, areas=None, note=None, use="住宅"):
    level, *figures = UNITS.get(room, UNITS["101"])
    shown = figures if areas is None else areas
    return [building, section, level if storey is None else storey, room, "钢混", use, *shown, note]


def firm(folder, *rows, merged=(), title=("演示花园分户面积表",), headings=HEADINGS, sheet="分户"):
    return read(save(folder, {sheet: [list(title), list(headings), *rows]}, merged=merged))


# --- the template of seventy columns


def test_template_gives_units_with_both_stages_and_no_holder(tmp_path):
    values = template_row(
        物理层数=1,
        定义层数="1层",
        室序号=1,
        房间号="101",
        单元号="1",
        幢号="1",
        层高=2.9,
        分摊土地面积_m2=652.30,
        预测建筑面积_m2=103.28,
        预测套内建筑面积_m2=92.40,
        预测分摊建筑面积_m2=10.88,
        预测分摊系数=0.117786,
        实测建筑面积_m2=103.38,
        实测套内建筑面积_m2=92.36,
        实测分摊建筑面积_m2=11.02,
        实测分摊系数=0.119302,
        坐落="焦作市山阳区示例路1号1幢101",
        规划用途="10",
        共有情况="单独所有",
        权利人1="张示例",
    )
    holders = {"权利人1": "张示例", "证件号": "DEMO-1"}
    values[TEMPLATE.index("证件号")] = "DEMO-1"
    assert len(TEMPLATE) == 70
    delivery = read(save(tmp_path, {"楼盘信息表": [TEMPLATE, values]}))
    (unit,) = delivery.units
    assert (unit.building_number, unit.section, unit.room) == ("0001", "1", "101")
    assert (unit.storey_number, unit.storey_label) == (1, "1层")
    assert (unit.inner_m2, unit.shared_m2, unit.built_m2, unit.coefficient) == (
        Decimal("92.36"),
        Decimal("11.02"),
        Decimal("103.38"),
        Decimal("0.119302"),
    )
    assert unit.use == "住宅"
    assert unit.attributes == {
        "unit_sequence": "1",
        "storey_height_m": "2.9",
        "apportioned_land_m2": "652.3",
        "presale_inner_m2": "92.4",
        "presale_shared_m2": "10.88",
        "presale_built_m2": "103.28",
        "presale_coefficient": "0.117786",
        "area_stage": "completion",
    }
    found = {(holder.field, holder.value) for holder in delivery.holders}
    assert found == {*holders.items(), ("共有情况", "单独所有")}
    assert {holder.object_key for holder in delivery.holders} == {"0001/1/101"}
    rest = repr((delivery.units, delivery.findings, delivery.files))
    assert "张示例" not in rest and "DEMO-1" not in rest


def test_template_without_completion_areas_gives_the_presale_ones(tmp_path):
    values = template_row(
        物理层数=1, 房间号="101", 幢号="1", 预测建筑面积_m2=103.28, 预测套内建筑面积_m2=92.40
    )
    (unit,) = read(save(tmp_path, {"楼盘信息表": [TEMPLATE, values]})).units
    assert (unit.inner_m2, unit.built_m2) == (Decimal("92.4"), Decimal("103.28"))
    assert unit.attributes == {"area_stage": "presale"}


def test_rows_of_different_stages_in_one_table_are_reported(tmp_path):
    rows = [
        template_row(物理层数=1, 房间号="101", 幢号="1", 实测建筑面积_m2=103.38),
        template_row(物理层数=1, 房间号="102", 幢号="1", 预测建筑面积_m2=109.77),
    ]
    fault = finding(read(save(tmp_path, {"楼盘信息表": [TEMPLATE, *rows]})), "mixed_stages")
    assert (fault.line, fault.found) == (3, "1")


# --- the table of a survey firm


def test_golden_units_digit_for_digit_with_the_stated_total(tmp_path):
    total = ["合计", None, None, None, None, None, 382.39, None, 45.62, 428.01]
    delivery = firm(tmp_path, *(row(room) for room in UNITS), total)
    assert [(unit.room, unit.storey_number, str(unit.built_m2)) for unit in delivery.units] == [
        ("101", 1, "103.38"),
        ("102", 1, "109.85"),
        ("201", 2, "104.12"),
        ("202", 2, "110.66"),
    ]
    (stated,) = delivery.totals
    assert (stated.building_number, stated.line) == ("0001", 7)
    assert (stated.inner_m2, stated.shared_m2, stated.built_m2) == (
        Decimal("382.39"),
        Decimal("45.62"),
        Decimal("428.01"),
    )
    assert delivery.findings == []
    assert delivery.files[0].counts == {"sheets": 1, "units": 4, "buildings": 1, "totals": 1}
    assert delivery.units[0].attributes == {"structure": "钢混"}


def test_merged_cells_and_blanks_are_filled_down_and_subtotals_left_out(tmp_path):
    delivery = firm(
        tmp_path,
        row("101"),
        [None, None, None, *row("102")[3:]],
        ["小计", None, None, None, None, None, 190.50, None, 22.73, 213.23],
        [None, None, 2, *row("201")[3:]],
        [None, None, None, *row("202")[3:]],
        ["小 计", None, None, None, None, None, 191.89, None, 22.89, 214.78],
        ["合  计", None, None, None, None, None, 382.39, None, 45.62, 428.01],
        merged=["A3:A4", "C3:C4", "A5:F5", "A9:F9"],
    )
    assert [
        (unit.building_number, unit.section, unit.storey_number) for unit in delivery.units
    ] == [
        ("0001", "1", 1),
        ("0001", "1", 1),
        ("0001", "1", 2),
        ("0001", "1", 2),
    ]
    assert [total.line for total in delivery.totals] == [9]
    assert delivery.findings == []


def test_total_of_each_storey_called_合计_is_not_the_building(tmp_path):
    delivery = firm(
        tmp_path,
        row("101"),
        row("102"),
        ["合计", None, None, None, None, None, 190.50, None, 22.73, 213.23],
        row("201"),
        row("202"),
        ["合计", None, None, None, None, None, 191.89, None, 22.89, 214.78],
    )
    assert delivery.totals == []


def test_grand_total_wins_over_the_totals_of_storeys(tmp_path):
    delivery = firm(
        tmp_path,
        row("101"),
        row("102"),
        ["合计", None, None, None, None, None, 190.50, None, 22.73, 213.23],
        row("201"),
        row("202"),
        ["合计", None, None, None, None, None, 191.89, None, 22.89, 214.78],
        ["总计", None, None, None, None, None, 382.39, None, 45.62, 428.00],
    )
    assert [str(total.built_m2) for total in delivery.totals] == ["428"]


def test_of_two_totals_of_one_building_the_last_counts(tmp_path):
    totals = [
        ["合计", *[None] * 8, 103.38],
        ["本幢合计", *[None] * 8, 103.39],
        ["合计", *[None] * 8, 1],
    ]
    delivery = firm(tmp_path, row(), *totals[::2])
    assert [total.line for total in delivery.totals] == [5]
    delivery = firm(tmp_path, row(), *totals)
    assert [total.line for total in delivery.totals] == [5]


def test_several_buildings_on_a_sheet_each_with_its_total(tmp_path):
    delivery = firm(
        tmp_path,
        row("101"),
        ["合计", None, None, None, None, None, 92.36, None, 11.02, 103.38],
        row("102", building="2幢"),
        ["合计", None, None, None, None, None, 98.14, None, 11.71, 109.85],
        ["总计", None, None, None, None, None, 190.50, None, 22.73, 213.23],
    )
    assert [unit.building_number for unit in delivery.units] == ["0001", "0002"]
    assert [(total.building_number, str(total.built_m2)) for total in delivery.totals] == [
        ("0001", "103.38"),
        ("0002", "109.85"),
    ]
    assert finding(delivery, "total_not_used").line == 7


def test_buildings_and_storeys_in_titles_with_headings_repeated(tmp_path):
    short = ["房号", *AREAS]
    rows = [
        ["演示花园1号楼分户面积表"],
        ["第一层"],
        short,
        row("101")[3:4] + row("101")[6:],
        ["第二层"],
        row("201")[3:4] + row("201")[6:],
        ["演示花园2号楼分户面积表"],
        ["地下一层"],
        short,
        row("101")[3:4] + row("101")[6:],
        ["制表：演示甲", "审核：演示乙"],
        ["注：面积单位为平方米"],
    ]
    delivery = read(save(tmp_path, {"Sheet1": rows}, merged=["A1:F1", "A2:F2"]))
    assert [
        (unit.building_number, unit.storey_number, unit.storey_label, unit.room)
        for unit in delivery.units
    ] == [
        ("0001", 1, "第一层", "101"),
        ("0001", 2, "第二层", "201"),
        ("0002", -1, "地下一层", "101"),
    ]
    assert delivery.findings == []


def test_two_rows_of_headings(tmp_path):
    upper = ["幢号", "层次", "房号", "预测面积（㎡）", None, None, "实测面积（㎡）", None, None]
    lower = [None, None, None, *("套内建筑面积", "分摊面积", "建筑面积") * 2]
    values = [1, 1, "101", 92.40, 10.88, 103.28, 92.36, 11.02, 103.38]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:I1"]
    (unit,) = read(save(tmp_path, {"表": [upper, lower, values]}, merged=merged)).units
    assert (unit.inner_m2, unit.shared_m2, unit.built_m2) == (
        Decimal("92.36"),
        Decimal("11.02"),
        Decimal("103.38"),
    )
    assert unit.attributes["presale_built_m2"] == "103.28"


def test_unit_on_two_storeys_in_a_merged_room_cell_is_one_unit(tmp_path):
    delivery = firm(
        tmp_path,
        row("601", storey=6, areas=(80.10, None, 9.00, 89.10)),
        row(None, storey=7, areas=(40.05, None, 4.50, 44.55)),
        merged=["D3:D4"],
    )
    (unit,) = delivery.units
    assert (unit.storey_number, unit.storey_label) == (6, "6、7")
    assert unit.attributes["storey_to"] == "7"
    assert (unit.inner_m2, unit.shared_m2, unit.built_m2) == (
        Decimal("120.15"),
        Decimal("13.5"),
        Decimal("133.65"),
    )


# --- cells


def test_text_numbers_with_blanks_units_and_full_width_digits(tmp_path):
    delivery = firm(tmp_path, row(areas=(" 92.36 ㎡", "0.119302", "１１．０２", "1,103.38平方米")))
    (unit,) = delivery.units
    assert (unit.inner_m2, unit.shared_m2, unit.built_m2) == (
        Decimal("92.36"),
        Decimal("11.02"),
        Decimal("1103.38"),
    )


def test_digits_are_those_that_excel_shows(tmp_path):
    delivery = firm(tmp_path, row(areas=(92.36, None, 11.02, 0.1 + 0.2)))
    assert str(delivery.units[0].built_m2) == "0.3"
    assert str(delivery.units[0].inner_m2) == "92.36"


def test_room_keeps_its_leading_zero_as_text_and_by_its_number_format(tmp_path):
    book = make.workbook({"1幢": [HEADINGS, row("0101"), row(101), row(102)]})
    book.worksheets[0]["D3"].number_format = "0000"
    book.save(tmp_path / "table.xlsx")
    assert [unit.room for unit in read(tmp_path / "table.xlsx").units] == ["0101", "0101", "102"]


@pytest.mark.parametrize("found", ["约100", "92.36.1", "#REF!", "?", "1O3.38"])
def test_bad_number_names_sheet_row_column_and_value(tmp_path, found):
    delivery = firm(tmp_path, row(), row("102", areas=(98.14, None, 11.71, found)))
    fault = finding(delivery, "bad_number")
    assert fault.severity is Severity.ERROR
    assert (fault.line, fault.field, fault.found) == (4, "建筑面积（㎡）", found)
    assert "“分户”" in fault.message.zh and fault.object_key == "0001/1/102"
    assert fault.expected
    assert delivery.units[1].built_m2 is None
    assert delivery.units[1].inner_m2 == Decimal("98.14")


def test_formula_without_saved_value_is_a_finding(tmp_path):
    delivery = firm(tmp_path, row(areas=(92.36, None, 11.02, "=G3+I3")))
    fault = finding(delivery, "formula_without_value")
    assert (fault.line, fault.field) == (3, "建筑面积（㎡）")
    assert delivery.units[0].built_m2 is None


def test_formula_with_saved_value_is_its_value(tmp_path):
    path = save(tmp_path, {"1幢": [HEADINGS, row(areas=(92.36, None, 11.02, "=G2+I2"))]})
    with zipfile.ZipFile(path) as archive:
        part = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>G2+I2</f><v" in part
    part = part.replace(b"<f>G2+I2</f><v></v>", b"<f>G2+I2</f><v>103.38000000000001</v>")
    part = part.replace(b"<f>G2+I2</f><v />", b"<f>G2+I2</f><v>103.38000000000001</v>")
    path = make.rezip(path, replace={"xl/worksheets/sheet1.xml": part})
    delivery = read(path)
    assert str(delivery.units[0].built_m2) == "103.38"
    assert "formula_without_value" not in kinds(delivery)


def test_areas_without_a_room_are_an_unreadable_row(tmp_path):
    delivery = firm(tmp_path, row(), row(""))
    fault = finding(delivery, "unreadable_row")
    assert (fault.severity, fault.line, fault.field) == (Severity.ERROR, 4, "房号")
    assert len(delivery.units) == 1


def test_dates_that_a_spreadsheet_made_are_not_guessed_back(tmp_path):
    delivery = firm(tmp_path, row(storey=date(2024, 1, 2)), row(date(2024, 1, 1), storey=1))
    storey = finding(delivery, "bad_storey")
    assert (storey.line, storey.found) == (3, "2024-01-02")
    assert "日期" in storey.message.zh
    assert delivery.units[0].storey_number is None
    assert finding(delivery, "malformed_room").line == 4


@pytest.mark.parametrize("delivered", [1, "1", "01", 1.0, "1幢", "1#楼", "1号楼", "F0001", "１栋"])
def test_building_number_is_four_digits(tmp_path, delivered):
    assert firm(tmp_path, row(building=delivered)).units[0].building_number == "0001"


def test_bad_building_number_is_reported_once(tmp_path):
    delivery = firm(tmp_path, row(building="主楼"), row("102", building="主楼"))
    assert kinds(delivery) == ["malformed_building_number"]
    assert [unit.building_number for unit in delivery.units] == ["", ""]


def test_building_number_from_the_name_of_the_sheet(tmp_path):
    delivery = firm(tmp_path, row()[1:], headings=HEADINGS[1:], sheet="3幢")
    assert delivery.units[0].building_number == "0003"


def test_missing_building_number_is_one_error(tmp_path):
    delivery = firm(tmp_path, row()[1:], row("102")[1:], headings=HEADINGS[1:])
    assert kinds(delivery) == ["missing_field"]


def test_nominal_storeys_only_are_read_with_a_warning(tmp_path):
    headings = ["名义层" if heading == "层次" else heading for heading in HEADINGS]
    delivery = firm(tmp_path, row(storey="3层"), headings=headings)
    assert (delivery.units[0].storey_number, delivery.units[0].storey_label) == (3, "3层")
    assert kinds(delivery) == ["storey_from_label"]


def test_new_section_does_not_inherit_the_storey_to_its_right(tmp_path):
    delivery = firm(tmp_path, row(section=1, storey=3), [1, 2, None, *row("102")[3:]])
    assert delivery.units[1].storey_number is None
    assert finding(delivery, "bad_storey").line == 4


def test_unknown_columns_are_named_and_not_taken(tmp_path):
    delivery = firm(tmp_path, [*row(), "x"], headings=[*HEADINGS, "交房批次"])
    assert finding(delivery, "columns_not_read").field == "交房批次"
    assert "x" not in delivery.units[0].attributes.values()


def test_remarks_are_read_by_nobody(tmp_path):
    delivery = firm(tmp_path, row(note="备注：权利人张示例"))
    assert len(delivery.units) == 1
    assert "张示例" not in repr(delivery)


# --- sheets


def test_hidden_sheets_are_reported_and_not_read(tmp_path):
    book = make.workbook({"1幢": [HEADINGS, row()], "旧": [HEADINGS, row("102")]})
    book["旧"].sheet_state = "hidden"
    book["1幢"].row_dimensions[2].hidden = True
    book.save(tmp_path / "table.xlsx")
    delivery = read(tmp_path / "table.xlsx")
    assert [unit.room for unit in delivery.units] == ["101"]
    assert finding(delivery, "hidden_sheet").severity is Severity.WARNING
    assert finding(delivery, "hidden_rows").found == "1"


def test_sheets_beside_a_table_are_information_and_units_say_their_sheet(tmp_path):
    sheets = {
        "封面": [["演示花园房产测绘报告"]],
        "1幢": [HEADINGS, row()],
        "2幢": [HEADINGS, row(building=2)],
        "空": [],
    }
    delivery = read(save(tmp_path, sheets))
    assert finding(delivery, "sheet_skipped").severity is Severity.INFORMATION
    assert kinds(delivery) == ["sheet_skipped"]
    assert [unit.attributes["sheet"] for unit in delivery.units] == ["1幢", "2幢"]


def test_workbook_that_is_no_building_table_says_what_was_found_and_wanted(tmp_path):
    delivery = read(save(tmp_path, {"点": [["点号", "面积坐标", "备注号"], ["J1", 1.0, 2.0]]}))
    fault = finding(delivery, "unknown_sheet")
    assert (fault.severity, fault.found) == (Severity.ERROR, "点号, 面积坐标, 备注号")
    assert "房号" in fault.expected


@pytest.mark.parametrize("rows", [[], [["张示例", "李示例", "王示例"]], [["只有标题"]]])
def test_unknown_sheet_never_shows_data(tmp_path, rows):
    fault = finding(read(save(tmp_path, {"表": rows})), "unknown_sheet")
    assert fault.found == ""


def test_headings_without_units_are_an_error(tmp_path):
    assert kinds(firm(tmp_path)) == ["empty_table"]


# --- files


def test_recognised_by_content(tmp_path):
    path = save(tmp_path, {"1幢": [HEADINGS]})
    renamed = path.rename(tmp_path / "table.dat")
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "a")
    liar = tmp_path / "liar.xlsx"
    liar.write_bytes(b"PK\x03\x04 but no more")
    assert building_table_xlsx.recognises(renamed)
    assert not building_table_xlsx.recognises(other)
    assert not building_table_xlsx.recognises(liar)


def test_empty_file_is_refused(tmp_path):
    path = tmp_path / "empty.xlsx"
    path.touch()
    with pytest.raises(FileRefused) as refused:
        read(path)
    assert refused.value.finding.kind == "empty_file"


def test_every_truncation_is_refused(tmp_path):
    path = save(tmp_path, {"1幢": [HEADINGS, row()]})
    whole = path.read_bytes()
    for size in range(1, len(whole) - 1, 97):
        path.write_bytes(whole[:size])
        with pytest.raises(FileRefused):
            read(path)


def test_damaged_parts_are_refused(tmp_path):
    path = save(tmp_path, {"1幢": [HEADINGS, row()]})
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        with pytest.raises(FileRefused) as refused:
            read(make.rezip(path, replace={part: b"<broken"}))
        assert refused.value.finding.kind == "not_a_workbook"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_a_parser_sees_them(tmp_path, encoding):
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "bb">]>'
        "<styleSheet>&b;</styleSheet>"
    )
    path = save(tmp_path, {"1幢": [HEADINGS, row()]})
    path = make.rezip(path, replace={"xl/styles.xml": bomb.encode(encoding)})
    with pytest.raises(FileRefused) as refused:
        read(path)
    assert "DOCTYPE" in refused.value.finding.found


def test_a_bomb_is_too_large_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "UNPACKED_BYTES_LIMIT", 100_000)
    path = save(tmp_path, {"1幢": [HEADINGS, row()]})
    path = make.rezip(path, replace={"xl/styles.xml": b" " * 1_000_000})
    with pytest.raises(TooLarge):
        read(path)


def test_overlapping_members_are_refused(tmp_path):
    path = save(tmp_path, {"1幢": [HEADINGS, row()]})
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    members[1].header_offset = members[0].header_offset
    with pytest.raises(workbook.WorkbookUnreadable, match="overlapping"):
        workbook._refuse_bad_archive(members)


def test_one_cell_in_the_last_corner_costs_nothing(tmp_path):
    book = make.workbook({"1幢": [HEADINGS, row()]})
    book.worksheets[0]["XFD1048576"] = "x"
    book.worksheets[0].merge_cells("A4:B5")
    book.save(tmp_path / "table.xlsx")
    assert len(read(tmp_path / "table.xlsx").units) == 1


@pytest.mark.parametrize(
    "part",
    [
        b'<mergeCells count="1"><mergeCell ref="A4:XFC1048575"/></mergeCells>',
        b'<hyperlinks><hyperlink display="&gt;" ref="A4:XFC1048575" location="A1"/></hyperlinks>',
    ],
)
def test_an_area_over_the_whole_sheet_is_too_large(tmp_path, part):
    path = save(tmp_path, {"1幢": [HEADINGS, row()]})
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(name).replace(b"</sheetData>", b"</sheetData>" + part)
    with pytest.raises(TooLarge):
        read(make.rezip(path, replace={name: sheet}))


# --- words


@pytest.mark.parametrize(
    ("text", "number", "upper"),
    [
        (1, 1, None),
        (1.0, 1, None),
        ("3", 3, None),
        ("第3层", 3, None),
        ("三层", 3, None),
        ("十二层", 12, None),
        ("二十层", 20, None),
        ("3F", 3, None),
        (-1, -1, None),
        ("−1", -1, None),
        ("－1层", -1, None),
        ("负一层", -1, None),
        ("地下一层", -1, None),
        ("地下2层", -2, None),
        ("B1", -1, None),
        ("1-2层", 1, 2),
        ("1～2", 1, 2),
        ("1—2层", 1, 2),
        ("1层至2层", 1, 2),
        ("一、二层", 1, 2),
        ("6跃7层", 6, 7),
        ("6+7", 6, 7),
        ("-1-1层", -1, 1),
        ("地下1-2层", -1, -2),
        ("6跃", 6, None),
        ("顶层", None, None),
        ("夹层", None, None),
        ("0", None, None),
        ("1.5", None, None),
        ("3A", None, None),
        (None, None, None),
    ],
)
def test_storeys(text, number, upper):
    storey = read_storey(text)
    assert (storey.number, storey.upper) == (number, upper)


@given(st.integers(min_value=-9, max_value=150).filter(bool))
def test_every_storey_number_is_read_in_every_form(number):
    forms = [number, float(number), str(number), f"{number}层", f" {number} 层"]
    if number < 0:
        forms += [f"负{-number}层", f"地下{-number}层", f"B{-number}"]
    assert {read_storey(form).number for form in forms} == {number}


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("演示花园1幢房屋分户面积表", "0001"),
        ("演示花园12号楼", "0012"),
        ("幢号：F0003", "0003"),
        ("3#楼", "0003"),
        ("焦作市山阳区示例路1号分户面积表", None),
        ("2024年房屋面积测算", None),
        ("座落：示例路1座落", None),
    ],
)
def test_building_numbers_in_titles(title, number):
    assert building_in_title(title) == number


def test_storey_titles_are_nothing_but_a_storey():
    assert storey_in_title("第 二 层").number == 2
    assert storey_in_title("1-2层").upper == 2
    assert storey_in_title("二层公用部分") is None
    assert storey_in_title("2") is None
