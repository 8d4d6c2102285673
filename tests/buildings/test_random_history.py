"""Random histories of one building against a plain model in memory, compared for every day."""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings.domain.lineage import CodeDates, Lineage, Step
from buildings.domain.lineage_drawing import BOX_WIDTH, drawing_of
from buildings.domain.publication import UnitContent
from buildings.models import ActKind, Unit
from buildings.resolving import lineages
from buildings.services import Ground
from buildings.services.acts import Change
from buildings.services.unit_changes import (
    unit_code_correct,
    unit_retire,
    unit_split,
    units_merge,
)
from cadastre import sql
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house

AUDITOR = ["code_reused", "code_went_down", "code_versions_overlap", "code_lineage_breaks"]
CENT = Decimal("0.01")


@dataclass
class Model:
    """What stands on each day, by number: floor area, and the original rooms it is made of."""

    days: list[dict[int, Decimal]]
    last: int
    origin: dict[int, frozenset[int]] = field(default_factory=dict)

    @property
    def today(self) -> dict[int, Decimal]:
        return self.days[-1]

    def becomes(self, old: list[int], parts: list[Decimal]) -> list[int]:
        """Let ``old`` give way to parts with the next numbers, on the next day."""
        rest = {number: area for number, area in self.today.items() if number not in old}
        new = list(range(self.last + 1, self.last + 1 + len(parts)))
        made_of = frozenset().union(*(self.origin[number] for number in old))
        self.last += len(parts)
        self.origin |= dict.fromkeys(new, made_of)
        self.days.append(rest | dict(zip(new, parts, strict=True)))
        return new


def code(number: int) -> str:
    return f"{BUILDING_CODE}{number:04d}"


def part(number: int, day: int, area: Decimal) -> UnitContent:
    return UnitContent("", "room", "1", 1, "1层", f"{day}-{number}", built_m2=area)


def act(model: Model, dice: random.Random, source) -> None:
    """Do one thing to the building and to the model."""
    day = len(model.days)
    now = factories.NOW + timedelta(days=day)
    change = Change(ActKind.CORRECT, "unit.random", Ground(reason="random"), now)
    numbers = sorted(model.today)
    what = dice.choice(["split", "split", "merge", "merge", "correct", "retire"])
    if what == "merge" and len(numbers) > 1:
        old = sorted(dice.sample(numbers, dice.randint(2, min(3, len(numbers)))))
        whole = sum((model.today[n] for n in old), Decimal(0))
        model.becomes(old, [whole])
        units_merge([code(n) for n in old], part(0, day, whole), area_source=source, change=change)
    elif what == "retire" and len(numbers) > 3:
        old = [dice.choice(numbers)]
        model.becomes(old, [])
        unit_retire(code(old[0]), change=change)
    elif what == "correct":
        old = [dice.choice(numbers)]
        model.becomes(old, [model.today[old[0]]])
        unit_code_correct(code(old[0]), change=change)
    else:
        old = [dice.choice(numbers)]
        first = (model.today[old[0]] / 3).quantize(CENT)
        parts = [first, model.today[old[0]] - first]
        model.becomes(old, parts)
        contents = [part(n, day, area) for n, area in enumerate(parts)]
        unit_split(code(old[0]), contents, area_source=source, change=change)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 7])
def test_a_random_history_is_the_models_on_every_day(seed):
    factories.parcel()
    built = house(storeys=1, rooms=6)
    # Shares of the land would have to be split too; this history is about floor areas.
    Unit.objects.filter(building=built).supersede(now=factories.NOW + timedelta(hours=1))
    Unit.objects.bulk_create(
        Unit(
            unit_code_id=code(number),
            kind="room",
            parcel_code=factories.PARCEL_CODE,
            building=built,
            storey=built.storeys.get(),
            section="1",
            room=f"10{number}",
            built_m2=Decimal("100.00"),
            area_source=built.area_source,
            valid_from=factories.NOW,
            recorded_from=factories.NOW + timedelta(hours=1),
        )
        for number in range(1, 7)
    )
    start = {number: Decimal("100.00") for number in range(1, 7)}
    model = Model([start], 6, {number: frozenset({number}) for number in start})
    dice, source = random.Random(seed), factories.source()
    for _turn in range(60):
        act(model, dice, source)
    found = lineages([code(number) for number in range(1, model.last + 1)])
    for day, standing in enumerate(model.days):
        at = factories.NOW + timedelta(days=day, hours=2)
        rows = Unit.objects.at(at).values_list("unit_code", "built_m2")
        assert dict(rows) == {code(number): area for number, area in standing.items()}
        for number in range(1, 7):
            expected = {code(n) for n in standing if number in model.origin[n]}
            assert set(found[code(number)].standing(at)) == expected, (day, number)
    for query in AUDITOR:
        assert sql.rows("buildings", f"audit/{query}", {}) == []


steps = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(0, 5)), max_size=25)


def lineage_of(drawn: list[tuple[int, int, int]]) -> Lineage:
    """Return a lineage of arbitrary steps, circles included, all led on from code 0."""
    made = [
        Step(code(old), code(new), "correct", factories.NOW + timedelta(days=day))
        for old, new, day in drawn
        if old != new
    ]
    named = {code(0), *(c for step in made for c in (step.from_code, step.to_code))}
    dates = {c: CodeDates(c, factories.NOW, factories.NOW) for c in named}
    return Lineage(code(0), dates, tuple(made))


@given(steps)
def test_any_lineage_ends_and_finds_what_a_closure_finds(drawn):
    lineage = lineage_of(drawn)
    reached = {0}
    for _round in range(9):
        reached |= {new for old, new, _day in drawn if old in reached and old != new}
    assert set(lineage.standing()) == {code(number) for number in reached}


@given(steps)
def test_any_lineage_can_be_drawn_without_two_boxes_in_one_place(drawn):
    drawing = drawing_of(lineage_of(drawn))
    places = [(box.left, box.top) for box in drawing.boxes]
    assert len(set(places)) == len(places)
    assert all(0 < left < drawing.width - BOX_WIDTH for left, _top in places)
