"""Wrong files to try out: each is wrong in exactly one way, and its title says in which.

They describe the golden parcel, so they may be uploaded to its project.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np
from affine import Affine
from rasterio.io import MemoryFile

from cadastre.domain.findings import Text
from demo.development import SURVEY_FIRM
from demo.floors import DemoUnit
from demo.golden import COMPLETION_ON, COMPLETION_UNITS, GOLDEN
from demo.stage_files import PARCEL_COLUMNS, completion_zip, parcel_feature
from demo.writers.archive import members, zipped
from demo.writers.building_table import TableSheet, workbook
from demo.writers.shapefile import shapefile
from demo.wrong_texts import TEXTS


@dataclass(frozen=True, slots=True)
class WrongFile:
    """One wrong file. ``kind`` is the finding it leads to, ``stage`` where to try it."""

    path: Path
    title: Text
    kind: str
    stage: str


class _Sort(NamedTuple):
    """A wrong file before it is written."""

    name: str
    zh: str
    en: str
    kind: str
    stage: str
    make: Callable[[], bytes]


def wrong_files(folder: Path) -> list[WrongFile]:
    """Return all wrong files as they lie, or will lie, in a folder, in the order to try them."""
    return [
        WrongFile(
            folder / f"{number:02d}-{sort.name}", Text(sort.zh, sort.en), sort.kind, sort.stage
        )
        for number, sort in enumerate(_SORTS, start=1)
    ]


def write_wrong_files(folder: Path) -> list[WrongFile]:
    """Write all wrong files into a folder and return them in the order to try them."""
    folder.mkdir(parents=True, exist_ok=True)
    files = wrong_files(folder)
    for file, sort in zip(files, _SORTS, strict=True):
        file.path.write_bytes(sort.make())
    return files


def _photo() -> bytes:
    """Return a real, tiny JPEG."""
    down, right = np.mgrid[0:48, 0:64].astype(np.uint8)
    bands = np.stack([right * 3, down * 4, right + down])
    with MemoryFile() as memory:
        profile = {"driver": "JPEG", "width": 64, "height": 48, "count": 3, "dtype": "uint8"}
        with memory.open(**profile, transform=Affine(1, 0, 0, 0, -1, 48)) as target:
            target.write(bands)
        return bytes(memory.read())


def _letter() -> bytes:
    return "各位同事：\r\n成果下周再报，请先不要处理。\r\n示例测绘有限公司\r\n".encode("gbk")


def _escaping_zip() -> bytes:
    parts = members(completion_zip(GOLDEN))
    return zipped(
        {("../" + name if name.endswith(".prj") else name): parts[name] for name in parts}
    )


def _bomb() -> bytes:
    """Return a few kilobytes that unpack to eight megabytes of blanks: enough to be refused."""
    return zipped({"勘测定界.txt": b" " * 8_000_000})


def _without_table() -> bytes:
    parts = members(completion_zip(GOLDEN))
    return zipped({name: parts[name] for name in parts if not name.endswith(".dbf")})


def _wrong_code() -> bytes:
    """Return a parcel whose code has the letter O for a zero, in its sequence number."""
    feature = parcel_feature(GOLDEN, parcel_code="410811001002GB0O007")
    layer = shapefile("ZDJBXX", PARCEL_COLUMNS, [feature], written_on=COMPLETION_ON)
    return zipped(layer)


def _table(units: tuple[DemoUnit, ...]) -> bytes:
    sheet = TableSheet("1幢", f"{GOLDEN.parcel_code}F0001", "混合", units)
    return workbook(
        [sheet],
        title="房屋建筑面积测绘成果（实测）",
        project=f"{GOLDEN.name}    坐落：{GOLDEN.address}",
        firm=SURVEY_FIRM,
        surveyed_on=COMPLETION_ON.isoformat(),
    )


def _table_not_adding_up() -> bytes:
    first, second, *rest = COMPLETION_UNITS
    wrong = replace(second, built_m2=second.built_m2 + Decimal("2.00"))
    return _table((first, wrong, *rest))


def _table_with_a_room_twice() -> bytes:
    *others, last = COMPLETION_UNITS
    return _table((*others, replace(last, room="201")))


_SORTS = (
    _Sort(
        "空文件.txt", "空文件（0 字节）", "An empty file (0 bytes)", "empty_file", "supply", bytes
    ),
    _Sort(
        "传输中断.txt",
        "传输中断：最后一行只有一半",
        "The transfer broke off in the middle of a row",
        "unreadable_row",
        "supply",
        TEXTS["truncated"],
    ),
    _Sort(
        "坐标轴标反.txt",
        "X、Y 标反：先东后北",
        "Axes swapped: easting first",
        "axes_swapped",
        "supply",
        TEXTS["axes_swapped"],
    ),
    _Sort(
        "带号39.txt",
        "带号 39，本单位为 38 带",
        "Zone 39; the office works in zone 38",
        "wrong_zone",
        "supply",
        TEXTS["wrong_zone"],
    ),
    _Sort(
        "西安80坐标.txt",
        "1980西安坐标系成果",
        "Figures of the Xi'an 1980 system",
        "datum_refused",
        "supply",
        TEXTS["old_datum"],
    ),
    _Sort(
        "经纬度.txt",
        "坐标为经纬度（度），不是平面坐标（米）",
        "Degrees of latitude and longitude, not metres",
        "geographic_coordinates",
        "supply",
        TEXTS["degrees"],
    ),
    _Sort(
        "字母当数字.txt",
        "数字 0 误为字母 O",
        "The letter O where a zero belongs",
        "unreadable_row",
        "supply",
        TEXTS["letter_for_digit"],
    ),
    _Sort(
        "首尾不合.txt",
        "末点与起点相距 13 m",
        "The closing point lies 13 m from the first",
        "unclosed_ring",
        "supply",
        TEXTS["closing_far_away"],
    ),
    _Sort(
        "界址线相交.txt",
        "两点次序颠倒，界址线自相交",
        "Two points in the wrong order: the boundary crosses itself",
        "self_intersection",
        "supply",
        TEXTS["crossing_sides"],
    ),
    _Sort(
        "点数不符.txt",
        "声明 9 点，实有 7 行",
        "Nine points stated, seven rows delivered",
        "count_mismatch",
        "supply",
        TEXTS["wrong_count"],
    ),
    _Sort(
        "面积不符.txt",
        "声明 0.2801 公顷，按坐标为 0.2701 公顷",
        "0.2801 ha stated, 0.2701 ha by the coordinates",
        "area_mismatch",
        "supply",
        TEXTS["wrong_area"],
    ),
    _Sort(
        "照片改名.txt",
        "照片改名为 .txt",
        "A photograph renamed to .txt",
        "format_not_read",
        "supply",
        _photo,
    ),
    _Sort(
        "文字改名.shp",
        "一封信改名为 .shp",
        "A letter renamed to .shp",
        "unknown_format",
        "completion",
        _letter,
    ),
    _Sort(
        "路径越界.zip",
        "压缩包成员名含 ../",
        "A ZIP member that climbs out of its folder (../)",
        "archive_unsafe_name",
        "completion",
        _escaping_zip,
    ),
    _Sort(
        "压缩炸弹.zip",
        "解压后增大上千倍的压缩包",
        "A ZIP that grows a thousandfold when unpacked",
        "archive_too_large",
        "completion",
        _bomb,
    ),
    _Sort(
        "缺属性表.zip",
        "Shapefile 缺少 .dbf",
        "A shapefile without its .dbf",
        "missing_dbf",
        "completion",
        _without_table,
    ),
    _Sort(
        "宗地代码有误.zip",
        "GBK Shapefile，代码顺序号中 0 误为字母 O",
        "A GBK shapefile whose code has the letter O for a zero",
        "malformed_parcel_code",
        "completion",
        _wrong_code,
    ),
    _Sort(
        "面积不闭合.xlsx",
        "102 室套内与分摊之和不等于建筑面积",
        "Room 102: inner and shared area do not add up to the floor area",
        "floor_area_sum",
        "completion",
        _table_not_adding_up,
    ),
    _Sort(
        "房号重复.xlsx",
        "201 室出现两次",
        "Room 201 appears twice",
        "duplicate_room",
        "completion",
        _table_with_a_room_twice,
    ),
    _Sort(
        "县外宗地.txt",
        "宗地位于本县之外",
        "The parcel lies outside the county",
        "outside_district",
        "supply",
        TEXTS["outside_county"],
    ),
    _Sort(
        "压占邻宗.txt",
        "向西偏 1.5 m，压占已登记的相邻宗地",
        "Shifted 1.5 m west, over a registered neighbour",
        "overlap",
        "supply",
        TEXTS["over_the_neighbour"],
    ),
)
