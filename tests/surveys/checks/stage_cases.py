"""Across stages: area, accuracy, area rule, codes and buildings."""

from dataclasses import replace

from importers.records import Delivery
from surveys.domain.evidence import BaseStage
from tests.surveys.checks.cases import (
    AT_COMPLETION,
    CODE,
    Case,
    Expected,
    evidence,
    parcel,
    ring,
    square,
    unit,
)

AFTER_SUPPLY = replace(AT_COMPLETION, supply=evidence(BaseStage.SUPPLY, boundary=square()))
CODED = (unit("101", code=f"{CODE}F00010001"), unit("102", code=f"{CODE}F00010002", line=4))
AFTER_PRESALE = replace(AT_COMPLETION, presale=evidence(BaseStage.PRESALE, units=CODED))


def longer(metres):
    """Return 100 m by so many metres."""
    return parcel(ring("0 0", f"0 {metres}", f"-100 {metres}", "-100 0"))


def pass_xs21_ten_square_metres():
    # square of side 100, class 1: 2 m_P = 2 * 0.05 * sqrt(1/8 * 4 * 20000) = 10 m2
    return Case(Delivery(parcels=[longer("100.1")]), context=AFTER_SUPPLY)


def fail_xs21_a_little_more():
    found = Expected("land_area_changed", CODE, "10.1", "warning", "相差 10.10 m²")
    return Case(Delivery(parcels=[longer("100.101")]), (found,), AFTER_SUPPLY)


def pass_xs22_as_fine():
    return Case(Delivery(parcels=[longer("100")]), context=AFTER_SUPPLY)


def fail_xs22_second_class_after_first():
    found = Expected("accuracy_lower", CODE, "0.075", "warning", "第 2 级")
    coarse = replace(AFTER_SUPPLY, accuracy_class=2)
    return Case(Delivery(parcels=[longer("100")]), (found,), coarse)


def pass_xs23_the_same_rule():
    return Case(Delivery(units=[unit()]), context=AFTER_PRESALE)


def fail_xs23_the_newer_rule():
    found = Expected("area_rule_differs", severity="information", says="GB 55031-2022")
    newer = replace(AFTER_PRESALE, area_rule="GB 55031-2022")
    return Case(Delivery(units=[unit()]), (found,), newer)


def pass_xs24_all_carried_on():
    return Case(Delivery(units=list(CODED)), context=AFTER_PRESALE)


def fail_xs24_one_left_out():
    found = Expected("unit_code_missing", "0001", severity="information", says="有 1 户")
    return Case(Delivery(units=[CODED[0], unit("102", line=4)]), (found,), AFTER_PRESALE)


def pass_xs25_the_same_building():
    return Case(Delivery(units=[unit()]), context=AFTER_PRESALE)


def fail_xs25_another_number():
    finds = (
        Expected("building_missing", "0001", severity="information", says="仅在预售"),
        Expected("building_added", "0002", severity="information", says="仅在竣工"),
    )
    return Case(Delivery(units=[unit(number="0002")]), finds, AFTER_PRESALE)
