"""Building tables compared: single edits by hand, and many at once on invented towers."""

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from surveys.domain.compare_tables import ChangeKind, compare_tables
from surveys.domain.compare_words import explained, summary_of
from tests.surveys.domain import developments
from tests.surveys.domain.developments import EDITS, Development, Flat, tower

SEEDS = 48
EDITS_EACH = 12


def flat(room: str, built: str | None, **changed) -> Flat:
    values = {
        "ident": 0,
        "section": "1",
        "storey_number": int(room[0]) if room[:1].isdigit() else 1,
        "storey_label": "",
        "use": "住宅",
        "inner_m2": None,
        "shared_m2": None,
        "built_m2": None if built is None else Decimal(built),
    } | changed
    return Flat(room=room, **values)


def kinds(before: list[Flat], after: list[Flat], **how) -> list[tuple[str, str, str]]:
    """Return kind, rooms before, rooms after of all that is not the same."""
    return [
        (
            change.kind.value,
            "+".join(unit.room for unit in change.before),
            "+".join(unit.room for unit in change.after),
        )
        for change in compare_tables(before, after, **how).changes
        if change.kind is not ChangeKind.SAME
    ]


STOREY = [flat("201", "103.28"), flat("202", "109.77"), flat("203", "88.10"), flat("204", "120.40")]


def test_areas_measured_again_change_no_unit():
    after = [replace(one, built_m2=one.built_m2 + Decimal("0.84")) for one in STOREY]
    found = compare_tables(STOREY, after)
    assert found.is_same
    assert found.counts == {ChangeKind.SAME: 4}
    first = found.changes[0]
    assert (first.difference_m2, first.ratio_percent) == (Decimal("0.84"), Decimal("0.813"))
    assert (found.totals.before_m2, found.totals.after_m2) == (Decimal("421.55"), Decimal("424.91"))
    assert found.totals.ratio_percent == Decimal("0.797")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([*STOREY[:2], flat("203", "208.50")], [("merged", "203+204", "203")]),
        ([*STOREY[:2], flat("205", "208.50")], [("merged", "203+204", "205")]),
        (
            [flat("201", "213.05"), flat("202", "88.10"), flat("203", "120.40")],
            [
                ("merged", "201+202", "201"),
                ("renumbered", "203", "202"),
                ("renumbered", "204", "203"),
            ],
        ),
        (
            [*STOREY[:3], flat("204A", "60.20"), flat("204B", "60.10")],
            [("split", "204", "204A+204B")],
        ),
        (
            [flat("201", "51.60"), *STOREY[1:], flat("205", "51.70")],
            [("split", "201", "201+205")],
        ),
        ([*STOREY[:3], flat("209", "120.40")], [("renumbered", "204", "209")]),
        ([*STOREY[:3], flat("会所", "120.40", storey_number=2)], [("renamed", "204", "会所")]),
        ([STOREY[0], *STOREY[2:]], [("removed", "202", "")]),
        ([*STOREY, flat("205", "31.00")], [("added", "", "205")]),
        (
            [STOREY[0], flat("203", "109.77"), flat("202", "88.10"), STOREY[3]],
            [("renumbered", "203", "202"), ("renumbered", "202", "203")],
        ),
    ],
    ids=[
        "two become the first of them",
        "two become a new number",
        "two become one and the others move up",
        "one becomes two with letters",
        "one becomes two far apart",
        "another number",
        "a name for a number",
        "one less",
        "one more",
        "two change their numbers",
    ],
)
def test_one_edit_of_a_storey_is_told_as_what_it_is(after, expected):
    assert kinds(STOREY, after) == expected


def test_a_storey_of_flats_joined_over_two_storeys():
    """A duplex: 301 and 401 above each other become 301."""
    before = [
        flat("301", "90.00"),
        flat("302", "70.00"),
        flat("401", "91.00"),
        flat("402", "70.00"),
    ]
    after = [flat("301", "181.00"), flat("302", "70.00"), flat("402", "70.00")]
    assert kinds(before, after) == [("merged", "301+401", "301")]


def test_a_far_larger_area_alone_leaves_the_unit_the_same_and_is_remarked():
    (change,) = compare_tables([STOREY[0]], [replace(STOREY[0], built_m2=Decimal("120"))]).changes
    assert change.kind is ChangeKind.SAME
    assert change.is_notable
    assert "仅供参考" in explained(change).zh
    assert "for information" in explained(change).en


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"room": "101"}, {"room": "１０１室"}),
        ({"room": "101", "section": "1"}, {"room": "101", "section": "一单元"}),
        ({"room": "101", "section": "1"}, {"room": "1-101", "section": ""}),
        ({"room": "1001", "storey_number": 10}, {"room": "1001号", "storey_number": 10}),
        (
            {"room": "B1-012", "storey_number": -1, "storey_label": "B1"},
            {"room": "负一层-012", "storey_number": -1, "storey_label": "负一层"},
        ),
        (
            {"room": "B1-012", "storey_number": -1, "storey_label": "B1"},
            {"room": "地下一层012", "storey_number": None, "storey_label": "地下一层"},
        ),
        (
            {"room": "-101", "storey_number": -1, "storey_label": "-1"},
            {"room": "B101", "storey_number": -1, "storey_label": "B1"},
        ),
        ({"room": "3—01", "storey_number": 3}, {"room": "301", "storey_number": 3}),
    ],
)
def test_another_spelling_is_the_same_unit_and_said(one, other):
    before, after = (replace(STOREY[0], **{"storey_number": 1, **row}) for row in (one, other))
    (change,) = compare_tables([before], [after]).changes
    assert change.kind is ChangeKind.SAME or change.kind is ChangeKind.SECTION_RENAMED
    assert change.before_m2 == change.after_m2
    if change.kind is ChangeKind.SAME:
        assert change.respelled
        assert "写法不同" in explained(change).zh


def test_sections_renamed_are_said_once():
    before = [replace(one, section=name) for name in ("1", "2") for one in STOREY]
    after = [replace(one, section=name) for name in ("A", "B") for one in STOREY]
    found = compare_tables(before, after)
    assert found.sections == (("1", "A"), ("2", "B"))
    assert found.counts == {ChangeKind.SECTION_RENAMED: 8}
    assert "单元 1 改名为 A" in summary_of(found).zh
    assert "section 1 renamed A" in summary_of(found).en


def test_a_code_finds_its_unit_whatever_the_label_and_a_changed_one_is_said():
    code = "410811001002GB00007F00010001"
    before = [replace(STOREY[0], unit_code=code), STOREY[1]]
    after = [replace(STOREY[0], room="602", storey_number=6, unit_code=code), STOREY[1]]
    assert kinds(before, after) == [("moved", "201", "602")]
    other = [replace(STOREY[0], unit_code=code[:-1] + "2"), STOREY[1]]
    (first, _) = compare_tables(before, other).changes
    assert (first.kind, first.code_changed) == (ChangeKind.SAME, True)
    assert "单元代码变更" in explained(first).zh


def test_a_changed_use_is_said():
    (change,) = compare_tables([STOREY[0]], [replace(STOREY[0], use="办公")]).changes
    assert (change.use_changed, change.is_changed) == (True, True)
    assert "用途变更 住宅 → 办公" in explained(change).zh


def test_under_two_area_rules_units_match_and_nothing_is_computed():
    found = compare_tables(STOREY, STOREY, same_area_rule=False)
    assert found.counts == {ChangeKind.SAME: 4}
    assert {change.difference_m2 for change in found.changes} == {None}
    assert (found.totals.difference_m2, found.totals.ratio_percent) == (None, None)


def test_without_areas_labels_tell():
    bare = [replace(one, built_m2=None) for one in STOREY]
    after = [*bare[:3], flat("204A", None), flat("204B", None)]
    assert kinds(bare, after) == [("split", "204", "204A+204B")]
    assert compare_tables(bare, after).totals.before_m2 is None


@pytest.mark.parametrize(("before", "after"), [([], STOREY), (STOREY, []), ([], [])])
def test_an_empty_table_is_added_or_removed_as_a_whole(before, after):
    found = compare_tables(before, after)
    assert found.counts.get(ChangeKind.ADDED, 0) == len(after)
    assert found.counts.get(ChangeKind.REMOVED, 0) == len(before)


def test_the_order_of_delivery_changes_nothing():
    development = edited(3)
    first = compare_tables(development.before, development.after)
    Random(1).shuffle(development.before)
    Random(2).shuffle(development.after)
    again = compare_tables(development.before, development.after)
    assert [explained(one) for one in first.changes] == [explained(one) for one in again.changes]


def test_no_unit_is_lost_or_told_twice():
    for seed in range(6):
        development = edited(seed)
        found = compare_tables(development.before, development.after)
        for side, table in (("before", development.before), ("after", development.after)):
            told = Counter(id(unit) for change in found.changes for unit in getattr(change, side))
            assert told == Counter(map(id, table))


def test_every_change_is_explained_in_both_languages():
    development = edited(5)
    for change in compare_tables(development.before, development.after).changes:
        text = explained(change)
        assert text.zh.endswith("。")
        assert text.en.endswith(".")


# Precision and recall on invented towers


def edited(seed: int) -> Development:
    """Return a tower with a dozen known edits, and what its seed adds to them."""
    dice, development = Random(seed), tower(seed)
    way = seed % 6
    if way < 4:
        for _ in range(EDITS_EACH):
            EDITS[dice.choice(list(EDITS))](development, dice)
    if way == 1:
        developments.respell(development, dice)
    elif way == 2:
        developments.rename_sections(development)
    elif way == 3:
        developments.give_codes(development)
    elif way >= 4:
        kept = way == 4
        number = dice.randrange(2, 20)
        developments.insert_storey(development, number, labels_kept=kept)
        if not kept:
            developments.give_codes(development)
    return development


def expected(development: Development) -> dict[str, set]:
    """Return what is to be found of a tower, the units nothing happened to among it."""
    found = {kind: set(changes) for kind, changes in development.expected.items()}
    explained_units = {one for changes in found.values() for before, _ in changes for one in before}
    renamed = any(unit.section.startswith("A") for unit in development.after)
    for unit in development.before:
        if unit.ident not in explained_units:
            kind = "section_renamed" if renamed and unit.section else "same"
            one = frozenset({unit.ident})
            found.setdefault(kind, set()).add((one, one))
    return found


def test_known_edits_are_found_and_nothing_else():
    """Precision and recall of every kind of edit at least 0.99 of what was done, all seeds."""
    right, told, done = Counter(), Counter(), Counter()
    for seed in range(SEEDS):
        development = edited(seed)
        found = defaultdict(set)
        for change in compare_tables(development.before, development.after).changes:
            ids = [frozenset(u.ident for u in side) for side in (change.before, change.after)]
            found[change.kind.value].add(tuple(ids))
        wanted = expected(development)
        for kind in found.keys() | wanted.keys():
            right[kind] += len(found[kind] & wanted.get(kind, set()))
            told[kind] += len(found[kind])
            done[kind] += len(wanted.get(kind, set()))
    kinds_of_edits = {kind.value for kind in ChangeKind}
    assert set(done) == kinds_of_edits
    assert min(done.values()) >= 40
    precision = {kind: right[kind] / told[kind] for kind in done}
    recall = {kind: right[kind] / done[kind] for kind in done}
    assert min(precision.values()) >= 0.95, precision
    assert min(recall.values()) >= 0.95, recall
    assert sum(right.values()) / sum(told.values()) >= 0.999
    assert sum(right.values()) / sum(done.values()) >= 0.999
