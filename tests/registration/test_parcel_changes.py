"""A change of a parcel in its case: made ready from a file, looked at, registered by another."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Role
from buildings.models import Building
from importers.formats import read_files
from parcels.models import ChangeStatus, Parcel, ParcelChange
from registration.domain.case import CaseKind, Move
from registration.models import Case
from registration.services import case_move, case_open
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house
from tests.parcels.test_changes import EIGHT, NINE, SEVEN

pytestmark = pytest.mark.django_db

HEAD = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=38
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""


def parcel_text(name: str, east: int, width: int, area_ha: str) -> str:
    """Return one rectangle of 20 m by ``width`` as the land-supply TXT has it."""
    north = 3_898_650
    corners = [(0, 0), (0, width), (-20, width), (-20, 0), (0, 0)]
    rows = [
        f"J{number if number < 5 else 1},1,{north + down}.000,{38_000_000 + east + right}.000"
        for number, (down, right) in enumerate(corners, start=1)
    ]
    return "\n".join([f"4,{area_ha},{name},示例地块,面,,0701,,@", *rows, ""])


def halves(second_area: str = "0.0080") -> SimpleUploadedFile:
    text = (
        HEAD + parcel_text("A", 432_010, 26, "0.0520") + parcel_text("B", 432_036, 4, second_area)
    )
    return SimpleUploadedFile("halves.txt", text.encode("gb18030"))


@pytest.fixture(autouse=True)
def reading_here(monkeypatch):
    """Read in this process: starting the bounded one is what the readers' own tests are for."""
    monkeypatch.setattr("registration.parcel_changes.read_in_child", read_files)


@pytest.fixture
def registrar():
    return factories.account("registrar", Role.REGISTRAR, organisation="示例登记中心")


@pytest.fixture
def case(registrar) -> Case:
    factories.parcel()
    house()
    return case_open(SEVEN, kind=CaseKind.CHANGE, by=registrar, now=factories.NOW)


@pytest.fixture
def page(client, registrar, case):
    client.force_login(registrar)
    return reverse("registration:parcel_change", args=[case.number])


def prepare(client, page, **more):
    return client.post(page, {"kind": "split", "reason": "分户", "file": halves()} | more)


def to_entry(case: Case, registrar) -> None:
    for move in (Move.HAND_OVER, Move.PASS):
        case_move(case, move, by=registrar, now=factories.NOW)
        case.refresh_from_db()


def test_a_split_is_prepared_shown_and_registered_by_another(client, page, case, registrar):
    assert prepare(client, page).status_code == 302
    change = ParcelChange.objects.get()
    assert change.body["fixtures"] == {BUILDING_CODE: 0}
    assert Parcel.objects.current().get().parcel_code == SEVEN
    said = client.get(page).content.decode()
    assert "520.00" in said
    assert "80.00" in said
    assert "As it would be" in said or "变更后" in said
    to_entry(case, registrar)
    register = reverse("registration:parcel_change_register", args=[case.number, change.pk])
    assert client.post(register).status_code == 403  # who examined does not enter
    second = factories.account("registrar2", Role.REGISTRAR, organisation="示例登记中心")
    client.force_login(second)
    assert client.post(register).status_code == 302
    case.refresh_from_db()
    assert case.status == "adopted"
    assert case.decision["written"]["id"] == str(change.pk)
    assert sorted(Parcel.objects.current().values_list("parcel_code", flat=True)) == [EIGHT, NINE]
    assert Building.objects.current().get().parcel_code == EIGHT
    assert client.get(reverse("registration:case", args=[case.number])).status_code == 200


def test_areas_that_do_not_balance_are_refused_on_the_page(client, page):
    answer = prepare(client, page, file=halves("0.0090"))
    assert answer.status_code == 409
    assert "610.00" in answer.content.decode()
    assert not ParcelChange.objects.exists()


def test_a_parcel_with_a_building_is_not_retired(client, page):
    answer = client.post(page, {"kind": "retire", "reason": "灭失"})
    assert answer.status_code == 409
    assert BUILDING_CODE in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"file": ""}, 400),
        ({"kind": "merge"}, 400),
        ({"kind": "grow"}, 400),
        ({"reason": ""}, 400),
        ({"file": SimpleUploadedFile("a.txt", b"\x00\x01nothing")}, 400),
    ],
)
def test_what_cannot_be_prepared_is_refused(client, page, given, status):
    assert prepare(client, page, **given).status_code == status
    assert not ParcelChange.objects.exists()


def test_a_prepared_change_is_withdrawn(client, page, case):
    prepare(client, page)
    change = ParcelChange.objects.get()
    withdraw = reverse("registration:parcel_change_withdraw", args=[case.number, change.pk])
    assert client.post(withdraw).status_code == 302
    change.refresh_from_db()
    assert change.status == ChangeStatus.WITHDRAWN
    assert client.post(withdraw).status_code == 404


def test_a_first_registration_changes_nothing(client, registrar):
    case = case_open(SEVEN, by=registrar, now=factories.NOW)
    client.force_login(registrar)
    page = reverse("registration:parcel_change", args=[case.number])
    assert client.get(page).status_code == 200
    assert prepare(client, page).status_code == 409
