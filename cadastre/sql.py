"""Named SQL files: one statement each, kept beside the app that owns it."""

import re
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PARAMETER = re.compile(r"%\((\w+)\)s")
PREPARED: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""The statements that a database session has prepared, as long as the session lasts."""


@cache
def statement(app: str, name: str) -> str:
    """Return the text of ``<app>/sql/<name>.sql``. Raises FileNotFoundError when there is none."""
    return (ROOT / app / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def rows(app: str, name: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a named statement and return its rows as dicts by column name."""
    with connection.cursor() as cursor:
        cursor.execute(statement(app, name), parameters)
        return _as_dicts(cursor)


def prepared_rows(app: str, name: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what :func:`rows` does, by a statement that each database session plans only once.

    For short statements that are asked very often: planning them takes longer than running them.
    A parameter says its type (``%(at)s::timestamptz``) where no column tells it. The plan belongs
    to the session: a pooler that gives every transaction another session must not stand between.
    """
    prepare, execute, order = _prepared(app, name)
    with connection.cursor() as cursor:
        known = PREPARED.setdefault(connection.connection, set())
        if execute not in known:
            cursor.execute(prepare)
            known.add(execute)
        cursor.execute(execute, [parameters[parameter] for parameter in order])
        return _as_dicts(cursor)


@cache
def _prepared(app: str, name: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the two statements that prepare and run a file, and the parameters in their order."""
    text = statement(app, name)
    order = tuple(dict.fromkeys(PARAMETER.findall(text)))
    numbered = PARAMETER.sub(lambda found: f"${order.index(found[1]) + 1}", text)
    values = ", ".join(["%s"] * len(order))
    prepare = f"prepare {app}_{name} as {numbered.replace('%%', '%')}"
    return prepare, f"execute {app}_{name} ({values})", order


def _as_dicts(cursor: Any) -> list[dict[str, Any]]:
    columns = [column.name for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
