"""The public on surveys: what is measured already, what this office reuses, nothing more."""

import json
import re

import pytest
from django.core.cache import cache

from registration.models import Holder
from registration.public_answers import already_surveyed, office_reuse, surveyed_at
from registration.services import case_adopt, case_open
from surveys.models import SurveyProject, SurveyResult
from tests import factories
from tests.registration.conftest import golden, registrar  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
COORDINATE = re.compile(r"\d{6,7}\.\d")
HOLDER = "张示例丙丁"


@pytest.fixture(autouse=True)
def calm_throttle():
    """Each test starts with no look-ups counted."""
    cache.clear()


def asked(client, **query):
    return client.get("/public/surveyed/", query)


def test_an_accepted_development_needs_no_survey(golden, client):  # noqa: F811
    found = already_surveyed(golden.parcel_code)
    used = {stage.stage: stage.reused_for for stage in found.stages}
    assert used == {
        "supply": ("界址", "土地面积"),
        "planning": (),
        "presale": (),
        "completion": ("占地面积", "建筑面积", "分户面积"),
    }
    assert (found.reused, found.data, found.still_needed) == (5, 5, ())
    page = asked(client, q=golden.parcel_code).content.decode()
    assert "无需重新测绘：5 项数据沿用 5 项" in page


def test_nothing_but_the_fact_leaves(golden, client):  # noqa: F811
    Holder.objects.create(object_code=golden.parcel_code, name=HOLDER)
    result = SurveyResult.objects.filter(project=golden).first()
    page = asked(client, q=golden.parcel_code).content.decode()
    names = [file.name for file in result.files.all()]
    for secret in (HOLDER, result.surveyor_organisation, str(result.pk), golden.number, *names):
        assert secret not in page
    assert not COORDINATE.search(page)


def test_an_address_a_unit_code_and_a_place_find_the_same(golden, client):  # noqa: F811
    unit = f"{golden.parcel_code}F00010001"
    for question in (golden.address, unit, f" {golden.parcel_code[:6]} {golden.parcel_code[6:]} "):
        assert already_surveyed(question).parcel_code == golden.parcel_code
    at = {"longitude": 113.25361, "latitude": 35.21433}
    assert surveyed_at(**at) == golden.parcel_code
    answer = asked(client, at="113.25361,35.21433")
    assert golden.parcel_code[-7:] in answer.content.decode()


def test_unknown_and_not_accepted_are_answered_alike(golden, client):  # noqa: F811
    waiting = SurveyProject.objects.create(
        number="DC-9",
        name="未审核",
        parcel_code="410811001002GB00099",
        organisation=golden.organisation,
        created_by=golden.created_by,
        created_at=factories.NOW,
    )
    told = {code: asked(client, q=code) for code in (waiting.parcel_code, "410811001002GB00098")}
    assert {answer.status_code for answer in told.values()} == {404}
    mains = {
        answer.content.decode().partition("<main")[2].partition("</main>")[0].replace(code, "")
        for code, answer in told.items()
    }
    assert len(mains) == 1


def test_what_is_missing_is_named_and_nothing_else(golden, client):  # noqa: F811
    golden.documents.filter(kind="acceptance_record").update(passed=False)
    found = already_surveyed(golden.parcel_code)
    assert found.still_needed
    assert not found.is_registered
    assert "仅还需要" in asked(client, q=golden.parcel_code).content.decode()


def test_what_is_registered_needs_nothing_more(golden, registrar, client):  # noqa: F811
    case = case_open(golden.parcel_code, by=registrar, now=factories.NOW)
    case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)
    assert already_surveyed(golden.parcel_code).still_needed == ()
    assert "已登记：无需再测绘" in asked(client, q=golden.parcel_code).content.decode()


@pytest.mark.parametrize("at", ["x", "1", "1,2,3", "200,10", "nan,1", "113.2;35.1"])
def test_a_place_that_is_none_is_said(client, at):
    answer = asked(client, at=at)
    assert answer.status_code == 400
    assert "经度,纬度" in answer.content.decode()


def test_the_rules_are_those_the_office_decides_by(client, settings):
    rule_set, stages = office_reuse(on=factories.NOW.date())
    rows = {(stage.stage, reused.rule.rule_id) for stage in stages for reused in stage.data}
    assert {("supply", "R-02C"), ("supply", "R-02B"), ("completion", "R-03")} <= rows
    assert not any(stage in ("planning", "presale") for stage, _ in rows)
    page = client.get("/public/reuse/").content.decode()
    for stage in stages:
        for reused in stage.data:
            assert reused.rule.cites in page
    assert "资料没有移交" in page
    settings.COUNTY_CODE = "110101"
    assert office_reuse(on=factories.NOW.date())[0].rule_set_id == "national"
    assert rule_set.rule_set_id == "jiaozuo"


def test_a_map_to_point_at_is_the_offices_choice(db, client, settings):
    settings.PUBLIC_MAP = "none"
    assert "place-map" not in client.get("/public/surveyed/?map=1").content.decode()
    factories.sub_district("410811001002")
    settings.PUBLIC_MAP = "point"
    page = client.get("/public/surveyed/?map=1").content.decode()
    assert "place-map" in page
    assert "410811001002" in json.dumps(page)
