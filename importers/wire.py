"""A delivery as lines of JSON, exact and without pickles, between the reading process and ours.

One line a record: ``{"parcels": {...}}``. Decimals travel as text, so every digit and trailing
zero arrives. What comes back is checked against the types of the records; a line that is anything
else is a :class:`WireError`, since the reading process may have been taken over by a file.
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
            yield json.dumps({name: _plain(record)}, ensure_ascii=True, allow_nan=False) + "\n"


def dropped_line(file: str) -> str:
    """Return the line that takes back all records of a file written before; findings stay."""
    return json.dumps({_DROPPED: file}, ensure_ascii=True) + "\n"


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


def _plain(value: object) -> object:
    if value is None or type(value) in (str, int):
        return value
    kind: Any = type(value)
    if names := _names(kind):
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise WireError("a figure that is no number reached the records")
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value


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
        (build,) = builders
        return lambda value: tuple(map(build, _expect(value, list)))
    return lambda value: tuple(
        build(item) for build, item in zip(builders, _expect(value, list), strict=True)
    )


def _record_builder(kind: Any) -> Build:
    builders = {name: _builder(hint) for name, hint in _hints(kind).items()}

    def build(value: Any) -> Any:
        if _expect(value, dict).keys() != builders.keys():
            raise WireError("fields missing or too many")
        return kind(**{name: one(value[name]) for name, one in builders.items()})

    return build


def _decimal(value: Any) -> Decimal:
    text = _expect(value, str)
    try:
        figure = Decimal(text)
    except InvalidOperation as error:
        raise WireError("not a number") from error
    if not figure.is_finite() or len(text) > _LONGEST_NUMBER:
        raise WireError("not a finite number")
    if figure and abs(figure.adjusted()) > _LONGEST_NUMBER:
        raise WireError("a number beyond any measure")
    return figure


def _expect(value: Any, kind: type) -> Any:
    # Exactly this type: True must not pass as a whole number.
    if type(value) is not kind:
        raise WireError(f"{type(value).__name__} where {kind.__name__} belongs")
    return value
