"""Random histories against a model that keeps a whole copy of its beliefs for every moment.

The model knows nothing of recorded columns: after each act it copies what it believes of all
time. What the register said at a moment is the last copy made until then.
"""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from cadastre import audit
from parcels.changes import (
    Act,
    Correction,
    boundary_adjust,
    parcel_retire,
    parcel_split,
    parcels_correct,
    parcels_merge,
)
from parcels.domain.moving import Move
from parcels.domain.publication import ParcelContent, RegisterPoint
from parcels.models import Parcel, ParcelLineage
from parcels.services import parcel_publish
from tests import factories
from tests.parcels.test_invariants import found, run

pytestmark = pytest.mark.django_db

SERIES = "410811001002GB"
STRIPS = 4
WIDTH = 400
NORTH, EAST = 3_898_000, 430_000
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Belief:
    """A stretch of a strip of ground that a code named for a time."""

    code: str
    strip: int
    west: int
    east: int
    address: str
    begins: datetime
    ends: datetime | None = None

    @property
    def area(self) -> Decimal:
        """20 m by the width."""
        return Decimal(20 * (self.east - self.west)).quantize(Decimal("0.01"))


def content(belief: Belief, *, code: str = "") -> ParcelContent:
    ring = factories.rectangle(
        NORTH - 100 * belief.strip, EAST + belief.west, width=belief.east - belief.west
    )
    return replace(factories.content(code, (ring,)), area_m2=belief.area, address=belief.address)


class History:
    """One random history: the register through its services, and the model beside it."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.now = factories.NOW
        self.beliefs: list[Belief] = []
        self.copies: list[tuple[datetime, list[Belief]]] = []
        self.highest = 0
        self.acts = {"split": 0, "merge": 0, "adjust": 0, "correct": 0, "retire": 0, "publish": 0}
        factories.sub_district()
        self.source = factories.source()

    def act(self) -> Act:
        """Half of the acts hold from a little before they are recorded."""
        latest = max(b.begins for b in self.beliefs)
        back = self.now - HOUR * self.dice.randint(0, 20) / 10
        at = back if back > latest and self.dice.random() < 0.5 else None
        return Act(by="registrar", now=self.now, source=self.source, at=at)

    def current(self) -> list[Belief]:
        return [b for b in self.beliefs if b.ends is None]

    def next_codes(self, count: int) -> list[str]:
        codes = [f"{SERIES}{self.highest + n:05d}" for n in range(1, count + 1)]
        self.highest += count
        return codes

    def end(self, *ended: Belief, at: datetime) -> None:
        self.beliefs = [replace(b, ends=at) if b in ended else b for b in self.beliefs]

    def neighbours(self) -> list[tuple[Belief, Belief]]:
        return [
            (one, other)
            for one in self.current()
            for other in self.current()
            if one.strip == other.strip and one.east == other.west
        ]

    def free_strips(self) -> list[int]:
        taken = {b.strip for b in self.current()}
        return [strip for strip in range(STRIPS) if strip not in taken]

    def step(self) -> None:
        self.now += HOUR * self.dice.randint(5, 20)
        possible = ["split", "split", "split", "correct"] if self.current() else []
        possible += ["merge", "merge", "adjust", "adjust"] if self.neighbours() else []
        possible += ["publish", "retire"] if self.current() else []
        possible += ["enter", "enter"] if self.free_strips() else []
        getattr(self, self.dice.choice(possible))()
        self.copies.append((self.now, list(self.beliefs)))

    def enter(self) -> None:
        """A parcel of a whole free strip, with a number that leaves a gap now and then."""
        self.highest += self.dice.choice([0, 0, 3])
        (code,) = self.next_codes(1)
        strip = self.dice.choice(self.free_strips())
        new = Belief(code, strip, 0, WIDTH, "新地", self.now)
        self._publish(new)
        self.beliefs.append(new)

    def publish(self) -> None:
        """A new version of a current parcel: its address changes."""
        old = self.dice.choice(self.current())
        if old.begins >= self.now:
            return
        new = replace(old, address=f"地址{self.dice.randint(1, 99)}号", begins=self.now)
        self._publish(new)
        self.end(old, at=self.now)
        self.beliefs.append(new)
        self.acts["publish"] += 1

    def _publish(self, belief: Belief) -> None:
        parcel_publish(
            content(belief, code=belief.code),
            source=self.source,
            area_source=self.source,
            now=self.now,
        )

    def split(self) -> None:
        wide = [b for b in self.current() if b.east - b.west >= 20]
        if not wide:
            return
        old, act = self.dice.choice(wide), self.act()
        cuts = sorted(self.dice.sample(range(old.west + 1, old.east), self.dice.choice([1, 2])))
        edges = [old.west, *cuts, old.east]
        codes = self.next_codes(len(edges) - 1)
        new = [
            replace(old, code=code, west=west, east=east, begins=act.holds_from)
            for code, west, east in zip(codes, edges, edges[1:], strict=False)
        ]
        parcel_split(old.code, [content(b) for b in new], act)
        self.end(old, at=act.holds_from)
        self.beliefs += new
        self.acts["split"] += 1

    def merge(self) -> None:
        one, other = self.dice.choice(self.neighbours())
        act = self.act()
        (code,) = self.next_codes(1)
        new = replace(one, code=code, east=other.east, begins=act.holds_from)
        parcels_merge([one.code, other.code], content(new), act)
        self.end(one, other, at=act.holds_from)
        self.beliefs.append(new)
        self.acts["merge"] += 1

    def adjust(self) -> None:
        one, other = self.dice.choice(self.neighbours())
        if other.east - one.west < 3:
            return
        act = self.act()
        side = self.dice.randint(one.west + 1, other.east - 1)
        moves = [
            Move(
                Decimal(north),
                Decimal(EAST + one.east),
                RegisterPoint("J1", Decimal(north), Decimal(EAST + side)),
            )
            for north in (NORTH - 100 * one.strip, NORTH - 100 * one.strip - 20)
        ]
        boundary_adjust([one.code, other.code], moves, act)
        pair = sorted([replace(one, east=side), replace(other, west=side)], key=lambda b: b.code)
        codes = self.next_codes(2)
        new = [
            replace(b, code=code, begins=act.holds_from)
            for b, code in zip(pair, codes, strict=True)
        ]
        self.end(one, other, at=act.holds_from)
        self.beliefs += new
        self.acts["adjust"] += 1

    def correct(self) -> None:
        """Any belief of any time, current or long ended, gets another address."""
        wrong = self.dice.choice(self.beliefs)
        right = replace(wrong, address=f"更正{self.dice.randint(1, 99)}号")
        row = Parcel.objects.standing().get(parcel_code=wrong.code, valid_from=wrong.begins)
        act = Act(by="registrar", now=self.now, source=self.source)
        parcels_correct([Correction(row.pk, content(right, code=right.code))], act)
        self.beliefs = [right if b == wrong else b for b in self.beliefs]
        self.acts["correct"] += 1

    def retire(self) -> None:
        if self.dice.random() < 0.7:
            return
        old, act = self.dice.choice(self.current()), self.act()
        parcel_retire(old.code, act)
        self.end(old, at=act.holds_from)
        self.acts["retire"] += 1

    def moment(self) -> datetime:
        """Some moment of the history, also before it and exactly at its acts."""
        if self.dice.random() < 0.4:
            return self.dice.choice(self.copies)[0]
        return factories.NOW + (self.now - factories.NOW) * self.dice.uniform(-0.05, 1.05)

    def believed(self, valid: datetime, *, recorded: datetime) -> set[tuple]:
        known: list[Belief] = []
        for moment, copy in self.copies:
            if moment <= recorded:
                known = copy
        return {
            (b.code, b.strip, b.west, b.east, b.address, b.area)
            for b in known
            if b.begins <= valid and (b.ends is None or valid < b.ends)
        }

    def registered(self, valid: datetime, *, recorded: datetime | None) -> set[tuple]:
        said = set()
        for parcel in Parcel.objects.at(valid, recorded=recorded):
            west, south, east, north = parcel.geom.extent
            strip = round((NORTH - north) / 100)
            assert north - south == 20
            place = (round(west - EAST), round(east - EAST))
            said.add((parcel.parcel_code, strip, *place, parcel.address, parcel.area_m2))
        return said

    def compare(self) -> None:
        for _ in range(2):
            valid, recorded = self.moment(), self.moment()
            assert self.registered(valid, recorded=recorded) == self.believed(
                valid, recorded=recorded
            )
        valid = self.moment()
        assert self.registered(valid, recorded=None) == self.believed(valid, recorded=self.now)
        today = {(b.code, b.address) for b in self.current()}
        assert set(Parcel.objects.current().values_list("parcel_code", "address")) == today


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_random_history_is_what_the_model_says_for_any_day(seed):
    history = History(seed)
    for number in range(120):
        history.step()
        history.compare()
        if number % 40 == 39:
            run("select 1")  # what a commit would run
            assert found() == set()
            assert audit.chain_proved().holds
    assert min(history.acts.values()) >= 2, history.acts
    ground = {
        b.strip: sum(c.area for c in history.current() if c.strip == b.strip)
        for b in history.current()
    }
    ended = set(ParcelLineage.objects.exclude(kind="correct").values_list("before_code", flat=True))
    assert not ended & {b.code for b in history.current()}
    assert all(area <= 20 * WIDTH for area in ground.values())
