"""The rule sets: what was published stays as it is, and each office gets its own of a day."""

import json
import re
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import surveys.rule_sets
from surveys.domain.decision import Datum
from surveys.domain.preconditions import PRECONDITIONS
from surveys.domain.rule_pages import describe_rules
from surveys.rule_sets import (
    RuleSetUnknown,
    all_rule_sets,
    procedure_for,
    rule_set_for,
    rule_set_named,
)

PUBLISHED = {
    # A decision names the digest of its rule set and is replayed by that set for ever: a line here
    # is never changed. What has to change becomes a new version.
    "beihai 2020.1": "9baf1a352f2c05e384346ef7a9b07012b1b137db194e58fe75eede414fdcebbc",
    "beihai 2024.1": "566d3c1649b6ad754b97458ac402c348bcdf74e06d6434d9e9b2f860ed4bb737",
    "hunan 2019.1": "5d9dbe6b8c97ff7c98e29100c898daf32a120a1bc2fb4136b4daf4d3e78fbfe5",
    "hunan 2024.1": "35360b0c323fd276253fa22d584a92e30c536f95ce2115e9da1787c8cdf0af06",
    "jiaozuo 2019.1": "3e07005b21fb05be5642128677f68b96b149dfd2acf3a01479f34bc60a52eedb",
    "jiaozuo 2024.1": "3d84526c5a061cf05c01718456621a49a2bad715a381eac45fae300d52f03d65",
    "jinan 2020.1": "38be21899a8e3820e98349468e8463c8044b9679bf77c625dceb59965d06cc31",
    "jinan 2024.1": "e5f708eb18c8855027627a24b6db858f12c8d3c775079c5a88077736514adbb6",
    "national 2019.1": "193e62218f4fd4cd0903c5fd245e346ab4d8c04a4425fd6168ed008c46943dbe",
    "national 2024.1": "313754a26d8df2e82fb2cab8cdeb509c8eb36688e2b7e4899a25f00f63676ff6",
}
SETS = {f"{row.rule_set_id} {row.version}": row for row in all_rule_sets()}


def test_what_was_published_is_what_it_was():
    assert {name: row.digest for name, row in SETS.items()} == PUBLISHED


@pytest.mark.parametrize("name", SETS)
def test_every_rule_is_said_in_both_languages_with_document_and_example(name):
    for rule in SETS[name].rules:
        for text in (rule.title, rule.says, rule.example, rule.scope):
            assert text.zh and text.en
        assert rule.document
        assert set(rule.adopts) <= {datum.value for datum in Datum}
        assert rule.precondition in PRECONDITIONS
        assert rule.valid_from <= SETS[name].valid_from
        assert all(row.text.zh and row.text.en for row in rule.forbids)
    ids = [rule.rule_id for rule in SETS[name].rules]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", SETS)
def test_a_source_serves_for_a_datum_only_where_its_rule_adopts_that(name):
    rule_set = SETS[name]
    assert set(rule_set.precedence) == {"boundary", "land_area", "building"}
    for datum, order in rule_set.precedence.items():
        wanted = {"footprint", "floor_area", "unit_areas"} if datum == "building" else {datum}
        for _, rule_id in order:
            assert wanted <= set(rule_set[rule_id].adopts)


def test_versions_of_an_office_follow_each_other_without_gap_or_overlap():
    for office in {row.rule_set_id for row in all_rule_sets()}:
        mine = [row for row in all_rule_sets() if row.rule_set_id == office]
        assert [row.valid_to for row in mine] == [row.valid_from for row in mine[1:]] + [None]


def test_which_rules_hold_where():
    ids = {
        office: {rule.rule_id for rule in rule_set_named(office).rules}
        for office in ("national", "jiaozuo", "beihai", "jinan", "hunan")
    }
    everywhere = {"R-01", "R-06", "R-07", "R-08", "R-09", "R-15", "R-16"}
    jiaozuo = {"R-02A", "R-02B", "R-02C", "R-03", "R-04", "R-05", "R-10", "R-11"}
    assert ids == {
        "national": everywhere,
        "beihai": everywhere,
        "jiaozuo": everywhere | jiaozuo,
        "jinan": everywhere | {"R-12", "R-13"},
        "hunan": everywhere | {"R-11", "R-13", "R-14"},
    }


@pytest.mark.parametrize(
    ("office", "on", "found"),
    [
        ("jiaozuo", date(2019, 1, 1), "jiaozuo 2019.1"),
        ("jiaozuo", date(2024, 8, 31), "jiaozuo 2019.1"),
        ("jiaozuo", date(2024, 9, 1), "jiaozuo 2024.1"),
        ("410811", date(2026, 1, 1), "jiaozuo 2024.1"),
        ("410811001002GB00007", date(2026, 1, 1), "jiaozuo 2024.1"),
        ("4105", date(2026, 1, 1), "national 2024.1"),
        ("450502", date(2021, 1, 1), "beihai 2020.1"),
        ("370102", date(2021, 1, 1), "jinan 2020.1"),
        ("370200", date(2021, 1, 1), "national 2019.1"),
        ("430100", date(2021, 1, 1), "hunan 2019.1"),
    ],
)
def test_an_office_gets_the_set_of_the_day(office, on, found):
    row = rule_set_for(office, on=on)
    assert f"{row.rule_set_id} {row.version}" == found


@pytest.mark.parametrize("office", ["jiaozuo", "410811", "beihai", "national", "999999"])
def test_a_day_before_the_first_set_is_refused_in_both_languages(office):
    with pytest.raises(RuleSetUnknown, match="was in force") as refused:
        rule_set_for(office, on=date(2018, 1, 1))
    assert "没有生效的规则集" in refused.value.message.zh


@pytest.mark.parametrize("office", ["", "atlantis", "Jiaozuo"])
def test_an_unknown_office_is_refused_with_those_there_are(office):
    with pytest.raises(RuleSetUnknown, match="beihai, hunan, jiaozuo, jinan, national"):
        rule_set_for(office, on=date(2024, 1, 1))


def test_an_unknown_version_is_refused():
    assert rule_set_named("jiaozuo", "2019.1").version == "2019.1"
    with pytest.raises(RuleSetUnknown, match=r"jiaozuo 2019\.1, jiaozuo 2024\.1"):
        rule_set_named("jiaozuo", "1999.1")


@given(
    st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.from_regex(r"[1-9][0-9]{5}", fullmatch=True)
)
def test_every_county_has_one_set_on_every_day(on, county):
    row = rule_set_for(county, on=on)
    assert row.valid_from <= on and (row.valid_to is None or on < row.valid_to)
    assert row.rule_set_id == "national" or any(county.startswith(one) for one in row.regions)


def test_remembered_things_are_data_and_switched_off():
    files = [
        file for file in resources.files(surveys.rule_sets).iterdir() if file.name[-5:] == ".json"
    ]
    words = {file.name: json.loads(file.read_text(encoding="utf-8")) for file in files}
    remembered = [row for office in words.values() for row in office.get("remembered", [])]
    assert remembered
    assert {row["mark"] for row in remembered} == {"remembered, switched off"}
    assert not any(row.max_age_months for row in all_rule_sets())


# Stages and kinds of result


@pytest.mark.parametrize(
    ("office", "on", "stages"),
    [
        ("jiaozuo", date(2024, 1, 1), ["supply", "planning", "presale", "completion", "legacy"]),
        (
            "370102",
            date(2021, 1, 1),
            [
                "land-planning-permit",
                "works-permit",
                "construction-permit",
                "completion-acceptance",
                "legacy",
            ],
        ),
        ("370102", date(2020, 12, 31), ["supply", "planning", "presale", "completion", "legacy"]),
    ],
)
def test_stages_are_those_of_the_office_and_day(office, on, stages):
    assert [stage.code for stage in procedure_for(office, on=on).stages] == stages


def test_a_presale_survey_belongs_to_the_construction_permit_in_liaoning():
    procedure = procedure_for("210100", on=date(2024, 1, 1))
    kinds = {kind.name.zh: procedure.base_of(kind.stage) for kind in procedure.kinds}
    assert kinds == {
        "选址测绘": "supply",
        "勘测定界": "supply",
        "宗地测量": "supply",
        "地形测量": "supply",
        "拨地测量": "planning",
        "放线测量": "presale",
        "房产预测绘": "presale",
        "规划核实测量": "completion",
        "人防工程面积实测": "completion",
        "房产实测绘": "completion",
    }
    assert procedure.base_of("moon") is None
    assert procedure.to_dict()["stages"][0]["base"] == "supply"


# What is published


@pytest.mark.parametrize("name", SETS)
def test_the_published_page_is_generated_from_the_rules(name):
    page = describe_rules(SETS[name])
    assert json.loads(json.dumps(page)) == page
    assert page["rule_set"] == SETS[name].reference
    assert [stage["stage"] for stage in page["stages"]] == [
        "supply",
        "planning",
        "presale",
        "completion",
        "legacy",
    ]
    for stage in page["stages"]:
        assert bool(stage["reused"]) != bool(stage["otherwise"])
        assert all(row["clause"] and row["rule"] in SETS[name] for row in stage["reused"])


def test_what_jiaozuo_publishes_of_the_land_supply():
    (supply, *_) = describe_rules(rule_set_named("jiaozuo"))["stages"]
    told = [(row["source"]["en"], row["data"][0]["en"], row["rule"]) for row in supply["reused"]]
    assert told == [
        ("survey result of the land supply", "boundary", "R-02C"),
        ("survey result of the land supply", "boundary", "R-02A"),
        ("survey result of the land supply", "boundary", "R-01"),
        ("land contract or allocation decision", "land area", "R-02B"),
    ]


def test_the_three_forbidden_grounds_are_those_of_jiaozuo():
    grounds = describe_rules(rule_set_named("jiaozuo"))["forbidden_grounds"]
    assert [row["ground"] for row in grounds] == [
        "AREA_INACCURATE",
        "NO_COORDINATES",
        "NOT_HANDED_OVER",
    ]
    assert {row["clause"] for row in grounds} == {"焦“放管服”组〔2019〕2号 三(三)1"}
    assert describe_rules(rule_set_named("beihai"))["forbidden_grounds"] == []


# The list of tests in the documentation


def test_the_page_lists_the_tests_of_every_rule():
    root = Path(__file__).resolve().parents[2]
    source = (root / "tests/surveys/domain/test_reuse_rules.py").read_text(encoding="utf-8")
    page = (root / "docs/rules.md").read_text(encoding="utf-8")
    tests: dict[str, list[str]] = {}
    for name, number in re.findall(r"^def (test_r_(\d\d[abc]?)_\w+)", source, re.M):
        tests.setdefault(f"R-{number.upper()}", []).append(name)
    listed = {
        rule: re.findall(r"`(test_\w+)`", names)
        for rule, names in re.findall(r"^\| (R-\d\d[ABC]?) \| (`test_.+) \|$", page, re.M)
    }
    assert listed == tests
    assert set(tests) == {rule.rule_id for row in all_rule_sets() for rule in row.rules}


def test_the_tests_outside_a_decision_that_the_page_names_are_there():
    root = Path(__file__).resolve().parents[2]
    page = (root / "docs/rules.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)`((?:[:,] `test_\w+`)*)", page)
    assert len(named) > 10
    for file, names in named:
        source = (root / file).read_text(encoding="utf-8")
        listed = re.findall(r"test_\w+", names)
        assert [name for name in listed if f"def {name}(" not in source] == []
