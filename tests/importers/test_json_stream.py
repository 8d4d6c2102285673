"""Members of large objects: the quick way and the careful way give the same, to the same depth."""

import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import json_stream
from importers.json_stream import DEEPEST, ITEM, BadJson, Members, TooDeep

TEXTS = st.text(alphabet='ab["]{}\\ \n宗', max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
CUTS = st.tuples(st.integers(0, 400), st.sampled_from(["", "[", "]", "}", '"', "\\", ",", "1"]))


def told(text: str) -> list[object]:
    """Return the members of a text, and the fault that ends them."""
    found: list[object] = []
    try:
        for name, value, line in Members(io.StringIO(text)).items():
            found.append((name, value, line))
    except BadJson as fault:
        found.append((type(fault), fault.line))
    return found


def carefully(text: str) -> list[object]:
    """Return the same without the quick way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Members, "_whole_object", lambda members: None)
        return told(text)


@given(st.lists(VALUES, max_size=4), st.integers(8, 64), st.none() | CUTS)
def test_both_ways_give_the_same(values, block, cut):
    """Whatever a block ends in, and whatever is wrong with the text."""
    text = json.dumps({"a": {"b": 1}, "features": values}, indent=1, ensure_ascii=False)
    if cut is not None:
        at, put = cut
        text = text[:at] + put + text[at + 1 :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "BLOCK", block)
        assert told(text) == carefully(text)


@pytest.mark.parametrize(("depth", "fits"), [(DEEPEST, True), (DEEPEST + 1, False)])
@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_the_deepest_that_is_read(depth, fits, brackets):
    inner = (depth - 1) * ("[" if brackets == "[]" else '{"a":')
    closing = (depth - 1) * brackets[1]
    text = f'{{"features": [{{"b": {inner}1{closing}}}]}}'
    (found,) = told(text)
    assert (found[0] == ITEM) is fits
    assert (found[0] is TooDeep) is not fits


def test_brackets_in_texts_hide_no_depth():
    """Texts hold a bracket that closes for each that opens, and the other way round."""
    nested = '["]",' * 30 + "1" + ',"["]' * 30
    assert told(f'{{"features": [{{"b": {nested}}}]}}') == [(TooDeep, 1)]


def test_a_depth_that_would_end_the_parser_is_told():
    nested = "[" * 200_000 + "]" * 200_000
    assert told(f'{{"features": [{{"b": {nested}}}]}}') == [(TooDeep, 1)]


def test_digits_are_kept():
    ((_, value, _),) = told('{"features": [{"b": 3898600.100}]}')
    assert value == {"b": Decimal("3898600.100")}
    assert str(value["b"]) == "3898600.100"
