"""How far work is, as whoever waits for it hears."""

import pytest

from cadastre.domain.pace import heard_by, passing, reached, share


def test_what_is_reached_is_heard_as_a_share():
    heard: list[float] = []
    with heard_by(heard.append):
        reached(1, 4)
        reached(9, 4)
        reached(1, 0)
    assert heard == [0.25, 1.0]


def test_parts_within_parts_are_shares_of_the_whole():
    heard: list[float] = []
    with heard_by(heard.append):
        with share(0.5, 1), share(0, 0.5):
            reached(1, 2)
        reached(1, 1)
    assert heard == [0.625, 1.0]


def test_a_member_is_behind_when_the_next_one_is_asked_for():
    heard: list[float] = []
    with heard_by(heard.append):
        members = passing("ab")
        assert next(members) == "a"
        assert heard == []
        assert list(members) == ["b"]
    assert heard == [0.5, 1.0]


def test_nobody_has_to_listen():
    with share(0, 1):
        assert list(passing("ab")) == ["a", "b"]


def test_who_listened_before_listens_again_also_after_a_failure():
    outer: list[float] = []
    with heard_by(outer.append):
        with pytest.raises(ValueError, match="broken"), share(0, 0.1), heard_by([].append):
            reached(1, 2)
            raise ValueError("broken")
        reached(1, 2)
    assert outer == [0.5]
