"""Reading fields of a JSON body: each refusal names the field by its path.

``path`` is the place of the object in the body, empty for the body itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text


def object_at(value: Any, path: str) -> Mapping[str, Any]:
    """Return a JSON object. Raises InvalidInput when it is none."""
    if not isinstance(value, Mapping):
        raise wrong_field(path or "body", value, "JSON 对象", "a JSON object")
    return value


def items_at(value: Any, path: str) -> Sequence[Any]:
    """Return a list. Raises InvalidInput when it is none."""
    if not isinstance(value, list):
        raise wrong_field(path, value, "列表", "a list")
    return value


def text_at(
    told: Mapping[str, Any], name: str, path: str, *, required: bool = False, longest: int = 300
) -> str:
    """Return a text of an object, empty where it is left away.

    Raises InvalidInput when it is none, too long, or required and empty.
    """
    value = told.get(name)
    if value is None and not required:
        return ""
    is_text = isinstance(value, str) and len(value) <= longest and "\x00" not in value
    if not is_text or (required and not value):
        what = (f"不超过 {longest} 个字符的文字", f"a text of at most {longest} characters")
        raise wrong_field(path_to(path, name), value, *what)
    return str(value)


def path_to(path: str, name: str) -> str:
    """Return the path of a field of the object at ``path``."""
    return f"{path}.{name}".lstrip(".")


def wrong_field(path: str, found: Any, zh: str, en: str) -> InvalidInput:
    """Return the refusal of what a field holds; ``zh`` and ``en`` say what it should be."""
    shown = str(found)[:60]
    return InvalidInput(
        Text(
            f"字段 {path} 应为{zh}，实为“{shown}”。",
            f"Field {path} should be {en}; it is '{shown}'.",
        )
    )
