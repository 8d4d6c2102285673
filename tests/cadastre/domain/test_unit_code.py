"""Unit codes against GB/T 37346-2019: examples, refusals, and the way there and back."""

import csv
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Severity
from cadastre.domain.unit_code import (
    ParcelCodeMalformed,
    UnitCodeMalformed,
    build_unit_code,
    check_parcel_code,
    check_unit_code,
    display_segments,
    normalise_input,
    parse_parcel_code,
    parse_unit_code,
)

REAL_CODES = Path(__file__).resolve().parents[4] / "shared" / "data" / "cn_unit_codes"

VALID = {
    "410811001002GB00007W00000000": "state construction land, no fixture",
    "410811001002GB00007F00010001": "unit 0001 in building 0001",
    "410811001002GB00007F99990001": "several buildings as one unit",
    "410811001002GS00001F00010001": "above-ground parcel with a house",
    "410811001002GX00001F00010001": "underground parcel",
    "410811004003JA00001W00000000": "collective land ownership",
    "410811004003JC00012F00010001": "homestead with a house",
    "410811004003JB00002W00000000": "collective construction land",
    "410811004003JE00005L00000001": "contracted forest land with trees",
    "450502000000GH00009W00000000": "sea parcel without district",
    "340102201001GB00005F99990001": "seen in test data",
    "320684100302JA00001W00000000": "seen in test data",
    "230522101202GB00107W00000000": "seen in test data",
    "320802007003GH00009W00000000": "sea parcel with a district, abolished county",
    "410811001002GL00001Q00000001": "L takes L, Q and W",
    "450502000000GH00009F00010001": "structure at sea",
    "441900001002GB00007F00010001": "Dongguan has no counties",
}

ERROR, WARNING = Severity.ERROR, Severity.WARNING

WRONG = [
    ("410811001002GB0007F00010001", ERROR, "length", 19),
    ("410811001002GB00007F000100011", ERROR, "length", 29),
    ("410811001002gb00007F00010001", ERROR, "lower_case", 13),
    ("410811001002KB00007F00010001", ERROR, "ownership_letter", 13),
    ("410811001002GK00007F00010001", ERROR, "kind_letter", 14),
    ("410811001002GA00007W00000000", ERROR, "letter_combination", 13),
    ("410811001002GB00000W00000000", ERROR, "sequence_zero", 15),
    ("410811001002GB00007W00010001", ERROR, "fixture_tail", 24),
    ("410811001002GB00007F00000001", ERROR, "building_zero", 21),
    ("410811001002GB00007F00010000", ERROR, "unit_placeholder", 25),
    ("410811001002GB00007H00010001", ERROR, "fixture_letter", 20),
    ("410811000000GB00007W00000000", ERROR, "virtual_code", 7),
    ("410811001002GB0O007F00010001", ERROR, "not_a_digit", 16),
    ("410800001002GB00007F00010001", ERROR, "not_a_county", 5),
    ("410811 001002 GB00007 F00010001", ERROR, "display_form", 7),
    ("410811004003JE00005L00000000", ERROR, "fixture_tail", 21),
    ("410811001002GB00007F99999999", ERROR, "vendor_virtual", 21),
    ("410811001002GB00007F0001a001", WARNING, "vendor_letters", 25),
    # Beyond the table: the other pairs, fixtures and oddities the rules name.
    ("", ERROR, "length", None),
    ("410811001002GB00007F0001000", ERROR, "length", 28),
    ("410811001002JH00001W00000000", ERROR, "letter_combination", 13),
    ("410811001002JG00001W00000000", ERROR, "letter_combination", 13),
    ("410811001002ZH00001W00000000", ERROR, "letter_combination", 13),
    ("410811001002GC00001W00000000", WARNING, "letter_combination", 13),
    ("410811001002ZA00001W00000000", WARNING, "letter_combination", 13),
    ("410801001002GB00007F00010001", WARNING, "not_a_county", 5),
    ("410811001000GB00007F00010001", WARNING, "district_zero", 10),
    ("410811000002GB00007F00010001", WARNING, "district_zero", 7),
    ("410811001002JA00001F00010001", ERROR, "fixture_not_usual", 20),
    ("410811001002JD00001F00010001", WARNING, "fixture_not_usual", 20),
    ("410811001002JN00001Q00000001", WARNING, "fixture_not_usual", 20),
    ("410811001002GS00001L00000001", WARNING, "fixture_not_usual", 20),
    ("410811001002gB00007f00010001", ERROR, "lower_case", 13),
    ("410811001002GB00007F0001A001", ERROR, "not_a_digit", 25),
    ("４１０８１１001002GB00007F00010001", ERROR, "display_form", 1),
    ("41081100100²GB00007F00010001", ERROR, "not_a_digit", 12),
    ("41081100100٢GB00007F00010001", ERROR, "not_a_digit", 12),
    ("410811001002GBOOOO7F00010001", ERROR, "not_a_digit", 15),
    ("410811001002GB00007Ｆ00010001", ERROR, "display_form", 20),
    ("\ud800" * 28, ERROR, "not_a_digit", 1),
]


@pytest.mark.parametrize("text", VALID, ids=VALID.get)
def test_a_valid_code_draws_no_remark_and_comes_back_the_same(text):
    assert check_unit_code(text) == []
    assert str(parse_unit_code(text)) == text


@pytest.mark.parametrize(("text", "severity", "reason", "position"), WRONG)
def test_a_wrong_code_is_named_with_reason_and_position(text, severity, reason, position):
    remarks = check_unit_code(text)
    assert (remarks[0].severity, remarks[0].reason, remarks[0].position) == (
        severity,
        reason,
        position,
    )
    assert remarks[0].message.zh
    assert remarks[0].message.en


@pytest.mark.parametrize("text", [row[0] for row in WRONG[:18]])
def test_each_wrong_example_is_wrong_for_one_reason_only(text):
    assert len(check_unit_code(text)) == 1


def test_two_faults_give_two_remarks_in_order_of_position():
    remarks = check_unit_code("410800001002GA00000F00010000")
    assert [(r.reason, r.position) for r in remarks] == [
        ("not_a_county", 5),
        ("letter_combination", 13),
        ("sequence_zero", 15),
        ("unit_placeholder", 25),
    ]


def test_letters_that_contradict_each_other_are_one_fault_whatever_stands_on_the_parcel():
    """State-owned collective ownership: which fixtures it may have cannot be said of it."""
    remarks = check_unit_code("410811001002GA00007F00010003")
    assert [remark.reason for remark in remarks] == ["letter_combination"]
    sound = check_unit_code("410811001002JA00007F00010003")
    assert [remark.reason for remark in sound] == ["fixture_not_usual"]


def test_an_unreadable_parcel_part_does_not_hide_faults_of_the_fixture_part():
    remarks = check_unit_code("410811001002KB00007W00000009")
    assert [(r.reason, r.position) for r in remarks] == [
        ("ownership_letter", 13),
        ("fixture_tail", 28),
    ]


def test_an_office_may_use_a_city_code_as_county():
    city = "460300001002GB00007F00010001"
    assert [r.reason for r in check_unit_code(city)] == ["not_a_county"]
    assert check_unit_code(city, extra_counties=frozenset({"460300"})) == []


def test_unit_zero_is_only_a_warning_in_a_building_record():
    (remark,) = check_unit_code("410811001002GB00007F00010000", for_building=True)
    assert (remark.severity, remark.reason) == (WARNING, "unit_placeholder")


def test_messages_say_what_stands_where_and_what_belongs_there():
    (remark,) = check_unit_code("410811001002GB0O007F00010001")
    assert remark.message.zh == (
        "第 16 位（宗地顺序号）是“O”，应为数字 0–9（疑为 0，请核对原件）。"
    )
    assert remark.message.en == (
        "position 16 (parcel sequence number) holds 'O' where a digit 0–9 belongs "
        "(perhaps 0: see the original)."
    )


@pytest.mark.parametrize(
    ("text", "reason", "position"),
    [(text, reason, position) for text, severity, reason, position in WRONG[:11]
     if reason not in {"unit_placeholder"}]
    + [
        ("410811001002GB0O007F00010001", "not_a_digit", 16),
        ("410811 001002 GB00007 F00010001", "display_form", 7),
        ("410811001002GB00007F0001a001", "vendor_letters", 25),
        ("410811001002JA00001F00010001", "fixture_not_usual", 20),
    ],
)  # fmt: skip
def test_parsing_refuses_what_has_not_the_form_of_the_standard(text, reason, position):
    with pytest.raises(UnitCodeMalformed) as refusal:
        parse_unit_code(text)
    assert (refusal.value.reason, refusal.value.position) == (reason, position)
    assert isinstance(refusal.value, InvalidInput)
    assert refusal.value.message.zh.startswith(f"不动产单元代码“{text}”有误：")


@pytest.mark.parametrize(
    "text",
    [
        "410811001002GB00007F00010000",
        "410811000000GB00007W00000000",
        "410811001002GB00007F99999999",
        "410800001002GB00007F00010001",
    ],
)
def test_codes_to_be_set_aside_can_still_be_parsed(text):
    assert str(parse_unit_code(text)) == text
    assert check_unit_code(text)[0].severity is ERROR


def test_a_very_long_text_is_not_repeated_in_full():
    with pytest.raises(UnitCodeMalformed) as refusal:
        parse_unit_code("4" * 100_000)
    assert len(refusal.value.message.zh) < 200


def test_layers_and_parts_of_a_house_code():
    code = parse_unit_code("410811001002GB00007F00010002")
    assert (code.county, code.district, code.sub_district) == ("410811", "001", "002")
    assert (code.ownership, code.parcel_kind, code.parcel_sequence) == ("G", "B", "00007")
    assert (code.fixture_kind, code.fixture_number) == ("F", "00010002")
    assert code.parcel_code == "410811001002GB00007"
    assert code.fixture_code == "F00010002"
    assert code.district_code == "410811001"
    assert code.sub_district_code == "410811001002"
    assert (code.building_number, code.unit_number) == ("0001", "0002")
    assert code.building_code == "410811001002GB00007F0001"
    assert code.layer == "surface"
    assert code.display == "410811 001002 GB00007 F00010002"
    assert code.parcel == parse_parcel_code("410811001002GB00007")


@pytest.mark.parametrize("tail", ["W00000000", "L00000001", "Q00000012"])
def test_other_fixtures_have_no_building(tail):
    code = parse_unit_code("410811001002GB00007" + tail)
    assert (code.building_number, code.unit_number, code.building_code) == (None, None, None)


@pytest.mark.parametrize(
    ("feature", "layer"),
    [("GB", "surface"), ("GS", "above"), ("GX", "below"), ("JC", "surface"), ("GH", "surface")],
)
def test_the_layer_of_space_follows_the_parcel_kind(feature, layer):
    assert parse_parcel_code(f"410811001002{feature}00007").layer == layer
    assert parse_unit_code(f"410811001002{feature}00007W00000000").layer == layer


def test_parcel_code_in_its_layers():
    parcel = parse_parcel_code("340123002004GB00011")
    assert str(parcel) == "340123002004GB00011"
    assert (parcel.county, parcel.district_code) == ("340123", "340123002")
    assert (parcel.sub_district_code, parcel.feature) == ("340123002004", "GB")
    assert (parcel.sequence, parcel.display) == ("00011", "340123 002004 GB00011")


@pytest.mark.parametrize("tail", ["GS00019", "GX00020", "GD00021", "GE00022"])
def test_parcel_codes_seen_in_examples_are_clean(tail):
    assert check_parcel_code("340123002004" + tail) == []


@pytest.mark.parametrize(
    ("text", "reason", "position"),
    [
        ("340123002004GB0001", "length", 19),
        ("410811001002GB00007F00010001", "length", 20),
        ("340123002004gb00011", "lower_case", 13),
        ("340123002004GB00000", "sequence_zero", 15),
        ("340123 002004 GB00011", "display_form", 7),
        ("340123002004JH00011", "letter_combination", 13),
    ],
)
def test_malformed_parcel_codes_are_refused(text, reason, position):
    with pytest.raises(ParcelCodeMalformed) as refusal:
        parse_parcel_code(text)
    assert (refusal.value.reason, refusal.value.position) == (reason, position)


def test_input_is_normalised_without_guessing():
    assert (
        normalise_input(" 410811\u3000001002 ＧＢ00007\u00a0F０００１0001\r\n")
        == "410811001002GB00007F00010001"
    )
    assert normalise_input("gbO Il") == "gbOIl"
    assert normalise_input("（１）") == "（1）"


@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    once = normalise_input(text)
    assert normalise_input(once) == once


def test_building_codes():
    parcel = "410811001002GB00007"
    assert str(build_unit_code(parcel, building_number=1, unit_number="12")) == (
        parcel + "F00010012"
    )
    assert str(build_unit_code(parcel, building_number="9999", unit_number=1)) == (
        parcel + "F99990001"
    )
    assert str(build_unit_code(parcel, fixture="W")) == parcel + "W00000000"
    assert str(build_unit_code(parse_parcel_code(parcel), fixture="L", fixture_number=5)) == (
        parcel + "L00000005"
    )
    assert str(build_unit_code("460300001002GB00007", fixture="W"))[:6] == "460300"


@pytest.mark.parametrize(
    ("parcel", "arguments", "reason"),
    [
        ("GB00007", {"building_number": 0, "unit_number": 1}, "building_zero"),
        ("GB00007", {"building_number": 1, "unit_number": 0}, "unit_placeholder"),
        ("GB00007", {"building_number": 1, "unit_number": 10000}, "length"),
        ("GB00007", {"building_number": 1, "unit_number": "a001"}, "vendor_letters"),
        ("GB00007", {"building_number": 1, "unit_number": -1}, "not_a_digit"),
        ("GB00007", {"building_number": 9999, "unit_number": 9999}, "vendor_virtual"),
        ("GB00007", {"fixture": "L", "fixture_number": 0}, "fixture_tail"),
        ("JA00007", {"building_number": 1, "unit_number": 1}, "fixture_not_usual"),
    ],
)
def test_a_code_that_could_not_be_registered_is_never_built(parcel, arguments, reason):
    with pytest.raises(UnitCodeMalformed) as refusal:
        build_unit_code("410811001002" + parcel, **arguments)
    assert refusal.value.reason == reason


def test_no_code_is_built_on_a_virtual_or_malformed_parcel():
    with pytest.raises(UnitCodeMalformed):
        build_unit_code("410811000000GB00007", fixture="W")
    with pytest.raises(ParcelCodeMalformed):
        build_unit_code("410811001002GB0007", fixture="W")


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"building_number": 1},
        {"fixture": "W", "building_number": 1, "unit_number": 1},
        {"fixture": "W", "unit_number": 1},
        {"fixture": "L"},
        {"fixture": "W", "fixture_number": 1},
        {"fixture": "X"},
        {"fixture": ""},
    ],
)
def test_arguments_that_do_not_go_together_are_a_callers_mistake(arguments):
    with pytest.raises(ValueError, match=r"fixture|belong"):
        build_unit_code("410811001002GB00007", **arguments)


def test_segments_are_named_and_join_to_the_code():
    segments = display_segments("410811001002GB00007F99990001")
    assert [segment for segment, _ in segments] == [
        "410811", "001", "002", "G", "B", "00007", "F", "9999", "0001",
    ]  # fmt: skip
    names = [name.zh for _, name in segments]
    assert names[0] == "县级行政区划代码"
    assert names[4] == "宗地类型：建设用地使用权宗地（地表）"
    assert names[7] == "幢号：多幢组成一个单元"
    assert len(display_segments("410811001002GB00007")) == 6
    assert display_segments("410811001002GB00007W00000000")[-1][0] == "00000000"
    with pytest.raises(UnitCodeMalformed):
        display_segments("nothing")
    with pytest.raises(ParcelCodeMalformed):
        display_segments("4" * 19)


def number(digits: int) -> st.SearchStrategy[str]:
    return st.integers(1, 10**digits - 1).map(lambda value: str(value).zfill(digits))


counties = st.integers(110102, 659999).filter(lambda code: code % 100 > 1).map(str)
features = st.sampled_from(
    [f + k for f in "GJZ" for k in "ABSXCDEFLNHGWY" if f + k not in {"GA", "JH", "JG", "ZH"}]
)
tails = st.one_of(
    st.builds("F{}{}".format, number(4), number(4)).filter(lambda tail: tail != "F99999999"),
    st.just("W00000000"),
    st.builds("{}{}".format, st.sampled_from("LQ"), number(8)),
)


@st.composite
def unit_codes(draw: st.DrawFn) -> str:
    feature = draw(features)
    tail = "W00000000" if feature[1] == "A" else draw(tails)
    parts = (draw(counties), draw(number(3)), draw(number(3)), feature, draw(number(5)), tail)
    return "".join(parts)


@given(unit_codes())
def test_parsing_and_writing_gives_the_same_28_characters(text):
    code = parse_unit_code(text)
    assert str(code) == text
    assert len(text) == 28
    assert all(remark.severity is not ERROR for remark in check_unit_code(text))
    assert normalise_input(code.display) == text
    assert "".join(segment for segment, _ in display_segments(code)) == text
    assert str(parse_parcel_code(code.parcel_code)) == text[:19]
    if code.fixture_kind == "F":
        again = build_unit_code(
            code.parcel_code, building_number=code.building_number, unit_number=code.unit_number
        )
        assert again == code


@given(unit_codes(), st.integers(0, 27), st.sampled_from(string.printable + "中０"))
def test_one_changed_character_is_parsed_back_or_refused_never_a_crash(text, at, character):
    changed = text[:at] + character + text[at + 1 :]
    remarks = check_unit_code(changed)
    try:
        assert str(parse_unit_code(changed)) == changed
    except UnitCodeMalformed as refusal:
        assert refusal.reason in {remark.reason for remark in remarks}


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text):
    remarks = check_unit_code(text)
    assert all(remark.position is None or remark.position >= 1 for remark in remarks)


def _rows(name: str) -> list[dict[str, str]]:
    path = REAL_CODES / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


if REAL_CODES.exists():

    @pytest.mark.parametrize("row", _rows("codes.csv"), ids=lambda row: row["code28"])
    def test_codes_found_in_the_wild_parse(row):
        code = parse_unit_code(row["code28"])
        assert code.parcel_code == row["parcel19"]
        assert code.fixture_kind == row["fixture_letter"]
        if row["kind"] == "real-looking":
            assert check_unit_code(row["code28"]) == []

    @pytest.mark.parametrize("row", _rows("not_codes.csv"), ids=lambda row: row["string"])
    def test_strings_that_are_no_codes_are_refused_with_a_position(row):
        with pytest.raises(UnitCodeMalformed) as refusal:
            parse_unit_code(row["string"])
        assert refusal.value.position is not None
