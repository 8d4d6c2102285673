"""The office's own list of gaps (R-13): what is missing where, and nothing of other districts."""

import csv
import io
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from registration.data_quality import GAPS, all_gaps, gaps_csv, gaps_json, gaps_seen_by
from registration.services import case_adopt, case_open
from surveys.models import ResultStatus, SurveyResult
from tests import factories

pytestmark = pytest.mark.django_db

WITHOUT_POINTS = "delete from parcels_boundaryline; delete from parcels_boundarypoint"


def past_the_guards(statement: str) -> None:
    """Damage the register as an old import would have left it."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("set local session_replication_role = origin")


@pytest.fixture
def registered(golden, registrar):
    """The golden development in the register, where nothing is missing."""
    case = case_open(golden.parcel_code, by=registrar, now=factories.NOW)
    case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)
    return golden


def kinds() -> dict[str, int]:
    return {gap.kind: gap.count for gap in all_gaps()}


def test_what_was_registered_from_results_has_no_gap(registered):
    assert all_gaps() == []


@pytest.mark.parametrize(
    ("damage", "kind", "count"),
    [
        (WITHOUT_POINTS, "parcel_without_points", 1),
        ("update parcels_parcel set recorded_to = now()", "building_without_parcel", 1),
        (
            "update buildings_unit set built_m2 = null, inner_m2 = null, shared_m2 = null "
            "where room like '2%'",
            "unit_without_area",
            2,
        ),
    ],
)
def test_each_gap_is_found_and_counted_in_its_sub_district(registered, damage, kind, count):
    past_the_guards(damage)
    (gap,) = all_gaps()
    assert (gap.kind, gap.count, gap.sub_district) == (kind, count, registered.parcel_code[:12])
    assert gap.name == "示例社区"
    assert len(gap.codes) == count
    assert all(code.startswith(registered.parcel_code) for code in gap.codes)


def test_an_old_result_without_coordinates_is_on_the_list_until_it_is_registered(registrar):
    project = factories.project(registrar)
    SurveyResult.objects.create(
        project=project,
        stage=factories.stage("legacy"),
        version=1,
        status=ResultStatus.ACCEPTED,
        surveyed_on="1998-05-04",
        uploaded_by=registrar,
        uploaded_at=factories.NOW,
        reviewed_by=factories.account("reviewer", Role.REVIEWER),
        reviewed_at=factories.NOW,
        submitted_at=factories.NOW,
    )
    (gap,) = all_gaps()
    assert (gap.kind, gap.codes) == ("legacy_without_coordinates", (project.parcel_code,))
    factories.parcel(project.parcel_code)
    assert all_gaps() == []


def test_an_account_sees_the_gaps_of_its_districts(registered):
    past_the_guards(WITHOUT_POINTS)
    here = factories.account("here", Role.REGISTRAR)
    far = factories.account("far", Role.REGISTRAR, districts=("410812",))
    assert [gap.count for gap in gaps_seen_by(here)] == [1]
    assert gaps_seen_by(far) == []


def test_page_csv_json_and_command_tell_the_same(registered, client, registrar, capsys):
    past_the_guards(WITHOUT_POINTS)
    client.force_login(registrar)
    client.cookies["django_language"] = "en"
    address = reverse("registration:data_quality")
    page = client.get(address).content.decode()
    assert "parcels without boundary points" in page
    assert "济自然规划发〔2020〕60号" in page
    told = gaps_json(all_gaps())
    assert client.get(address, {"as": "json"}).json() == told
    assert told["totals"] == dict.fromkeys(GAPS, 0) | {"parcel_without_points": 1}
    rows = list(csv.DictReader(io.StringIO(gaps_csv(all_gaps()))))
    assert [(row["kind"], row["codes"]) for row in rows] == [
        ("parcel_without_points", registered.parcel_code)
    ]
    assert client.get(address, {"as": "csv"}).content.decode("utf-8-sig") == gaps_csv(all_gaps())
    call_command("data_quality", "--json")
    assert json.loads(capsys.readouterr().out) == told
    call_command("data_quality")
    assert registered.parcel_code in capsys.readouterr().out


def test_the_empty_list_says_what_was_looked_for(client, registrar):
    client.force_login(registrar)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("registration:data_quality")).content.decode()
    assert "Nothing is missing." in page
    assert "units without floor area" in page


def test_the_list_takes_five_queries_however_long_it_is(registered):
    past_the_guards(WITHOUT_POINTS)
    with CaptureQueriesContext(connection) as queries:
        all_gaps()
    assert len(queries) == 5
