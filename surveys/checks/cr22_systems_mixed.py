"""CR22: the files of a delivery state one coordinate system."""

from collections import defaultdict
from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.limits import CONVENTION
from surveys.checks.stated import some
from surveys.domain.check import CheckContext, check


@check(
    code="CR22",
    kind="systems_mixed",
    severity=Severity.WARNING,
    title=Text("各文件坐标系一致", "The files state one coordinate system"),
    needs=("several_files",),
    cites=CONVENTION,
)
def systems_mixed(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Two files of one delivery are in different coordinate systems.

    Why: parts of one survey in two systems do not fit together, and each of them alone looks right.

    Put right: deliver all files in the office's system.
    """
    files: dict[int, list[str]] = defaultdict(list)
    for file in delivery.files:
        if file.system is not None and file.system.srid is not None:
            files[file.system.srid].append(file.name)
    if len(files) < 2:
        return
    zh = "；".join(f"EPSG:{srid} {some(names)}" for srid, names in sorted(files.items()))
    odd = sorted(set(files) - {context.office_srid})[0]
    yield systems_mixed.finding(
        Text(f"各文件的坐标系不一致：{zh}。", f"The files are in different systems: {zh}."),
        advice=Text(
            "请统一为登记机构的坐标系后重新上传。",
            "Deliver all files in the office's system and upload again.",
        ),
        file=files[odd][0],
        field="坐标系",
        found=f"EPSG:{odd}",
        expected=f"EPSG:{context.office_srid}",
    )
