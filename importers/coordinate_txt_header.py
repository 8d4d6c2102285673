"""The header of a coordinate TXT: what it says of the system, weighed against the figures."""

import re
from typing import Final

from cadastre.domain.crs import ZONES, AxisOrder, Interpretation, interpret
from cadastre.domain.findings import Severity, Text
from importers.coordinate_txt_lines import Lines, Row
from importers.reporting import Notes

_MEND_HEADER: Final = Text(
    "请核对并改正文件头。", "Find out which is right and correct the header."
)
_GAUSS: Final = re.compile(r"高斯|克吕格|克里格|gauss|kr[uü]ger|\bgk\b", re.I)
_METRE: Final = re.compile(r"米|公尺|m|meter|metre", re.I)


def interpret_rows(
    page: Notes, lines: Lines, rows: list[Row], *, office_srid: int
) -> Interpretation:
    """Return what the figures of all rows are, and write down what the header has wrong.

    A header that names a zone while the eastings carry none is usual but proves nothing (the
    figures of every zone look alike), so it asks for one look at the map.
    """
    zone = _stated_zone(page, lines)
    _contradictions(page, lines, zone)
    system = interpret(
        ((row.first, row.second) for row in rows),
        order=AxisOrder.NORTH_EAST,
        office_srid=office_srid,
        file=page.file,
        stated=lines.header.get("坐标系", ""),
        stated_zone=zone,
        lines=[row.line for row in rows],
    )
    page.findings += system.findings
    if zone is not None and rows and system.zone_prefix is None and not system.refused:
        _prefix_absent(page, lines, zone, system)
    return system


def _stated_zone(page: Notes, lines: Lines) -> int | None:
    text = lines.header.get("带号", "")
    digits = re.fullmatch(r"(?:第)?([0-9]{1,3})(?:带|度带|°)?", text)
    zone = int(digits[1]) if digits else None
    if any(zone in zones for zones in ZONES.values()):
        return zone
    if text:
        _zone_unreadable(page, lines, text)
    return None


def _prefix_absent(page: Notes, lines: Lines, zone: int, system: Interpretation) -> None:
    """The header names a zone, the eastings carry none: usual, and worth one look."""
    page.warn(
        "FI25",
        "zone_prefix",
        Text(
            f"文件头带号为 {zone}，而横坐标前没有带号；按 EPSG:{system.srid} 读入。",
            f"The header states zone {zone}, but eastings carry no zone number; read as "
            f"EPSG:{system.srid}.",
        ),
        advice=Text("请在地图上核对位置。", "Check the place on the map."),
        line=lines.header_lines.get("带号"),
        field="带号",
        found="",
        expected=str(zone),
    )


def _zone_unreadable(page: Notes, lines: Lines, text: str) -> None:
    """The header's zone is no zone number of China."""
    _contradiction(
        page,
        lines,
        "带号",
        Text(
            f"文件头的带号“{text}”不是我国的投影带号（3 度带 25–45，6 度带 13–23），未使用。",
            f"The header's zone “{text}” is no zone of China (25–45 in 3-degree, 13–23 in "
            "6-degree zones) and was not used.",
        ),
    )


def _contradictions(page: Notes, lines: Lines, zone: int | None) -> None:
    """Statements of the header that contradict each other or the format."""
    width = re.search(r"[36]", lines.header.get("几度分带", ""))
    if zone is not None and width and zone not in ZONES[int(width[0])]:
        _contradiction(
            page,
            lines,
            "几度分带",
            Text(
                f"文件头写为 {width[0]} 度分带，而带号 {zone} 属于另一种分带。",
                f"The header says {width[0]}-degree zones, but {zone} is a zone of the other kind.",
            ),
        )
    unit = lines.header.get("计量单位", "")
    if unit and not _METRE.fullmatch(unit):
        _contradiction(
            page,
            lines,
            "计量单位",
            Text(
                f"文件头的计量单位为“{unit}”，坐标应以米为单位；按米读入。",
                f"The header's unit is “{unit}”; coordinates are in metres and were read so.",
            ),
        )
    projection = lines.header.get("投影类型", "")
    if projection and not _GAUSS.search(projection):
        _contradiction(
            page,
            lines,
            "投影类型",
            Text(
                f"文件头的投影类型为“{projection}”，应为高斯-克吕格投影。",
                f"The header's projection is “{projection}”; it must be Gauss-Krüger.",
            ),
            severity=Severity.ERROR,
        )
    if any(part.strip(" 0.") for part in lines.header.get("转换参数", "").split(",")):
        page.warn(
            "FI24",
            "transformation_ignored",
            Text(
                "文件头写有转换参数；系统不作坐标转换，未使用。",
                "The header holds transformation parameters; nothing is transformed here and "
                "they were not used.",
            ),
            advice=Text(
                "转换参数可能涉密，请勿随成果文件提供。",
                "Such parameters may be secret: do not send them with results.",
            ),
            line=lines.header_lines.get("转换参数"),
            field="转换参数",
        )


def _contradiction(
    page: Notes,
    lines: Lines,
    key: str,
    message: Text,
    *,
    severity: Severity = Severity.WARNING,
) -> None:
    page.add(
        "FI22",
        "header_contradiction",
        message,
        advice=_MEND_HEADER,
        severity=severity,
        line=lines.header_lines.get(key),
        field=key,
        found=lines.header.get(key, ""),
    )
