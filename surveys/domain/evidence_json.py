"""The input of a decision as canonical JSON, and back: what makes a decision replayable.

Decimals are strings with every digit, days are ISO dates. A field that an older file does not have
takes its default; one that nobody knows is refused, since it would be ignored in silence.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from surveys.domain.evidence import CaseEvidence


class EvidenceMalformed(InvalidInput):
    """The input of a decision cannot be read; ``path`` says where in the JSON."""

    code = "evidence_malformed"

    def __init__(self, path: str, zh: str, en: str) -> None:
        super().__init__(Text(f"{path}：{zh}", f"{path}: {en}"))
        self.path = path


def evidence_to_json(evidence: CaseEvidence) -> dict[str, Any]:
    """Return the evidence as JSON-ready words, every field of it."""
    words: dict[str, Any] = _written(evidence)
    return words


def evidence_from_json(words: object) -> CaseEvidence:
    """Return the evidence that :func:`evidence_to_json` wrote.

    Raises
    ------
    EvidenceMalformed
        Something is missing, unknown, or not of its kind; the message names the place.
    """
    evidence: CaseEvidence = _read(CaseEvidence, words, "input")
    return evidence


def canonical(words: object) -> str:
    """Return the one text of JSON words: keys sorted, no spaces, nothing escaped but what must."""
    return json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _written(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    if is_dataclass(value):
        return {field.name: _written(getattr(value, field.name)) for field in fields(value)}
    return value


def _read(kind: Any, value: Any, path: str) -> Any:
    if isinstance(kind, UnionType):
        inner = next(arg for arg in get_args(kind) if arg is not type(None))
        return None if value is None else _read(inner, value, path)
    if get_origin(kind) is tuple:
        return _read_list(get_args(kind)[0], value, path)
    if is_dataclass(kind):
        return _read_record(kind, value, path)
    return _read_plain(kind, value, path)


def _read_list(kind: Any, value: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise EvidenceMalformed(path, "应为列表", "must be a list")
    return tuple(_read(kind, item, f"{path}[{index}]") for index, item in enumerate(value))


def _read_record(kind: Any, value: Any, path: str) -> Any:
    if not isinstance(value, Mapping):
        raise EvidenceMalformed(path, "应为对象", "must be an object")
    hints = _hints(kind)
    for name in value:
        if name not in hints:
            raise EvidenceMalformed(f"{path}.{name}", "没有这个字段", "there is no such field")
    known = {
        field.name: _read(hints[field.name], value[field.name], f"{path}.{field.name}")
        for field in fields(kind)
        if field.name in value or _required(field, path)
    }
    return kind(**known)


def _required(field: Field[Any], path: str) -> bool:
    """Return False for a field that has a default; raise for one that has none."""
    if field.default is MISSING and field.default_factory is MISSING:
        raise EvidenceMalformed(f"{path}.{field.name}", "缺少这个字段", "the field is missing")
    return False


def _read_plain(kind: Any, value: Any, path: str) -> Any:
    wanted = str if kind in (Decimal, date) or issubclass(kind, Enum) else kind
    if type(value) is not wanted:
        raise EvidenceMalformed(
            path, f"应为 {wanted.__name__}，实为 {value!r}", f"must be {wanted.__name__}: {value!r}"
        )
    try:
        return date.fromisoformat(value) if kind is date else kind(value)
    except (ValueError, InvalidOperation) as error:
        raise EvidenceMalformed(
            path, f"不能读作 {kind.__name__}：{value!r}", f"is no {kind.__name__}: {value!r}"
        ) from error


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
