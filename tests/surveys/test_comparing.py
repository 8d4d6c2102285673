"""Two results compared by page's, program's and terminal's door; the golden development from files.

Expected figures are those of the worked example: shifts of 1.4 to 2.3 cm, land +0.31 m², floor area
426.10 to 428.01 m², four units of which two are larger by 0.8 %.
"""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts.models import Account
from surveys.models import ResultStatus, StagedUnit, SurveyProject, SurveyResult
from tests import factories
from tests.golden_rows import golden_development

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def golden(db, kept, read_here, tmp_path) -> SurveyProject:
    return golden_development(tmp_path / "golden")


@pytest.fixture
def surveyor(golden) -> Account:
    return golden.created_by


@pytest.fixture
def stages(golden) -> dict[str, SurveyResult]:
    return {result.stage_id: result for result in golden.results.select_related("project", "stage")}


def caller(account: Account) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {AuthToken.objects.create(account)[1]}")
    return client


def address(first: SurveyResult, second: SurveyResult, rest: str = "") -> str:
    return f"/api/v1/survey-results/{first.pk}/compared-with/{second.pk}/{rest}"


def terminal(*words: str, **options) -> str:
    out = io.StringIO()
    call_command("compare", *words, stdout=out, **options)
    return out.getvalue()


def test_supply_and_completion_have_one_boundary(registrar, stages):
    answer = caller(registrar).get(address(stages["supply"], stages["completion"]))
    assert answer.status_code == 200
    found = answer.json()
    assert (found["format"], found["version"]) == ("cadastre-comparison", "1.0")
    boundary = found["boundary"]
    assert (boundary["unchanged"], boundary["same_topology"]) == (True, True)
    assert boundary["limits"]["limit_m"] == "0.10"
    lengths = [point["length_m"] for point in boundary["points"]]
    assert lengths == ["0.0144", "0.0180", "0.0228", "0.0211", "0.0152", "0.0215"]
    first = boundary["points"][0]
    assert (first["north_m"], first["east_m"]) == ("0.0120", "-0.0080")
    assert first["before"] == {
        "label": "J1",
        "northing_m": "3898650.120",
        "easting_m": "432010.350",
    }
    land = found["land_area"]
    assert (land["difference_m2"], land["limit_m2"], land["within_limit"]) == ("0.31", "4.91", True)
    assert found["buildings"] == []


def test_presale_and_completion_have_the_same_units_and_other_areas(registrar, stages):
    answer = caller(registrar).get(address(stages["presale"], stages["completion"]))
    (building,) = answer.json()["buildings"]
    floor = building["floor_area"]
    assert (floor["before_m2"], floor["after_m2"]) == ("426.10", "428.01")
    assert (floor["difference_m2"], floor["limit_m2"]) == ("1.91", None)
    units = building["units"]
    assert (units["same_units"], units["counts"]) == (True, {"same": 4})
    differences = [(one["difference_m2"], one["ratio_percent"]) for one in units["changes"]]
    assert differences == [
        ("0.10", "0.097"),
        ("0.08", "0.073"),
        ("0.84", "0.813"),
        ("0.89", "0.811"),
    ]
    assert not any(one["over_three_percent"] for one in units["changes"])
    assert units["changes"][0]["after"][0]["line"] > 1
    changed = caller(registrar).get(
        address(stages["presale"], stages["completion"]), {"units": "changed"}
    )
    assert changed.json()["buildings"][0]["units"]["changes"] == []


def test_the_unit_comparison_opens_in_a_spreadsheet(registrar, stages):
    answer = caller(registrar).get(address(stages["presale"], stages["completion"], "units.csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert [row["after_rooms"] for row in rows] == ["101", "102", "201", "202"]
    assert {row["building_number"] for row in rows} == {"0001"}
    assert rows[1]["difference_m2"] == "0.08"
    assert ":" in rows[0]["after_places"]


@pytest.mark.parametrize("word", ["json", "csv"])
def test_terminal_and_program_say_the_same(registrar, stages, word):
    ids = [str(stages[name].pk) for name in ("presale", "completion")]
    rest = "units.csv" if word == "csv" else ""
    asked = caller(registrar).get(address(stages["presale"], stages["completion"], rest))
    said = terminal(*ids, **{word: True})
    if word == "json":
        assert json.loads(said) == asked.json()
    else:
        assert said == asked.content.decode()


def test_the_terminal_takes_two_stages_of_a_project(stages):
    said = terminal("supply", "completion", project="DC-1")
    assert "界址未变化：6 点对应" in said
    assert "boundary unchanged: 6 points matched" in said
    assert "within the limit" in said


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (("nonsense", "completion"), {}),
        (("supply", "legacy-land"), {"project": "DC-1"}),
        (("supply", "completion"), {"project": "DC-0"}),
    ],
)
def test_what_is_not_there_is_said_in_both_languages(golden, words, options):
    with pytest.raises(CommandError, match=r"没有.*这份成果[\s\S]*there is no such result"):
        terminal(*words, **options)


def new_result(project: SurveyProject, status: ResultStatus) -> SurveyResult:
    return SurveyResult.objects.create(
        project=project,
        stage=factories.stage("supply"),
        version=2,
        status=status,
        surveyed_on=date(2021, 3, 18),
        uploaded_by=project.created_by,
        uploaded_at=factories.NOW,
    )


def test_results_of_two_parcels_are_refused(registrar, surveyor, stages):
    elsewhere = factories.project(surveyor, code="410811001002GB00099")
    other = new_result(elsewhere, ResultStatus.CHECKED)
    answer = caller(registrar).get(address(stages["supply"], other))
    assert (answer.status_code, answer.json()["code"]) == (400, "results_not_comparable")
    assert "410811001002GB00099" in answer.json()["message"]["zh"]
    assert "one parcel" in answer.json()["advice"]["en"]


def test_an_unread_result_is_refused(registrar, golden, stages):
    unread = new_result(golden, ResultStatus.READING)
    answer = caller(registrar).get(address(unread, stages["completion"]))
    assert (answer.status_code, answer.json()["code"]) == (409, "result_not_read")


def test_a_word_that_is_neither_is_refused(registrar, stages):
    answer = caller(registrar).get(
        address(stages["supply"], stages["completion"]), {"units": "some"}
    )
    assert answer.status_code == 400
    assert "units" in answer.json()["message"]["zh"]


def test_another_firm_finds_nothing_to_compare(other_firm, stages):
    answer = caller(other_firm).get(address(stages["supply"], stages["completion"]))
    assert answer.status_code == 404


def test_an_integrator_may_not_compare_surveys(integrator, stages):
    answer = caller(integrator).get(address(stages["supply"], stages["completion"]))
    assert answer.status_code == 403


def test_areas_are_sums_of_what_was_delivered(registrar, stages):
    found = caller(registrar).get(address(stages["presale"], stages["completion"])).json()
    totals = found["buildings"][0]["units"]["totals"]
    delivered = StagedUnit.objects.filter(result=stages["completion"])
    assert Decimal(totals["after_m2"]) == sum(unit.built_m2 for unit in delivered)
