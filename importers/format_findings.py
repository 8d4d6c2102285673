"""What is said of a delivered file before any reader takes it."""

from pathlib import Path

from cadastre.domain.findings import Finding, Severity, Text
from importers.format_names import FormatName, known_but_not_read
from importers.records import Delivery


def empty(name: str) -> Finding:
    """The file has no bytes."""
    return Finding(
        code="FI01",
        kind="empty_file",
        severity=Severity.ERROR,
        message=Text(f"文件“{name}”是空的，没有内容。", f"“{name}” is empty."),
        advice=Text("请核对文件后重新上传。", "Check the file and upload it again."),
        file=name,
        found="0",
    )


def too_large(name: str, size: int, limit: int) -> Finding:
    """The file is over the limit; sizes in bytes."""
    return Finding(
        code="FI07",
        kind="too_large",
        severity=Severity.ERROR,
        message=Text(
            f"文件“{name}”有 {size} 字节，上限 {limit} 字节。",
            f"“{name}” has {size} bytes, {limit} are allowed.",
        ),
        advice=Text("请分成几个文件上传。", "Upload it in several files."),
        file=name,
        found=str(size),
        expected=str(limit),
    )


def not_taken(path: Path, name: str, *, accepted: Text) -> Finding:
    """No reader takes the file; ``accepted`` names what is read."""
    known = known_but_not_read(path)
    lower = path.name.lower()
    if any(lower.endswith(end) for end in (".dbf", ".shx", ".prj")):
        kind, code = "shapefile_incomplete", "FI29"
        message = Text(
            f"“{name}”是 Shapefile 的一部分，但没有同名的 .shp。",
            f"“{name}” is a part of a Shapefile, but there is no .shp of its name.",
        )
        advice = Text(
            "请把 .shp、.shx、.dbf、.prj 一起上传。",
            "Upload .shp, .shx, .dbf and .prj together.",
        )
    elif known is not None:
        kind, code = "format_not_read", "FI04"
        message = Text(
            f"“{name}”是 {known[0].zh}，本系统不能读入。",
            f"“{name}” is {known[0].en}, which cannot be read yet.",
        )
        advice = known[1]
    else:
        kind, code = "unknown_format", "FI02"
        message = Text(
            f"“{name}”的内容不是可读入的格式。可读入：{accepted.zh}。",
            f"The content of “{name}” is of no format that is read. Read are: {accepted.en}.",
        )
        advice = Text(
            "请核对文件是否完整、是否选错文件。",
            "Check that the file is complete and the right one.",
        )
    return Finding(
        code=code,
        kind=kind,
        severity=Severity.ERROR,
        message=message,
        advice=advice,
        file=name,
        expected=accepted.zh,
    )


def name_mismatch(name: str, ending: str, form: FormatName) -> Finding:
    """The ending promises another format than the content is."""
    return Finding(
        code="FI03",
        kind="name_mismatch",
        severity=Severity.WARNING,
        message=Text(
            f"“{name}”的扩展名是“{ending}”，内容却是{form.title.zh}；已按内容读入。",
            f"“{name}” ends in “{ending}”, but its content is a {form.title.en}; read as that.",
        ),
        advice=Text("请改正文件名，以免用错。", "Correct the name, lest the file be misused."),
        file=name,
        found=ending,
        expected=form.endings[0],
    )


def lines_alone(delivery: Delivery) -> list[Finding]:
    """Boundary lines that came without any parcel, building or unit, in whatever file; else none.

    A Shapefile has one layer, so only all files together tell; packages of layers tell it alone.
    """
    objects = delivery.parcels or delivery.buildings or delivery.units
    if objects or not delivery.lines or any(one.code == "FI09" for one in delivery.findings):
        return []
    file = delivery.lines[0].file
    return [
        Finding(
            code="FI09",
            kind="no_objects",
            severity=Severity.ERROR,
            message=Text(
                f"交付的文件中只有界址线（“{file}”等），没有宗地、自然幢或户。",
                f"There are boundary lines alone (“{file}” …): no parcel, building or unit.",
            ),
            advice=Text(
                "请连同宗地面图层一起上传；界址线不能代替宗地面。",
                "Upload the polygons of the parcels with them; lines cannot stand for those.",
            ),
            file=file,
        )
    ]
