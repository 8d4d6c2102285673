"""Field codes and headings: what is known, what is a holder's, what a number means."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.field_codes import (
    BUILDING_FIELDS,
    PARCEL_FIELDS,
    PLANNED_USES,
    UNIT_FIELDS,
    UNIT_STAGED_ROLES,
    UnitColumn,
    building_number,
    is_holder_field,
    match_fields,
    normalise_header,
    parcel_code_of,
    split_stage,
    structure_word,
    unit_column,
    use_word,
)
from tests.importers.workbook_maker import TEMPLATE

TABLES = {"parcel": PARCEL_FIELDS, "building": BUILDING_FIELDS, "unit": UNIT_FIELDS}
PARCEL = "410811001002GB00007"


@pytest.mark.parametrize(
    ("heading", "plain"),
    [
        ("套内建筑面积（㎡）", "套内建筑面积"),
        ("套内 建筑\n面积[m²]", "套内建筑面积"),
        ("建筑面积(单位：平方米)", "建筑面积"),
        ("建筑面积㎡", "建筑面积"),
        ("建筑面积m2", "建筑面积"),
        ("【幢 号】", "幢号"),
        ("建筑面积（预测）", "建筑面积预测"),
        ("层高(m)", "层高"),
        ("交易价格(万元)", "交易价格"),
        ("ｚｄｄｍ", "ZDDM"),
        ("平方米", "平方米"),
        (None, ""),
    ],
)
def test_headings_lose_blanks_brackets_and_units(heading, plain):
    assert normalise_header(heading) == plain


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing_that_matters(text):
    once = normalise_header(text)
    assert match_fields([once], UNIT_FIELDS) == match_fields([text], UNIT_FIELDS)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_spelling_can_be_matched_and_is_no_holder(table):
    for ours, spellings in table.items():
        for spelling in spellings:
            assert normalise_header(spelling) == spelling
            assert not is_holder_field(spelling), (ours, spelling)
            assert ours in match_fields([spelling], table)


def test_no_heading_of_a_building_table_means_two_things():
    spellings = list(chain.from_iterable(UNIT_FIELDS.values()))
    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize(
    "name",
    [
        *("QLR", "QLRMC", "QLRZJH", "QLRZJLX", "qlr", "QLR1", "ZJH", "ZJHM", "SFZH", "SYQR", "GYR"),
        *("FDDBR", "DLRMC", "LXDH", "TXDZ", "BDCQZH", "ZDSZD", "CBFMC", "HZXM"),
        *(
            "权利人",
            "权利人1",
            "权利人 12",
            "权利人名称",
            "证件号",
            "证件类型",
            "证件种类",
            "身份证号码",
        ),
        *(
            "户主姓名",
            "联系电话",
            "不动产权证书号",
            "共有情况",
            "使用权人",
            "买受人",
            "法定代表人",
            "宗地四至",
        ),
        *("编码", "性质", "编码3", "（权利人）"),
    ],
)
def test_holder_fields(name):
    assert is_holder_field(name)


@pytest.mark.parametrize(
    "name",
    [
        "ZDDM",
        "ZL",
        "坐落",
        "房屋性质",
        "用途",
        "幢号",
        "结构",
        "权利性质",
        "QLXZ",
        "QLLX",
        "",
        None,
    ],
)
def test_fields_of_the_thing_are_no_holder_fields(name):
    assert not is_holder_field(name)


def test_of_the_seventy_template_columns_twenty_six_are_the_holders():
    holders = [heading for heading in TEMPLATE if is_holder_field(heading)]
    assert len(TEMPLATE) == 70
    assert len(holders) == 26  # five times five, and 共有情况
    assert not set(holders) & {"房屋性质", "不动产单元房屋类型"}


def test_template_columns_become_our_names():
    known = {heading: unit_column(heading) for heading in TEMPLATE}
    assert known["物理层数"].role == "storey"
    assert known["定义层数"].role == "storey_label"
    assert known["房间号"].role == "room"
    assert known["幢号"].role == "building_number"
    assert known["预测建筑面积(㎡)"] == UnitColumn("built", "presale", 0)
    assert known["实测分摊系数"] == UnitColumn("coefficient", "completion", 0)
    assert known["实测地下部分建筑面积(㎡)"].role == "basement_built_m2"
    assert known["权利人1"] is known["交易价格(万元)"] is known["证件号"] is None


@pytest.mark.parametrize(
    ("upper", "lower", "role", "stage"),
    [
        ("预测面积（㎡）", "建筑面积", "built", "presale"),
        ("实测", "套内建筑面积", "inner", "completion"),
        ("面积（㎡）", "套内", "inner", ""),
        ("房号", None, "room", ""),
        ("房号", "房号", "room", ""),
        ("建筑面积（实测）", None, "built", "completion"),
        ("YCTNJZMJ", None, "inner", "presale"),
        ("SCFTXS", None, "coefficient", "completion"),
    ],
)
def test_columns_under_one_or_two_headings(upper, lower, role, stage):
    column = unit_column(upper, lower)
    assert (column.role, column.stage) == (role, stage)


@pytest.mark.parametrize(("upper", "lower"), [("权利人信息", "坐落"), ("坐落", "权利人")])
def test_a_column_under_a_holders_heading_is_the_holders(upper, lower):
    assert unit_column(upper, lower) is None


def test_only_areas_have_stages():
    assert {"inner", "shared", "built", "coefficient"} <= UNIT_STAGED_ROLES
    assert unit_column("竣工时间") == UnitColumn("completed_on", "", 0)


@pytest.mark.parametrize(
    ("header", "split"),
    [
        ("预测建筑面积", ("presale", "建筑面积")),
        ("建筑面积实测", ("completion", "建筑面积")),
        ("SCJZMJ", ("completion", "JZMJ")),
        ("建筑面积", ("", "建筑面积")),
        ("预测", ("", "预测")),
    ],
)
def test_stage_words(header, split):
    assert split_stage(header) == split


def test_preferred_spelling_comes_first():
    names = ["SCMJ", "ZDMJ", "QLR", "宗地面积"]
    assert match_fields(names, PARCEL_FIELDS) == {"declared_area": (1, 3, 0)}


@pytest.mark.parametrize(
    ("name", "matches"),
    [("不动产单元", True), ("不动产", True), ("不动", False), ("宗地", False)],
)
def test_names_cut_at_ten_bytes(name, matches):
    """Five characters of GBK or three of UTF-8 fill a DBF field name."""
    assert ("unit_code" in match_fields([name], PARCEL_FIELDS)) == matches


@given(st.integers(min_value=1, max_value=9999))
def test_every_building_number_in_every_form(number):
    digits = f"{number:04}"
    forms = [number, float(number), str(number), digits, f"F{digits}", f"{PARCEL}F{digits}"]
    forms += [
        f"{number}幢",
        f"{number}#",
        f"{number}#楼",
        f"{number}号楼",
        f"第{number}栋",
        f"#{number}",
    ]
    forms += [f"{PARCEL}F{digits}0001", f" {number} 座 "]
    assert {building_number(form) for form in forms} == {digits}


@pytest.mark.parametrize(
    "text", ["", None, 0, "0000", "F0000", "A1", "12345", "主楼", "1-2", 1.5, -1]
)
def test_what_is_no_building_number(text):
    assert building_number(text) is None


def test_parcel_code_inside_longer_codes():
    assert parcel_code_of(f"{PARCEL}F0001") == PARCEL
    assert parcel_code_of(f"{PARCEL}F00010002") == PARCEL
    assert parcel_code_of("F0001") == parcel_code_of(None) == ""


def test_code_words():
    assert use_word("10") == use_word("010") == use_word("10.0") == "住宅"
    assert use_word("住宅") == "住宅"
    assert structure_word("3") == structure_word("03") == "钢筋混凝土结构"
    assert structure_word("") == ""
    assert len(PLANNED_USES) == 37
