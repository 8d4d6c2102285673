"""Text that is JSON already is handed on; all else is written as ever."""

import json
from datetime import UTC, datetime

import pytest
from rest_framework.renderers import JSONRenderer

from parcels.written_json import WrittenJSON, WrittenJSONRenderer

BEGUN = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rest", "end"),
    [({}, "}"), ({"rest": '{"points":[]}'}, ',"points":[]}')],
    ids=["no rest", "a rest"],
)
def test_the_beginning_stands_after_the_facts_in_the_offices_zone(rest, end):
    row = {"facts": '{"code":"1"}', "valid_from": BEGUN, **rest}
    begun = '"valid_from":"2026-11-02T09:00:00+08:00"'
    assert WrittenJSON.of_version(row) == f'{{"code":"1",{begun}{end}'


def test_line_ends_of_scripts_are_escaped_as_the_framework_does():
    told = {"address": "一\u2028二\u2029"}
    text = WrittenJSON(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    assert WrittenJSONRenderer().render(text) == JSONRenderer().render(told)


@pytest.mark.parametrize("data", [{"code": "not_found"}, "text", None])
def test_other_answers_are_written_as_ever(data):
    assert WrittenJSONRenderer().render(data) == JSONRenderer().render(data)
