"""A reader's notebook: findings of one file, without repeating its name in every line."""

from decimal import Decimal

from cadastre.domain.findings import NO_TEXT, Finding, Severity, Text
from importers.many_findings import how_many


class Notes:
    """Collects findings of one delivered file, in the order they were made.

    A kind that fills the page is cut at ``most`` findings; :meth:`close` then says how many more
    there were, so that nothing is left out silently.
    """

    def __init__(self, file: str, *, most: int = 100) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self._most = most
        self._seen: dict[str, int] = {}
        self._last: dict[str, Finding] = {}

    def add(
        self,
        code: str,
        kind: str,
        message: Text,
        *,
        advice: Text = NO_TEXT,
        severity: Severity = Severity.ERROR,
        object_key: str = "",
        line: int | None = None,
        field: str = "",
        found: str = "",
        expected: str = "",
        measured: Decimal | None = None,
        limit: Decimal | None = None,
        unit: str = "",
        location: tuple[float, float] | None = None,
    ) -> None:
        """Write down one finding; parameters as in :class:`cadastre.domain.findings.Finding`."""
        self.put(
            Finding(
                code=code,
                kind=kind,
                severity=severity,
                message=message,
                advice=advice,
                object_key=object_key,
                file=self.file,
                line=line,
                field=field,
                found=found[:200],
                expected=expected,
                measured=measured,
                limit=limit,
                unit=unit,
                location=location,
            )
        )

    def put(self, finding: Finding) -> None:
        """Write down a finding that is made already; it counts towards its kind like any other."""
        kind = finding.kind
        self._seen[kind] = self._seen.get(kind, 0) + 1
        if self._seen[kind] <= self._most:
            self.findings.append(finding)
            self._last[kind] = finding

    def warn(self, code: str, kind: str, message: Text, **rest: object) -> None:
        """Write down a warning."""
        self.add(code, kind, message, severity=Severity.WARNING, **rest)  # type: ignore[arg-type]

    def absorb(self, other: "Notes") -> None:
        """Write down all that stands on another page; what was cut there is counted here, too."""
        for finding in other.findings:
            self.put(finding)
        for kind, count in other._seen.items():
            self._seen[kind] += max(count - other._most, 0)

    def take(self) -> list[Finding]:
        """Return the findings since the last time, for a chunk; kinds are still cut over all."""
        taken, self.findings = self.findings, []
        return taken

    def close(self) -> list[Finding]:
        """Return all findings, each cut kind followed by the number that was left out."""
        result = list(self.findings)
        for kind, count in self._seen.items():
            if count <= self._most:
                continue
            last = self._last[kind]
            result.append(
                Finding(
                    code=last.code,
                    kind=kind,
                    severity=last.severity,
                    message=how_many(count, self._most),
                    file=self.file,
                )
            )
        return result
