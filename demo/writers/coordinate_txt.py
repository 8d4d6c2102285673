"""Land-supply coordinate files (勘测定界 TXT) in the ministry's exchange layout, GBK and CRLF."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from cadastre.domain.rings import ring_area_m2
from demo.frame import Ring

ZONE = 38


def header(made_on: date, **changed: str) -> dict[str, str]:
    """Return the header's keys and values; ``changed`` replaces some by their Chinese key."""
    return {
        "格式版本号": "1.01版本",
        "数据产生单位": "示例测绘有限公司",
        "数据产生日期": made_on.isoformat(),
        "坐标系": "2000国家大地坐标系",
        "几度分带": "3",
        "投影类型": "高斯克吕格",
        "计量单位": "米",
        "带号": str(ZONE),
        "精度": "0.001",
        "转换参数": ",,,,,,",
        **changed,
    }


def rows(rings: Sequence[Ring], *, zone: int = ZONE) -> list[str]:
    """Return vertex rows (label, ring, X, Y), the first point of each ring again at its end."""
    return [
        f"{label},{number},{northing:.3f},{easting + zone * 1_000_000:.3f}"
        for number, points in enumerate(rings, start=1)
        for label, northing, easting in (*points, points[0])
    ]


def head(
    rings: Sequence[Ring],
    *,
    number: str,
    name: str,
    use: str,
    code: str,
    sheet: str = "I49G019085",
    count: int | None = None,
    hectares: Decimal | None = None,
) -> str:
    """Return the head line of a parcel; ``count`` and ``hectares`` replace the right figures."""
    area = ring_area_m2(rings[0]) - sum((ring_area_m2(hole) for hole in rings[1:]), Decimal(0))
    right = (area / 10_000).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    points = sum(len(points) + 1 for points in rings) if count is None else count
    stated = right if hectares is None else hectares
    return f"{points},{stated},{number},{name},面,{sheet},{use},{code},@"


def text_file(head_values: Mapping[str, str], lines: Sequence[str]) -> bytes:
    """Return the whole file in GBK with CRLF line ends."""
    every = [
        "[属性描述]",
        *(f"{key}={value}" for key, value in head_values.items()),
        "[地块坐标]",
        *lines,
    ]
    return ("\r\n".join(every) + "\r\n").encode("gbk")
