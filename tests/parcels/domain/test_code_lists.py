"""Code lists are data; a code that is not in its list is refused with the codes there are."""

import pytest

from cadastre.domain.errors import InvalidInput
from parcels.domain.code_lists import boundary_codes, require_code


def test_the_lists_are_those_of_the_database_standard():
    lists = boundary_codes()
    assert {name: len(codes) for name, codes in lists.items()} == {
        "marker": 7,
        "method": 4,
        "line_kind": 8,
        "line_position": 3,
        "line_quality": 5,
    }
    assert lists["line_kind"]["5"].zh == "滴水线"
    assert lists["line_quality"]["600003"].zh == "争议界"
    assert all(text.zh and text.en for codes in lists.values() for text in codes.values())


@pytest.mark.parametrize("code", ["", "1", "7"])
def test_a_code_of_the_list_and_an_empty_one_are_let_through(code):
    require_code("marker", code, where="J1")


@pytest.mark.parametrize("code", ["0", "8", "01", "钢钉"])
def test_another_code_is_refused_naming_those_there_are(code):
    with pytest.raises(InvalidInput) as refusal:
        require_code("marker", code, where="J1")
    assert "1 钢钉" in refusal.value.message.zh
    assert "1 steel nail" in refusal.value.message.en
