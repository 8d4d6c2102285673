"""A report for people: words, text, page and drawing."""

import re
from decimal import Decimal

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from cadastre.domain.findings import Severity, Text
from surveys.domain.report_compare import compare
from surveys.domain.report_html import report_html
from surveys.domain.report_sketch import Shape, sketch_svg
from surveys.domain.report_text import report_text
from surveys.domain.report_words import WORDS, grouped, shown_code, shown_figure
from tests.surveys.domain.test_report import finding, report

SQUARE = Shape("parcel", "410811001002GB00007", (((0.0, 0.0), (100.0, 0.0), (100.0, 50.0)),))
SIGNS = st.text(alphabet=st.characters(), max_size=12)


def test_every_word_is_in_both_languages():
    assert [key for key, text in WORDS.items() if not text.zh or not text.en] == []


def test_codes_are_set_in_segments():
    assert shown_code("410811001002GB00007F00010001") == "410811 001002 GB00007 F00010001"
    assert shown_code("410811001002GB00007") == "410811 001002 GB00007"
    assert shown_code("0001-1201") == "0001-1201"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("0.41249", "m", "0.412 m"),
        ("0.0005", "m", "0.001 m"),
        ("12.5", "m2", "12.5 m²"),
        ("3", "", "3"),
    ],
)
def test_figures_are_rounded_half_up_to_what_is_read(value, unit, shown):
    assert shown_figure(Decimal(value), unit) == shown_figure(value, unit) == shown


def test_objects_stand_by_their_worst_finding():
    made = report(
        finding("BP01", Severity.INFORMATION, object_key="A"),
        finding("UN02", Severity.ERROR, object_key="B"),
        finding("BP02", Severity.WARNING, object_key="A"),
    )
    groups = grouped(made["findings"], "zh")
    assert [(g.title, [f["severity"] for f in g.findings]) for g in groups] == [
        ("B", ["error"]),
        ("A", ["warning", "information"]),
    ]


def test_colours_are_for_terminals_only():
    made = report(finding())
    assert "\x1b" not in report_text(made)
    assert "\x1b[31m" in report_text(made, colour=True)


@given(SIGNS, st.sampled_from(["zh", "en"]))
def test_nothing_delivered_steers_the_terminal_or_the_page(text, language):
    made = report(
        finding(
            object_key=text, found=text, message=Text(text, text), file=text, location=(5.0, 5.0)
        )
    )
    made |= {"comparison": compare(made, made)}
    lines = report_text(made, language=language)
    assert "\x1b" not in lines
    page = report_html(made, shapes=[Shape("parcel", text, SQUARE.rings)], language=language)
    tags = set(re.findall(r"<(\w+)", page))
    known = set(
        re.findall(r"<(\w+)", report_html(report(finding(location=(5.0, 5.0))), shapes=[SQUARE]))
    )
    assert tags <= known | {"b"}
    drawing = page[page.index("<svg") : page.index("</svg>") + 6]
    ElementTree.fromstring(drawing)


def test_the_page_lists_so_many_findings_and_says_how_many_there_are():
    made = report(*[finding(line=n, found=str(n)) for n in range(1, 31)])
    page = report_html(made, most=10)
    assert page.count('class="finding ') == 10
    assert "10 / 30" in page


def test_new_and_fixed_are_marked():
    made = report(finding(object_key="A"))
    made |= {"comparison": compare(report(finding(object_key="B")), made)}
    assert "已改正 1" in report_text(made)
    assert "[新出现]" in report_text(made)
    assert "<b>new</b>" in report_html(made, language="en")


# The drawing


def test_north_is_up_and_the_scale_bar_is_a_round_length():
    drawing = sketch_svg([SQUARE], [])
    path = re.search(r'd="M([\d.]+),([\d.]+) L([\d.]+),([\d.]+) L([\d.]+),([\d.]+)Z"', drawing)
    assert path is not None
    west, south, east, _, _, north = map(float, path.groups())
    assert (west, north) == (24.0, 24.0)
    assert east - west == pytest.approx(672.0)  # 720 wide less two margins, for 100 m
    assert south - north == pytest.approx(336.0)  # 50 m
    assert ">20 m<" in drawing  # the longest of 1, 2, 5 … within a quarter (26.8 m)


def test_findings_are_marked_the_worst_on_top():
    made = report(
        finding("BP01", Severity.ERROR, location=(50.0, 25.0)),
        finding("BP02", Severity.WARNING, location=(50.0, 25.0)),
    )
    drawing = sketch_svg([SQUARE], made["findings"])
    assert drawing.index("#b54708") < drawing.index("#b42318")
    assert drawing.count("<circle") == 2


@pytest.mark.parametrize("far", [1e300, float("inf"), -1e9])
def test_figures_that_are_no_coordinates_are_left_out(far):
    wild = Shape("parcel", "x", (((0.0, 0.0), (far, 0.0), (1.0, 1.0)),))
    assert sketch_svg([wild], []) == ""
    assert sketch_svg([SQUARE, wild], []).count('fill-rule="evenodd"') == 1


def test_without_a_place_there_is_no_drawing():
    assert sketch_svg([], report(finding())["findings"]) == ""


def test_a_single_place_is_drawn():
    made = report(finding(location=(432_000.0, 3_898_000.0)))
    ElementTree.fromstring(sketch_svg([], made["findings"]))
