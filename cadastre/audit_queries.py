"""Auditor queries: SQL files of which each must return nothing.

``<app>/sql/audit/<name>.sql`` states one thing that must never be and returns the rows that are
so. They repeat in the plainest words what constraints and triggers enforce, and find what came in
while one of those was off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from cadastre import sql

ROWS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class AuditorQuery:
    """One query: its app and name, and the sentence its file begins with."""

    app: str
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class AuditorAnswer:
    """What a query returned: how many rows, and the first of them."""

    query: AuditorQuery
    count: int
    rows: list[dict[str, Any]]


def auditor_queries() -> Iterator[AuditorQuery]:
    """Return every auditor query of every app, by app and name."""
    for path in sorted(sql.ROOT.glob("*/sql/audit/*.sql")):
        yield AuditorQuery(path.parts[-4], path.stem, _first_line(path))


def asked(query: AuditorQuery) -> AuditorAnswer:
    """Run one auditor query."""
    statement = sql.statement(query.app, f"audit/{query.name}")
    with connection.cursor() as cursor:
        cursor.execute(statement, {})
        columns = [column.name for column in cursor.description]
        first = cursor.fetchmany(ROWS_SHOWN)
        rest = len(cursor.fetchall())
    rows = [dict(zip(columns, row, strict=True)) for row in first]
    return AuditorAnswer(query, len(first) + rest, rows)


def _first_line(path: Path) -> str:
    line, _, _ = path.read_text(encoding="utf-8").partition("\n")
    return line.removeprefix("--").strip()
