"""Keeping a list of findings readable: one fault repeated ten thousand times is one fault."""

from collections.abc import Sequence
from dataclasses import replace

from cadastre.domain.findings import Finding, Text

MOST_OF_A_KIND = 100


def cut_repetitions(findings: Sequence[Finding], *, most: int = MOST_OF_A_KIND) -> list[Finding]:
    """Give the findings with at most ``most`` of each kind; one more tells how many there were."""
    seen: dict[str, int] = {}
    kept: list[Finding] = []
    last: dict[str, Finding] = {}
    for finding in findings:
        seen[finding.kind] = seen.get(finding.kind, 0) + 1
        if seen[finding.kind] <= most:
            kept.append(finding)
            last[finding.kind] = finding
    for kind, count in seen.items():
        if count > most:
            message = Text(
                f"同类问题共 {count} 处，以上只列出前 {most} 处。",
                f"There are {count} of this kind; only the first {most} are listed.",
            )
            kept.append(
                replace(
                    last[kind],
                    message=message,
                    object_key="",
                    line=None,
                    found="",
                    measured=None,
                    location=None,
                )
            )
    return kept
