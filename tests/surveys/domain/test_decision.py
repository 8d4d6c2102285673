"""The words of a decision as programs read them, and the rule table behind it."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from surveys.domain.decision import Datum, square_metres
from surveys.domain.reuse import decide
from surveys.domain.rules import RULE_SET
from tests.surveys.domain.golden import (
    COMPLETION,
    CONTRACT,
    PARCEL,
    PRESALE,
    WIDENED_BOUNDARY,
    golden_case,
    legacy_case,
    with_result,
)


@pytest.fixture
def words() -> dict:
    return decide(golden_case()).to_dict()


def test_the_answer_is_json_and_survives_it(words: dict):
    assert json.loads(json.dumps(words, ensure_ascii=False)) == words


def test_the_answer_has_the_promised_words(words: dict):
    assert set(words) >= {
        "decision",
        "parcel_code",
        "building_number",
        "rule_set",
        "adopted",
        "basis",
        "missing",
        "notes",
        "forbidden_reasons_hit",
        "data",
        "summary",
    }
    assert words["decision"] == "REUSE_WITH_NOTE"
    assert words["parcel_code"] == PARCEL
    assert words["rule_set"] == RULE_SET.reference
    assert set(words["adopted"]) == {"boundary", "area", "units", "footprint", "floor_areas"}
    assert words["summary"] == {
        "zh": "无需重新测绘：5 项数据全部沿用",
        "en": "No new survey needed: 5 of 5 data reused",
    }


def test_coordinates_keep_every_digit(words: dict):
    boundary = words["adopted"]["boundary"]
    assert boundary["points"][0] == {
        "ring": 0,
        "label": "J1",
        "northing_m": "3898650.120",
        "easting_m": "432010.350",
    }
    assert boundary["rings"][0][0] == ["3898650.120", "432010.350"]
    assert len(boundary["points"]) == len(boundary["rings"][0]) == 6
    assert len(words["adopted"]["footprint"][0]["points"]) == 4


def test_areas_are_decimal_strings(words: dict):
    adopted = words["adopted"]
    assert adopted["area"]["land_area_m2"] == "2700.61"
    assert adopted["area"]["document_number"] == CONTRACT.number
    assert adopted["floor_areas"][0]["floor_area_m2"] == "428.01"
    assert adopted["footprint"][0]["area_m2"] == "214.10"
    assert adopted["units"][2] == {
        "source": COMPLETION.title,
        "stage": "completion",
        "result_id": COMPLETION.result_id,
        "document_number": "",
        "rule": "R-03",
        "building_number": "0001",
        "unit_code": f"{PARCEL}F00010003",
        "code_is_new": False,
        "kind": "room",
        "section": "",
        "storey": 2,
        "room": "201",
        "inner_m2": "93.02",
        "shared_m2": "11.10",
        "built_m2": "104.12",
        "area_rule": "GB/T 17986.1-2000",
        "presale_built_m2": "103.28",
        "difference_m2": "0.84",
        "difference_percent": "0.813",
        "land_share_m2": "656.96",
    }


def test_each_datum_has_one_row_with_its_clause(words: dict):
    assert [row["datum"] for row in words["data"]] == [datum.value for datum in Datum]
    boundary = words["data"][0]
    assert boundary["rule"] == "R-02C" and boundary["rules"] == ["R-02C", "R-02A"]
    assert boundary["clause"] == "焦“放管服”组〔2019〕2号 三(三)2"
    assert [row["chosen"] for row in boundary["candidates"]] == [True, False, False]


def test_notes_blocks_and_missing_speak_both_languages():
    widened = replace(COMPLETION, boundary=WIDENED_BOUNDARY)
    words = decide(with_result(golden_case(), widened)).to_dict()
    for item in [*words["notes"], *words["blocks"], *words["missing"]]:
        assert item["kind"] and item["zh"] and item["en"]
    assert words["missing"][0]["data"] == ["boundary", "land_area"]
    assert words["missing"][0]["remedy"] == "survey"
    assert words["blocks"][0]["measured"] == "1.518"
    assert words["adopted"]["boundary"] is None


def test_a_refusal_names_reason_and_rule():
    words = decide(legacy_case()).to_dict()
    assert words["forbidden_reasons_hit"] == ["NO_COORDINATES"]
    assert words["refusals"][0]["reason"] == "NO_COORDINATES"
    assert words["refusals"][0]["rule"] == "R-05"
    assert words["office_tasks"][0]["rule"] == "R-06"


def test_large_round_figures_are_written_out():
    assert square_metres(Decimal("1E+3")) == "1000.00 m²"
    assert square_metres(Decimal("-0.005"), signed=True) == "-0.01 m²"


def test_rule_ids_are_unique_and_every_rule_is_said_in_both_languages():
    ids = [rule.rule_id for rule in RULE_SET.rules]
    assert len(ids) == len(set(ids))
    for rule in RULE_SET.rules:
        assert all((rule.title.zh, rule.title.en, rule.says.zh, rule.says.en, rule.scope.en))
        assert rule.document
        assert set(rule.adopts) <= {datum.value for datum in Datum}


def test_rules_come_out_in_their_order_and_unknown_ones_are_a_mistake():
    assert RULE_SET.in_order({"R-04", "R-01", "R-02B"}) == ("R-01", "R-02B", "R-04")
    with pytest.raises(KeyError):
        RULE_SET.in_order({"R-99"})


def test_differences_between_the_stages_are_figures_with_their_limits(words: dict):
    told = {
        (row["datum"], one["stage"], one["quantity"]): (
            one["measured"],
            one["limit"],
            one["unit"],
            one["within"],
            one["counts"],
        )
        for row in words["data"]
        for one in row["differences"]
    }
    # Shifts 1.4, 1.8, 2.3, 2.1, 1.5, 2.1 cm; areas 2700.61 and 2700.92 m2; 2·m_P = 4.91 m2.
    assert told == {
        ("boundary", "completion", "max_shift"): ("0.023", "0.10", "m", True, True),
        ("boundary", "completion", "mean_shift"): ("0.019", "0.05", "m", True, True),
        ("boundary", "planning", "max_shift"): ("0.000", "0.20", "m", True, False),
        ("boundary", "planning", "mean_shift"): ("0.000", "0.10", "m", True, False),
        ("land_area", "supply", "land_area"): ("0.00", "4.91", "m2", True, True),
        ("land_area", "completion", "land_area"): ("0.31", "4.91", "m2", True, True),
        ("land_area", "planning", "land_area"): ("0.00", "9.83", "m2", True, False),
        ("footprint", "planning", "max_shift"): ("0.014", "0.20", "m", True, False),
        ("floor_area", "presale", "floor_area"): ("1.91", None, "m2", None, True),
        ("unit_areas", "presale", "largest_unit_ratio"): ("0.813", "3", "%", True, False),
    }


def test_areas_under_different_rules_have_no_difference():
    other = replace(PRESALE, area_rule="GB 55031-2022")
    words = decide(with_result(golden_case(), other)).to_dict()
    told = [one["quantity"] for row in words["data"][3:] for one in row["differences"]]
    assert told == []
