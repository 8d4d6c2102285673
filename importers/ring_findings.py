"""Sentences about rings whose part in a polygon is stated by the file."""

from cadastre.domain.findings import Finding, Severity, Text


def hole_outside(file: str, line: int, thing: Text, key: str, *, ring: int) -> Finding:
    """A ring is stated as a hole and lies in no other ring; ``ring`` is its one-based number."""
    return Finding(
        code="FI59",
        kind="hole_outside",
        severity=Severity.ERROR,
        message=Text(
            f"{thing.zh}第 {ring} 圈写为内圈（空洞），却不在外圈之内；已作为另一个面读入。",
            f"Ring {ring} of {thing.en} is stated as a hole but lies outside the outer ring; it "
            "was read as a polygon of its own.",
        ),
        advice=Text(
            "请核对该圈的坐标；若是另一块地，请作为单独的面导出。",
            "Check the ring's coordinates; export it as a polygon of its own if it is one.",
        ),
        object_key=key,
        file=file,
        line=line,
        cites="OGC 06-103r4 6.1.11",
    )
