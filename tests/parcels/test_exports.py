"""Lists as files: what is in them, what is not, the gate of 25 km² and the journal."""

import csv
import io

import pyogrio
import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import Role
from cadastre.models import AuditEntry
from parcels import exports
from registration.models import Holder
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = reverse("parcels:export")
AREA = factories.SUB_DISTRICT


@pytest.fixture
def registrar(client):
    factories.parcel()
    account = factories.account("registrar", Role.REGISTRAR)
    client.force_login(account)
    return account


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_the_table_has_the_figures_digit_for_digit(client, registrar):
    (row,) = rows_of(client.get(PAGE, {"area": AREA}))
    assert row["parcel_code"] == factories.PARCEL_CODE
    assert row["area_m2"] == "600.00"
    assert row["area_source"] == "示例测量"


def test_the_list_of_a_day_before_the_register_is_empty(client, registrar):
    assert rows_of(client.get(PAGE, {"area": AREA, "at": "2020-01-01"})) == []


def test_the_geopackage_is_read_by_gdal_with_its_system_and_area(client, registrar, tmp_path):
    path = tmp_path / "list.gpkg"
    path.write_bytes(client.get(PAGE, {"area": AREA, "file": "gpkg"}).getvalue())
    info = pyogrio.read_info(path)
    assert info["crs"] == f"EPSG:{settings.SRID}"
    assert info["features"] == 1
    assert list(info["total_bounds"]) == [432010.0, 3898630.0, 432040.0, 3898650.0]


def test_a_list_of_nothing_is_a_file_too(client, registrar):
    answer = client.get(PAGE, {"area": AREA, "file": "gpkg", "at": "2020-01-01"})
    assert answer.status_code == 200
    assert answer.getvalue()[:6] == b"SQLite"


@pytest.mark.parametrize("form", ["csv", "gpkg"])
def test_no_holder_is_in_it(client, registrar, form):
    Holder.objects.create(
        object_code=factories.PARCEL_CODE, name="张示例", identity_number="DEMO-1"
    )
    body = client.get(PAGE, {"area": AREA, "file": form}).getvalue()
    assert "张示例".encode() not in body
    assert b"DEMO-1" not in body


def test_every_list_is_in_the_journal(client, registrar):
    client.get(PAGE, {"area": AREA}).getvalue()
    entry = AuditEntry.objects.get(action="register.export")
    assert (entry.actor, entry.objects_named) == ("registrar", [AREA])
    assert entry.details["list"] == "parcels"


def test_over_the_limit_it_asks_and_keeps_the_words(client, registrar, monkeypatch):
    monkeypatch.setattr(exports, "LARGEST_BOX_KM2", 0.0001)
    address = f"{PAGE}?area={AREA}"
    assert client.get(address).status_code == 409
    assert client.post(address, {"confirmation": ""}).status_code == 409
    assert client.post(address, {"confirmation": "好"}).status_code == 400
    assert not AuditEntry.objects.filter(action="register.export").exists()
    words = "演示局来函第1号，保密责任人李示例"
    assert client.post(address, {"confirmation": words}).status_code == 200
    assert AuditEntry.objects.get(action="register.export").details["confirmation"] == words


def test_over_the_limit_a_program_or_surveyor_is_refused(client, registrar, monkeypatch):
    monkeypatch.setattr(exports, "LARGEST_BOX_KM2", 0.0001)
    client.force_login(factories.account("surveyor", Role.SURVEYOR))
    answer = client.post(f"{PAGE}?area={AREA}", {"confirmation": "a good reason"})
    assert answer.status_code == 403


@pytest.mark.parametrize("query", [{}, {"area": "x"}, {"area": AREA, "file": "exe"}])
def test_what_cannot_be_asked_is_a_400(client, registrar, query):
    assert client.get(PAGE, query).status_code == 400


def test_another_district_gets_an_empty_list(client, registrar):
    client.force_login(factories.account("far", Role.REGISTRAR, districts=("410802",)))
    assert rows_of(client.get(PAGE, {"area": AREA})) == []
