"""What reuse saved is counted from decisions alone."""

from copy import deepcopy
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from registration.domain.statistics import RegisteredCase, surveys_saved
from registration.models import Case
from registration.services import case_adopt, case_open
from registration.statistics import monthly_report, report_csv, report_json
from tests import factories

CODE = "410811001002GB00007"


def row(datum: str, stage: str, *, building: str = "", state: str = "adopted") -> dict[str, str]:
    """Return a row of a decision's data as far as it is counted."""
    return {"datum": datum, "stage": stage, "building_number": building, "state": state}


HOUSE = [
    row("footprint", "completion", building="0001"),
    row("floor_area", "completion", building="0001"),
    row("unit_areas", "completion", building="0001"),
]
LAND = [row("boundary", "supply"), row("land_area", "supply")]


def case(data: list[dict[str, str]], *, month: str = "2026-11", number: str = "SC1"):
    return RegisteredCase(number, month, {"parcel_code": CODE, "data": data})


def test_nothing_registered_gives_no_rows():
    assert surveys_saved([]) == []


def test_one_case_saves_one_boundary_and_one_house_survey():
    rows = [line.values() for line in surveys_saved([case(LAND + HOUSE)])]
    assert rows == [
        ("2026-11", "410811", "completion", 1, 3, 0, 1),
        ("2026-11", "410811", "supply", 1, 2, 1, 0),
    ]


def test_a_building_with_one_datum_missing_saves_no_house_survey():
    data = deepcopy(HOUSE)
    data[2]["state"] = "missing"
    (only,) = surveys_saved([case(data)])
    assert (only.data_reused, only.house_surveys_saved) == (2, 0)


def test_months_and_buildings_are_counted_apart():
    second = [{**line, "building_number": "0002"} for line in HOUSE]
    rows = surveys_saved(
        [case(HOUSE + second), case(HOUSE, month="2026-10", number="SC2"), case([], number="SC3")]
    )
    assert [(line.month, line.cases, line.house_surveys_saved) for line in rows] == [
        ("2026-10", 1, 1),
        ("2026-11", 1, 2),
    ]


@pytest.fixture
def registered(golden, registrar):
    opened = case_open(golden.parcel_code, by=registrar, now=factories.NOW)
    case_adopt(opened, by=registrar, confirmed=True, now=factories.NOW)
    return opened


def test_the_report_is_the_same_on_page_file_and_command(registered, registrar, client, capsys):
    rows = monthly_report(Case.objects.all())
    assert report_json(rows)["totals"] == {
        "data_reused": 5,
        "boundary_surveys_saved": 1,
        "house_surveys_saved": 1,
    }
    call_command("monthly_report")
    assert capsys.readouterr().out == report_csv(rows)
    client.force_login(registrar)
    answer = client.get("/cases/statistics/", {"as": "csv"})
    assert answer.content.decode("utf-8-sig") == report_csv(rows)
    assert client.get("/cases/statistics/", {"as": "json"}).json() == report_json(rows)
    assert client.get("/cases/statistics/").status_code == 200


def test_a_month_begins_and_ends_by_the_office_clock(golden, registrar):
    """Half past sixteen UTC on the last of November is December in the office."""
    late = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)
    opened = case_open(golden.parcel_code, by=registrar, now=late)
    case_adopt(opened, by=registrar, confirmed=True, now=late)
    assert {line.month for line in monthly_report(Case.objects.all())} == {"2026-12"}
    assert monthly_report(Case.objects.all(), month="2026-12")
    assert monthly_report(Case.objects.all(), month="2026-11") == []


@pytest.mark.parametrize("month", ["2026-13", "2026", "x", "2026-1"])
def test_what_is_no_month_is_said(client, registrar, month):
    client.force_login(registrar)
    answer = client.get("/cases/statistics/", {"month": month})
    assert answer.status_code == 400
    assert "例如 2026-11" in answer.content.decode()
