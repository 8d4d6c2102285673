"""What the template tags show; figures worked out by hand."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.templatetags.cadastre_tags import area, coordinate, mu, said, unit_code

UNIT = "410811001002GB00007F00010001"


def shown(source: str, **values: object) -> str:
    return Template("{% load cadastre_tags %}" + source).render(Context(values))


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (Decimal("2700.6094"), "2\u202f700.61"),
        (Decimal("0.005"), "0.01"),  # half up, where a float's 0.005 would give 0.01 or 0.00
        (Decimal("1.115"), "1.12"),
        (Decimal("1234567.8"), "1\u202f234\u202f567.80"),
        (Decimal("103.38"), "103.38"),
        ("109.85", "109.85"),
        (0, "0.00"),
    ],
)
def test_area_has_two_decimals_half_up(kept, expected):
    assert words(area(kept)) == expected


@pytest.mark.parametrize("show", [area, coordinate])
def test_nothing_shows_a_dash(show):
    assert words(show(None)) == "—"


def test_mu_are_fifteen_to_the_hectare():
    # 2700.61 m2 / (2000/3) = 4.0509
    with override("en"):
        assert words(mu(Decimal("2700.61"))) == "4.05 mu"
    with override("zh-hans"):
        assert words(mu(Decimal("10000"))) == "15.00 亩"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=0, max_value=10**7))
def test_coordinate_is_shown_digit_for_digit(kept):
    assert words(coordinate(kept)) == f"{kept:f}"


def test_coordinate_keeps_delivered_zeros():
    assert words(coordinate(Decimal("3898650.120"))) == "3898650.120"
    assert words(coordinate(Decimal("432010.0"))) == "432010.0"


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        (UNIT, ["410811", "001002", "GB00007", "F00010001"]),
        (UNIT[:24], ["410811", "001002", "GB00007", "F0001"]),
        (UNIT[:19], ["410811", "001002", "GB00007"]),
    ],
)
def test_code_is_shown_in_segments_without_spaces(code, groups):
    html = unit_code(code)
    parts = re.findall(r'<span class="code-part">(.*?</span>)</span>', html)
    assert [words(part) for part in parts] == groups
    assert words(html) == code  # selecting the text copies it without spaces too
    assert f'data-copy="{code}"' in html


def test_segments_are_named_in_the_language_of_the_page():
    with override("en"):
        assert 'title="cadastral sub-district">002<' in unit_code(UNIT)
    with override("zh-hans"):
        assert 'title="地籍子区">002<' in unit_code(UNIT)


def test_code_within_a_link_has_no_button():
    assert "<button" not in unit_code(UNIT, "plain")


def test_what_is_no_code_is_shown_as_it_is_and_escaped():
    assert words(unit_code("不详", "plain")) == "不详"
    assert "<script>" not in unit_code("<script>alert(1)</script>")
    assert unit_code(None) == "—"


def test_said_reads_findings_rows_and_json():
    finding = Finding("BP03", "open", Severity.ERROR, Text("未闭合", "not closed"))
    row = SimpleNamespace(message_zh="未闭合", message_en="not closed")
    body = {"message": {"zh": "未闭合", "en": "not closed"}}
    for thing in (finding, row, body):
        with override("en"):
            assert said(thing) == "not closed"
        with override("zh-hans"):
            assert said(thing) == "未闭合"


def test_said_does_not_hide_a_field_that_is_not_there():
    with pytest.raises(AttributeError):
        said(SimpleNamespace(), "message")


def test_name_in_the_language_of_the_page():
    stage = SimpleNamespace(base="presale", name_zh="房产预测绘", name_en="Presale survey")
    with override("zh-hans"):
        assert words(shown("{% stage_chip stage %}", stage=stage)) == "房产预测绘"
        assert shown('{{ stage|in_language:"name" }}', stage=stage) == "房产预测绘"
    with override("en"):
        assert "stage-presale" in shown("{% stage_chip stage %}", stage=stage)


@pytest.mark.parametrize("word", ["error", "warning", "information", "could_not_check", "passed"])
def test_severity_has_shape_and_word(word):
    html = shown("{% severity finding %}", finding=SimpleNamespace(severity=word))
    assert "<use href=" in html
    assert words(html).strip()


def test_every_status_of_the_models_has_a_sign():
    from cadastre.templatetags.signs import STATUSES
    from registration.models import CASE_STATUSES
    from surveys.models import ResultStatus

    assert {*ResultStatus.values, *(word for word, _ in CASE_STATUSES)} <= set(STATUSES)


def test_every_sign_is_in_the_sprite():
    from cadastre.templatetags.cadastre_tags import DESTINATIONS
    from cadastre.templatetags.signs import SEVERITIES, STATUSES
    from tests.cadastre.test_pages import SPRITE

    drawings = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
    signs = [*SEVERITIES.values(), *STATUSES.values(), *DESTINATIONS]
    assert {sign.icon for sign in signs} <= drawings


def test_address_that_does_not_exist_is_nothing():
    assert shown('{% nav_url "surveys:no_such_page" %}') == ""


def test_office_system_is_the_projection_of_the_setting(settings):
    settings.SRID = 4547
    definition = shown("{% office_system as plane %}{{ plane.proj4 }}")
    assert "+lon_0=114 " in definition
    assert "+x_0=500000 " in definition
    settings.SRID = 4526  # the same zone with its prefix: 38 500 000
    assert "+x_0=38500000 " in shown("{% office_system as plane %}{{ plane.proj4 }}")


def test_projection_agrees_with_proj(settings):
    settings.SRID = 4547
    definition = str(shown("{% office_system as plane %}{{ plane.proj4|safe }}"))
    of_epsg, of_page = [
        Transformer.from_crs(4490, CRS(system), always_xy=True).transform(113.2535, 35.2143)
        for system in ("EPSG:4547", str.__str__(definition))
    ]
    assert of_page == pytest.approx(of_epsg, abs=0.001)
