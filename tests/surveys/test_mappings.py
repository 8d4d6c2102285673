"""A sender's own field names, told once, are read as what they mean; never a holder's."""

import json
import zipfile
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed
from cadastre.models import AuditEntry
from desk.cli import main
from importers.field_codes import (
    BUILDING_FIELDS,
    PARCEL_FIELDS,
    match_fields,
    normalise_header,
    unit_column,
)
from importers.field_mapping import in_force
from importers.formats import read_files
from importers.headings import as_delivered
from importers.sandbox import read_in_child
from surveys import services
from surveys.domain.field_mapping import (
    WORDS,
    MappingEntry,
    mapping_as_document,
    mapping_for_readers,
    mapping_from_json,
)
from surveys.models import FieldMapping, SurveyResult
from tests import factories
from tests.importers.shapefile_maker import Field, write

RING = [(432000.0, 3898600.0), (432000.0, 3898700.0), (432100.0, 3898700.0), (432000.0, 3898600.0)]
CODE = b"410811001002GB00007"
OWN = [Field(b"DKBH", width=19), Field(b"TDMJ_S", "N", 15, 2), Field(b"QLR_MC", width=20)]
ROW = [CODE, b"5000.00", b"nobody"]
ENTRIES = (
    MappingEntry("DKBH", "parcel.parcel_code"),
    MappingEntry("TDMJ_S", "parcel.declared_area", "shapefile"),
)
MAPPING = mapping_for_readers(ENTRIES)


@pytest.fixture
def layer(tmp_path):
    """A parcel layer whose field names nobody knows."""
    return write(tmp_path, [[RING]], OWN, [ROW])


def read(path, mapping=MAPPING):
    return read_files([path], office_srid=4547, mapping=mapping)


def test_mapped_fields_are_read_and_nothing_is_without(layer):
    assert [f.kind for f in read(layer, {}).findings].count("unknown_layer") == 1
    (parcel,) = read(layer).parcels
    assert (parcel.parcel_code, parcel.declared_area_m2) == (CODE.decode(), Decimal("5000.00"))
    assert read(layer, {}).parcels == []  # the mapping of one reading is not that of the next


def test_the_bounded_process_reads_by_the_same_mapping(layer):
    apart = read_in_child([layer], office_srid=4547, mapping=MAPPING)
    assert apart.parcels == read(layer).parcels


def test_a_mapping_for_another_format_does_not_hold(layer):
    assert read(layer, {"vct:DKBH": "parcel.parcel_code"}).parcels == []
    assert len(read(layer, {"shapefile:DKBH": "parcel.parcel_code"}).parcels) == 1


def test_a_holders_column_stays_one_whatever_a_mapping_says(layer):
    sly = {"DKBH": "parcel.parcel_code", "QLR_MC": "parcel.name"}
    delivery = read(layer, sly)
    assert [record.value for record in delivery.holders] == ["nobody"]
    assert "nobody" not in repr(delivery.parcels)


def test_one_name_may_mean_two_things_by_the_kind_of_layer():
    mapping = mapping_for_readers(
        [MappingEntry("MJ_1", "parcel.declared_area"), MappingEntry("MJ_1", "building.floor_area")]
    )
    with in_force(mapping, format="shapefile", normalise=as_delivered):
        assert match_fields(["A", "MJ_1"], PARCEL_FIELDS) == {"declared_area": (1,)}
        assert match_fields(["MJ_1"], BUILDING_FIELDS) == {"floor_area": (0,)}
    assert match_fields(["MJ_1"], PARCEL_FIELDS) == {}


def test_headings_of_building_tables_are_mapped_too():
    mapping = mapping_for_readers([MappingEntry("户型编码号（室）", "unit.room")])
    with in_force(mapping, format="building_table", normalise=as_delivered):
        assert unit_column("户型编码号 (室)").role == "room"
        assert normalise_header("权利人") == "权利人"
    assert unit_column("户型编码号(室)") is None


@pytest.mark.parametrize(
    "entry",
    [
        MappingEntry("QLR", "parcel.name"),
        MappingEntry("权利人证件号", "parcel.name"),
        MappingEntry("", "parcel.name"),
        MappingEntry("A" * 101, "parcel.name"),
        MappingEntry("DKBH", "parcel.holder"),
        MappingEntry("DKBH", "parcel.name", "mdb9"),
        MappingEntry("dkbh", "parcel.name"),
    ],
)
def test_what_cannot_be_mapped_is_refused(entry):
    document = mapping_as_document([*ENTRIES, entry])
    with pytest.raises(InvalidInput):
        mapping_from_json(json.dumps(document).encode(), name="m.json")


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'{"format":"cadastre-field-mapping"}'])
def test_what_is_no_document_is_refused(data):
    with pytest.raises(InvalidInput):
        mapping_from_json(data, name="m.json")


def test_no_word_is_about_holders():
    assert not [word for word in WORDS if "holder" in word or "owner" in word]


def test_the_desk_takes_the_document(layer, tmp_path, capsysbinary):
    file = tmp_path / "mapping.json"
    file.write_text(json.dumps(mapping_as_document(ENTRIES)), encoding="utf-8")
    words = ["check", str(layer), "--srid", "4547", "--json"]
    counts = []
    for more in ([], ["--mapping", str(file)]):
        main([*words, *more])
        counts.append(json.loads(capsysbinary.readouterr().out)["counts"]["parcels"])
    assert counts == [0, 1]
    assert main([*words, "--mapping", str(tmp_path / "none.json")]) == 2


@pytest.mark.django_db
class TestKept:
    """Mappings in the database."""

    def set(self, organisation, entries=ENTRIES, *, on=0, by):
        return services.mapping_set(organisation, entries, on_version=on, by=by, now=factories.NOW)

    def test_versions_are_kept_with_who_and_when(self, surveyor, registrar):
        firm = surveyor.organisation
        self.set(firm, by=surveyor)
        second = self.set(firm, [], on=1, by=registrar)
        assert firm.field_mappings.first() == second
        assert [(m.version, m.set_by) for m in firm.field_mappings.all()] == [
            (2, registrar),
            (1, surveyor),
        ]
        assert AuditEntry.objects.filter(action="mapping.set").count() == 2
        with pytest.raises(Conflict):
            self.set(firm, on=1, by=surveyor)
        for act in (
            lambda: FieldMapping.objects.filter(pk=second.pk).update(entries=[{}]),
            lambda: FieldMapping.objects.filter(pk=second.pk).delete(),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()

    def test_only_the_firm_itself_and_registrars_set_it(self, surveyor, other_firm, reviewer):
        for who in (other_firm, reviewer):
            with pytest.raises(NotAllowed):
                self.set(surveyor.organisation, by=who)
        assert not FieldMapping.objects.exists()

    def test_a_delivery_is_read_by_the_mapping_of_its_sender(
        self, layer, delivered, read_here, surveyor, tmp_path
    ):
        first = services.survey_read(self.delivered(delivered, layer))
        assert (first.parcels.count(), first.mapping) == (0, None)
        link = reverse("surveys:mapping", args=[surveyor.organisation_id])
        browser = Client()
        browser.force_login(surveyor)
        page = browser.get(reverse("surveys:result", args=[first.pk])).content.decode()
        unknown = first.findings.get(kind="unknown_layer")
        assert f"{link}?result={first.pk}&amp;finding={unknown.position}" in page
        form = browser.get(link, {"result": first.pk, "finding": unknown.position})
        assert 'value="DKBH"' in form.content.decode()
        assert "QLR_MC" not in form.content.decode()
        answer = browser.post(
            link,
            {
                "on_version": "0",
                "field": ["DKBH", "TDMJ_S", ""],
                "word": ["parcel.parcel_code", "parcel.declared_area", ""],
                "format": ["", "shapefile", ""],
            },
        )
        assert answer.status_code == 302
        second = services.survey_read(self.delivered(delivered, layer))
        assert second.parcels.get().parcel_code == CODE.decode()
        assert second.mapping == FieldMapping.objects.get()
        assert SurveyResult.objects.get(pk=first.pk).mapping is None

    @staticmethod
    def delivered(deliver, layer):
        archive = layer.with_suffix(".zip")
        with zipfile.ZipFile(archive, "w") as packed:
            for end in (".shp", ".shx", ".dbf", ".prj"):
                if layer.with_suffix(end).exists():
                    packed.write(layer.with_suffix(end), f"zd{end}")
        return deliver(archive.read_bytes(), name="zd.zip")

    def test_page_and_api_refuse_in_words(self, surveyor, other_firm, registrar):
        firm = surveyor.organisation
        address = reverse("surveys:mapping", args=[firm.pk])
        api = reverse("api-field-mappings", args=[firm.pk])
        browser = Client()
        browser.force_login(other_firm)
        assert browser.get(address).status_code == 403
        assert browser.get(api).status_code == 403
        browser.force_login(surveyor)
        sly = {"on_version": "0", "field": ["QLR"], "word": ["parcel.name"], "format": [""]}
        answer = browser.post(address, sly)
        assert (answer.status_code, "权利人" in answer.content.decode()) == (400, True)
        assert browser.post(address, {"on_version": "x"}).status_code == 400
        body = {"on_version": 0, "entries": [{"field": "DKBH", "word": "parcel.parcel_code"}]}
        answer = browser.post(api, body, content_type="application/json")
        assert (answer.status_code, answer.json()["version"]) == (201, 1)
        assert browser.post(api, body, content_type="application/json").status_code == 409
        told = browser.get(api).json()
        assert (len(told["versions"]), "parcel.parcel_code" in told["words"]) == (1, True)
        desk = browser.get(reverse("surveys:mapping_json", args=[firm.pk, 1])).content
        assert mapping_from_json(desk, name="m.json") == (ENTRIES[0],)
        browser.force_login(registrar)
        assert browser.get(address).status_code == 200
        none = reverse("surveys:mapping", args=[Organisation.objects.latest("pk").pk + 1])
        assert browser.get(none).status_code == 404
