"""Every combination of what may have been delivered, against the order as the documents give it.

The expected rule is worked out below from plain flags, in the words of the documents, without any
part of the engine: 自然资办函〔2019〕753号 and 焦“放管服”组〔2019〕2号 三(三).
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

import pytest

from surveys.domain.decision import Datum, Decision, Outcome, Remedy, State
from surveys.domain.evidence import Audit, CaseEvidence
from surveys.domain.reuse import decide
from surveys.rule_sets import rule_set_named
from tests.surveys.domain.golden import (
    ACCEPTANCE,
    COMPLETION,
    CONTRACT,
    LEGACY_HOUSE,
    LEGACY_LAND,
    PARCEL,
    PRESALE,
    SUPPLY,
    SUPPLY_BOUNDARY,
    UNIFIED_ON,
)

SUPPLIES = {
    "no supply": None,
    "supply returned": replace(SUPPLY, audit=Audit.RETURNED),
    "supply accepted": replace(SUPPLY, used_for_supply=False),
    "supply used": SUPPLY,
}
CONTRACTS = {
    "no contract": None,
    "contract": replace(CONTRACT, has_coordinates=False),
    "contract with coordinates": CONTRACT,
}
OLD_LAND = {
    "nothing old": None,
    "old map": LEGACY_LAND,
    "old points": replace(LEGACY_LAND, boundary=SUPPLY_BOUNDARY, stated_area_m2=Decimal("2699.00")),
}
COMPLETIONS = {
    "not measured": None,
    "in review": replace(COMPLETION, audit=Audit.WAITING),
    "measured": COMPLETION,
}
ACCEPTANCES = {
    "no record": None,
    "passed": ACCEPTANCE,
    "other building": replace(ACCEPTANCE, building_number="0002"),
}
PRESALES = {"no presale": None, "presale": PRESALE}


@dataclass(frozen=True)
class Given:
    """One row of the table: the names of what there is."""

    supply: str
    contract: str
    old: str
    registered: bool
    completion: str
    acceptance: str
    presale: str
    disputed: bool

    def evidence(self) -> CaseEvidence:
        old = OLD_LAND[self.old]
        results = (SUPPLIES[self.supply], old, COMPLETIONS[self.completion])
        results += (PRESALES[self.presale], LEGACY_HOUSE if old else None)
        documents = (CONTRACTS[self.contract], ACCEPTANCES[self.acceptance])
        return CaseEvidence(
            PARCEL,
            "",
            tuple(row for row in results if row),
            tuple(row for row in documents if row),
            UNIFIED_ON,
            register_boundary=SUPPLY_BOUNDARY if self.registered else (),
            register_area_m2=Decimal("2700.00") if self.registered else None,
            disputed=self.disputed,
        )

    def boundary(self) -> str:
        """The rule that should decide the boundary, empty for none."""
        usable = self.supply in ("supply accepted", "supply used")
        order = [
            ("R-02C", usable and self.contract == "contract with coordinates"),
            ("R-02A", self.supply == "supply used"),
            ("R-05", self.old == "old points"),
            ("R-16", self.registered),
            ("R-01", usable or self.completion == "measured"),
            ("R-05", self.old == "old map"),
        ]
        return next((rule for rule, holds in order if holds), "")

    def land_area(self) -> str:
        """The rule that should decide the land area, empty for none."""
        points = self.boundary() if not self.only_map() else ""
        computed = {"R-05": "R-05", "R-16": "R-16"}.get(points, "R-01" if points else "")
        order = [
            ("R-02B", self.contract != "no contract"),
            ("R-16", self.registered),
            ("R-05", self.old != "nothing old"),
            (computed, bool(computed)),
        ]
        return next((rule for rule, holds in order if holds), "")

    def only_map(self) -> bool:
        return self.boundary() == "R-05" and self.old == "old map"

    def building(self) -> str:
        """The rule that should decide the building's data, empty for none."""
        if self.completion == "measured" and self.acceptance == "passed":
            return "R-03"
        return "R-05" if self.old != "nothing old" else ""

    def has_building(self) -> bool:
        parts = (self.presale == "presale", self.completion != "not measured")
        return any(parts) or self.old != "nothing old" or self.nothing()

    def nothing(self) -> bool:
        """Nothing at all is known: then everything is missing, a building too."""
        return self == Given(
            "no supply", "no contract", "nothing old", False, "not measured", "no record",
            "no presale", self.disputed,
        )  # fmt: skip


TABLE = [
    Given(*row)
    for row in product(
        SUPPLIES, CONTRACTS, OLD_LAND, (False, True), COMPLETIONS, ACCEPTANCES, PRESALES,
        (False, True),
    )
]  # fmt: skip


def rule_of(decision: Decision, datum: Datum) -> str:
    """The rule that adopts a datum, or would but for a block; empty when it is missing."""
    for row in decision.data:
        if row.datum is datum:
            return row.rules[0] if row.rules else ""
    return "none"


def test_the_table_is_complete():
    assert len(TABLE) == len(set(TABLE)) == 4 * 3 * 3 * 2 * 3 * 3 * 2 * 2


@pytest.mark.parametrize("supply", SUPPLIES)
@pytest.mark.parametrize("old", OLD_LAND)
def test_the_rule_that_decides_in_every_combination(supply: str, old: str):
    for given in TABLE:
        if (given.supply, given.old) != (supply, old):
            continue
        decision = decide(given.evidence())
        assert rule_of(decision, Datum.BOUNDARY) == given.boundary(), given
        assert rule_of(decision, Datum.LAND_AREA) == given.land_area(), given
        for datum in (Datum.FOOTPRINT, Datum.FLOOR_AREA, Datum.UNIT_AREAS):
            expected = given.building() if given.has_building() else "none"
            assert rule_of(decision, datum) == expected, (given, datum)
        yields = given.building() == "R-03" and given.presale == "presale"
        assert ("R-04" in decision.basis) == yields, given
        assert_outcome(given, decision)


def assert_outcome(given: Given, decision: Decision) -> None:
    complete = (
        given.boundary() and given.land_area() and (given.building() or not given.has_building())
    )
    if given.disputed:
        assert decision.outcome is Outcome.BLOCK, given
        assert decision.adopted.boundary is None, given
    elif complete:
        assert decision.outcome in (Outcome.REUSE, Outcome.REUSE_WITH_NOTE), given
        assert not decision.may_request_survey and decision.tasks == (), given
    else:
        assert decision.outcome is Outcome.SUPPLEMENT, given
    surveys = [item for item in decision.missing if item.remedy is Remedy.SURVEY]
    assert [task.kind for task in decision.tasks] == [item.kind for item in surveys], given
    assert decision.may_request_survey == bool(surveys), given


def test_while_a_completion_result_is_under_way_no_survey_of_the_house_is_asked_for():
    for given in TABLE:
        if given.completion != "not measured" and not given.building():
            kinds = {task.kind for task in decide(given.evidence()).tasks}
            assert kinds <= {"boundary_survey"}, given


def test_under_the_national_rules_alone_acceptance_is_told_and_a_contract_area_is_not_taken():
    national = rule_set_named("national")
    for given in TABLE:
        decision = decide(given.evidence(), national)
        assert set(decision.basis) <= {rule.rule_id for rule in national.rules}, given
        measured, old = given.completion == "measured", given.old != "nothing old"
        if given.has_building():
            expected = "R-01" if measured or old else ""
            assert rule_of(decision, Datum.FLOOR_AREA) == expected, given
        noted = "acceptance_not_seen" in {note.kind for note in decision.notes}
        assert noted == (measured and given.acceptance != "passed"), given
        area = decision.adopted.area
        assert area is None or not area.source.document_number, given
        assert not any(
            row.state is State.ADOPTED and row.source.stage == "presale" for row in decision.data
        ), given
