"""Named SQL files: one statement each, kept beside the app that owns it."""

from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


@cache
def statement(app: str, name: str) -> str:
    """Return the text of ``<app>/sql/<name>.sql``. Raises FileNotFoundError when there is none."""
    return (ROOT / app / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def rows(app: str, name: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a named statement and return its rows as dicts by column name."""
    with connection.cursor() as cursor:
        cursor.execute(statement(app, name), parameters)
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
