"""Writers at the same moment, each with a connection of its own."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Lock, Thread

import pytest
from django.db import connection, transaction

from cadastre import audit
from cadastre.domain.errors import CadastreError
from parcels.changes import boundary_adjust, parcel_retire, parcel_split, parcels_merge
from parcels.codes import parcel_codes_allocate
from parcels.models import IssuedParcelCode, Parcel
from parcels.services import parcels_publish
from tests import factories
from tests.parcels.test_changes import (
    EAST,
    EIGHT,
    NORTH,
    SEVEN,
    act,
    common_side,
    day,
    halves,
    neighbours,
    rectangle,
)
from tests.parcels.test_invariants import found

pytestmark = pytest.mark.django_db(transaction=True)

Work = Callable[[], object]


def at_once(*works: Work) -> list[str]:
    """Run every work in a thread of its own, all starting together; return how each ended."""
    barrier, lock = Barrier(len(works)), Lock()
    outcomes: list[str] = []

    def run(work: Work) -> None:
        barrier.wait(timeout=30)
        try:
            work()
            outcome = "done"
        except CadastreError as refusal:
            outcome = refusal.code
        except Exception as error:
            outcome = f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        with lock:
            outcomes.append(outcome)

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def sound() -> bool:
    """Whether the auditor finds nothing and the journal holds."""
    return found() == set() and audit.chain_proved().holds


def test_allocators_never_collide_and_leave_no_gap():
    def allocate(number: int) -> Work:
        def work() -> None:
            for turn in range(20):
                with transaction.atomic():
                    parcel_codes_allocate(
                        "410811001002GB", 1 + (number + turn) % 3, now=day(0), purpose="test"
                    )

        return work

    assert at_once(*[allocate(n) for n in range(8)]) == ["done"] * 8
    numbers = IssuedParcelCode.objects.order_by("number").values_list("number", flat=True)
    expected = sum(1 + (number + turn) % 3 for number in range(8) for turn in range(20))
    assert list(numbers) == [*range(1, expected + 1)]


def test_of_several_splits_of_one_parcel_one_wins():
    factories.parcel()
    acts = [act(n + 1) for n in range(4)]
    outcomes = at_once(*[lambda a=a: parcel_split(SEVEN, halves(), a) for a in acts])
    assert sorted(outcomes) == ["conflict", "conflict", "conflict", "done"]
    assert Parcel.objects.current().count() == 2
    assert sound()


def test_a_split_and_an_adjustment_of_its_boundary_do_not_mix():
    for turn in range(4):
        base = NORTH - 100 * turn
        codes = [f"410811001002GB{50 + 10 * turn + n:05d}" for n in range(2)]
        for n, code in enumerate(codes):
            factories.parcel(code, (factories.rectangle(base, EAST + 30 * n),))
        parts = [
            replace(
                factories.content("", (factories.rectangle(base, EAST + off, width=15),)),
                area_m2=Decimal("300.00"),
            )
            for off in (0, 15)
        ]
        moves = [
            replace(
                m,
                northing_m=m.northing_m - 100 * turn,
                to=replace(m.to, northing_m=m.to.northing_m - 100 * turn),
            )
            for m in common_side(to=EAST + 35)
        ]
        one, two = act(1), act(1)
        outcomes = at_once(
            lambda p=parts, c=codes[0], a=one: parcel_split(c, p, a),
            lambda c=codes, m=moves, a=two: boundary_adjust(c, m, a),
        )
        assert sorted(outcomes) == ["conflict", "done"], outcomes
    assert sound()


def test_a_retirement_and_a_new_version_leave_one_of_the_two():
    factories.parcel()
    origin, leaving = factories.source(), act(2)

    def publish() -> None:
        parcels_publish([factories.content()], source=origin, area_source=origin, now=day(2))

    outcomes = at_once(publish, lambda: parcel_retire(SEVEN, leaving))
    assert "done" in outcomes
    assert set(outcomes) <= {"done", "conflict"}
    assert sound()


def test_many_parcels_in_opposite_orders_do_not_wait_for_each_other():
    """Eight loads of the same forty parcels over nine square kilometres, in shuffled orders."""
    factories.sub_district()
    contents = [
        factories.content(
            f"410811001002GB{n + 1:05d}",
            (factories.rectangle(NORTH - 450 * (n // 7), EAST + 450 * (n % 7)),),
        )
        for n in range(40)
    ]
    dice = random.Random(4)
    loads = []
    for number in range(8):
        order = contents[:]
        dice.shuffle(order)
        loads.append((order, factories.source(), day(number)))

    def load(order: Sequence, origin: object, now: object) -> None:
        for turn in range(3):
            parcels_publish(
                order, source=origin, area_source=origin, now=now + timedelta(minutes=turn)
            )

    outcomes = at_once(*[lambda given=given: load(*given) for given in loads])
    assert set(outcomes) <= {"done", "conflict"}, outcomes
    assert "done" in outcomes
    assert Parcel.objects.current().count() == 40
    assert sound()


def test_twenty_versions_of_one_parcel_follow_each_other():
    factories.parcel()
    origin = factories.source()

    def publish(number: int) -> Work:
        return lambda: parcels_publish(
            [factories.content()], source=origin, area_source=origin, now=day(number)
        )

    outcomes = at_once(*[publish(n) for n in range(1, 11)])
    assert set(outcomes) <= {"done", "conflict"}, outcomes
    assert Parcel.objects.filter(parcel_code=SEVEN).count() == 1 + outcomes.count("done")
    assert Parcel.objects.current().count() == 1
    assert sound()


def test_a_merger_and_a_split_of_one_of_its_parcels():
    neighbours()
    one, two = act(1), act(1)
    outcomes = at_once(
        lambda: parcels_merge([SEVEN, EIGHT], rectangle(EAST, 60), one),
        lambda: parcel_split(SEVEN, halves(), two),
    )
    assert sorted(outcomes) == ["conflict", "done"]
    assert sound()
