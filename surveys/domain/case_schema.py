"""Hold a ``case.json`` against its JSON Schema, and say every fault with its place in the file.

The schema lies beside this module; it uses the few words that are understood here.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Final

from cadastre.domain.findings import Text

Schema = Mapping[str, Any]
_DECIMAL: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_KINDS: Final[Mapping[str, tuple[type, Text]]] = {
    "object": (dict, Text("对象 {…}", "an object {…}")),
    "array": (list, Text("列表 […]", "a list […]")),
    "string": (str, Text("文字", "a text")),
    "integer": (int, Text("整数", "a whole number")),
    "boolean": (bool, Text("true 或 false", "true or false")),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file: its place, such as ``results[2].audit``, and what would be right."""

    path: str
    text: Text


@cache
def case_schema() -> Schema:
    """Return the JSON Schema of ``case.json``."""
    text = resources.files(__package__).joinpath("case.schema.json").read_text(encoding="utf-8")
    schema: Schema = json.loads(text)
    return schema


def faults(words: object, schema: Schema, path: str = "") -> Iterator[Fault]:
    """Yield everything in which JSON words differ from a schema, in the order of the schema."""
    for check in (_kind_faults, _value_faults, _text_faults):
        found = list(check(words, schema, path))
        if found:
            yield from found
            return
    if isinstance(words, dict):
        yield from _object_faults(words, schema, path)
    elif isinstance(words, list):
        for index, item in enumerate(words):
            yield from faults(item, schema["items"], f"{path}[{index}]")


def _kind_faults(words: object, schema: Schema, path: str) -> Iterator[Fault]:
    if "type" not in schema:
        return
    kind, name = _KINDS[schema["type"]]
    if not isinstance(words, kind) or (kind is int and isinstance(words, bool)):
        yield _fault(
            path, f"应为{name.zh}，实为 {_shown(words)}", f"must be {name.en}, not {_shown(words)}"
        )


def _value_faults(words: object, schema: Schema, path: str) -> Iterator[Fault]:
    allowed = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if allowed is not None and not any(
        words == item and type(words) is type(item) for item in allowed
    ):
        told = ", ".join(json.dumps(item) for item in allowed)
        yield _fault(
            path,
            f"应为 {told} 之一，实为 {_shown(words)}",
            f"must be one of {told}, not {_shown(words)}",
        )
    if "minimum" in schema and isinstance(words, int) and words < schema["minimum"]:
        least = schema["minimum"]
        yield _fault(
            path, f"不得小于 {least}，实为 {words}", f"must be {least} or more, not {words}"
        )


def _text_faults(words: object, schema: Schema, path: str) -> Iterator[Fault]:
    if not isinstance(words, str):
        return
    if len(words.strip()) < schema.get("minLength", 0):
        yield _fault(path, "不得为空", "must not be empty")
    pattern = schema.get("pattern")
    if pattern is not None and not re.search(pattern, words):
        yield _fault(
            path,
            f"“{words}”不合格式 {pattern}（幢号为四位数字）",
            f"'{words}' is not of the form {pattern} (a building number has four digits)",
        )
    form = schema.get("format")
    if form is not None and not _FORMS[form](words):
        wanted = _FORM_NAMES[form]
        yield _fault(path, f"“{words}”应为{wanted.zh}", f"'{words}' must be {wanted.en}")


def _object_faults(words: dict[str, Any], schema: Schema, path: str) -> Iterator[Fault]:
    properties: Mapping[str, Schema] = schema["properties"]
    for name in schema.get("required", ()):
        if name not in words:
            yield _fault(_under(path, name), "缺少这个字段", "the field is missing")
    for name, value in words.items():
        if name in properties:
            yield from faults(value, properties[name], _under(path, name))
        else:
            known = ", ".join(properties)
            yield _fault(
                _under(path, name),
                f"没有这个字段；可用的字段：{known}",
                f"there is no such field; there are: {known}",
            )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_decimal(text: str) -> bool:
    return _DECIMAL.fullmatch(text) is not None


_FORMS: Final[Mapping[str, Callable[[str], bool]]] = {"date": _is_day, "decimal": _is_decimal}
_FORM_NAMES: Final = {
    "date": Text("日期，例如 2024-03-15", "a day such as 2024-03-15"),
    "decimal": Text(
        '十进制数的文字，例如 "2700.61"，单位 m²', 'a decimal as a text such as "2700.61", in m²'
    ),
}


def _fault(path: str, zh: str, en: str) -> Fault:
    place = path or "$"
    return Fault(place, Text(f"{place}：{zh}。", f"{place}: {en}."))


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(words: object) -> str:
    text = json.dumps(words, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"
