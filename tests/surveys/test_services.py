"""Projects and results: who may do what, in which order, and what never changes again."""

import io
import zipfile
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Role
from cadastre.domain.errors import Conflict, FileRefused, InvalidInput, NotAllowed, TooLarge
from cadastre.domain.unit_code import ParcelCodeMalformed
from demo.golden import GOLDEN
from demo.stage_files import completion_zip
from surveys import checking, file_store, services
from surveys.models import ResultFinding, ResultStatus, StagedParcel, SurveyResult
from tests import factories

pytestmark = pytest.mark.django_db

SUPPLY_TXT = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=38
精度=0.001
转换参数=,,,,,,
[地块坐标]
5,0.0600,410811001002GB00007,地块1,面,,城镇住宅用地,0701,@
J1,1,3898650.000,38432010.000
J2,1,3898650.000,38432040.000
J3,1,3898630.000,38432040.000
J4,1,3898630.000,38432010.000
J1,1,3898650.000,38432010.000
"""


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def surveyor():
    return factories.account("surveyor", Role.SURVEYOR)


@pytest.fixture
def reviewer():
    return factories.account("reviewer", Role.REVIEWER, organisation="示例登记中心")


@pytest.fixture
def project(surveyor):
    factories.sub_district()
    return factories.project(surveyor)


def upload(content: bytes | str = SUPPLY_TXT, name: str = "勘测定界.txt") -> services.Upload:
    data = content.encode("gb18030") if isinstance(content, str) else content
    return services.Upload(name=name, size=len(data), blocks=[data[:100], data[100:]])


def receive(project, by, *uploads, stage: str = "supply", **declared) -> SurveyResult:
    return services.survey_receive(
        project,
        factories.stage(stage),
        uploads or [upload()],
        services.Declaration(surveyed_on=date(2021, 3, 1), **declared),
        by=by,
        now=factories.NOW,
    )


def submitted(project, by) -> SurveyResult:
    result = services.survey_read(receive(project, by))
    services.survey_submit(result, by=by, now=factories.NOW)
    return result


def test_a_delivery_is_kept_under_its_sha256_and_versions_count_up(project, surveyor):
    first, second = receive(project, surveyor), receive(project, surveyor)
    assert (first.version, second.version) == (1, 2)
    kept = first.files.get()
    assert file_store.digest_of(file_store.path_of(kept.sha256)) == kept.sha256
    assert second.files.get().sha256 == kept.sha256
    assert file_store.path_of(kept.sha256).stat().st_mode & 0o222 == 0


def test_reading_stages_exact_coordinates_beside_the_geometry(project, surveyor):
    result = services.survey_read(receive(project, surveyor))
    assert result.status == ResultStatus.CHECKED
    assert result.progress == 100
    staged = StagedParcel.objects.get(result=result)
    assert [str(p.easting_m) for p in staged.points.all()] == [
        "432010.000",
        "432040.000",
        "432040.000",
        "432010.000",
    ]
    assert staged.geom.area == pytest.approx(600)
    assert [p.source_line for p in staged.points.all()] == [11, 12, 13, 14]
    assert result.read_files.get().zone_prefix == 38
    assert not result.findings.filter(severity="error").exists()


def test_the_whole_way_ends_in_an_accepted_result(project, surveyor, reviewer):
    result = submitted(project, surveyor)
    services.survey_accept(result, by=reviewer, now=factories.NOW)
    result.refresh_from_db()
    assert (result.status, result.reviewed_by) == (ResultStatus.ACCEPTED, reviewer)


def test_a_returned_result_says_why_and_returning_without_reason_is_refused(
    project, surveyor, reviewer, read_here
):
    result = submitted(project, surveyor)
    with pytest.raises(InvalidInput, match="reason"):
        services.survey_return(result, by=reviewer, reason="  ", now=factories.NOW)
    services.survey_return(result, by=reviewer, reason="缺宗地图", now=factories.NOW)
    result.refresh_from_db()
    assert (result.status, result.review_reason) == (ResultStatus.RETURNED, "缺宗地图")


def test_nobody_reviews_an_own_upload(project, read_here):
    both = factories.account("both", Role.SURVEYOR, Role.REVIEWER)
    result = submitted(project, both)
    with pytest.raises(NotAllowed, match="never on an own upload"):
        services.survey_accept(result, by=both, now=factories.NOW)
    with pytest.raises(IntegrityError, match="reviewer_is_another_person"), transaction.atomic():
        SurveyResult.objects.filter(pk=result.pk).update(
            status="accepted", reviewed_by=both, reviewed_at=factories.NOW
        )


def test_a_reviewer_of_another_district_may_not_decide(project, surveyor):
    elsewhere = factories.account("elsewhere", Role.REVIEWER, districts=("410812",))
    with pytest.raises(NotAllowed):
        services.survey_accept(submitted(project, surveyor), by=elsewhere, now=factories.NOW)


def test_a_firm_delivers_for_its_own_projects_only(project):
    other = factories.account("other", Role.SURVEYOR, organisation="演示勘测设计院")
    with pytest.raises(NotAllowed):
        receive(project, other)
    assert not SurveyResult.objects.exists()


def test_a_result_with_errors_does_not_go_to_review(project, surveyor):
    crossed = SUPPLY_TXT.replace("J2,1,3898650", "J2,1,3898610")
    result = services.survey_read(receive(project, surveyor, upload(crossed)))
    assert "self_intersection" in result.findings.values_list("kind", flat=True)
    with pytest.raises(Conflict, match="errors"):
        services.survey_submit(result, by=surveyor, now=factories.NOW)


def test_two_decisions_at_once_have_one_winner(project, surveyor, reviewer, read_here):
    result = submitted(project, surveyor)
    stale = SurveyResult.objects.get(pk=result.pk)
    services.survey_accept(result, by=reviewer, now=factories.NOW)
    with pytest.raises(Conflict, match="accepted"):
        services.survey_return(stale, by=reviewer, reason="迟到", now=factories.NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "update surveys_surveyresult set status = 'returned'",
        "delete from surveys_surveyresult",
        "update surveys_deliveredfile set name = 'x'",
        "delete from surveys_deliveredfile",
        "update surveys_stagedparcel set declared_area_m2 = 1",
        "update surveys_stagedparcelpoint set northing_m = 1",
        "delete from surveys_stagedparcelpoint",
        "insert into surveys_deliveredfile (result_id, name, sha256, size) "
        "select id, 'late', repeat('0', 64), 1 from surveys_surveyresult",
    ],
)
def test_an_accepted_result_never_changes_again(project, surveyor, reviewer, read_here, statement):
    services.survey_accept(submitted(project, surveyor), by=reviewer, now=factories.NOW)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
    assert refusal.value.__cause__.diag.constraint_name == "accepted_result_final"


def test_a_damaged_file_is_not_accepted(project, surveyor, reviewer, read_here):
    result = submitted(project, surveyor)
    kept = file_store.path_of(result.files.get().sha256)
    kept.chmod(0o640)
    kept.write_bytes(kept.read_bytes()[:-1] + b"!")
    with pytest.raises(file_store.FileDamaged):
        services.survey_accept(result, by=reviewer, now=factories.NOW)
    result.refresh_from_db()
    assert result.status == ResultStatus.SUBMITTED


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        (upload(b""), "empty_file"),
        (upload(b"\x00\x01 no format at all", "photo.txt"), "unknown_format"),
        (upload(zipped(("../out.txt", b"x")), "a.zip"), "archive_unsafe_name"),
        (upload(zipped(("zeros.txt", bytes(50_000_000))), "b.zip"), "archive_too_large"),
        (upload(name="a\x00b.txt"), "bad_file_name"),
        (upload(name="名" * 100 + ".txt"), "bad_file_name"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_no_reader_would_take_is_refused_at_the_door_and_nothing_is_stored(
    project, surveyor, settings, refused, kind
):
    with pytest.raises(FileRefused) as refusal:
        receive(project, surveyor, upload(), refused)
    assert refusal.value.finding.kind == kind
    assert not SurveyResult.objects.exists()
    assert not [path for path in settings.FILES_DIR.rglob("*") if path.is_file()]


def test_a_file_over_the_limit_is_too_large(project, surveyor, settings):
    settings.UPLOAD_MAX_MB = 0
    with pytest.raises(TooLarge, match="335 bytes"):
        receive(project, surveyor)
    assert not SurveyResult.objects.exists()


def test_a_path_in_a_file_name_is_left_out(project, surveyor):
    result = receive(project, surveyor, upload(name="..\\..\\etc/勘测定界.txt"))
    assert result.files.get().name == "勘测定界.txt"


def test_the_parts_of_a_shapefile_may_come_one_by_one(project, surveyor):
    with zipfile.ZipFile(io.BytesIO(completion_zip(GOLDEN))) as archive:
        parts = [
            upload(archive.read(member), member.filename.rsplit("/", 1)[-1])
            for member in archive.infolist()
        ]
    result = services.survey_read(receive(project, surveyor, *parts, stage="completion"))
    assert [parcel.parcel_code for parcel in result.parcels.all()] == [GOLDEN.parcel_code]
    assert result.buildings.count() == 1


def test_reading_again_replaces_what_was_staged(project, surveyor):
    result = services.survey_read(receive(project, surveyor))
    SurveyResult.objects.filter(pk=result.pk).update(status=ResultStatus.READING)
    count = ResultFinding.objects.count()
    services.survey_read(result)
    assert StagedParcel.objects.count() == 1
    assert ResultFinding.objects.count() == count


def test_a_delivery_without_memory_for_its_checks_ends_in_a_report(project, surveyor, monkeypatch):
    check = checking.check_delivery

    def greedy(delivery, **how):
        if delivery.parcels:
            raise MemoryError
        return check(delivery, **how)

    monkeypatch.setattr(checking, "check_delivery", greedy)
    result = services.survey_read(receive(project, surveyor))
    assert (result.status, result.progress) == (ResultStatus.CHECKED, 100)
    finding = result.findings.get(kind="reader_stopped")
    assert (finding.severity, finding.file) == ("error", "勘测定界.txt")
    assert "所需内存超过上限" in finding.message_zh
    assert not result.parcels.exists()
    with pytest.raises(Conflict):
        services.survey_submit(result, by=surveyor, now=factories.NOW)


def test_a_project_needs_a_parcel_code_of_ones_own_district(surveyor):
    def create(code: str, number: str = "P1"):
        return services.project_create(
            number=number, name="示例", parcel_code=code, address="", by=surveyor, now=factories.NOW
        )

    with pytest.raises(ParcelCodeMalformed):
        create("410811001002GB0007")
    with pytest.raises(NotAllowed):
        create("410812001002GB00007")
    create(factories.PARCEL_CODE)
    with pytest.raises(Conflict, match="taken"):
        create(factories.PARCEL_CODE)
