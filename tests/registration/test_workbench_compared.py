"""The workbench's panels: stages compared, findings, neighbours, and the delivered lines.

Figures are those of the worked example: shifts of 1.4 to 2.3 cm against 10 cm, four units.
"""

import html
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from django.urls import reverse

from accounts.models import Role
from demo.golden import GOLDEN
from registration.beside import neighbours_of, pairs_of
from registration.layers import shifts_collection
from registration.models import Case
from registration.selectors import decision_of, results_named
from registration.services import case_open
from registration.shifts import EXAGGERATIONS, Shift, comparison, exaggeration_of
from surveys.domain.evidence import SurveyPoint
from surveys.models import ResultStatus, StagedUnit, SurveyResult
from tests import factories
from tests.surveys.domain.developments import EDITS, tower

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(golden, registrar) -> Case:
    return case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)


@pytest.fixture
def stages(golden) -> dict[str, SurveyResult]:
    return {result.stage_id: result for result in golden.results.select_related("stage")}


@pytest.fixture
def office(client, registrar):
    client.force_login(registrar)
    client.cookies["django_language"] = "en"
    return client


def panel(case: Case, first: SurveyResult, second: SurveyResult, query: str = "") -> str:
    return reverse("registration:compared", args=[case.number, first.pk, second.pk]) + query


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def arrows_in(answer) -> dict:
    found = re.search(r'id="compared-arrows"[^>]* data-arrows="([^"]*)"', answer.content.decode())
    return json.loads(html.unescape(found[1]))


# The panel of two stages


def test_a_boundary_is_shown_point_by_point_with_its_limit(office, case, stages):
    answer = office.get(panel(case, stages["supply"], stages["completion"]))
    shown = text_of(answer)
    assert answer.status_code == 200
    assert "boundary unchanged: 6 points matched, largest shift 2.3 cm, mean 1.9 cm" in shown
    assert "limit 10.0 cm (TD/T 1001-2012" in shown
    for figure in ("1.4", "1.8", "2.3", "2.1", "1.5"):
        assert f"<strong>{figure}</strong>" in shown
    assert "+1.2" in shown  # J1 went 1.2 cm north ...
    assert "-0.8" in shown  # ... and 0.8 cm west


def test_the_arrows_of_the_map_are_those_of_the_table(office, case, stages):
    arrows = arrows_in(office.get(panel(case, stages["supply"], stages["completion"])))
    lengths = [one["properties"]["length_cm"] for one in arrows["data"]["features"]]
    assert lengths == ["1.4", "1.8", "2.3", "2.1", "1.5", "2.1"]
    assert arrows["stage"] == "completion"
    assert arrows["exaggeration"] in EXAGGERATIONS


def test_units_are_listed_with_their_rows_and_areas(office, case, stages):
    shown = text_of(office.get(panel(case, stages["presale"], stages["completion"])))
    assert "4 of 4 shown." in shown
    assert "+0.84" in shown
    assert "+0.813" in shown
    row = StagedUnit.objects.get(result=stages["completion"], room="201")
    assert f"{row.file}:{row.line}" in shown
    changed = text_of(
        office.get(panel(case, stages["presale"], stages["completion"], "?show=changed"))
    )
    assert "No unit changed but for its area." in changed
    assert "0 of 4 shown." in changed


def test_the_panel_speaks_chinese(client, registrar, case, stages):
    client.force_login(registrar)
    client.cookies["django_language"] = "zh-hans"
    shown = text_of(client.get(panel(case, stages["supply"], stages["completion"])))
    assert "界址未变化：6 点对应，最大位移 2.3 cm" in shown


def test_a_filter_that_is_none_is_refused_and_said(office, case, stages):
    answer = office.get(panel(case, stages["presale"], stages["completion"], "?show=nonsense"))
    assert answer.status_code == 400
    assert "nonsense" in text_of(answer)


def test_a_result_of_another_parcel_is_not_there(office, case, stages, registrar):
    elsewhere = factories.project(registrar, number="DC-9", code="410811001002GB00099")
    other = new_result(elsewhere, 1)
    assert office.get(panel(case, stages["supply"], other)).status_code == 404


@pytest.mark.parametrize("role", [Role.SURVEYOR, Role.REVIEWER, Role.INTEGRATOR])
def test_only_registrars_compare_on_a_case(client, case, stages, role):
    client.force_login(factories.account("visitor", role))
    assert client.get(panel(case, stages["supply"], stages["completion"])).status_code == 403


def test_a_registrar_of_another_district_finds_no_case(client, case, stages):
    client.force_login(factories.account("far", Role.REGISTRAR, districts=("410812",)))
    assert client.get(panel(case, stages["supply"], stages["completion"])).status_code == 404


# Five hundred units


def new_result(project, version: int, stage: str = "completion") -> SurveyResult:
    return SurveyResult.objects.create(
        project=project,
        stage=factories.stage(stage),
        version=version,
        status=ResultStatus.CHECKED,
        surveyed_on=date(2024, 3, 15),
        uploaded_by=project.created_by,
        uploaded_at=factories.NOW,
    )


@pytest.fixture
def towers(golden) -> tuple[SurveyResult, SurveyResult]:
    """Two tables of 500 units with one edit of each kind, as further versions of two stages."""
    development = tower(11)
    for name, edit in EDITS.items():
        edit(development, Random(name))
    results = new_result(golden, 2, "presale"), new_result(golden, 2)
    for result, table in zip(results, (development.before, development.after), strict=True):
        StagedUnit.objects.bulk_create(
            StagedUnit(
                result=result,
                file="塔楼.xlsx",
                line=place + 3,
                position=place,
                building_number="0007",
                section=flat.section,
                storey_number=flat.storey_number,
                storey_label=flat.storey_label,
                room=flat.room,
                use=flat.use,
                inner_m2=flat.inner_m2,
                shared_m2=flat.shared_m2,
                built_m2=flat.built_m2,
            )
            for place, flat in enumerate(table)
        )
    return results


def test_a_tower_shows_what_changed_and_on_demand_all(office, case, towers):
    shown = text_of(office.get(panel(case, *towers)))
    for word in ("renumbered", "renamed", "moved", "split", "merged", "added", "removed"):
        assert f"change-{word}" in shown, word
    assert "change-same" not in shown
    only = text_of(office.get(panel(case, *towers, "?show=split")))
    assert only.count('<tr class="change-') == only.count("change-split") == 1
    whole = text_of(office.get(panel(case, *towers, "?show=all")))
    assert whole.count('<tr class="change-') > 480


# The page around it


def test_pairs_of_stages_begin_with_the_most_telling(case):
    pairs = pairs_of(results_named(decision_of(case)))
    named = [(one.first.stage_id, one.second.stage_id, one.shared) for one in pairs]
    assert ("presale", "completion", ("units",)) in named
    assert named[0] == ("supply", "completion", ("boundary",))


def test_the_page_offers_the_pairs_and_loads_the_first(office, case, stages):
    shown = text_of(office.get(reverse("registration:case", args=[case.number])))
    address = panel(case, stages["supply"], stages["completion"])
    assert f'hx-get="{address}" hx-trigger="load"' in shown
    assert panel(case, stages["presale"], stages["completion"]) in shown
    assert 'id="stage-opacity"' in shown


def test_a_point_of_the_evidence_opens_its_line_of_the_file(office, case, stages):
    shown = office.get(reverse("registration:case", args=[case.number])).content.decode()
    lines = re.findall(r'hx-get="([^"]+/lines/\d+/)" hx-target="#raw-boundary"', shown)
    assert len(lines) == 6
    told = text_of(office.get(lines[0]))
    assert "J1" in told
    assert "3898650.120" in told


def test_findings_of_the_results_stand_with_their_stage(office, case):
    shown = text_of(office.get(reverse("registration:case", args=[case.number])))
    assert "Findings of the results" in shown
    assert "XS01" in shown


def test_a_unit_of_the_adopted_table_says_its_row(office, case, stages):
    shown = text_of(office.get(reverse("registration:case", args=[case.number])))
    row = StagedUnit.objects.get(result=stages["completion"], room="202")
    assert f'title="{row.file}">:{row.line}</small>' in shown


# Neighbours


@pytest.mark.parametrize(
    ("north", "east", "expected"),
    [
        ("3898700.000", "432020.000", None),
        # Its corner lies 0.564433 m below the line J6 to J5, which rises 1.78 m over 45.08 m:
        # 0.564433 · cos(arctan(1.78 / 45.08)) = 0.563994.
        ("3898600.000", "432020.000", ("S", "0.564", "0.00", False)),
        # Its corner is J6; from there its side runs due east, below the boundary.
        ("3898600.260", "432012.290", ("S", "0.000", "0.00", True)),
        # The line J1 to J2 passes 10.499187 m and 11.678009 m above its lower corners, 30 m apart:
        # 30 · (10.499187 + 11.678009) / 2 = 332.66.
        ("3898660.000", "432020.000", ("N", "0.000", "332.66", False)),
    ],
    ids=["far away", "a gap", "touches in a point", "overlaps"],
)
def test_a_neighbour_touches_overlaps_or_stands_off(case, north, east, expected):
    """A rectangle 20 m high and 30 m wide from its north-west corner, beside the worked example."""
    ring = tuple(
        replace(
            point,
            northing_m=point.northing_m - 3_898_600 + Decimal(north),
            easting_m=point.easting_m - 432_000 + Decimal(east),
        )
        for point in factories.rectangle(3_898_600, 432_000)
    )
    factories.parcel("410811001002GB00055", (ring,))
    decision = decision_of(case)
    found = neighbours_of(decision, results_named(decision))
    said = [(one.side, str(one.gap_m), str(one.overlap_m2), one.touches) for one in found]
    assert said == ([expected] if expected else [])


# Arrows


def shift(label: str, north: str, east: str, length: str) -> Shift:
    start = SurveyPoint(label, Decimal(north), Decimal(east))
    end = SurveyPoint(label, Decimal(north) + Decimal(length), Decimal(east))
    return Shift(start, end, Decimal(length), within_limit=True)


@pytest.mark.parametrize(
    ("length", "times"), [("0.023", 200), ("0.05", 200), ("1.5", 5), ("40", 1), ("0", 200)]
)
def test_arrows_are_drawn_as_long_as_can_be_seen(length, times):
    """A fifth of 60 m is 12 m: 0.05·200 = 10 m fits, 1.5·5 = 7.5 m; never more than 200 times."""
    shifts = [shift("J1", "3898600", "432000", length), shift("J2", "3898660", "432030", "0")]
    assert exaggeration_of(shifts) == times


def test_a_point_that_stayed_has_no_arrow():
    shifts = [shift("J1", "3898600", "432000", "0.02"), shift("J2", "3898660", "432030", "0")]
    assert len(shifts_collection(shifts)["features"]) == 1


def test_the_case_is_compared_with_the_completion_survey(case):
    decision = decision_of(case)
    found = comparison(decision, results_named(decision))
    assert found.other.stage_id == "completion"
    assert [one.length_cm for one in found.shifts] == ["1.4", "1.8", "2.3", "2.1", "1.5", "2.1"]
