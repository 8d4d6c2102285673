"""The input of a decision goes into JSON and comes back; the decision then comes out the same."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.domain.decision import Decision
from surveys.domain.evidence import (
    Audit,
    BaseStage,
    BuildingEvidence,
    CaseEvidence,
    DocumentEvidence,
    DocumentKind,
    IssuedUnitCode,
    ResultEvidence,
    SurveyPoint,
    UnitEvidence,
    UnitListConfirmed,
    in_order,
)
from surveys.domain.evidence_json import (
    EvidenceMalformed,
    canonical,
    evidence_from_json,
    evidence_to_json,
)
from surveys.domain.replay import RuleSetChanged, replay
from surveys.domain.reuse import decide
from surveys.rule_sets import RuleSetUnknown, all_rule_sets, rule_set_named
from tests.surveys.domain.golden import ACCEPTANCE, golden_case, legacy_case

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
FIGURES = st.decimals(0, 10**9, places=4) | st.decimals(0, 10, places=12)
DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
POINTS = st.builds(SurveyPoint, WORDS, FIGURES, FIGURES)
RINGS = st.lists(st.lists(POINTS, min_size=3, max_size=4).map(tuple), max_size=2).map(tuple)


def several(of):
    return st.lists(of, max_size=3).map(tuple)


BUILDINGS = st.builds(
    BuildingEvidence,
    building_number=WORDS,
    footprint=RINGS,
    footprint_area_m2=st.none() | FIGURES,
    floor_area_m2=st.none() | FIGURES,
    units=several(
        st.builds(
            UnitEvidence,
            section=WORDS,
            storey_number=st.none() | st.integers(-9, 99),
            room=WORDS,
            inner_m2=st.none() | FIGURES,
            shared_m2=st.none() | FIGURES,
            built_m2=st.none() | FIGURES,
            unit_code=WORDS,
        )
    ),
)
RESULTS = st.builds(
    ResultEvidence,
    result_id=WORDS,
    title=WORDS,
    stage=st.sampled_from(BaseStage),
    surveyed_on=DAYS,
    audit=st.sampled_from(Audit),
    accuracy_class=st.integers(1, 3),
    area_rule=WORDS,
    boundary=RINGS,
    computed_area_m2=st.none() | FIGURES,
    buildings=several(BUILDINGS),
    has_investigation_form=st.booleans(),
    used_for_supply=st.booleans(),
    stated_area_m2=st.none() | FIGURES,
    version=st.integers(1, 9),
    kind=WORDS,
)
EVIDENCE = st.builds(
    CaseEvidence,
    parcel_code=WORDS,
    building_number=WORDS,
    results=several(RESULTS),
    documents=several(
        st.builds(
            DocumentEvidence,
            kind=st.sampled_from(DocumentKind),
            number=WORDS,
            issued_on=st.none() | DAYS,
            area_m2=st.none() | FIGURES,
            area_rule=WORDS,
            has_coordinates=st.booleans(),
            building_number=WORDS,
            passed=st.booleans(),
        )
    ),
    unified_registration_on=DAYS,
    register_boundary=RINGS,
    register_area_m2=st.none() | FIGURES,
    overlaps=several(WORDS),
    disputed=st.booleans(),
    demanded_reasons=several(WORDS),
    issued_unit_codes=several(
        st.builds(IssuedUnitCode, WORDS, WORDS, WORDS, WORDS, retired=st.booleans())
    ),
    office=WORDS,
    decided_on=st.none() | DAYS,
    unit_lists_confirmed=several(
        st.builds(UnitListConfirmed, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, DAYS)
    ),
)


@settings(max_examples=150, deadline=None)
@given(EVIDENCE)
def test_evidence_survives_json_digit_for_digit(evidence: CaseEvidence):
    text = canonical(evidence_to_json(evidence))
    again = evidence_from_json(json.loads(text))
    assert again == evidence
    assert canonical(evidence_to_json(again)) == text


@settings(max_examples=60, deadline=None)
@given(EVIDENCE)
def test_one_order_is_one_order(evidence: CaseEvidence):
    turned = replace(
        evidence,
        documents=evidence.documents[::-1],
        overlaps=evidence.overlaps[::-1],
        issued_unit_codes=evidence.issued_unit_codes[::-1],
    )
    assert in_order(turned) == in_order(evidence) == in_order(in_order(evidence))


def stored(decision: Decision) -> dict:
    """What a database or a file gives back of a decision."""
    words: dict = json.loads(json.dumps(decision.to_dict(), ensure_ascii=False))
    return words


@pytest.mark.parametrize("name", [f"{row.rule_set_id} {row.version}" for row in all_rule_sets()])
@pytest.mark.parametrize(
    "case",
    [golden_case(), legacy_case(), replace(golden_case(), documents=(ACCEPTANCE,), disputed=True)],
    ids=["golden", "legacy", "disputed"],
)
def test_a_stored_decision_comes_out_the_same_by_its_own_rules(case: CaseEvidence, name: str):
    rule_set = rule_set_named(*name.split())
    words = stored(decide(case, rule_set))
    made = replay(words)
    assert made.is_equal and made.differences == ()
    assert made.decision.rule_set is rule_set
    assert stored(made.decision) == words


def test_every_difference_is_named_by_its_place():
    words = stored(decide(golden_case()))
    words["decision"] = "REUSE"
    words["adopted"]["units"][3]["built_m2"] = "110.65"
    words["basis"] = words["basis"][:-1]
    assert replay(words).differences == ("decision", "adopted.units[3].built_m2", "basis")


def test_a_decision_of_an_older_release_may_say_less():
    words = stored(decide(golden_case()))
    del words["tasks"], words["data"][0]["difference"], words["input"]["office"]
    del words["input"]["results"][0]["kind"]
    assert replay(words).is_equal


@pytest.mark.parametrize(
    ("change", "refusal", "said"),
    [
        ({"input": None}, EvidenceMalformed, "without its input"),
        ({"rule_set": None}, EvidenceMalformed, "id, version and digest"),
        ({"rule_set": {"id": "jiaozuo", "version": "2019.1"}}, EvidenceMalformed, "digest"),
        (
            {"rule_set": {"id": "atlantis", "version": "1", "digest": ""}},
            RuleSetUnknown,
            "no rule set atlantis",
        ),
        (
            {"rule_set": {"id": "jiaozuo", "version": "2019.1", "digest": "0"}},
            RuleSetChanged,
            "has the digest",
        ),
    ],
)
def test_what_cannot_be_replayed_is_refused(change: dict, refusal: type, said: str):
    with pytest.raises(refusal, match=said) as refused:
        replay({**stored(decide(golden_case())), **change})
    assert refused.value.message.zh


@pytest.mark.parametrize(
    ("place", "value", "path"),
    [
        (("results", 0, "surveyed_on"), "soon", "input.results[0].surveyed_on"),
        (("results", 0, "boundary", 0, 1, "northing_m"), "x", "input.results[0].boundary[0][1]"),
        (("results", 0, "audit"), "fine", "input.results[0].audit"),
        (("results", 0, "accuracy_class"), True, "input.results[0].accuracy_class"),
        (("documents", 0, "passed"), 1, "input.documents[0].passed"),
        (("documents", 0, "colour"), "red", "input.documents[0].colour"),
        (("documents",), {}, "input.documents"),
        (("documents", 0), [], "input.documents[0]"),
    ],
    ids=str,
)
def test_a_malformed_input_is_named_by_its_place(place: tuple, value: object, path: str):
    words = evidence_to_json(golden_case())
    spot = words
    for name in place[:-1]:
        spot = spot[name]
    spot[place[-1]] = value
    with pytest.raises(EvidenceMalformed) as refused:
        evidence_from_json(words)
    assert refused.value.path.startswith(path)
    assert path in refused.value.message.zh and path in refused.value.message.en


def test_a_missing_field_without_default_is_named():
    words = evidence_to_json(golden_case())
    del words["parcel_code"]
    with pytest.raises(EvidenceMalformed, match=r"input\.parcel_code"):
        evidence_from_json(words)


def test_figures_keep_their_digits():
    case = replace(golden_case(), register_area_m2=Decimal("2700.6100"))
    assert evidence_to_json(case)["register_area_m2"] == "2700.6100"
