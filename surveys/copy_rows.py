"""Rows given as columns, written by COPY: as objects of the ORM they cost a delivery its time."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import Model

from cadastre.fields import ExactDecimalField
from parcels.bulk_rows import escaped

_NULL: Final = r"\N"
_EXACT: Final = ExactDecimalField()
_KEYS: Final = "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)"


def new_keys(model: type[Model], count: int) -> list[int]:
    """Return the keys of as many rows as are going to be written."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [model._meta.db_table, count])
        return [key for (key,) in cursor.fetchall()]


def write(model: type[Model], columns: Mapping[str, Sequence[str]]) -> None:
    """Write rows; ``columns`` are of equal length, by the name of the field, as made below.

    Raises
    ------
    ValueError
        A text holds the character NUL or half a surrogate pair, which PostgreSQL does not store.
    django.db.Error
        The database refuses a row.
    """
    text = "".join(["\t".join(row) + "\n" for row in zip(*columns.values(), strict=True)])
    if "\0" in text:
        message = f"A text for {model._meta.db_table} holds the character NUL"
        raise ValueError(message)
    names = ", ".join(
        connection.ops.quote_name(model._meta.get_field(name).column) for name in columns
    )
    statement = f"copy {model._meta.db_table} ({names}) from stdin"
    lines = io.BytesIO(text.encode())
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(statement, lines)


def same(value: object, count: int) -> Sequence[str]:
    """Return one value for all rows."""
    return [str(value)] * count


def texts(values: Iterable[str]) -> Sequence[str]:
    """Return texts; an empty one is no NULL."""
    return escaped(list(values))


def documents(values: Iterable[Mapping[str, Any]]) -> Sequence[str]:
    """Return what goes into a JSONField."""
    return escaped([json.dumps(value) for value in values])


def plain(values: Iterable[int | str | Decimal | None]) -> Sequence[str]:
    """Return what needs no escape: whole numbers, keys, hex EWKB; None is NULL."""
    return [_NULL if value is None else str(value) for value in values]


def figures(values: Iterable[Decimal | None]) -> Sequence[str]:
    """Return decimals digit for digit, as an ExactDecimalField takes them; None is NULL.

    Raises
    ------
    ValueError
        One is no finite number.
    """
    return plain(_EXACT.get_db_prep_value(value, connection) for value in values)
