"""What is said about the coordinate system of a file: one function a fault, both languages.

``line`` of these findings is the one-based place of the first bad point among the file's pairs;
:func:`cadastre.domain.crs.interpret` turns it into the line of the file, or drops it.
"""

from decimal import Decimal
from typing import Final

from cadastre.domain.crs_figures import AxisOrder, Pair, Pairs, PlaneLimits
from cadastre.domain.crs_systems import DATUM_NAMES, Datum, GkSystem
from cadastre.domain.findings import Finding, Severity, Text

_CODES: Final = {
    "axes_swapped": "CR01",
    "axes_mixed": "CR02",
    "wrong_zone": "CR03",
    "zones_mixed": "CR04",
    "datum_refused": "CR05",
    "geographic_coordinates": "CR06",
    "unknown_crs": "CR07",
    "wrong_crs": "CR08",
    "non_finite_coordinate": "CR09",
    "coordinate_out_of_range": "CR10",
    "zone_prefix": "CR11",
}
_CONVERT: Final = Text(
    "请由测绘单位转换到本单位坐标系后重新上传；若只是写错，请改正坐标系说明。系统不作转换。",
    "Have the surveyor convert it to the office's system and upload again; if only the words are "
    "wrong, correct them. Nothing is transformed here.",
)


def _finding(
    kind: str,
    message: Text,
    advice: Text,
    *,
    severity: Severity = Severity.ERROR,
    index: int | None = None,
    found: str = "",
    expected: str = "",
) -> Finding:
    return Finding(
        code=_CODES[kind],
        kind=kind,
        severity=severity,
        message=message,
        advice=advice,
        line=index,
        found=found,
        expected=expected,
    )


def _short(figure: Decimal) -> str:
    text = str(figure)
    return text if len(text) < 40 else f"{figure:.6E}"


def _pair(pair: Pair) -> str:
    return f"{_short(pair[0])}, {_short(pair[1])}"


def non_finite(points: Pairs) -> Finding:
    """Some figures are NaN or infinite."""
    index, pair = points.first
    return _finding(
        "non_finite_coordinate",
        Text(
            f"共 {points.count} 个点的坐标不是有限数值，第一个是文件中的第 {index} 点。",
            f"{points.count} points have coordinates that are no finite numbers; the first is "
            f"point {index} of the file.",
        ),
        Text("请核对并改正这些点的坐标后重新上传。", "Correct these points and upload again."),
        index=index,
        found=_pair(pair),
    )


def geographic(points: Pairs, office: Text) -> Finding:
    """Some figures are degrees."""
    index, pair = points.first
    return _finding(
        "geographic_coordinates",
        Text(
            f"共 {points.count} 个点的数值像经纬度（度），第一个是文件中的第 {index} 点；"
            "地籍成果应为平面坐标（米）。",
            f"{points.count} points look like longitude and latitude in degrees, the first is "
            f"point {index} of the file; plane coordinates in metres are needed.",
        ),
        Text(
            f"请按{office.zh}导出高斯平面坐标后重新上传；系统不会自行投影。",
            f"Export plane coordinates in {office.en} and upload again; nothing is projected here.",
        ),
        index=index,
        found=_pair(pair),
        expected=office.zh,
    )


def out_of_range(points: Pairs, limits: PlaneLimits | None, width: int) -> Finding:
    """Some figures cannot lie in the country (or on any plane)."""
    index, pair = points.first
    expected = "|X|, |Y| ≤ 100000000"
    if limits is not None:
        low, high = limits.easting_range_m(width)
        expected = f"X {limits.northing_min_m}–{limits.northing_max_m}, Y {low}–{high}"
    return _finding(
        "coordinate_out_of_range",
        Text(
            f"共 {points.count} 个点的坐标超出可能的范围，第一个是文件中的第 {index} 点："
            f"{_pair(pair)}。",
            f"{points.count} points lie outside the possible range; the first is point {index} of "
            f"the file: {_pair(pair)}.",
        ),
        Text(
            "请核对小数点、单位（米）、加常数和带号后重新上传。",
            "Check the decimal point, the unit (metres), added constants and the zone number, "
            "then upload again.",
        ),
        index=index,
        found=_pair(pair),
        expected=expected,
    )


def _promise(order: AxisOrder) -> Text:
    if order is AxisOrder.NORTH_EAST:
        return Text("先 X（北）后 Y（东）", "the northing first")
    return Text("先东后北", "the easting first")


def axes_mixed(points: Pairs, others: int, order: AxisOrder) -> Finding:
    """Some points stand the other way round than the rest."""
    index, pair = points.first
    return _finding(
        "axes_mixed",
        Text(
            f"同一文件中有 {points.count} 个点的 X、Y 与其余 {others} 个点次序相反，"
            f"第一个是第 {index} 点。",
            f"{points.count} points have X and Y the other way round than the other {others}; "
            f"the first is point {index}.",
        ),
        Text("请统一坐标次序后重新上传。", "Use one order throughout and upload again."),
        index=index,
        found=_pair(pair),
        expected=_promise(order).zh,
    )


def axes_swapped(points: Pairs, order: AxisOrder) -> Finding:
    """All points stand the other way round than the format says."""
    index, pair = points.first
    promise = _promise(order)
    return _finding(
        "axes_swapped",
        Text(
            f"X、Y 标反：按格式应{promise.zh}，而第 {index} 点为 {_pair(pair)}；"
            "已按数值大小对调读入。",
            f"X and Y are swapped: the format has {promise.en}, but point {index} reads "
            f"{_pair(pair)}; they were read the other way round.",
        ),
        Text(
            "请核对地图上的位置；确认无误即可继续，建议改正原文件。",
            "Check the place on the map; if it is right you may go on, but mend the file.",
        ),
        severity=Severity.WARNING,
        index=index,
        found=_pair(pair),
        expected=promise.zh,
    )


def zones_mixed(prefixes: list[int]) -> Finding:
    """Eastings of one file carry different zone numbers, or only some carry one."""
    words = ", ".join(str(prefix) if prefix else "—" for prefix in prefixes)
    return _finding(
        "zones_mixed",
        Text(
            f"同一文件的横坐标带号不一致：{words}（— 表示没有带号）。",
            f"Eastings of one file carry different zone numbers: {words} (— means none).",
        ),
        Text(
            "请把所有点换算到同一投影带后重新上传。",
            "Bring all points into one zone and upload again.",
        ),
        found=words,
    )


def datum_refused(datum: Datum, stated: str, office: Text) -> Finding:
    """The file is in another datum than the office's."""
    other = DATUM_NAMES[datum]
    return _finding(
        "datum_refused",
        Text(
            f"文件的坐标系为{other.zh}（“{stated or other.zh}”），与本单位的{office.zh}基准不同；"
            "没有配置转换参数，不作转换。",
            f"The file is in {other.en} (“{stated or other.en}”), another datum than the "
            f"office's {office.en}; no parameters are configured, so nothing is transformed.",
        ),
        _CONVERT,
        found=stated or other.zh,
        expected=office.zh,
    )


def wrong_crs(stated: str, office: Text) -> Finding:
    """The stated system is no Gauss-Krüger zone of China and not the office's own."""
    return _finding(
        "wrong_crs",
        Text(
            f"文件的坐标系“{stated}”不是我国的高斯-克吕格 3 度或 6 度带，"
            f"与本单位的{office.zh}不符。",
            f"The file's system “{stated}” is no 3- or 6-degree Gauss-Krüger zone of China and "
            f"not the office's {office.en}.",
        ),
        _CONVERT,
        found=stated,
        expected=office.zh,
    )


def unknown_crs(*, datum_known: bool, office: Text) -> Finding:
    """Nothing says the datum, or the meridian; the figures fit the office and are taken so."""
    missing = (
        Text("没有写明带号或中央经线", "does not state its zone or central meridian")
        if datum_known
        else Text("没有写明坐标系", "does not state its coordinate system")
    )
    return _finding(
        "unknown_crs",
        Text(
            f"文件{missing.zh}；数值符合本单位的{office.zh}，按此读入。",
            f"The file {missing.en}; its figures fit the office's {office.en} and were read so.",
        ),
        Text(
            "请在地图上核对位置，并请测绘单位写明坐标系。",
            "Check the place on the map, and have the surveyor state the system.",
        ),
        severity=Severity.WARNING,
        expected=office.zh,
    )


def prefix_unstated(told: GkSystem, prefix: int | None) -> Finding:
    """The stated system has a zone number in its eastings and the figures have not, or so."""
    zh = ("带", "没有带号") if prefix is None else ("不带", f"带有带号 {prefix}")
    en = ("a", "carry none") if prefix is None else ("no", f"carry {prefix}")
    return _finding(
        "zone_prefix",
        Text(
            f"坐标系说明（{told.name.zh}）的横坐标应{zh[0]}带号，而文件中的横坐标{zh[1]}；按数值读入。",
            f"The stated system ({told.name.en}) has {en[0]} zone number in its eastings, but the "
            f"figures {en[1]}; they were read as they are.",
        ),
        Text("请核对位置并改正坐标系说明。", "Check the place and correct the stated system."),
        severity=Severity.WARNING,
        found=str(prefix or ""),
        expected=str(told.zone if told.prefixed else ""),
    )


def zone_contradicted(stated_zone: int, shown_zone: int) -> Finding:
    """The file states one zone, its eastings begin with another."""
    return _finding(
        "wrong_zone",
        Text(
            f"文件写明的带号为 {stated_zone}，而横坐标前的带号为 {shown_zone}，两者矛盾。",
            f"The file states zone {stated_zone}, but its eastings begin with {shown_zone}.",
        ),
        Text(
            "请核对并改正带号后重新上传。", "Find out which is right, correct it and upload again."
        ),
        found=str(shown_zone),
        expected=str(stated_zone),
    )


def wrong_zone(shown: GkSystem, own: GkSystem, office: Text) -> Finding:
    """The figures are in another zone than the office's."""
    return _finding(
        "wrong_zone",
        Text(
            f"坐标在带号 {shown.zone}（中央经线 {shown.central_meridian}°），"
            f"本单位为{office.zh}：投影带不符。",
            f"The coordinates are in zone {shown.zone} (central meridian "
            f"{shown.central_meridian}°E); the office keeps {office.en}.",
        ),
        Text(
            "请换算到本单位的投影带后重新上传；若只是带号写错，请改正带号。系统不作换带。",
            "Convert to the office's zone and upload again; if only the number is wrong, correct "
            "it. Nothing is moved between zones here.",
        ),
        found=str(shown.zone),
        expected=str(own.zone),
    )
