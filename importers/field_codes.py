"""Field codes and column headings of delivered data, and what we call them.

The only place where the pinyin codes of the real-estate registration database standard
(不动产登记数据库标准, 2015 trial edition and TD/T 1066-2021) and the headings of building tables
(楼盘表, 分户面积表) are written down. Readers ask here and speak only our names.

Field lists differ from office to office, so each of our names has several delivered spellings, the
preferred one first. What is not listed here is never read into a record: a column that nobody
knows cannot carry a holder's name into the object database.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from importers.field_mapping import words_of
from importers.headings import as_delivered

PARCEL_FIELDS: Mapping[str, tuple[str, ...]] = {
    "parcel_code": ("ZDDM", "宗地代码", "宗地统一代码", "宗地编码", "ZDTYDM"),
    "name": ("ZDMC", "XMMC", "宗地名称", "项目名称", "DKMC", "地块名称"),
    "declared_area": ("ZDMJ", "宗地面积", "SCMJ", "实测面积", "MJ", "面积", "DKMJ"),
    "area_unit": ("MJDW", "面积单位"),
    "land_use_code": ("YT", "PZYT", "TDYT", "DLBM", "地类编码", "批准用途", "土地用途", "用途"),
    "land_use_name": ("DLMC", "YTMC", "TDYTMC", "地类名称"),
    "address": ("ZL", "TDZL", "坐落", "土地坐落", "座落"),
    "unit_code": ("BDCDYH", "不动产单元号", "不动产单元代码"),
    "parcel_feature": ("ZDTZM", "宗地特征码"),
    "right_kind_code": ("QLLX", "权利类型"),
    "right_nature_code": ("QLXZ", "权利性质"),
    "right_setting_code": ("QLSDFS", "权利设定方式"),
    "floor_area_ratio": ("RJL", "容积率"),
    "building_density": ("JZMD", "建筑密度"),
    "height_limit_m": ("JZXG", "建筑限高"),
    "map_sheet": ("TFH", "图幅号"),
    "old_parcel_number": ("DJH", "地籍号", "YZDH", "原宗地号"),
    "state_code": ("ZT", "状态"),
}
"""宗地 (layers ZDJBXX and ZD), clause 宗地基本信息."""

BUILDING_FIELDS: Mapping[str, tuple[str, ...]] = {
    "building_number": ("ZRZH", "自然幢号", "幢号", "栋号", "楼号"),
    "parcel_code": ("ZDDM", "宗地代码", "宗地统一代码", "宗地编码", "ZDTYDM"),
    "name": ("JZWMC", "建筑物名称", "XMMC", "项目名称"),
    "storeys_above": ("DSCS", "地上层数"),
    "storeys_below": ("DXCS", "地下层数"),
    "total_storeys": ("ZCS", "总层数", "CS", "层数"),
    "structure": ("FWJG", "房屋结构", "建筑结构", "结构"),
    "floor_area_completion": ("SCJZMJ", "实测建筑面积"),
    "floor_area_presale": ("YCJZMJ", "预测建筑面积"),
    "floor_area": ("JZMJ", "建筑面积", "总建筑面积"),
    "footprint_area": ("ZZDMJ", "幢占地面积", "占地面积", "JZZDMJ"),
    "site_area_m2": ("ZYDMJ", "幢用地面积"),
    "use": ("GHYT", "规划用途", "FWYT", "FWYT1", "房屋用途"),
    "unit_count": ("ZTS", "总套数"),
    "height_m": ("JZWGD", "建筑物高度"),
    "basement_depth_m": ("DXSD", "地下深度"),
    "completed_on": ("JGRQ", "竣工日期", "竣工时间"),
    "project_name": ("XMMC", "项目名称"),
    "unit_code": ("BDCDYH", "不动产单元号", "不动产单元代码"),
    "state_code": ("ZT", "状态"),
}
"""自然幢 (layer ZRZ), clause 自然幢属性."""

PART_OF_BUILDING_FIELDS = frozenset({"LJZH", "CH", "SJC", "HH", "SHBW", "FWBM", "户号", "室号部位"})
"""A layer with one of these holds logical buildings, storeys or units (LJZ, C, H)."""

UNIT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "building_number": (
        *("幢号", "自然幢号", "栋号", "楼号", "楼栋号", "楼幢号", "座号", "幢", "栋", "楼栋"),
        *("楼幢", "幢名称", "ZRZH", "ZH"),
    ),
    "section": ("单元号", "单元", "单元名称", "所在单元", "梯号"),
    "storey": (
        *("物理层数", "实际层", "实际层数", "实际楼层", "物理层", "所在层", "所在层数", "所在楼层"),
        *("所在层次", "层次", "楼层", "层号", "层", "楼层号", "SJC", "SZC", "CH"),
    ),
    "storey_label": ("定义层数", "名义层", "名义层数", "名义楼层", "定义层", "标示层", "MYC"),
    "room": (
        *("房间号", "室号", "房号", "户室号", "房室号", "室号部位", "房屋号", "门牌室号", "套号"),
        *("户名称", "室", "SHBW", "户号"),
    ),
    "unit_sequence": ("室序号", "HH"),
    "use": ("规划用途", "房屋用途", "设计用途", "用途", "GHYT", "FWYT", "FWYT1"),
    "structure": ("结构", "房屋结构", "建筑结构", "FWJG"),
    "inner": ("套内建筑面积", "套内面积", "套内建面", "套内", "TNJZMJ"),
    "shared": (
        *("分摊建筑面积", "分摊面积", "共有分摊面积", "共有分摊建筑面积", "分摊共有建筑面积"),
        *("分摊的共有建筑面积", "分摊共有面积", "公摊面积", "公摊建筑面积", "公用分摊面积", "分摊"),
        *("公摊", "FTJZMJ"),
    ),
    "built": (
        *("建筑面积", "房屋建筑面积", "户建筑面积", "总建筑面积", "产权面积", "建面", "建筑"),
        "JZMJ",
    ),
    "coefficient": ("分摊系数", "公摊系数", "共有分摊系数", "共有建筑面积分摊系数", "FTXS"),
    "basement_built_m2": ("地下部分建筑面积", "DXBFJZMJ"),
    "other_built_m2": ("其他建筑面积", "其它建筑面积", "QTJZMJ"),
    "usable_m2": ("套内使用面积", "使用面积"),
    "balcony_m2": ("套内阳台建筑面积", "阳台建筑面积", "阳台面积"),
    "shared_land_m2": ("共用土地面积", "共有土地面积", "GYTDMJ"),
    "apportioned_land_m2": ("分摊土地面积", "FTTDMJ"),
    "exclusive_land_m2": ("独用土地面积", "DYTDMJ"),
    "address": ("坐落", "房屋坐落", "座落", "房屋座落", "ZL", "FWZL"),
    "unit_code": ("不动产单元号", "不动产单元代码", "BDCDYH"),
    "house_code": ("房屋编码", "FWBM"),
    "use_2": ("房屋用途2", "FWYT2"),
    "use_3": ("房屋用途3", "FWYT3"),
    "unit_kind": ("不动产单元房屋类型", "FWLX", "房屋类型"),
    "layout": ("房屋户型", "户型", "HX"),
    "layout_form": ("房屋户型结构", "户型结构", "HXJG"),
    "house_nature": ("房屋性质", "FWXZ"),
    "storey_height_m": ("层高", "CG"),
    "completed_on": ("竣工时间", "竣工日期", "JGRQ"),
    "note": ("备注", "BZ", "说明"),
}
"""户 (table H), and the columns of a building table; stage words are split off before."""

UNIT_STAGED_ROLES = frozenset(
    {"inner", "shared", "built", "coefficient", "basement_built_m2", "other_built_m2"}
)
"""Areas that a table may give twice: computed from drawings (预测) and measured (实测)."""

STAGED_SPELLINGS = frozenset(
    spelling for role in UNIT_STAGED_ROLES for spelling in UNIT_FIELDS[role] if spelling.isascii()
)
"""Codes of the areas that a table may give twice, without the letters of their stage."""

UNIT_NUMBER_ROLES = UNIT_STAGED_ROLES | {
    "usable_m2",
    "balcony_m2",
    "shared_land_m2",
    "apportioned_land_m2",
    "exclusive_land_m2",
    "storey_height_m",
}

FIELDS_BY_KIND: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "parcel": PARCEL_FIELDS,
    "building": BUILDING_FIELDS,
    "unit": UNIT_FIELDS,
}
"""What a sender's own field name may be mapped to: ``parcel.parcel_code``, ``unit.built`` …"""

_UNIT_COLUMNS = {
    spelling: (role, rank)
    for role, spellings in UNIT_FIELDS.items()
    for rank, spelling in enumerate(spellings)
}

_STAGE_WORDS = (
    ("presale", ("预测绘", "预测", "预售", "YC")),
    ("completion", ("实测绘", "实测", "竣工", "SC")),
)

_HOLDER_CODES = (
    # holders, users, owners, co-owners, contractors, heads of households and who acts for them
    *("QLR", "SYQR", "SYR", "TDSYQR", "TDSYZ", "SYZ", "TDQLR", "FWQLR", "CZR", "YZ", "HZ", "HZXM"),
    *("GYR", "GYQR", "CBF", "CBFDB", "CBFMC", "DYR", "DYQR", "YWR", "SQR", "XM", "LXR", "GYQK"),
    *("FR", "FRDB", "FDDBR", "FZR", "DLR", "WTR", "ZJR", "ZJRXM", "TDSYQZ", "BXQLR", "LZQLR"),
    # their papers, telephones and homes
    *("ZJH", "ZJHM", "ZJZL", "ZJLX", "ZJBH", "SFZ", "SFZH", "SFZHM", "SFZJH", "SFZJHM", "SFZJZL"),
    *("DH", "DHHM", "LXDH", "LXFS", "SJH", "SJHM", "TXDZ", "LXDZ", "DZYJ", "ZZ", "JTZZ"),
    # certificates, which lead to their holder
    *("BDCQZH", "BDCQZSH", "BDCZH", "QZH", "QSZH", "TDZH", "TDZSH", "FCZH", "FWZH", "CQZH", "ZSH"),
    # neighbours on the four sides are given by name (四至)
    *("ZDSZD", "ZDSZN", "ZDSZX", "ZDSZB", "SZD", "SZN", "SZX", "SZB"),
    *("OWNER", "HOLDER", "PHONE", "IDCARD"),
)
_HOLDER_CODE_STEMS = ("QLR", "SYQR", "FRDB", "FDDBR", "DLR", "LXR", "ZJH", "SFZ", "TDSYQR", "TDSYZ")
_HOLDER_WORDS = (
    *("权利人", "使用权人", "使用者", "所有权人", "所有者", "产权人", "业主", "户主", "共有人"),
    *("共有情况", "承包方", "抵押人", "抵押权人", "义务人", "申请人", "姓名", "联系人", "法人"),
    *("法定代表人", "负责人", "代理人", "委托人", "指界人", "买受人", "购房人", "证件", "身份证"),
    *("电话", "手机", "联系方式", "通讯地址", "通信地址", "住址", "产权证", "不动产权证", "房产证"),
    *("土地证", "权证号", "证书号", "四至", "东至", "南至", "西至", "北至", "所有人", "房主"),
    *("购买人", "承租人", "买方", "受让", "使用单位", "产权单位", "权属单位"),
)
_NUMBERED_HOLDER_PART = re.compile(r"^(编码|性质|类型|证件类型|证件号码?|份额|比例)(\d*)$")

BUILDING_STRUCTURES: Mapping[str, str] = {
    "1": "钢结构",
    "2": "钢和钢筋混凝土结构",
    "3": "钢筋混凝土结构",
    "4": "混合结构",
    "5": "砖木结构",
    "6": "其它结构",
}
"""房屋结构 FWJG."""

PLANNED_USES: Mapping[str, str] = {
    **{"10": "住宅", "11": "成套住宅", "111": "别墅", "112": "高档公寓", "12": "非成套住宅"},
    **{"13": "集体宿舍", "20": "工业、交通、仓储", "21": "工业", "22": "公共设施", "23": "铁路"},
    **{"24": "民航", "25": "航运", "26": "公共运输", "27": "仓储", "30": "商业、金融、信息"},
    **{"31": "商业服务", "32": "经营", "33": "旅游", "34": "金融保险", "35": "电讯信息"},
    **{"40": "教育、医疗、卫生、科研", "41": "教育", "42": "医疗卫生", "43": "科研"},
    **{"50": "文化、娱乐、体育", "51": "文化", "52": "新闻", "53": "娱乐", "54": "园林绿化"},
    **{"55": "体育", "60": "办公", "70": "军事", "80": "其它", "81": "涉外", "82": "宗教"},
    **{"83": "监狱", "84": "物管用房"},
}
"""规划用途 GHYT and 房屋用途 FWYT."""

AREA_UNITS_M2: Mapping[str, tuple[int, int]] = {
    **{"1": (1, 1), "平方米": (1, 1), "M2": (1, 1), "㎡": (1, 1)},
    **{"2": (2000, 3), "亩": (2000, 3)},
    **{"3": (10000, 1), "公顷": (10000, 1), "HA": (10000, 1)},
}
"""面积单位 MJDW: square metres as (numerator, denominator)."""

_BUILDING_NUMBER = re.compile(
    r"^(?:幢号|栋号|楼号)?[#第]?F?(\d{1,4})(?:\.0+)?(?:[#号]?(?:自然)?(?:幢|栋|楼|座)?[#号]?)$"
)
_FIELD_NAME_BYTES = 10


def is_part_of_building(names: Iterable[str]) -> bool:
    """Tell whether the fields are those of logical buildings, storeys or units (LJZ, C, H)."""
    return any(normalise_header(name) in PART_OF_BUILDING_FIELDS for name in names)


def normalise_header(text: object) -> str:
    """Give a heading in the form it is compared in; a sender's own name as ours for it.

    See :func:`as_delivered`; with a mapping in force, a mapped name comes as the first spelling of
    what it means. One that means several things, by kind of layer, stays as it is.
    """
    header = as_delivered(text)
    words = () if is_holder_field(header) else words_of(header)
    return spelling_of(words[0]) if len(words) == 1 else header


def spelling_of(word: str) -> str:
    """Return the preferred spelling of one of our words, such as ``parcel.parcel_code``."""
    kind, _, role = word.partition(".")
    return as_delivered(FIELDS_BY_KIND[kind][role][0])


def split_stage(header: str) -> tuple[str, str]:
    """Split the stage word off a normalised heading.

    Returns ``(stage, rest)``: ``("presale", "建筑面积")`` for 预测建筑面积 or YCJZMJ,
    ``("completion", …)`` for 实测… or SC…, ``("", header)`` where there is none.
    """
    for stage, words in _STAGE_WORDS:
        for word in words:
            if header.startswith(word) and len(header) > len(word):
                return stage, header.removeprefix(word)
            if not word.isascii() and header.endswith(word) and len(header) > len(word):
                return stage, header.removesuffix(word)
    return "", header


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """What a column of a building table holds.

    ``role`` is our name, ``stage`` ``presale``, ``completion`` or ``""``; of two columns for the
    same thing the one with the lower ``rank`` is meant.
    """

    role: str
    stage: str
    rank: int


def unit_column(upper: object, lower: object = None) -> UnitColumn | None:
    """Tell what a column of a building table holds, or None.

    Parameters
    ----------
    upper
        Its heading, or the upper of two lines of headings (``预测面积`` over ``建筑面积``).
    lower
        The lower line, None where there is one line only.

    Holder columns are never recognised here.
    """
    top, bottom = normalise_header(upper), normalise_header(lower)
    if is_holder_field(top) or is_holder_field(bottom):
        return None
    stage = split_stage(bottom)[0] or split_stage(top)[0] or _bare_stage(top)
    for text in dict.fromkeys((bottom, top + bottom, top)):
        column = _UNIT_COLUMNS.get(text) or _UNIT_COLUMNS.get(split_stage(text)[1])
        if column is not None:
            role, rank = column
            return UnitColumn(role, stage if role in UNIT_STAGED_ROLES else "", rank)
    return None


def _bare_stage(header: str) -> str:
    return next((stage for stage, words in _STAGE_WORDS if header in words), "")


def is_holder_field(name: object) -> bool:
    """Tell whether a field or column holds a holder's identity or what leads to it.

    By code (QLR, QLRZJH …), by Chinese heading (权利人1, 证件号 …), and by the start of either,
    because a shapefile cuts its field names. Wider rather than narrower: a wrong hit only keeps a
    value out of the object database.
    """
    header = as_delivered(name)
    if not header:
        return False
    bare = header.rstrip("0123456789")
    if bare in _HOLDER_CODES or header.startswith(_HOLDER_CODE_STEMS):
        return True
    if any(word in header for word in _HOLDER_WORDS):
        return True
    return _NUMBERED_HOLDER_PART.match(header) is not None


def match_fields(
    names: Iterable[str], fields: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[int, ...]]:
    """Find our names among delivered field names.

    Parameters
    ----------
    names
        Field names in the order of the file; may repeat.
    fields
        One of the tables above.

    Returns
    -------
    dict
        Our name to the positions of the fields that carry it, the preferred spelling first;
        names that were not delivered are absent. No spelling in the tables is a holder field.
    """
    delivered = [as_delivered(name) for name in names]
    normalised = [normalise_header(name) for name in delivered]
    kind = next((kind for kind, table in FIELDS_BY_KIND.items() if table is fields), "")
    matched: dict[str, tuple[int, ...]] = {}
    for ours, spellings in fields.items():
        places = [
            place
            for place, header in enumerate(delivered)
            if f"{kind}.{ours}" in words_of(header) and not is_holder_field(header)
        ] + [
            place
            for spelling in spellings
            for place, header in enumerate(normalised)
            if header == spelling or _is_cut(header, spelling)
        ]
        if places:
            matched[ours] = tuple(dict.fromkeys(places))
    return matched


def _is_cut(header: str, spelling: str) -> bool:
    """Tell whether ``header`` is ``spelling`` cut at the ten bytes of a DBF field name."""
    if header.isascii() or not spelling.startswith(header) or header == spelling:
        return False
    following = spelling[len(header)]
    return any(
        len(header.encode(encoding))
        <= _FIELD_NAME_BYTES
        < len((header + following).encode(encoding))
        for encoding in ("gb18030", "utf-8")
    )


def building_number(text: object) -> str | None:
    """Give the four digits of a building number (幢号), or None when they cannot be told.

    Reads ``1``, ``"01"``, ``1.0``, ``1幢``, ``1#楼``, ``第1栋``, ``F0001``, and the building part
    of a 24-character ZRZH or a 28-character unit code (GB/T 37346-2019: characters 21 to 24).
    ``0`` is not a building number.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", "" if text is None else str(text)))
    if len(plain) in (24, 28) and plain[19:20] == "F":
        plain = plain[20:24]
    match = _BUILDING_NUMBER.match(plain)
    if match is None or int(match[1]) == 0:
        return None
    return match[1].zfill(4)


def parcel_code_of(text: object) -> str:
    """Give the parcel code in front of a 24- or 28-character building or unit code, else ``""``."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", "" if text is None else str(text)))
    return plain[:19] if len(plain) in (24, 28) and plain[19:20] == "F" else ""


def structure_word(text: str) -> str:
    """Give the word of a 房屋结构 code; other text comes back unchanged."""
    return BUILDING_STRUCTURES.get(_code(text), text)


def use_word(text: str) -> str:
    """Give the word of a 规划用途 code; other text comes back unchanged."""
    return PLANNED_USES.get(_code(text), text)


def _code(text: str) -> str:
    """Give a code without the leading zeros and ``.0`` that spreadsheets and DBF leave on it."""
    return text.strip().removesuffix(".0").lstrip("0")
