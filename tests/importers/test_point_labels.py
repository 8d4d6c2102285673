"""What we number ourselves never looks like a point that was delivered twice."""

from hypothesis import given
from hypothesis import strategies as st

from importers.point_labels import told_apart

LABEL = st.sampled_from(["J1", "J2", "J3", "J4", "J1-1", "J2-1", "S7"])


def test_a_number_of_ours_gives_way_to_a_delivered_one():
    assert told_apart([None, None, "J1"], ["J1", "J2", "J3"]) == ["J1-1", "J2", "J1"]


def test_delivered_labels_stay_even_when_repeated_or_empty():
    assert told_apart(["J2", "", "J2"], ["J1", "J2", "J3"]) == ["J2", "", "J2"]
    assert told_apart([None, None], ["J1", "J2"]) == ["J1", "J2"]


@given(st.lists(st.none() | LABEL, max_size=6))
def test_only_what_was_delivered_twice_is_there_twice(delivered):
    labels = told_apart(delivered, [f"J{place + 1}" for place in range(len(delivered))])
    assert [a for a, b in zip(labels, delivered, strict=True) if b is not None] == [
        b for b in delivered if b is not None
    ]
    ours = [a for a, b in zip(labels, delivered, strict=True) if b is None]
    assert all(labels.count(label) == 1 for label in ours)
