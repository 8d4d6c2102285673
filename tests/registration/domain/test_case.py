"""The moves of a case: written out as a table, and walked in every order."""

from hypothesis import given
from hypothesis import strategies as st

from registration.domain.case import (
    PAST,
    CaseState,
    CaseStatus,
    Move,
    Pause,
    Step,
    after,
    moves_from,
)
from registration.domain.materials import KINDS, LISTS, forbidden_grounds

ALWAYS = {Move.CLOSE, Move.WITHDRAW}
HALTS = {Move.REQUEST_SUPPLEMENT, Move.STOP}


def state(step=Step.ACCEPTANCE, pause=Pause.RUNNING, *, two=False, status=CaseStatus.OPEN):
    return CaseState(status, step, pause, two)


def test_what_may_be_done_where():
    table = {
        (Step.ACCEPTANCE, False): {Move.HAND_OVER, Move.ADOPT},
        (Step.EXAMINATION, False): {Move.PASS, Move.SEND_BACK, Move.ADOPT},
        (Step.ENTRY, False): {Move.SEND_BACK, Move.ADOPT},
        (Step.ACCEPTANCE, True): {Move.HAND_OVER},
        (Step.EXAMINATION, True): {Move.PASS, Move.SEND_BACK},
        (Step.ENTRY, True): {Move.SEND_BACK, Move.ADOPT},
    }
    for (step, two), moves in table.items():
        assert set(moves_from(state(step, two=two))) == moves | HALTS | ALWAYS


def test_while_the_clock_stands_it_can_only_go_on_or_end():
    waiting = set(moves_from(state(pause=Pause.SUPPLEMENT)))
    assert waiting == {Move.RECEIVE_SUPPLEMENT} | ALWAYS
    assert set(moves_from(state(pause=Pause.STOPPED))) == {Move.RESUME} | ALWAYS


def test_a_finished_case_stays():
    for status in (CaseStatus.ADOPTED, CaseStatus.CLOSED, CaseStatus.WITHDRAWN):
        assert moves_from(state(status=status)) == ()


@given(st.lists(st.sampled_from(list(Move)), max_size=30), st.booleans())
def test_two_persons_means_an_examination_before_the_entry(moves, two):
    where, passed = state(two=two), False
    for move in moves:
        to = after(where, move)
        if to is None:
            continue
        assert where.status is CaseStatus.OPEN
        passed = (passed or move is Move.PASS) and move is not Move.SEND_BACK
        if to.status is CaseStatus.ADOPTED:
            assert where.pause is Pause.RUNNING
            assert passed or not two
        where = to


def test_every_move_has_its_word_in_the_history():
    assert set(PAST) == set(Move)


def test_every_list_names_known_materials_and_never_demands_a_survey():
    for listed in LISTS.values():
        assert set(listed) <= set(KINDS)
    assert KINDS["survey_report"].is_extracted
    assert not KINDS["identity"].is_extracted


def test_forbidden_grounds_are_found_in_usual_words():
    assert forbidden_grounds("原房屋面积不准，请重测") == ("AREA_INACCURATE",)
    assert forbidden_grounds("原宗地图没有坐标") == ("NO_COORDINATES",)
    assert forbidden_grounds("档案未移交") == ("NOT_HANDED_OVER",)
    assert forbidden_grounds("NO_COORDINATES") == ("NO_COORDINATES",)
    assert forbidden_grounds("身份证明缺复印件") == ()
