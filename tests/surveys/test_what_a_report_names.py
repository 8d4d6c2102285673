"""A report names the field mapping and the edition it was made with, the same at every door."""

import json

import jsonschema
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from desk.cli import main
from surveys import services
from surveys.domain.check_edition import EDITION
from surveys.domain.field_mapping import (
    MappingEntry,
    applied_document,
    applied_mapping,
    mapping_as_document,
)
from surveys.mappings import mapping_as_dict
from surveys.models import SurveyResult
from tests import factories
from tests.reports import closed_report_schema
from tests.surveys.conftest import GOLDEN_TXT
from tests.surveys.test_api import caller
from tests.surveys.test_three_doors import by_the_page

pytestmark = pytest.mark.django_db
OLD = "2026.11.1"
ENTRIES = (
    MappingEntry("DKBH", "parcel.parcel_code"),
    MappingEntry("TDMJ_S", "parcel.declared_area", "geojson"),
)
FACTS = ("--srid", "4547", "--county", "410811", "--parcel", factories.PARCEL_CODE)
CORNERS = [[432000, 3898100], [432100, 3898100], [432100, 3898000], [432000, 3898000]]
PARCELS = {
    "type": "FeatureCollection",
    "name": "DK",
    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}},
    "features": [
        {
            "type": "Feature",
            "properties": {"DKBH": factories.PARCEL_CODE, "TDMJ_S": 10000},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[*CORNERS, CORNERS[0]]],
            },
        }
    ],
}
CONTENT = json.dumps(PARCELS).encode()
NAME = "地块.geojson"


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def desk(tmp_path, capfdbinary):
    """Run the command on one file; returns its report as bytes."""

    def run(name: str, content: bytes, *words: object) -> bytes:
        path = tmp_path / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        capfdbinary.readouterr()
        main(["check", str(path), *FACTS, *map(str, words), "--json"])
        return capfdbinary.readouterr().out

    return run


def by_api(client, name: str, content: bytes, **asked) -> bytes:
    answer = client.post(
        "/api/v1/checks/",
        {"files": [SimpleUploadedFile(name, content)], "parcel_code": factories.PARCEL_CODE}
        | asked,
    )
    assert answer.status_code == 200, answer.content
    return answer.content


@pytest.fixture
def mapping(project, surveyor):
    return services.mapping_set(
        project.organisation, ENTRIES, on_version=0, by=surveyor, now=factories.NOW
    )


def test_the_mapping_is_named_alike_at_every_door(desk, mapping, project, surveyor, kept, tmp_path):
    document = json.dumps(mapping_as_dict(mapping)).encode()
    path = tmp_path / "对照.json"
    path.write_bytes(document)
    made = desk(NAME, CONTENT, "--mapping", path)
    report = json.loads(made)
    jsonschema.Draft202012Validator(closed_report_schema()).validate(report)
    assert report["counts"]["parcels"] == 1
    assert report["mapping"] == {
        "name": project.organisation.name,
        "version": 1,
        "digest": applied_mapping(ENTRIES, name="", version=None).digest,
    }
    api = caller(surveyor)
    sent = SimpleUploadedFile("对照.json", document)
    assert by_api(api, NAME, CONTENT, mapping=sent) == made
    assert by_api(api, NAME, CONTENT, project=project.number, scope="delivery") == made
    page, result = by_the_page(surveyor, project, "supply", {NAME: CONTENT})
    assert page.get(f"/surveys/results/{result}/report.json?scope=delivery").content == made
    beside = json.loads(page.get(f"/surveys/results/{result}/report.json").content)
    assert beside["mapping"] == report["mapping"]
    assert SurveyResult.objects.get().mapping == mapping


def test_without_a_mapping_the_report_names_none(desk):
    report = json.loads(desk("勘测定界.txt", GOLDEN_TXT))
    assert report["mapping"] is None
    assert report["format_version"] == "1.2"


def test_a_mapping_that_is_none_is_refused_by_the_api(project, surveyor):
    sent = SimpleUploadedFile("对照.json", b"{}")
    files = [SimpleUploadedFile(NAME, CONTENT)]
    answer = caller(surveyor).post("/api/v1/checks/", {"files": files, "mapping": sent})
    assert answer.status_code == 400
    assert "对照" in answer.content.decode()


def test_the_digest_does_not_depend_on_the_order_of_the_entries():
    one = applied_mapping(ENTRIES, name="甲", version=1)
    other = applied_mapping(ENTRIES[::-1], name="乙", version=2)
    assert one.digest == other.digest
    fewer = applied_mapping(ENTRIES[:1], name="甲", version=1)
    assert fewer.digest != one.digest
    assert applied_mapping((), name="甲", version=3) is None


def test_a_document_without_a_name_goes_by_its_file():
    data = json.dumps(mapping_as_document(ENTRIES)).encode()
    told = applied_document(data, name="我们的.json")
    assert (told.name, told.version) == ("我们的.json", None)


def test_an_edition_is_replayed_alike_at_the_desk_and_over_the_api(desk, project, surveyor):
    made = desk("勘测定界.txt", GOLDEN_TXT, "--edition", OLD)
    report = json.loads(made)
    jsonschema.Draft202012Validator(closed_report_schema()).validate(report)
    assert report["rule_set"]["version"] == OLD
    assert report["rule_set"]["replayed_with"]["version"] == EDITION
    assert len(report["outcomes"]) == report["rule_set"]["checks"]
    changed = [o for o in report["outcomes"] if OLD in o["because"]["zh"]]
    assert changed and all(o["outcome"] == "could_not_check" for o in changed)
    assert by_api(caller(surveyor), "勘测定界.txt", GOLDEN_TXT, edition=OLD) == made


def test_same_takes_the_edition_of_the_earlier_report(desk, tmp_path):
    before = tmp_path / "先前.json"
    before.write_bytes(desk("勘测定界.txt", GOLDEN_TXT, "--edition", OLD))
    words = ("--against", before, "--edition", "same")
    report = json.loads(desk("勘测定界.txt", GOLDEN_TXT, *words))
    assert report["rule_set"]["version"] == OLD
    assert report["comparison"]["counts"]["new"] == 0
    said = [note["en"] for note in report["comparison"]["notes"]]
    assert not [note for note in said if "rule" in note.lower() and "differ" in note.lower()]


def test_an_unknown_edition_is_refused_with_those_there_are(desk, project, surveyor):
    assert desk("勘测定界.txt", GOLDEN_TXT, "--edition", "1999.1") == b""
    files = [SimpleUploadedFile("勘测定界.txt", GOLDEN_TXT)]
    answer = caller(surveyor).post("/api/v1/checks/", {"files": files, "edition": "1999.1"})
    assert answer.status_code == 400
    assert OLD in answer.content.decode()
