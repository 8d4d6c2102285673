"""Cases: the golden development decided and adopted, from real files to the register."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Role
from buildings.models import CodeAct, Unit, UnitCode
from buildings.selectors import building_current, unit_current
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed
from cadastre.models import AuditEntry
from demo.golden import GOLDEN
from demo.loading import load_development
from demo.stage_files import write_stage_files
from importers.formats import read_files
from parcels.models import Parcel
from parcels.selectors import parcel_current
from registration.models import Case, CaseEvent
from registration.services import case_adopt, case_close, case_open
from surveys.models import StageDocument
from surveys.selectors import reuse_decision
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_golden_case_is_decided_exactly(golden):
    decision = reuse_decision(GOLDEN.parcel_code).to_dict()
    assert decision["decision"] == "REUSE_WITH_NOTE"
    assert decision["basis"] == ["R-01", "R-02A", "R-02B", "R-02C", "R-03", "R-04"]
    assert decision["missing"] == []
    assert decision["adopted"]["area"]["land_area_m2"] == "2700.61"
    units = decision["adopted"]["units"]
    assert [unit["built_m2"] for unit in units] == ["103.38", "109.85", "104.12", "110.66"]
    assert [unit["unit_code"][-8:] for unit in units] == [
        "00010001",
        "00010002",
        "00010003",
        "00010004",
    ]
    points = decision["adopted"]["boundary"]["points"]
    assert [points[0][name] for name in ("label", "northing_m", "easting_m")] == [
        "J1",
        "3898650.120",
        "432010.350",
    ]
    assert decision["adopted"]["floor_areas"][0]["floor_area_m2"] == "428.01"
    assert Decimal(decision["adopted"]["footprint"][0]["area_m2"]) == Decimal("214.10")


def test_adopting_writes_everything_with_its_source(golden, registrar):
    case = case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)
    case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)

    parcel = parcel_current(GOLDEN.parcel_code)
    assert parcel.area_m2 == Decimal("2700.61")
    assert (parcel.area_rule, parcel.boundary_rule) == ("R-02B", "R-02C")
    first = parcel.points.first()
    assert (first.label, str(first.northing_m), str(first.easting_m)) == (
        "J1",
        "3898650.120",
        "432010.350",
    )
    assert first.source_file.endswith(".txt")
    assert first.source_line is not None
    assert [str(line.length_m) for line in parcel.lines.all()] == [
        "60.11",
        "29.99",
        "14.99",
        "19.90",
        "45.12",
        "49.90",
    ]
    assert parcel.source.files[0]["sha256"]

    building = building_current(f"{GOLDEN.parcel_code}F0001")
    assert building.floor_area_m2 == Decimal("428.01")
    assert building.footprint_area_m2 == Decimal("214.10")
    unit = unit_current(f"{GOLDEN.parcel_code}F00010004")
    assert (unit.room, unit.inner_m2, unit.shared_m2, unit.built_m2) == (
        "202",
        Decimal("98.87"),
        Decimal("11.79"),
        Decimal("110.66"),
    )
    assert unit.presale_built_m2 == Decimal("109.77")
    assert unit.land_share_m2 == Decimal("698.23")
    assert unit.area_source.stage == "completion"
    assert Unit.objects.count() == 4
    assert UnitCode.objects.filter(confirmed_at__isnull=True).count() == 0

    case.refresh_from_db()
    assert case.status == "adopted"
    assert case.decision["decision"] == "REUSE_WITH_NOTE"
    assert list(CaseEvent.objects.values_list("what", flat=True)) == ["opened", "adopted"]


def test_the_journal_and_the_ledger_of_codes_name_who_adopted(golden, registrar):
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    case = case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)
    case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)
    entries = AuditEntry.objects.exclude(pk__in=before)
    told = {entry.action: (entry.actor, entry.objects_named) for entry in entries}
    building = f"{GOLDEN.parcel_code}F0001"
    units = [f"{building}{number:04d}" for number in range(1, 5)]
    assert {actor for actor, _objects in told.values()} == {"registrar"}
    assert (
        told.items()
        >= {
            "parcel.publish": ("registrar", [GOLDEN.parcel_code]),
            "building.publish": ("registrar", [building, *units]),
        }.items()
    )
    assert set(CodeAct.objects.filter(kind="publish").values_list("actor", flat=True)) == {
        "registrar"
    }


def test_an_adopted_case_is_not_adopted_again(golden, registrar):
    case = case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)
    case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)
    with pytest.raises(Conflict, match="finished"):
        case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)
    assert Parcel.objects.count() == 1


def test_without_a_passed_acceptance_nothing_is_registered(golden, registrar):
    StageDocument.objects.filter(kind="acceptance_record").update(passed=False)
    case = case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)
    with pytest.raises(Conflict, match="cannot be registered"):
        case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)
    assert not Parcel.objects.exists()
    assert Case.objects.get().status == "open"


def test_an_overlap_with_the_register_leaves_nothing_half_written(golden, registrar):
    north, east = 3_898_640, 432_030
    factories.parcel("410811001002GB00099", (factories.rectangle(north, east),))
    case = case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)
    with pytest.raises(Conflict):
        case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)
    assert Parcel.objects.count() == 1
    assert not Unit.objects.exists()
    assert Case.objects.get().status == "open"


def test_one_open_case_for_an_object(golden, registrar):
    case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)
    with pytest.raises(Conflict, match="already"):
        case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)


def test_closing_needs_a_reason_and_the_right_person(golden, registrar):
    case = case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)
    with pytest.raises(InvalidInput, match="reason"):
        case_close(case, by=registrar, reason=" ", now=factories.NOW)
    stranger = factories.account("stranger", Role.REGISTRAR, districts=("410812",))
    with pytest.raises(NotAllowed):
        case_close(case, by=stranger, reason="误开", now=factories.NOW)
    case_close(case, by=registrar, reason="误开", now=factories.NOW)
    case.refresh_from_db()
    assert (case.status, case.close_reason) == ("closed", "误开")


def test_a_building_without_a_unit_table_becomes_one_unit(
    db, registrar, settings, tmp_path, monkeypatch
):
    monkeypatch.setattr("surveys.services.delivery.read_in_child", read_files)
    settings.FILES_DIR = tmp_path / "files"
    factories.sub_district(GOLDEN.parcel_code[:12])
    files = write_stage_files(tmp_path / "golden")
    load_development(
        "DC-2",
        GOLDEN,
        [file for file in files if file.path.suffix != ".xlsx"],
        surveyor=factories.account("surveyor", Role.SURVEYOR),
        reviewer=factories.account("reviewer", Role.REVIEWER),
        now=factories.NOW,
    )
    case = case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)
    case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)
    unit = Unit.objects.get()
    assert (unit.unit_code_id[-9:], unit.kind) == ("F00010001", "building")
    assert unit.built_m2 == Decimal("428.01")


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        ("finished_case_final", "update registration_case set status = 'open'"),
        ("finished_case_final", "delete from registration_case"),
        ("row_kept", "update registration_caseevent set note = 'other'"),
        ("row_kept", "delete from registration_caseevent"),
    ],
)
def test_a_finished_case_and_its_history_never_change(golden, registrar, constraint, statement):
    case = case_open(GOLDEN.parcel_code, by=registrar, now=factories.NOW)
    case_close(case, by=registrar, reason="误开", now=factories.NOW)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
    assert refusal.value.__cause__.diag.constraint_name == constraint
