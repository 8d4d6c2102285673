"""Keeping a list of findings readable: one fault repeated ten thousand times is one fault."""

from collections.abc import Iterable
from dataclasses import replace

from cadastre.domain.findings import Finding, Text

MOST_OF_A_KIND = 100


def how_many(count: int, most: int) -> Text:
    """Say how many findings of a kind there were, of which the first ``most`` are listed."""
    return Text(
        f"同类问题共 {count} 处，以上只列出前 {most} 处。",
        f"There are {count} of this kind; only the first {most} are listed.",
    )


class Repetitions:
    """Cuts the kinds of a whole file whose findings come chunk by chunk."""

    def __init__(self, *, most: int = MOST_OF_A_KIND) -> None:
        self._most = most
        self._seen: dict[str, int] = {}
        self._last: dict[str, Finding] = {}

    def kept(self, findings: Iterable[Finding]) -> list[Finding]:
        """Give those of a chunk that are within the first ``most`` of their kind in the file."""
        kept: list[Finding] = []
        for finding in findings:
            seen = self._seen[finding.kind] = self._seen.get(finding.kind, 0) + 1
            if seen <= self._most:
                kept.append(finding)
                self._last[finding.kind] = finding
        return kept

    def left_out(self) -> list[Finding]:
        """Give one finding for each kind that was cut, which tells how many there were."""
        return [
            replace(
                self._last[kind],
                message=how_many(count, self._most),
                object_key="",
                line=None,
                found="",
                measured=None,
                location=None,
            )
            for kind, count in self._seen.items()
            if count > self._most
        ]


def cut_repetitions(findings: Iterable[Finding], *, most: int = MOST_OF_A_KIND) -> list[Finding]:
    """Give the findings with at most ``most`` of each kind; one more tells how many there were."""
    repetitions = Repetitions(most=most)
    kept = repetitions.kept(findings)
    return kept + repetitions.left_out()
