"""A result in another format: the same coordinates, no holder, and what it cannot hold is said."""

from pathlib import Path

import pytest
from django.urls import reverse

from exporters import formats
from importers.formats import read_files
from surveys.written_files import NOT_HELD
from tests.surveys.conftest import GOLDEN_TXT
from tests.surveys.test_api import caller

pytestmark = pytest.mark.django_db
SRID = 4547


@pytest.fixture
def api(surveyor):
    return caller(surveyor)


def page(result) -> str:
    return reverse("surveys:converted", args=[result.pk])


def address(result) -> str:
    return reverse("api-result-converted", args=[result.pk])


def places(paths: list[Path]) -> list[tuple[str, str, str]]:
    delivery = read_files(paths, office_srid=SRID)
    return [
        (point.label, str(point.northing_m), str(point.easting_m))
        for parcel in delivery.parcels
        for polygon in parcel.polygons
        for point in polygon.outer.points
    ]


@pytest.mark.parametrize("word", ["coordinate_txt", "vct"])
def test_every_digit_is_as_delivered(word, checked, api, tmp_path):
    result = checked(GOLDEN_TXT)
    answer = api.get(address(result), {"file": word})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'{formats.ending(word)}"')
    written = tmp_path / f"written{formats.ending(word)}"
    written.write_bytes(answer.content)
    delivered = tmp_path / "delivered.txt"
    delivered.write_bytes(GOLDEN_TXT)
    assert len(places([delivered])) > 3
    assert places([written]) == places([delivered])


@pytest.mark.parametrize("word", [one.FORMAT for one in formats.writers()])
def test_page_and_api_give_the_same_file(word, checked, api, client, surveyor):
    result = checked(GOLDEN_TXT)
    client.force_login(surveyor)
    by_page, by_api = (one(result) for one in (page, address))
    answers = [client.get(by_page, {"file": word}), api.get(by_api, {"file": word})]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content != b""


def test_what_a_format_cannot_hold_is_counted_and_told(checked, api, client, surveyor):
    result = checked(GOLDEN_TXT)
    file = api.get(address(result), {"file": "dxf"})
    told = api.get(address(result), {"file": "dxf", "findings": "1"}).json()["findings"]
    assert int(file[NOT_HELD]) == len(told) > 0
    assert {one["kind"] for one in told} == {"not_held"}
    client.force_login(surveyor)
    shown = client.get(page(result), {"file": "dxf", "findings": "1"}).content.decode()
    assert told[0]["message"]["zh"] in shown


@pytest.mark.parametrize("query", [{}, {"file": "dwg"}, {"file": "pdf"}])
def test_a_format_that_is_none_is_refused_with_those_there_are(query, checked, api):
    answer = api.get(address(checked(GOLDEN_TXT)), query)
    assert answer.status_code == 400
    assert "vct" in answer.json()["advice"]["en"]


def test_nothing_is_made_of_files_without_an_object(checked, api):
    head = GOLDEN_TXT[: GOLDEN_TXT.index(b"7,0.2701")]
    answer = api.get(address(checked(head)), {"file": "vct"})
    assert answer.status_code == 409
    assert "没有读全" in answer.json()["message"]["zh"]


def test_what_waits_to_be_read_is_refused(delivered, api):
    answer = api.get(address(delivered()), {"file": "vct"})
    assert answer.status_code == 409
    assert "还没有读取" in answer.json()["message"]["zh"]


def test_files_in_another_zone_are_refused_as_no_shape_was_read(checked, api):
    text = GOLDEN_TXT.decode("gb18030").replace("带号=38", "带号=39").replace(",3843", ",3943")
    answer = api.get(address(checked(text.encode("gb18030"))), {"file": "coordinate_txt"})
    assert answer.status_code == 409
    assert "中央经线 117°" in answer.json()["message"]["zh"]


def test_the_zone_number_is_written_where_it_was_delivered(checked, api):
    answer = api.get(address(checked(GOLDEN_TXT)), {"file": "coordinate_txt"})
    assert b"J1,1,3898650.120,38432010.350" in answer.content
    bare = GOLDEN_TXT.replace(b",3843", b",43")
    answer = api.get(address(checked(bare)), {"file": "coordinate_txt"})
    assert b"J1,1,3898650.120,432010.350" in answer.content
