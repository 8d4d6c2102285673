"""Every hostile file of the catalogue gets its answer, and every honest twin gets in.

Each upload is made here, read in a bound process as delivered files are, and checked. A bad one
must be told of by one of the kinds stated for it; whatever it is, nothing may be raised, no process
may end, nobody may wait, and both languages must say it. A good twin must bring its objects without
an error, or a reader that refuses everything would pass. How many there are: see ``COUNTS``.
"""

import re
from pathlib import Path

import pytest

from tests.importers.hostile import archives, attributes, forms, lines, shapes, tricks
from tests.importers.hostile.answers import Answer, answers_of
from tests.importers.hostile.cases import Case
from tests.importers.hostile.runner import LIMITS, SECONDS

CLASSES = {"U": archives, "P": tricks, "G": shapes, "T": attributes, "F": forms, "L": lines}
COUNTS = {
    "U": (47, 12),
    "P": (74, 6),
    "G": (268, 59),
    "T": (151, 37),
    "F": (139, 16),
    "L": (16, 13),
}
"""Bad files and honest twins of each class: archives, parser tricks, geometry, attributes, what
only one format can get wrong, and lines beside the rings; 695 and 143 in all."""

EVERY = [case for module in CLASSES.values() for case in module.cases()]
CASES = [case for case in EVERY if not case.deep]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    return answers_of(CASES, tmp_path_factory.mktemp("hostile"))


def sound(case: Case, answer: Answer) -> None:
    """Hold an answer against what the case states."""
    assert "died" not in answer
    assert "raised" not in answer
    assert answer["seconds"] < min(SECONDS, case.seconds)
    assert answer["peak_kib"] * 1024 < LIMITS.child_memory_bytes
    assert answer["silent"] == []
    errors = {kind for kind, severity in answer["findings"] if severity == "error"}
    said = {kind for kind, _ in answer["findings"]}
    if case.is_good:
        assert errors == set()
        assert answer["objects"]
    else:
        assert case.kinds & (said if case.warns else errors), sorted(said)
    assert case.objects in (None, answer["objects"])
    assert not re.search(r"CANARY|root:.?:0:", answer["text"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_answer(case: Case, answers: dict[str, Answer]) -> None:
    sound(case, answers[case.id])


@pytest.mark.deep
@pytest.mark.parametrize("case", [case for case in EVERY if case.deep], ids=lambda case: case.id)
def test_answer_to_a_large_one(case: Case, tmp_path: Path) -> None:
    sound(case, answers_of([case], tmp_path)[case.id])


@pytest.mark.parametrize("letter", CLASSES)
def test_the_catalogue_is_as_large_as_it_says(letter: str) -> None:
    cases = [case for case in EVERY if case.id.startswith(f"{letter}-")]
    honest = sum(case.is_good for case in cases)
    assert (len(cases) - honest, honest) == COUNTS[letter]
