"""Split, merge, adjust, correct, retire: what they write and what they refuse."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cadastre.domain.errors import Conflict, InvalidInput, NotFound
from cadastre.models import AuditEntry
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
from parcels.models import IssuedParcelCode, Parcel, ParcelChange, ParcelLineage, SharedPoint
from parcels.selectors import content_of
from tests import factories

pytestmark = pytest.mark.django_db

NORTH, EAST = 3_898_650, 432_010
SEVEN = factories.PARCEL_CODE
EIGHT, NINE, TEN = (f"410811001002GB{n:05d}" for n in (8, 9, 10))


def day(number: int):
    return factories.NOW + timedelta(days=number)


def act(number: int = 1, **changes) -> Act:
    return Act(by="registrar", now=day(number), source=factories.source("变更测量"), **changes)


def rectangle(east: int, width: int, *, area: str = "", code: str = "") -> ParcelContent:
    """Return 20 m by ``width`` metres; its area is exact unless one is given."""
    ring = factories.rectangle(NORTH, east, width=width)
    content = factories.content(code, (ring,))
    return replace(content, area_m2=Decimal(area or f"{20 * width}.00"))


def halves() -> list[ParcelContent]:
    return [rectangle(EAST, 10), rectangle(EAST + 10, 20)]


def current_codes() -> list[str]:
    return sorted(Parcel.objects.current().values_list("parcel_code", flat=True))


def test_a_split_gives_new_codes_after_the_highest_and_closes_the_old():
    parcel = factories.parcel()
    change = parcel_split(SEVEN, halves(), act())
    assert current_codes() == [EIGHT, NINE]
    parcel.refresh_from_db()
    assert (parcel.valid_to, parcel.closed_at) == (day(1), day(1))
    steps = ParcelLineage.objects.values_list("before_code", "after_code", "kind", "at")
    assert list(steps) == [(SEVEN, EIGHT, "split", day(1)), (SEVEN, NINE, "split", day(1))]
    assert (change.area_before_m2, change.area_after_m2) == (Decimal("600.00"), Decimal("600.00"))
    assert IssuedParcelCode.objects.get(code=SEVEN).retired_at == day(1)


def test_an_act_is_in_the_journal():
    factories.parcel()
    change = parcel_split(SEVEN, halves(), act(reason="分户"))
    entry = AuditEntry.objects.get(action="parcel.split")
    assert entry.actor == "registrar"
    assert entry.objects_named == [SEVEN, EIGHT, NINE]
    assert entry.details["change"] == str(change.pk)
    assert entry.details["area_difference_m2"] == "0.00"


def test_parts_may_get_other_feature_letters():
    factories.parcel()
    one, two = halves()
    parcel_split(SEVEN, [one, replace(two, parcel_code="410811001002GE")], act())
    assert current_codes() == [EIGHT, "410811001002GE00001"]


def test_areas_that_do_not_balance_are_refused_with_the_amount():
    """m_P = 0.05·√(⅛·4·(20²+30²)) = 1.2748 m², so the limit of class 1 is 2.55 m²."""
    factories.parcel()
    parts = [rectangle(EAST, 10), rectangle(EAST + 10, 20, area="402.56")]
    with pytest.raises(Conflict) as refusal:
        parcel_split(SEVEN, parts, act())
    assert "+2.56 m²" in refusal.value.message.zh
    assert "2.55 m²" in refusal.value.message.zh
    assert "+2.56 m² apart" in refusal.value.message.en
    assert current_codes() == [SEVEN]
    assert not ParcelChange.objects.exists()


def test_areas_within_the_limit_are_registered_with_their_difference():
    factories.parcel()
    parts = [rectangle(EAST, 10), rectangle(EAST + 10, 20, area="402.55")]
    change = parcel_split(SEVEN, parts, act())
    assert change.area_after_m2 - change.area_before_m2 == Decimal("2.55")
    assert change.area_limit_m2 == Decimal("2.55")


def test_a_coarser_class_gives_a_wider_limit():
    """Class 3 has twice the mean error of class 1: 2 · 2.5495 = 5.10 m²."""
    factories.parcel()
    coarse = factories.source()
    coarse = type(coarse).objects.create(title="三级", stage="supply", accuracy_class=3)
    parts = [rectangle(EAST, 10), rectangle(EAST + 10, 20, area="405.10")]
    change = parcel_split(SEVEN, parts, replace(act(), source=coarse))
    assert change.area_limit_m2 == Decimal("5.10")


def test_parts_that_leave_ground_or_take_some_are_refused():
    factories.parcel()
    parts = [rectangle(EAST, 10), rectangle(EAST + 11, 19, area="400.00")]
    with pytest.raises(Conflict, match=r"20\.00 m² are lost and 0\.00 m² are won"):
        parcel_split(SEVEN, parts, act())
    parts = [rectangle(EAST, 10), rectangle(EAST + 10, 21, area="400.00")]
    with pytest.raises(Conflict, match=r"0\.00 m² are lost and 20\.00 m² are won"):
        parcel_split(SEVEN, parts, act())
    assert current_codes() == [SEVEN]


def test_one_part_is_no_split_and_results_get_their_codes_here():
    factories.parcel()
    with pytest.raises(InvalidInput):
        parcel_split(SEVEN, halves()[:1], act())
    with pytest.raises(InvalidInput, match=NINE):
        parcel_split(SEVEN, [rectangle(EAST, 10, code=NINE), halves()[1]], act())


def test_what_is_not_there_and_what_became_another_are_told_apart():
    factories.parcel()
    with pytest.raises(NotFound):
        parcel_split(TEN, halves(), act())
    parcel_split(SEVEN, halves(), act())
    with pytest.raises(Conflict, match=f"became {EIGHT}, {NINE}"):
        parcel_split(SEVEN, halves(), act(2))


def test_a_merger_is_a_new_code_with_two_ancestors():
    factories.parcel(EIGHT, (factories.rectangle(NORTH, EAST + 30),))
    factories.parcel()
    change = parcels_merge([EIGHT, SEVEN], rectangle(EAST, 60), act())
    assert current_codes() == [NINE]
    assert [s.before_code for s in change.steps.all()] == [SEVEN, EIGHT]
    assert {s.after_code for s in change.steps.all()} == {NINE}


def test_one_parcel_is_no_merger_and_sub_districts_are_not_crossed():
    factories.parcel()
    with pytest.raises(InvalidInput):
        parcels_merge([SEVEN, SEVEN], rectangle(EAST, 30), act())
    with pytest.raises(InvalidInput, match="several sub-districts"):
        parcels_merge([SEVEN, "410811001003GB00001"], rectangle(EAST, 30), act())


def test_a_retired_parcel_ends_and_its_code_is_never_given_again():
    factories.parcel()
    change = parcel_retire(SEVEN, act())
    assert current_codes() == []
    (step,) = change.steps.all()
    assert (step.after_id, step.after_code) == (None, "")
    with pytest.raises(Conflict, match=r"is not given again|leave a gap"):
        factories.parcel(now=day(2))
    factories.parcel(EIGHT, now=day(2))
    parcel_split(EIGHT, halves(), act(3))
    assert current_codes() == [NINE, TEN]


def move(east: int, *, to_east: int, north: int = NORTH) -> Move:
    point = RegisterPoint("J1", Decimal(f"{north}.000"), Decimal(f"{to_east}.000"))
    return Move(Decimal(north), Decimal(east), point)


def neighbours() -> None:
    """Two parcels of 600 m² each, with a common side of 20 m."""
    factories.parcel()
    factories.parcel(EIGHT, (factories.rectangle(NORTH, EAST + 30),))


def common_side(*, to: int) -> list[Move]:
    east = EAST + 30
    return [move(east, to_east=to), move(east, to_east=to, north=NORTH - 20)]


def test_a_shared_boundary_moves_in_both_parcels_or_in_none():
    neighbours()
    change = boundary_adjust([SEVEN, EIGHT], common_side(to=EAST + 35), act())
    areas = {p.parcel_code: p.area_m2 for p in Parcel.objects.current()}
    assert areas == {NINE: Decimal("700.00"), TEN: Decimal("500.00")}
    assert [(s.before_code, s.after_code) for s in change.steps.all()] == [
        (SEVEN, NINE),
        (EIGHT, TEN),
    ]
    after = Parcel.objects.current().get(parcel_code=NINE)
    assert float(after.geom.area) == 700.0


def test_a_neighbour_that_is_not_named_keeps_the_boundary_where_it_is():
    neighbours()
    with pytest.raises(Conflict, match=f"also bounds parcel {EIGHT}"):
        boundary_adjust([SEVEN], common_side(to=EAST + 35), act())
    assert current_codes() == [SEVEN, EIGHT]


def test_a_point_that_nobody_has_is_not_moved():
    neighbours()
    with pytest.raises(InvalidInput, match="has a boundary point at"):
        boundary_adjust([SEVEN, EIGHT], [move(EAST + 7, to_east=EAST + 8)], act())


def test_moving_the_outer_boundary_takes_ground_and_is_refused():
    factories.parcel()
    outer = [move(EAST, to_east=EAST - 5), move(EAST, to_east=EAST - 5, north=NORTH - 20)]
    with pytest.raises(Conflict, match="do not balance"):
        boundary_adjust([SEVEN], outer, act())
    with pytest.raises(Conflict, match=r"100\.00 m² are won"):
        boundary_adjust([SEVEN], outer, act(), areas_m2={SEVEN: Decimal("600.00")})


def test_a_moved_point_says_what_it_replaced_and_the_others_keep_their_source():
    neighbours()
    boundary_adjust([SEVEN, EIGHT], common_side(to=EAST + 35), act())
    after = Parcel.objects.current().get(parcel_code=NINE)
    points = {point.label: point for point in after.points.select_related("source", "replaces")}
    assert {label: p.source.title for label, p in points.items()} == {
        "J1": "示例测量",
        "J2": "变更测量",
        "J3": "变更测量",
        "J4": "示例测量",
    }
    assert points["J1"].replaces is None
    assert points["J2"].replaces.easting_m == Decimal("432040.000")
    assert points["J2"].replaces.parcel.parcel_code == SEVEN


def test_neighbours_share_their_common_points():
    neighbours()
    assert SharedPoint.objects.count() == 6
    seven, eight = Parcel.objects.current().order_by("parcel_code")
    shared = set(seven.points.values_list("shared_id", flat=True)) & set(
        eight.points.values_list("shared_id", flat=True)
    )
    assert len(shared) == 2
    assert sorted(SharedPoint.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_correction_leaves_what_was_said_before_readable():
    wrong = factories.parcel()
    right = replace(factories.content(), address="示例路2号")
    parcels_correct([Correction(wrong.pk, right)], act(5))
    assert Parcel.objects.at(day(1)).get().address == "示例路2号"
    assert Parcel.objects.at(day(1), recorded=day(4)).get().address == "示例路1号"
    assert Parcel.objects.at(day(1), recorded=day(5)).get().address == "示例路2号"
    assert Parcel.objects.current().get().valid_from == factories.NOW
    assert IssuedParcelCode.objects.get(code=SEVEN).retired_at is None


def test_a_past_version_is_corrected_in_its_own_period():
    first = factories.parcel()
    factories.parcel(now=day(3))
    right = replace(factories.content(), address="更正后")
    parcels_correct([Correction(first.pk, right)], act(6))
    row = Parcel.objects.at(day(2)).get()
    assert (row.address, row.valid_from, row.valid_to) == ("更正后", factories.NOW, day(3))
    assert row.closed_at == day(6)
    # On day 5 the register knew the end already, and said the first version of day 2.
    assert Parcel.objects.at(day(2), recorded=day(5)).get() == first
    assert Parcel.objects.at(day(4), recorded=day(5)).get().valid_from == day(3)


def test_an_end_counts_only_from_the_day_it_was_recorded():
    parcel = factories.parcel()
    parcel_retire(SEVEN, act(9, at=day(4)))
    assert not Parcel.objects.at(day(5)).exists()
    assert Parcel.objects.at(day(5), recorded=day(8)).get() == parcel
    assert not Parcel.objects.at(day(5), recorded=day(9)).exists()


def test_periods_of_two_versions_are_corrected_together_or_not_at_all():
    first, second = factories.parcel(), factories.parcel(now=day(3))
    content = factories.content()
    with pytest.raises(Conflict, match="leave a gap of time"):
        parcels_correct([Correction(first.pk, content, (factories.NOW, day(2)))], act(6))
    parcels_correct(
        [
            Correction(first.pk, content, (factories.NOW, day(2))),
            Correction(second.pk, content, (day(2), None)),
        ],
        act(6),
    )
    periods = Parcel.objects.standing().order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(periods) == [(factories.NOW, day(2)), (day(2), None)]


def test_a_row_is_corrected_once_and_keeps_its_code():
    wrong = factories.parcel()
    parcels_correct([Correction(wrong.pk, factories.content())], act(5))
    with pytest.raises(Conflict, match="correct the row that stands"):
        parcels_correct([Correction(wrong.pk, factories.content())], act(6))
    row = Parcel.objects.current().get()
    with pytest.raises(Conflict, match="keeps the code"):
        parcels_correct([Correction(row.pk, factories.content(EIGHT))], act(6))
    with pytest.raises(NotFound):
        parcels_correct([Correction(10**9, factories.content())], act(6))


def test_a_correction_may_not_overlap_a_neighbour_of_any_day():
    """The neighbour is gone today; on the days the correction speaks of it was there."""
    factories.parcel(EIGHT, (factories.rectangle(NORTH, EAST + 30),))
    wrong = factories.parcel()
    parcel_retire(EIGHT, act(2))
    wide = rectangle(EAST, 40, code=SEVEN)
    with pytest.raises(Conflict, match=f"overlaps parcel {EIGHT} of the same time"):
        parcels_correct([Correction(wrong.pk, wide)], act(3))


def test_a_change_does_not_hold_before_it_is_recorded():
    factories.parcel()
    with pytest.raises(InvalidInput):
        parcel_retire(SEVEN, act(1, at=day(2)))
    with pytest.raises(Conflict, match="the period is empty"):
        parcel_retire(SEVEN, act(1, at=factories.NOW))


def test_a_version_is_written_again_as_it_is():
    parcel = factories.parcel()
    assert (
        replace(
            content_of(parcel),
            parts=tuple(
                tuple(tuple(replace(p, source_id="") for p in ring) for ring in part)
                for part in content_of(parcel).parts
            ),
        )
        == factories.content()
    )
