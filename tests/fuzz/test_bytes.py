"""Changed bytes of good files, for every reader of our own: an answer each time, never an error.

The few that are tried here always; ``bin/test --deep`` tries thousands of each.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import SEEDS, WORDS, fed, parts

FILES = [(name, part) for name in SEEDS for part in parts(name)]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["byte", "word", "drop", "twice", "cut", "swap"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 255),
        st.sampled_from(WORDS),
    ),
    min_size=1,
    max_size=6,
)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.differing_executors]


def changed(data: bytes, changes: list[tuple[str, float, int, bytes]]) -> bytes:
    """Return the bytes after the changes, each at a part of the length."""
    for how, where, byte, word in changes:
        at = int(where * len(data))
        if how == "byte":
            data = data[:at] + bytes([byte]) + data[at + 1 :]
        elif how == "word":
            data = data[:at] + word + data[at + len(word) :]
        elif how == "drop":
            data = data[:at] + data[at + byte :]
        elif how == "twice":
            data = data[:at] + data[at : at + byte] * 3 + data[at + byte :]
        elif how == "swap":
            data = data[:at] + data[at + byte :] + data[at : at + byte]
        else:
            data = data[:at]
    return data


@pytest.mark.parametrize(("name", "part"), FILES, ids=["-".join(one) for one in FILES])
@settings(max_examples=25, deadline=20_000, suppress_health_check=SLOW)
@given(CHANGES)
def test_an_answer(name: str, part: str, changes: list[tuple[str, float, int, bytes]]) -> None:
    fed(name, changed(SEEDS[name][part], changes), part=part)


@pytest.mark.deep
@pytest.mark.parametrize(("name", "part"), FILES, ids=["-".join(one) for one in FILES])
@settings(max_examples=2_000, deadline=20_000, suppress_health_check=SLOW)
@given(CHANGES)
def test_an_answer_at_length(
    name: str, part: str, changes: list[tuple[str, float, int, bytes]]
) -> None:
    fed(name, changed(SEEDS[name][part], changes), part=part)


@pytest.mark.parametrize("name", SEEDS)
def test_the_seed_is_good(name: str) -> None:
    (part, data) = next(iter(SEEDS[name].items()))
    delivery = fed(name, data, part=part)
    assert [one.kind for one in delivery.findings if one.severity == "error"] == []
    assert delivery.parcels or delivery.units
