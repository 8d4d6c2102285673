"""Across stages: what was accepted before, and what is delivered at completion."""

from dataclasses import replace

from importers.records import Delivery
from surveys.domain.evidence import BaseStage
from tests.surveys.checks.cases import (
    AT_COMPLETION,
    CODE,
    GOLDEN_UNITS,
    Case,
    Expected,
    evidence,
    parcel,
    ring,
    unit,
)

SUPPLIED = ring(
    "650.120 10.350", "652.480 70.410", "622.510 71.580", "621.930 56.600", "602.040 57.370",
    "600.260 12.290",
)  # fmt: skip
MEASURED = ring(
    "650.132 10.342", "652.465 70.420", "622.519 71.601", "621.912 56.589", "602.046 57.384",
    "600.250 12.309",
)  # fmt: skip
SOLD = (
    unit("101", areas="92.40 10.88 103.28"),
    unit("102", areas="98.20 11.57 109.77"),
    unit("201", storey=2, areas="92.40 10.88 103.28"),
    unit("202", storey=2, areas="98.20 11.57 109.77"),
)
AFTER_SUPPLY = replace(AT_COMPLETION, supply=evidence(BaseStage.SUPPLY, boundary=SUPPLIED))
AFTER_PRESALE = replace(AT_COMPLETION, presale=evidence(BaseStage.PRESALE, units=SOLD))


def pass_xs01_golden_shifts_of_two_centimetres():
    # shifts 1.4, 1.8, 2.3, 2.1, 1.5, 2.1 cm: information, not a fault
    found = Expected("boundary_unchanged", CODE, severity="information", says="0.023 m（J3")
    return Case(Delivery(parcels=[parcel(MEASURED)]), (found,), AFTER_SUPPLY)


def pass_xs01_the_coarser_class_counts():
    # one point moved by 15 cm: too much for class 1 (10 cm), within class 3 (20 cm)
    moved = ring(
        "650.120 10.350", "652.480 70.410", "622.510 71.580", "621.930 56.600", "602.040 57.370",
        "600.260 12.440",
    )  # fmt: skip
    found = Expected("boundary_unchanged", CODE, "0.15", "information")
    coarse = replace(AFTER_SUPPLY.supply, accuracy_class=3)
    return Case(Delivery(parcels=[parcel(moved)]), (found,), replace(AFTER_SUPPLY, supply=coarse))


def fail_xs01_two_points_moved_by_a_metre_and_a_half():
    moved = ring(
        "650.132 10.342", "652.465 70.420", "621.019 71.601", "620.412 56.589", "602.046 57.384",
        "600.250 12.309",
    )  # fmt: skip
    found = Expected("boundary_changed", CODE, severity="warning", says="J3、J4 超限")
    return Case(Delivery(parcels=[parcel(moved)]), (found,), AFTER_SUPPLY)


def pass_xs02_the_same_rooms():
    return Case(Delivery(units=list(GOLDEN_UNITS)), context=AFTER_PRESALE)


def fail_xs02_two_flats_became_one():
    merged = unit("201", storey=2, areas="191.89 22.89 214.78", line=5)
    found = Expected("units_changed", "0001", severity="warning", says="合并为 1-201")
    return Case(Delivery(units=[*GOLDEN_UNITS[:2], merged]), (found,), AFTER_PRESALE)


def fail_xs02_a_storey_more():
    found = Expected("units_changed", "0001", severity="warning", says="增加 1-301")
    return Case(Delivery(units=[*GOLDEN_UNITS, unit("301", storey=3)]), (found,), AFTER_PRESALE)


def pass_xs03_golden_below_one_per_cent():
    return Case(Delivery(units=list(GOLDEN_UNITS)), context=AFTER_PRESALE)


def pass_xs03_exactly_three_per_cent():
    before = replace(
        AT_COMPLETION, presale=evidence(BaseStage.PRESALE, units=(unit(areas="- - 100.00"),))
    )
    return Case(Delivery(units=[unit(areas="- - 103.00")]), context=before)


def pass_xs03_a_merged_flat_is_not_held_against_a_part_of_it():
    merged = unit("201", storey=2, areas="191.89 22.89 214.78", line=5)
    return Case(Delivery(units=[*GOLDEN_UNITS[:2], merged]), (), AFTER_PRESALE)


def fail_xs03_a_little_more():
    found = Expected("area_ratio", "0001/1/101", "3.010", "information", "误差比 +3.010%")
    before = replace(
        AT_COMPLETION, presale=evidence(BaseStage.PRESALE, units=(unit(areas="- - 100.00"),))
    )
    return Case(Delivery(units=[unit(areas="- - 103.01")]), (found,), before)


CODED = (unit("101", code=f"{CODE}F00010001"),)
AFTER_CODED = replace(AT_COMPLETION, presale=evidence(BaseStage.PRESALE, units=CODED))


def pass_xs04_the_same_code():
    return Case(Delivery(units=list(CODED)), context=AFTER_CODED)


def fail_xs04_another_code():
    other = unit("101", code=f"{CODE}F00010005")
    found = Expected("unit_code_changed", "0001/1/101", says=f"{CODE}F00010001")
    return Case(Delivery(units=[other]), (found,), AFTER_CODED)


def pass_xs04_a_merged_flat_has_a_number_of_its_own():
    sold = tuple(
        replace(one, unit_code=f"{CODE}F0001{number:04d}") for number, one in enumerate(SOLD, 1)
    )
    whole = unit("201", storey=2, areas="191.89 22.89 214.78", line=5, code=f"{CODE}F00010005")
    rows = [*(replace(one) for one in GOLDEN_UNITS[:2]), whole]
    context = replace(AT_COMPLETION, presale=evidence(BaseStage.PRESALE, units=sold))
    return Case(Delivery(units=rows), context=context)
