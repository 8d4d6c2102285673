"""Sentences about a VCT file as a whole: its text, head and sections; each names the line."""

from typing import Any, Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.reporting import Notes

_CITES: Final = "GB/T 17798-2007"
_EXPORT_AGAIN: Final = Text(
    "请用制图软件重新导出 VCT 3.0 后上传。", "Export it as VCT 3.0 again and upload that."
)
_MEND_LINE: Final = Text(
    "请改正该行，或重新导出后上传。", "Correct this line, or export the file again."
)


def _refusal(
    code: str, kind: str, file: str, message: Text, *, line: int | None, **rest: Any
) -> Finding:
    return Finding(
        code=code,
        kind=kind,
        severity=Severity.ERROR,
        message=message,
        advice=_EXPORT_AGAIN,
        file=file,
        line=line,
        cites=_CITES,
        **rest,
    )


def nul(file: str, line: int) -> Finding:
    """A NUL byte: the file is no text."""
    return _refusal(
        "FI05",
        "unreadable_encoding",
        file,
        Text(
            f"文件“{file}”第 {line} 行含空字节（NUL），不是文本。",
            f"“{file}” has a NUL byte in line {line}: it is no text.",
        ),
        line=line,
    )


def line_too_long(file: str, line: int, limit: int) -> Finding:
    """One line of more than a mebibyte."""
    return _refusal(
        "FI101",
        "line_too_long",
        file,
        Text(
            f"文件“{file}”第 {line} 行超过 {limit} 字节，不是 VCT 的一行。",
            f"Line {line} of “{file}” is longer than {limit} bytes, which no line of a VCT is.",
        ),
        line=line,
        expected=f"≤ {limit}",
    )


def utf_16(file: str) -> Finding:
    """UTF-16: lines of bytes cannot be read."""
    return _refusal(
        "FI05",
        "unreadable_encoding",
        file,
        Text(
            f"文件“{file}”是 UTF-16 编码；VCT 应为 GB18030（GBK）或 UTF-8。",
            f"“{file}” is UTF-16; a VCT is GB18030 (GBK) or UTF-8.",
        ),
        line=1,
        found="UTF-16",
        expected="GB18030, UTF-8",
    )


def mixed_encodings(file: str, line: int, earlier: int) -> Finding:
    """Lines that are together in no encoding."""
    before = Text(f"第 {earlier} 行不是 UTF-8，", f"line {earlier} is not UTF-8, ")
    return _refusal(
        "FI05",
        "unreadable_encoding",
        file,
        Text(
            f"文件“{file}”的文字编码不一致：{before.zh}第 {line} 行不是 GB18030（GBK）。",
            f"The texts of “{file}” are in no one encoding: {before.en}line {line} is not "
            "GB18030 (GBK).",
        ),
        line=line,
        expected="GB18030, UTF-8",
    )


def no_head(file: str, line: int) -> Finding:
    """HeadBegin or HeadEnd is missing."""
    return _refusal(
        "FI102",
        "header_missing",
        file,
        Text(
            f"文件“{file}”第 {line} 行：文件头不完整，应以 HeadBegin 开始、HeadEnd 结束。",
            f"“{file}”, line {line}: the head is not complete; it goes from HeadBegin to HeadEnd.",
        ),
        line=line,
        expected="HeadBegin … HeadEnd",
    )


def older_version(file: str, line: int, version: str) -> Finding:
    """VCT 1 and 2 have other rules: colours in the list of codes, no counts of rings."""
    return _refusal(
        "FI103",
        "version_not_read",
        file,
        Text(
            f"文件“{file}”第 {line} 行：版本为 VCT {version[:20]}；"
            "只读 VCT 3.0（GB/T 17798-2007）。",
            f"“{file}”, line {line}: this is VCT {version[:20]}; only VCT 3.0 (GB/T 17798-2007) "
            "is read.",
        ),
        line=line,
        field="Version",
        found=version[:40],
        expected="3.0",
    )


def unknown_version(notes: Notes, line: int | None, version: str) -> None:
    """The version is missing or unknown; read as 3.0."""
    notes.warn(
        "FI104",
        "header_contradiction",
        Text(
            f"文件头的版本“{version[:40]}”无法识别，按 3.0 读入。",
            f"The version “{version[:40]}” of the head is not known; read as 3.0.",
        ),
        advice=_EXPORT_AGAIN,
        line=line,
        field="Version",
        found=version,
        expected="3.0",
    )


def unit_is_not_metre(notes: Notes, line: int, unit: str) -> None:
    """The head states another unit than metres."""
    notes.warn(
        "FI104",
        "header_contradiction",
        Text(
            f"文件头的坐标单位为“{unit[:40]}”，宗地坐标应以米为单位；按数值判断。",
            f"The head's unit is “{unit[:40]}”; coordinates of parcels are in metres. The figures "
            "decide.",
        ),
        line=line,
        field="XYUnit",
        found=unit,
        expected="M",
    )


def offset_not_applied(notes: Notes, line: int, offset: str) -> None:
    """The head states an offset of coordinates."""
    notes.warn(
        "FI105",
        "offset_not_applied",
        Text(
            f"文件头写有坐标偏移 {offset[:60]}；系统不移动坐标，未使用。",
            f"The head states an offset of {offset[:60]}; coordinates are never moved here and it "
            "was not used.",
        ),
        advice=Text(
            "请核对地图上的位置；坐标应不带偏移导出。",
            "Check the place on the map; export coordinates without an offset.",
        ),
        line=line,
        field="Offset",
        found=offset,
        expected="0,0",
    )


def extent_wrong(notes: Notes, line: int, low: str, high: str) -> None:
    """The extent in the head is not that of the coordinates."""
    notes.add(
        "FI106",
        "header_extent",
        Text(
            f"文件头的范围（{low[:60]} 至 {high[:60]}）与坐标不符；未使用。",
            f"The head's extent ({low[:60]} to {high[:60]}) is not that of the coordinates; it was "
            "not used.",
        ),
        severity=Severity.INFORMATION,
        line=line,
        field="ExtentMin",
    )


def prefix_absent(notes: Notes, line: int, zone: int, srid: int | None) -> None:
    """The head names a zone, the eastings carry none: usual, and worth one look."""
    notes.warn(
        "FI25",
        "zone_prefix",
        Text(
            f"文件头带号为 {zone}，而横坐标前没有带号；按 EPSG:{srid} 读入。",
            f"The head states zone {zone}, but eastings carry no zone number; read as EPSG:{srid}.",
        ),
        advice=Text("请在地图上核对位置。", "Check the place on the map."),
        line=line,
        field="Parameters",
        expected=str(zone),
    )


def section_missing(notes: Notes, name: str) -> None:
    """A section that a VCT of parcels cannot do without."""
    notes.add(
        "FI107",
        "section_missing",
        Text(f"文件没有 {name} 段。", f"The file has no section {name}."),
        advice=_EXPORT_AGAIN,
        field=name,
    )


def section_end_missing(notes: Notes, line: int, mark: str) -> None:
    """Another section begins before the last one has ended."""
    notes.warn(
        "FI108",
        "section_end_missing",
        Text(f"第 {line} 行之前缺少 {mark}。", f"{mark} is missing before line {line}."),
        advice=_EXPORT_AGAIN,
        line=line,
        expected=mark,
    )


def truncated(notes: Notes, line: int, mark: str) -> None:
    """The file ends in the middle of a section."""
    notes.add(
        "FI109",
        "truncated_file",
        Text(
            f"文件不完整：到第 {line} 行为止，没有 {mark}。",
            f"The file is cut off: it ends with line {line}, without {mark}.",
        ),
        advice=_EXPORT_AGAIN,
        line=line,
        expected=mark,
    )


def stray_line(notes: Notes, line: int, found: str) -> None:
    """A line between the sections."""
    notes.add(
        "FI10",
        "unreadable_row",
        Text(f"第 {line} 行不属于任何段：{found}。", f"Line {line} is in no section: {found}."),
        advice=_MEND_LINE,
        line=line,
        found=found,
        expected="…Begin",
    )
