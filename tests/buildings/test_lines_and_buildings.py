"""Random histories of parcels with buildings on them: a model says which lines cut one.

The model knows strips of ground and the stretches that houses stand on, and nothing of shapes.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from buildings.domain.publication import BuildingContent
from buildings.models import Building
from buildings.services import building_publish
from cadastre import audit
from cadastre.domain.errors import Conflict
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
from parcels.domain.publication import RegisterPoint
from parcels.models import Parcel
from tests import factories
from tests.parcels.test_histories import EAST, HOUR, NORTH, WIDTH, Belief, History, content
from tests.parcels.test_invariants import found, run

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class House:
    """A stretch of a strip that a house stands on, and whether it is marked as it may."""

    parcel: str
    number: int
    west: int
    east: int
    is_marked: bool

    @property
    def code(self) -> str:
        """Its building code."""
        return f"{self.parcel}F{self.number:04d}"

    def fits(self, west: int, east: int) -> bool:
        """Whether it may stand on the stretch."""
        return self.is_marked or (west <= self.west and self.east <= east)


class BuiltHistory(History):
    """A random history in which houses are built and lines are drawn without looking."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.houses: list[House] = []
        self.refused = dict.fromkeys(["split", "adjust", "publish", "correct", "retire"], 0)

    def act(self, **fixtures: int) -> Act:
        return Act(by="registrar", now=self.now, source=self.source, fixtures=fixtures)

    def on(self, belief: Belief) -> list[House]:
        return sorted((h for h in self.houses if h.parcel == belief.code), key=lambda h: h.code)

    def may(self, kind: str, work, *, when: bool) -> bool:
        """Do the act, or see it refused and nothing done, as the model says."""
        if when:
            work()
            return True
        with pytest.raises(Conflict):
            work()
        self.refused[kind] += 1
        return False

    def follow(self, goes: list[tuple[House, str]]) -> None:
        """Number houses on their new parcels, in the order of their old codes."""
        self.houses = [h for h in self.houses if h not in [house for house, _ in goes]]
        for house, parcel in sorted(goes, key=lambda pair: pair[0].code):
            number = 1 + sum(h.parcel == parcel for h in self.houses)
            self.houses.append(replace(house, parcel=parcel, number=number))

    def step(self) -> None:
        self.now += HOUR
        possible = ["build", "build", "split", "split", "narrow", "straighten", "retire"]
        possible += ["merge", "adjust", "adjust"] if self.neighbours() else []
        possible = possible if self.current() else []
        possible += ["enter"] if self.free_strips() else []
        getattr(self, self.dice.choice(possible))()
        self.copies.append((self.now, list(self.beliefs)))

    def build(self) -> None:
        parcel = self.dice.choice(self.current())
        if parcel.east - parcel.west < 4:
            return
        west, east = sorted(self.dice.sample(range(parcel.west, parcel.east + 1), 2))
        number = 1 + len(self.on(parcel))
        new = House(parcel.code, number, west, east, self.dice.random() < 0.2)
        ring = factories.rectangle(
            NORTH - 100 * parcel.strip - 5, EAST + west, height=10, width=east - west
        )
        building_publish(
            BuildingContent(
                parcel_code=parcel.code,
                building_number=f"{number:04d}",
                footprint=((ring,),),
                footprint_area_m2=Decimal(10 * (east - west)),
                floor_area_m2=Decimal(10 * (east - west)),
                area_standard="",
                units=(),
                outside_parcel="跨红线" if new.is_marked else "",
            ),
            source=self.source,
            area_source=self.source,
            now=self.now,
        )
        self.houses.append(new)

    def split(self) -> None:
        """Each house goes where it stands, or now and then where it does not, or is forgotten."""
        wide = [b for b in self.current() if b.east - b.west >= 20]
        if not wide:
            return
        old = self.dice.choice(wide)
        cut = self.dice.randint(old.west + 1, old.east - 1)
        edges = [(old.west, cut), (cut, old.east)]
        named = {}
        for house in self.on(old):
            if self.dice.random() < 0.95:
                right = int(house.west >= cut)
                named[house] = right if self.dice.random() < 0.9 else 1 - right
        fits = all(house.fits(*edges[part]) for house, part in named.items())
        codes = self.next_codes(2)
        new = [
            replace(old, code=code, west=west, east=east, begins=self.now)
            for code, (west, east) in zip(codes, edges, strict=True)
        ]
        act = self.act(**{house.code: part for house, part in named.items()})
        if not self.may(
            "split",
            lambda: parcel_split(old.code, [content(b) for b in new], act),
            when=fits and len(named) == len(self.on(old)),
        ):
            self.highest -= 2
            return
        self.follow([(house, codes[part]) for house, part in named.items()])
        self.end(old, at=self.now)
        self.beliefs += new

    def merge(self) -> None:
        one, other = self.dice.choice(self.neighbours())
        (code,) = self.next_codes(1)
        new = replace(one, code=code, east=other.east, begins=self.now)
        parcels_merge([one.code, other.code], content(new), self.act())
        self.follow([(house, code) for house in (*self.on(one), *self.on(other))])
        self.end(one, other, at=self.now)
        self.beliefs.append(new)

    def adjust(self) -> None:
        one, other = self.dice.choice(self.neighbours())
        if other.east - one.west < 3:
            return
        side = self.dice.randint(one.west + 1, other.east - 1)
        moves = [
            Move(
                Decimal(north),
                Decimal(EAST + one.east),
                RegisterPoint("J1", Decimal(north), Decimal(EAST + side)),
            )
            for north in (NORTH - 100 * one.strip, NORTH - 100 * one.strip - 20)
        ]
        pair = sorted([replace(one, east=side), replace(other, west=side)], key=lambda b: b.code)
        goes = [(house, b) for b in pair for house in self.on(b)]
        if not self.may(
            "adjust",
            lambda: boundary_adjust([one.code, other.code], moves, self.act()),
            when=all(house.fits(b.west, b.east) for house, b in goes),
        ):
            return
        codes = dict(zip([b.code for b in pair], self.next_codes(2), strict=True))
        self.follow([(house, codes[b.code]) for house, b in goes])
        self.end(one, other, at=self.now)
        self.beliefs += [replace(b, code=codes[b.code], begins=self.now) for b in pair]

    def narrow(self) -> None:
        """A new version whose eastern side lies farther west; the free ground is nobody's."""
        self._narrowed("publish")

    def straighten(self) -> None:
        """The same as a correction: the side was never where it was said to be."""
        self._narrowed("correct")

    def _narrowed(self, kind: str) -> None:
        old = self.dice.choice(self.current())
        if old.east - old.west < 10:
            return
        new = replace(old, east=old.east - self.dice.randint(0, (old.east - old.west) // 3))
        fits = all(house.fits(new.west, new.east) for house in self.on(old))
        if kind == "publish":
            new = replace(new, begins=self.now)
            if self.may(kind, lambda: self._publish(new), when=fits):
                self.end(old, at=self.now)
                self.beliefs.append(new)
            return
        row = Parcel.objects.current().get(parcel_code=old.code)
        right = [Correction(row.pk, content(new, code=new.code))]
        if self.may(kind, lambda: parcels_correct(right, self.act()), when=fits):
            self.beliefs = [new if b == old else b for b in self.beliefs]

    def retire(self) -> None:
        old = self.dice.choice(self.current())
        if not self.on(old) and self.dice.random() < 0.8:
            return
        if self.may("retire", lambda: parcel_retire(old.code, self.act()), when=not self.on(old)):
            self.end(old, at=self.now)

    def compare(self) -> None:
        super().compare()
        said = {
            (b.building_code, round(b.geom.extent[0] - EAST), round(b.geom.extent[2] - EAST))
            for b in Building.objects.current()
        }
        assert said == {(house.code, house.west, house.east) for house in self.houses}


@pytest.mark.parametrize("seed", [11, 12])
def test_a_line_is_drawn_or_refused_as_the_model_says(seed):
    history = BuiltHistory(seed)
    for number in range(150):
        history.step()
        history.compare()
        if number % 50 == 49:
            run("select 1")  # what a commit would run
            assert found() == set()
            assert audit.chain_proved().holds
    assert min(history.refused.values()) >= 2, history.refused
    assert all(h.east <= WIDTH for h in history.houses)
    assert any(house.is_marked for house in history.houses)
