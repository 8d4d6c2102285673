"""What is wrong with the bytes of a shape, in both languages; the readers say it in English."""

import re
from typing import Final

from cadastre.domain.findings import Text

_IN_CHINESE: Final = tuple(
    (re.compile(pattern), zh)
    for pattern, zh in (
        (r"more than (\d+) vertices", "坐标点超过 {0} 个"),
        (r"no GeoPackage geometry", "不是 GeoPackage 的图形"),
        (r"envelope code (\S+)", "外包框代码为 {0}"),
        (r"extended geometry", "是扩展图形"),
        (r"a reference to (.*)", "引用了 {0}"),
        (r"a curve of kind (.*)", "曲线类型为 {0}"),
        (r"an (\S+) of (\d+) positions", "{0} 有 {1} 个坐标点"),
        (r"(\d+) figures, positions of (\d+)", "有 {0} 个数值，每点 {1} 个"),
        (r"a position of fewer than two figures", "坐标点少于两个数值"),
        (r"“(.*)” is no figure", "“{0}”不是数值"),
        (r"byte order (\S+)", "字节序为 {0}"),
        (r"geometry code (\S+)", "图形代码为 {0}"),
        (r"(\d+) parts claimed, (-?\d+) bytes left", "声明有 {0} 个部分，只剩 {1} 字节"),
        (r"(\d+) vertices claimed, (-?\d+) bytes left", "声明有 {0} 个坐标点，只剩 {1} 字节"),
        (r"nested too deep", "嵌套过深"),
        (r"WKB (\S+) in a surface", "面中有 WKB 类型 {0}"),
        (r"WKB (\S+) as a ring", "以 WKB 类型 {0} 为圈"),
    )
)

_TOO_MANY: Final = re.compile(r"more than \d+ vertices")


def is_too_large(fault: str) -> bool:
    """Tell whether a shape was left because of how much it holds."""
    return _TOO_MANY.fullmatch(fault) is not None


def told(fault: str) -> Text:
    """Return a fault for people; what is not known here, such as a figure, stays as it is."""
    for pattern, zh in _IN_CHINESE:
        if found := pattern.fullmatch(fault):
            return Text(zh.format(*found.groups()), fault)
    return Text(fault, fault)
