"""The header of a coordinate TXT: what it says of the system, weighed against the figures."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from cadastre.domain.crs import ZONES, AxisOrder, Interpretation, interpret
from cadastre.domain.crs_figures import Pair
from cadastre.domain.findings import Finding, Severity, Text
from importers.coordinate_txt_figures import Extent
from importers.coordinate_txt_lines import Header, Row
from importers.reporting import Notes

_MEND_HEADER: Final = Text(
    "请核对并改正文件头。", "Find out which is right and correct the header."
)
_GAUSS: Final = re.compile(r"高斯|克吕格|克里格|gauss|kr[uü]ger|\bgk\b", re.I)
_METRE: Final = re.compile(r"米|公尺|m|meter|metre", re.I)


def interpret_figures(
    page: Notes,
    header: Header,
    extent: Extent,
    everything: Callable[[], Iterator[Row]],
    *,
    office_srid: int,
) -> Interpretation:
    """Return what the figures of all rows are, and write down what the header has wrong.

    A header that names a zone while the eastings carry none is usual but proves nothing (the
    figures of every zone look alike), so it asks for one look at the map.

    Parameters
    ----------
    extent
        Its outermost figures decide. Where they are of too many kinds, or some cannot be right,
        all figures are gone through, so that the findings count them and name the first.
    everything
        Gives all rows whose figures count, anew each time.
    """
    zone = _stated_zone(page, header)
    _contradictions(page, header, zone)
    sample = extent.sample()
    system = _interpret(page, header, sample, zone=zone, office_srid=office_srid)
    if extent.has_too_many_kinds or any(map(_is_of_some, system.findings)):
        pairs = ((row.first, row.second) for row in everything())
        system = _interpret(page, header, pairs, zone=zone, office_srid=office_srid)
        findings = [_at_its_line(finding, everything) for finding in system.findings]
    else:  # what is said of a pair is said of all of them, and of the first
        findings = [
            replace(finding, line=finding.line and extent.first_line) for finding in system.findings
        ]
    system = replace(system, findings=tuple(findings))
    page.findings += system.findings
    if zone is not None and sample and system.zone_prefix is None and not system.refused:
        _prefix_absent(page, header, zone, system)
    return system


def _interpret(
    page: Notes, header: Header, pairs: Iterable[Pair], *, zone: int | None, office_srid: int
) -> Interpretation:
    """Interpret pairs; the line of a finding is the place of its pair among them."""
    return interpret(
        pairs,
        order=AxisOrder.NORTH_EAST,
        office_srid=office_srid,
        file=page.file,
        stated=header.values.get("坐标系", ""),
        stated_zone=zone,
        lines=range(1, sys.maxsize),
    )


def _is_of_some(finding: Finding) -> bool:
    """Tell an error that counts pairs; that the axes are swapped is no error, and true of all."""
    return finding.line is not None and finding.severity is Severity.ERROR


def _at_its_line(finding: Finding, everything: Callable[[], Iterator[Row]]) -> Finding:
    if finding.line is None:
        return finding
    return replace(finding, line=next(islice(everything(), finding.line - 1, None)).line)


def _stated_zone(page: Notes, header: Header) -> int | None:
    text = header.values.get("带号", "")
    digits = re.fullmatch(r"(?:第)?([0-9]{1,3})(?:带|度带|°)?", text)
    zone = int(digits[1]) if digits else None
    if any(zone in zones for zones in ZONES.values()):
        return zone
    if text:
        _zone_unreadable(page, header, text)
    return None


def _prefix_absent(page: Notes, header: Header, zone: int, system: Interpretation) -> None:
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
        line=header.lines.get("带号"),
        field="带号",
        found="",
        expected=str(zone),
    )


def _zone_unreadable(page: Notes, header: Header, text: str) -> None:
    """The header's zone is no zone number of China."""
    _contradiction(
        page,
        header,
        "带号",
        Text(
            f"文件头的带号“{text}”不是我国的投影带号（3 度带 25–45，6 度带 13–23），未使用。",
            f"The header's zone “{text}” is no zone of China (25–45 in 3-degree, 13–23 in "
            "6-degree zones) and was not used.",
        ),
    )


def _contradictions(page: Notes, header: Header, zone: int | None) -> None:
    """Statements of the header that contradict each other or the format."""
    width = re.search(r"[36]", header.values.get("几度分带", ""))
    if zone is not None and width and zone not in ZONES[int(width[0])]:
        _contradiction(
            page,
            header,
            "几度分带",
            Text(
                f"文件头写为 {width[0]} 度分带，而带号 {zone} 属于另一种分带。",
                f"The header says {width[0]}-degree zones, but {zone} is a zone of the other kind.",
            ),
        )
    unit = header.values.get("计量单位", "")
    if unit and not _METRE.fullmatch(unit):
        _contradiction(
            page,
            header,
            "计量单位",
            Text(
                f"文件头的计量单位为“{unit}”，坐标应以米为单位；按米读入。",
                f"The header's unit is “{unit}”; coordinates are in metres and were read so.",
            ),
        )
    projection = header.values.get("投影类型", "")
    if projection and not _GAUSS.search(projection):
        _contradiction(
            page,
            header,
            "投影类型",
            Text(
                f"文件头的投影类型为“{projection}”，应为高斯-克吕格投影。",
                f"The header's projection is “{projection}”; it must be Gauss-Krüger.",
            ),
            severity=Severity.ERROR,
        )
    if any(part.strip(" 0.") for part in header.values.get("转换参数", "").split(",")):
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
            line=header.lines.get("转换参数"),
            field="转换参数",
        )


def _contradiction(
    page: Notes,
    header: Header,
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
        line=header.lines.get(key),
        field=key,
        found=header.values.get(key, ""),
    )
