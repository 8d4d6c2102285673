"""A delivery as lines of JSON, exact and without pickles, between the reading process and ours.

One line a record: ``{"parcels": {...}}``. Decimals travel as text, so every digit and trailing
zero arrives. Records in a row within another, as the points of a ring, travel as columns: one list
a field. What comes back is checked against the types of the records; a line that is anything else
is a :class:`WireError`, since the reading process may have been taken over by a file.
"""

import json
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, Final, TextIO

from importers.records import Delivery

_LONGEST_NUMBER: Final = 400
_DROPPED: Final = "dropped"
_as_json: Final = json.JSONEncoder(ensure_ascii=True, allow_nan=False).encode


class WireError(ValueError):
    """A line that no reading process of ours would write."""


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _lists() -> dict[str, type]:
    """Return the record type of each list of a delivery."""
    return {name: typing.get_args(hint)[0] for name, hint in _hints(Delivery).items()}


def to_lines(delivery: Delivery) -> Iterator[str]:
    """Yield one line of JSON a record, in order; an empty delivery yields none."""
    for name in _lists():
        for record in getattr(delivery, name):
            yield _as_json({name: _plain(record)}) + "\n"


def dropped_line(file: str) -> str:
    """Return the line that takes back all records of a file written before; findings stay."""
    return _as_json({_DROPPED: file}) + "\n"


def from_lines(lines: Iterable[str]) -> Delivery:
    """Return the delivery that the lines describe; no lines give an empty one.

    Raises
    ------
    WireError
        When a line is no record.
    """
    delivery, lists = Delivery(), _lists()
    for line in lines:
        try:
            ((name, value),) = json.loads(line).items()
            if name == _DROPPED:
                _drop(delivery, _expect(value, str))
                continue
            getattr(delivery, name).append(_builder(lists[name])(value))
        except (ValueError, KeyError, AttributeError, RecursionError) as error:
            message = f"not a record: {line[:80]!r}"
            raise WireError(message) from error
    return delivery


def _drop(delivery: Delivery, file: str) -> None:
    for name in _lists().keys() - {"files", "findings"}:
        held = getattr(delivery, name)
        held[:] = [record for record in held if record.file != file]


def write(delivery: Delivery, stream: TextIO) -> None:
    """Write all lines of a delivery to a text stream."""
    stream.writelines(to_lines(delivery))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(entry.name for entry in fields(kind)) if is_dataclass(kind) else ()


def _plain(value: Any) -> object:
    kind: Any = type(value)
    if value is None or kind is str or kind is int:
        return value
    if kind is Decimal:
        if not value.is_finite():
            raise WireError("a figure that is no number reached the records")
        return str(value)
    if names := _names(kind):
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        first: Any = type(value[0]) if value else None
        return _columns(value, _names(first)) if _names(first) else list(map(_plain, value))
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value


def _columns(row: tuple[Any, ...], names: tuple[str, ...]) -> list[list[object]]:
    """Return the values of records of one type, a list for each of its fields."""
    return [[_plain(getattr(one, name)) for one in row] for name in names]


Build = Callable[[Any], Any]


@cache
def _builder(kind: Any) -> Build:
    """Return the function that turns a JSON value into one of a type; worked out once a type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        (inner,) = [_builder(one) for one in arguments if one is not type(None)]
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _tuple_builder(arguments)
    if origin is dict:
        key_of, value_of = map(_builder, arguments)
        return lambda value: {
            key_of(key): value_of(item) for key, item in _expect(value, dict).items()
        }
    if is_dataclass(kind):
        return _record_builder(kind)
    if kind is Decimal:
        return _decimal
    if kind is float:
        return lambda value: value if type(value) is float else float(_expect(value, int))
    if issubclass(kind, StrEnum):
        return lambda value: kind(_expect(value, str))
    return lambda value: _expect(value, kind)


def _tuple_builder(arguments: tuple[Any, ...]) -> Build:
    builders = [_builder(one) for one in arguments if one is not ...]
    if arguments[-1] is ...:
        (kind, _), (build,) = arguments, builders
        if is_dataclass(kind):
            return _columns_builder(kind)
        return lambda value: tuple(map(build, _expect(value, list)))
    return lambda value: tuple(
        build(item) for build, item in zip(builders, _expect(value, list), strict=True)
    )


def _columns_builder(kind: Any) -> Build:
    """Return the function that turns columns of values into records of a type."""
    builders = [_builder(hint) for hint in _hints(kind).values()]

    def build(columns: Any) -> Any:
        if not _expect(columns, list):
            return ()
        values = [
            [one(value) for value in _expect(column, list)]
            for one, column in zip(builders, columns, strict=True)
        ]
        return tuple([kind(*row) for row in zip(*values, strict=True)])

    return build


def _record_builder(kind: Any) -> Build:
    builders = {name: _builder(hint) for name, hint in _hints(kind).items()}

    def build(value: Any) -> Any:
        if _expect(value, dict).keys() != builders.keys():
            raise WireError("fields missing or too many")
        return kind(**{name: one(value[name]) for name, one in builders.items()})

    return build


def _decimal(value: Any) -> Decimal:
    if type(value) is not str or len(value) > _LONGEST_NUMBER:
        raise WireError("not a number of any measure")
    try:
        figure = Decimal(value)
    except InvalidOperation as error:
        raise WireError("not a number") from error
    if not figure.is_finite():
        raise WireError("not a finite number")
    if figure and abs(figure.adjusted()) > _LONGEST_NUMBER:
        raise WireError("a number beyond any measure")
    return figure


def _expect(value: Any, kind: type) -> Any:
    # Exactly this type: True must not pass as a whole number.
    if type(value) is not kind:
        raise WireError(f"{type(value).__name__} where {kind.__name__} belongs")
    return value
