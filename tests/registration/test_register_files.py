"""The register in exchange formats: read back it says what its rows say, and the gate holds."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from buildings.models import Building, Unit
from buildings.services import land_unit_publish
from cadastre.models import AuditEntry
from demo.golden import GOLDEN
from exporters.formats import ending, writers
from importers.formats import read_files
from importers.records import Delivery
from parcels import exports
from parcels.models import BoundaryLine, BoundaryPoint, Parcel
from registration import register_files
from registration.models import Holder
from registration.register_files import MEDIA_TYPES
from registration.services import case_adopt, case_open
from surveys.models import DeliveredHolder
from tests import factories

pytestmark = pytest.mark.django_db

FILES = reverse("api-export-register")
CODE, AREA = GOLDEN.parcel_code, factories.SUB_DISTRICT
FORMS = tuple(MEDIA_TYPES)
WITH_LINES = ("vct", "geopackage", "shapefile")
WITH_UNITS = ("vct", "geopackage")
EXACT = ("vct", "coordinate_txt", "point_table")
MILLIMETRE = Decimal("0.001")
WORDS = "演示局来函第1号，保密责任人李示例"


@pytest.fixture
def registered(golden, registrar, client):
    """The golden development in the register, and the registrar signed in."""
    case = case_open(CODE, by=registrar, now=factories.NOW)
    case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)
    client.force_login(registrar)
    return registrar


@pytest.fixture
def square(client):
    """A parcel of four points, and a registrar signed in."""
    factories.parcel()
    account = factories.account("registrar", Role.REGISTRAR)
    client.force_login(account)
    return account


def read_back(answer, form: str, folder) -> Delivery:
    assert answer.status_code == 200, answer.content
    path = folder / f"back{ending(form)}"
    path.write_bytes(answer.content)
    return read_files([path], office_srid=settings.SRID)


def figure(value: Decimal, form: str) -> str:
    return str(value if form in EXACT else value.quantize(MILLIMETRE))


def corners(points, form: str) -> list[tuple[str, str, str]]:
    """Return labels and coordinates; a Shapefile has no place for labels."""
    return [
        (
            "" if form == "shapefile" else point.label,
            figure(point.northing_m, form),
            figure(point.easting_m, form),
        )
        for point in points
    ]


def rings_of(record) -> list:
    return [ring.points for polygon in record.polygons for ring in (polygon.outer, *polygon.holes)]


def test_every_writer_has_its_place_at_the_door():
    assert set(FORMS) == {writer.FORMAT for writer in writers()}


@pytest.mark.parametrize("form", FORMS)
def test_the_boundary_comes_back_as_the_register_has_it(client, registered, form, tmp_path):
    back = read_back(client.get(FILES, {"parcel": CODE, "file": form}), form, tmp_path)
    (parcel,) = back.parcels
    row = Parcel.objects.current().get(parcel_code=CODE)
    assert parcel.parcel_code == CODE
    (ring,) = rings_of(parcel)
    assert corners(ring, form) == corners(row.points.all(), form)
    assert len(ring) == 6
    if form not in ("dxf", "point_table"):
        assert parcel.declared_area_m2 == row.area_m2 == Decimal("2700.61")
        assert parcel.land_use_code == row.land_use_code
    if form in WITH_LINES:
        assert (parcel.address, parcel.attributes.get("land_use_name", "")) == (
            row.address,
            row.land_use_name,
        )


@pytest.mark.parametrize("form", WITH_LINES)
def test_lines_come_back_with_their_lengths(client, registered, form, tmp_path):
    back = read_back(client.get(FILES, {"parcel": CODE, "file": form}), form, tmp_path)
    lines = BoundaryLine.objects.filter(parcel__parcel_code=CODE).select_related("start", "end")
    assert [(line.parcel_codes, line.length_m) for line in back.lines] == [
        (CODE, line.length_m) for line in lines
    ]
    labels = [[point.label for point in line.points] for line in back.lines]
    if form == "vct":
        assert labels == [[line.start.label, line.end.label] for line in lines]


@pytest.mark.parametrize("form", WITH_LINES)
def test_buildings_come_back_with_their_footprint(client, registered, form, tmp_path):
    back = read_back(client.get(FILES, {"sub_district": AREA, "file": form}), form, tmp_path)
    (building,) = back.buildings
    row = Building.objects.current().get()
    assert (building.parcel_code, building.building_number) == (CODE, row.building_number)
    assert building.floor_area_m2 == row.floor_area_m2
    assert building.footprint_area_m2 == row.footprint_area_m2
    assert (building.structure, building.storeys_above) == (row.structure, row.storeys_above)
    (ring,) = rings_of(building)
    seen = {(p.northing_m.quantize(MILLIMETRE), p.easting_m.quantize(MILLIMETRE)) for p in ring}
    (stored,) = row.geom.coords[0]
    assert seen == {
        (Decimal(north).quantize(MILLIMETRE), Decimal(east).quantize(MILLIMETRE))
        for east, north in stored
    }


@pytest.mark.parametrize("form", WITH_UNITS)
def test_units_come_back_with_codes_and_areas(client, registered, form, tmp_path):
    back = read_back(client.get(FILES, {"parcel": CODE, "file": form}), form, tmp_path)
    rows = Unit.objects.current().exclude(kind="land").select_related("storey", "building")
    told = [
        (
            unit.unit_code,
            unit.building_number,
            unit.storey_number,
            unit.storey_label,
            unit.room,
            unit.use,
            unit.built_m2,
            unit.inner_m2,
            unit.shared_m2,
        )
        for unit in back.units
    ]
    assert told == [
        (
            row.unit_code_id,
            row.building.building_number,
            row.storey.number,
            row.storey.label,
            row.room,
            row.use,
            row.built_m2,
            row.inner_m2,
            row.shared_m2,
        )
        for row in rows.order_by("unit_code")
    ]
    assert len(told) == 4
    assert sorted(unit.built_m2 for unit in back.units)[0] == Decimal("103.38")


@pytest.mark.parametrize("form", WITH_UNITS)
def test_land_without_fixtures_is_the_unit_of_its_parcel(client, square, form, tmp_path):
    code = factories.PARCEL_CODE
    land_unit_publish(
        code,
        address="",
        area_m2=Decimal("600.00"),
        area_rule="R-02B",
        area_source=factories.source(),
        now=factories.NOW,
        by="registrar",
    )
    back = read_back(client.get(FILES, {"parcel": code, "file": form}), form, tmp_path)
    assert back.units == []
    assert back.parcels[0].attributes["unit_code"] == f"{code}W00000000"


def test_line_codes_and_a_neighbour_of_the_own_district_are_told(client, square, tmp_path):
    other = "410811001002GB00008"
    said = {"kind": "2", "position": "1", "quality": "600001"}
    rows = BoundaryLine.objects.order_by("pk")
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
    first, second, third, _ = rows
    BoundaryLine.objects.filter(pk=first.pk).update(**said, neighbour_code=other)
    BoundaryLine.objects.filter(pk=second.pk).update(neighbour_code="410802001002GB00008")
    BoundaryLine.objects.filter(pk=third.pk).update(neighbour_code="张示例")
    answer = client.get(FILES, {"parcel": factories.PARCEL_CODE})
    lines = read_back(answer, "vct", tmp_path).lines
    assert (lines[0].kind, lines[0].position, lines[0].quality) == ("2", "1", "600001")
    assert [line.parcel_codes for line in lines] == [
        f"{factories.PARCEL_CODE}/{other}",
        *[factories.PARCEL_CODE] * 3,
    ]
    assert "张示例".encode("gb18030") not in answer.content


def test_the_file_is_named_by_code_and_day(client, square):
    today = timezone.localdate()
    name = client.get(FILES, {"sub_district": AREA})["Content-Disposition"]
    assert name == f'attachment; filename="{AREA}_{today:%Y%m%d}.vct"'
    old = client.get(FILES, {"sub_district": AREA, "file": "shapefile", "at": "2020-01-01"})
    assert old["Content-Disposition"] == f'attachment; filename="{AREA}_20200101.zip"'


def test_the_state_of_a_day_before_the_register_is_empty(client, square, tmp_path):
    answer = client.get(FILES, {"sub_district": AREA, "file": "point_table", "at": "2020-01-01"})
    assert answer.content.decode("utf-8-sig").splitlines() == ["宗地代码,圈号,点号,X（北）,Y（东）"]
    assert client.get(FILES, {"parcel": CODE, "at": "2020-01-01"}).status_code == 404


def test_what_a_format_cannot_hold_is_counted_and_named(client, registered):
    query = {"parcel": CODE, "file": "point_table"}
    counted = int(client.get(FILES, query)["X-Not-Held"])
    findings = client.get(FILES, query | {"findings": "1"}).json()["findings"]
    assert len(findings) == counted
    assert {finding["code"] for finding in findings} == {"EX01"}
    named = {finding["message"]["en"]: finding["found"] for finding in findings}
    assert next(found for text, found in named.items() if "hold the units" in text) == "4"
    assert AuditEntry.objects.filter(action="register.export").count() == 1


@pytest.mark.parametrize("form", FORMS)
def test_no_holder_is_in_it(client, registered, form):
    Holder.objects.create(object_code=CODE, name="张示例", identity_number="DEMO-1")
    delivered = set(DeliveredHolder.objects.values_list("value", flat=True))
    body = client.get(FILES, {"parcel": CODE, "file": form}).content
    for name in {"张示例", "DEMO-1", *(text for text in delivered if len(text) > 2)}:
        assert name.encode() not in body
        assert name.encode("gb18030") not in body


def test_every_file_is_in_the_journal(client, square):
    client.get(FILES, {"parcel": factories.PARCEL_CODE, "file": "dxf"})
    entry = AuditEntry.objects.get(action="register.export")
    assert (entry.actor, entry.objects_named) == ("registrar", [factories.PARCEL_CODE])
    assert (entry.details["list"], entry.details["file"]) == ("register", "dxf")


def test_over_the_limit_it_wants_words_and_keeps_them(client, square, monkeypatch):
    monkeypatch.setattr(exports, "LARGEST_BOX_KM2", 0.0001)
    address = f"{FILES}?sub_district={AREA}"
    assert client.get(address).status_code == 409
    assert client.post(address, {"confirmation": "好"}).status_code == 400
    assert not AuditEntry.objects.filter(action="register.export").exists()
    assert client.post(address, {"confirmation": WORDS}).status_code == 200
    assert AuditEntry.objects.get(action="register.export").details["confirmation"] == WORDS


def test_over_the_limit_a_program_is_refused(client, square, monkeypatch):
    monkeypatch.setattr(exports, "LARGEST_BOX_KM2", 0.0001)
    client.force_login(factories.account("program", Role.INTEGRATOR))
    answer = client.post(f"{FILES}?sub_district={AREA}", {"confirmation": WORDS})
    assert answer.status_code == 403


def test_a_surveyor_is_refused(client, square):
    client.force_login(factories.account("surveyor", Role.SURVEYOR))
    assert client.get(FILES, {"sub_district": AREA}).status_code == 403


@pytest.mark.parametrize("query", [{"sub_district": AREA}, {"parcel": factories.PARCEL_CODE}])
def test_another_district_is_not_there(client, square, query):
    client.force_login(factories.account("far", Role.REGISTRAR, districts=("410802",)))
    assert client.get(FILES, query).status_code == 404


def test_a_sub_district_that_does_not_exist_is_not_there(client, square):
    assert client.get(FILES, {"sub_district": "410811001999"}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sub_district": AREA, "parcel": factories.PARCEL_CODE},
        {"sub_district": AREA, "file": "exe"},
        {"sub_district": "410811"},
        {"parcel": "x"},
        {"sub_district": AREA, "at": "soon"},
    ],
)
def test_what_cannot_be_asked_is_a_400(client, square, query):
    assert client.get(FILES, query).status_code == 400


def test_more_rows_than_a_file_takes_are_refused_and_not_in_the_journal(
    client, square, monkeypatch
):
    # One parcel with four points and four lines.
    monkeypatch.setattr(register_files, "MOST_SHAPES", 9)
    assert client.get(FILES, {"sub_district": AREA}).status_code == 200
    monkeypatch.setattr(register_files, "MOST_SHAPES", 8)
    answer = client.get(FILES, {"sub_district": AREA})
    assert answer.status_code == 400
    assert "9" in answer.json()["message"]["en"]
    assert AuditEntry.objects.filter(action="register.export").count() == 1


def test_a_hole_and_a_second_part_come_back(client, square, tmp_path):
    code = "410811001002GB00009"
    outer = factories.rectangle(3_898_650, 433_000, height=40, width=40)
    hole = factories.rectangle(3_898_640, 433_010, height=10, width=10)
    factories.parcel(code, (outer, hole), (factories.rectangle(3_898_650, 433_100),))
    (parcel,) = read_back(client.get(FILES, {"parcel": code}), "vct", tmp_path).parcels
    assert [len(polygon.holes) for polygon in parcel.polygons] == [1, 0]
    rows = BoundaryPoint.objects.filter(parcel__parcel_code=code)
    assert [c for ring in rings_of(parcel) for c in corners(ring, "vct")] == corners(rows, "vct")


def test_more_parcels_are_no_more_statements(client, square):
    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(FILES, {"sub_district": AREA}).status_code == 200
        return len(caught)

    few = statements()
    for number in range(20, 25):
        ring = factories.rectangle(3_898_650, 433_000 + 100 * number)
        factories.parcel(f"410811001002GB000{number}", (ring,))
    assert statements() == few


PAGE = reverse("registration:register_file")
CHOOSE = reverse("registration:register_formats")


def test_the_page_hands_out_the_same_bytes(client, square):
    query = {"parcel": factories.PARCEL_CODE, "file": "vct"}
    assert client.get(PAGE, query).content == client.get(FILES, query).content


def test_the_page_asks_for_the_confirmation(client, square, monkeypatch):
    monkeypatch.setattr(exports, "LARGEST_BOX_KM2", 0.0001)
    address = f"{PAGE}?sub_district={AREA}&file=vct"
    assert b"<textarea" in client.get(address).content
    assert client.post(address, {"confirmation": WORDS}).status_code == 200


def test_the_formats_of_a_parcel_say_what_they_leave_out(client, registered):
    page = client.get(CHOOSE, {"parcel": CODE}).content.decode()
    assert "界址点表 .csv、CASS .dat不能表示户，4 处未写出。" in page
    for form in FORMS:
        assert f"?parcel={CODE}&amp;file={form}" in page


def test_no_label_of_a_building_is_missed_for_the_register_keeps_none(client, registered):
    query = {"parcel": CODE, "file": "shapefile", "findings": "1"}
    told = [one["message"]["en"] for one in client.get(FILES, query).json()["findings"]]
    assert [text for text in told if "point labels" in text] == [
        text for text in told if "point labels of parcels" in text
    ]
    assert any("point labels of parcels" in text for text in told)


def test_of_a_sub_district_only_the_chosen_format_is_looked_at(client, registered):
    page = client.get(CHOOSE, {"sub_district": AREA}).content.decode()
    assert "未写出" not in page
    page = client.get(CHOOSE, {"sub_district": AREA, "file": "dxf"}).content.decode()
    assert "不能表示户，4 处未写出。" in page
    assert "界址点表 .csv、CASS .dat不能表示户" not in page


def test_the_menu_keeps_the_day_that_was_asked_for(client, square):
    query = {"parcel": factories.PARCEL_CODE, "at": "2026-11-03", "menu": "1"}
    menu = client.get(CHOOSE, query).content.decode()
    assert f"?parcel={factories.PARCEL_CODE}&amp;at=2026-11-03&amp;file=vct" in menu
    assert "<html" not in menu


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.REGISTRAR, True),
        (Role.REVIEWER, True),
        (Role.INTEGRATOR, True),
        (Role.SURVEYOR, False),
    ],
)
def test_only_who_may_export_is_offered_it(client, square, role, offered):
    client.force_login(factories.account("somebody", role))
    for address in (
        reverse("parcels:parcel", args=[factories.PARCEL_CODE]),
        reverse("parcels:map"),
    ):
        assert (CHOOSE in client.get(address).content.decode()) is offered
    assert (client.get(CHOOSE, {"sub_district": AREA}).status_code == 200) is offered
