"""A field of a JSON body is read, or refused by its path in both languages."""

from collections.abc import Callable
from typing import Any

import pytest

from cadastre.domain.errors import InvalidInput
from cadastre.domain.json_fields import items_at, object_at, path_to, text_at


def test_a_path_begins_at_the_body() -> None:
    assert path_to("", "kind") == "kind"
    assert path_to("results[0]", "label") == "results[0].label"


def test_what_is_there_is_returned() -> None:
    assert object_at({"kind": "split"}, "") == {"kind": "split"}
    assert items_at([1, 2], "results") == [1, 2]
    assert text_at({"label": "J1"}, "label", "", required=True) == "J1"


@pytest.mark.parametrize("told", [{}, {"reason": None}, {"reason": ""}])
def test_a_text_that_may_be_missing_is_empty(told: dict[str, Any]) -> None:
    assert text_at(told, "reason", "") == ""


@pytest.mark.parametrize(
    ("read", "path", "wanted"),
    [
        (lambda: object_at([], ""), "body", "JSON 对象"),
        (lambda: object_at("界址", "results[1]"), "results[1]", "JSON 对象"),
        (lambda: items_at({}, "results"), "results", "列表"),
        (lambda: items_at(None, "results"), "results", "列表"),
        (lambda: text_at({}, "kind", "", required=True), "kind", "不超过 300 个字符"),
        (lambda: text_at({"kind": ""}, "kind", "", required=True), "kind", "不超过 300 个字符"),
        (lambda: text_at({"n": 7}, "n", "content"), "content.n", "不超过 300 个字符"),
        (lambda: text_at({"n": "四个字符"}, "n", "", longest=3), "n", "不超过 3 个字符"),
        (lambda: text_at({"n": "J\x00"}, "n", ""), "n", "不超过 300 个字符"),
    ],
)
def test_what_is_wrong_is_refused_by_its_path(
    read: Callable[[], Any], path: str, wanted: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read()
    assert refused.value.message.zh.startswith(f"字段 {path} 应为{wanted}")
    assert refused.value.message.en.startswith(f"Field {path} should be ")


def test_only_the_beginning_of_a_long_value_is_repeated() -> None:
    with pytest.raises(InvalidInput) as refused:
        items_at("长" * 61, "results")
    assert "长" * 60 + "”" in refused.value.message.zh
