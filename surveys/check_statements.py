"""Runs the statement kept beside a check, prepared once on each connection.

Planning one of them takes as long as running it. A statement is written so that its plan does not
depend on the parameters, and the database settles for one plan after it has seen a few runs.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

CHECKS_DIR = Path(__file__).resolve().parent / "checks"

_PARAMETER = re.compile(r"%\((\w+)\)s")
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""What each connection to the database has; it outlives transactions, rolled back or not."""


def run_statement(check_module: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run the statement kept beside a check and return its rows as dicts by column name.

    Raises
    ------
    FileNotFoundError
        The check has no ``.sql`` of its name.
    """
    with connection.cursor() as cursor:
        cursor.execute(prepared_statement(check_module), _sent(parameters))
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _sent(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with each list as the text of an array, which the database reads at once.

    Sent as ``array[…]`` every member would be an expression of its own to be parsed and planned.
    """
    return {
        name: _array(value) if isinstance(value, list) else value
        for name, value in parameters.items()
    }


def _array(members: list[Any]) -> str:
    """Return the members as PostgreSQL writes an array: all of them texts, or all numbers."""
    if members and isinstance(members[0], str):
        escaped = [text.replace("\\", "\\\\").replace('"', '\\"') for text in members]
        return '{"' + '","'.join(escaped) + '"}'
    return "{" + ",".join(map(str, members)) + "}"


def prepared_statement(check_module: str) -> str:
    """Return what runs the statement on this connection, with its parameters by name.

    Where a pool hands connections on between transactions, which Django is told by
    ``DISABLE_SERVER_SIDE_CURSORS``, nothing can be prepared, and it is the statement itself.

    Raises
    ------
    FileNotFoundError
        The check has no ``.sql`` of its name.
    """
    if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return _statement(check_module)
    prepare, execute = _words(check_module)
    connection.ensure_connection()
    known = _prepared.setdefault(connection.connection, set())
    if check_module not in known:
        with connection.cursor() as cursor:
            cursor.execute(prepare)
        known.add(check_module)
    return execute


@cache
def _statement(check_module: str) -> str:
    return (CHECKS_DIR / f"{check_module}.sql").read_text(encoding="utf-8")


@cache
def _words(check_module: str) -> tuple[str, str]:
    """Return what prepares and what runs a statement; types follow from the casts in it."""
    statement = _statement(check_module)
    names = list(dict.fromkeys(_PARAMETER.findall(statement)))
    numbered = statement % {name: f"${at}" for at, name in enumerate(names, 1)}
    given = ", ".join(f"%({name})s" for name in names)
    return f"prepare {check_module} as\n{numbered}", f"execute {check_module} ({given})"
