"""The survey pages: who sees what, what they answer, and that a refusal leaves nothing behind."""

import json
import re
from urllib.parse import unquote

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pyproj import Transformer

from accounts.models import Role
from demo.golden import GOLDEN
from demo.stage_files import completion_zip, table_xlsx
from surveys import services
from surveys.models import (
    ReadingStep,
    ResultStatus,
    StageDocument,
    SurveyProject,
    SurveyResult,
)
from surveys.reading_state import Phase, ReadingState
from tests import factories
from tests.surveys.conftest import GOLDEN_TXT

pytestmark = pytest.mark.django_db

PEOPLE = ("surveyor", "other_firm", "reviewer", "registrar", "integrator", None)
IN_REVIEW = "submitted"
UNCLOSED = b"3898638.120,38432015.350".join(
    GOLDEN_TXT.replace(b"7,0.2701", b"9,0.2701").rsplit(b"3898650.120,38432010.350", 1)
)
"""The count of points is wrong, a warning, and the last point lies 13 m off, an error."""


def signed_in(request, person: str | None) -> Client:
    client = Client()
    if person:
        client.force_login(request.getfixturevalue(person))
    return client


def speak(client: Client, language: str) -> Client:
    client.cookies[site.LANGUAGE_COOKIE_NAME] = language
    return client


def text_of(response) -> str:
    html = re.sub(r"<(script|style|template|svg)[\s\S]*?</\1>", " ", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def office(client, surveyor) -> Client:
    """The browser of the surveyor."""
    client.force_login(surveyor)
    return client


@pytest.fixture
def submitted(checked, surveyor) -> SurveyResult:
    result = checked()
    services.survey_submit(result, by=surveyor, now=factories.NOW)
    return result


# Who may open what: the firm, another firm, a reviewer, a registrar, an integrator, nobody.
GETS = [
    ("project_list", (200, 200, 200, 200, 403, 302)),
    ("project_new", (200, 200, 403, 200, 403, 302)),
    ("review_queue", (403, 403, 200, 403, 403, 302)),
    ("project", (200, 404, 200, 200, 403, 302)),
    ("deliver", (302, 404, 403, 302, 403, 302)),
    ("result", (200, 404, 200, 200, 403, 302)),
    ("result_progress", (286, 404, 286, 286, 403, 302)),
    ("result_layer", (200, 404, 200, 200, 403, 302)),
    ("result_found", (200, 404, 200, 200, 403, 302)),
    ("findings_layer", (200, 404, 200, 200, 403, 302)),
    ("result_report", (200, 404, 200, 200, 403, 302)),
    ("file", (200, 404, 200, 200, 403, 302)),
    ("file_line", (200, 404, 200, 200, 403, 302)),
    ("submit", (405,) * 6),
    ("accept", (405,) * 6),
    ("return", (405,) * 6),
    ("read_again", (405,) * 6),
    ("document_new", (405,) * 6),
]
POSTS = [
    ("project_new", (400, 400, 403, 400, 403, 302)),
    ("deliver", (400, 404, 403, 400, 403, 302)),
    ("document_new", (403, 403, 400, 400, 403, 302)),
    ("submit", (409, 404, 403, 409, 403, 302)),
    ("accept", (403, 403, 302, 403, 403, 302)),
    ("return", (403, 403, 400, 403, 403, 302)),
    ("read_again", (409, 404, 403, 409, 403, 302)),
    ("result", (405,) * 6),
]


def address(name: str, result: SurveyResult) -> str:
    arguments = {
        "project": [result.project_id],
        "deliver": [result.project_id, "supply"],
        "document_new": [result.project_id],
        "result_layer": [result.pk, "parcels"],
        "file": [result.pk, result.files.get().pk],
        "file_line": [result.pk, result.files.get().pk, 14],
    }
    plain = ("project_list", "project_new", "review_queue")
    return reverse(
        f"surveys:{name}", args=arguments.get(name, [] if name in plain else [result.pk])
    )


@pytest.mark.parametrize(("name", "statuses"), GETS, ids=[name for name, _ in GETS])
def test_who_may_open_what(request, submitted, name, statuses):
    url = address(name, submitted)
    answers = [signed_in(request, person).get(url) for person in PEOPLE]
    assert [answer.status_code for answer in answers] == list(statuses)
    for answer in answers:
        answer.close()


@pytest.mark.parametrize(("name", "statuses"), POSTS, ids=[name for name, _ in POSTS])
def test_who_may_do_what(request, submitted, name, statuses):
    url = address(name, submitted)
    answers = [signed_in(request, person).post(url).status_code for person in PEOPLE]
    assert answers == list(statuses)


def test_an_account_of_another_district_finds_nothing(submitted):
    for role in (Role.REVIEWER, Role.REGISTRAR):
        client = Client()
        client.force_login(factories.account(f"far-{role}", role, districts=("410812",)))
        assert client.get(address("result", submitted)).status_code == 404
        assert client.get(address("file", submitted)).status_code == 404


# The whole way through the page


def upload(client: Client, project: SurveyProject, *files, stage: str = "supply", **fields):
    fields = {"surveyed_on": "2021-03-18", "kind": "demarcation", "accuracy_class": "1"} | fields
    return client.post(
        reverse("surveys:deliver", args=[project.pk, stage]), {"files": list(files), **fields}
    )


def txt(content: bytes = GOLDEN_TXT, name: str = "示例小筑勘测定界.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_golden_file_goes_through_the_page(
    office, project, kept, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(office, project, txt(), has_parcel_map="on", used_for_supply="on")
    result = SurveyResult.objects.get()
    assert answer.url == reverse("surveys:result", args=[result.pk])
    assert (result.status, result.kind_id) == (ResultStatus.CHECKED, "demarcation")
    assert (result.has_parcel_map, result.used_for_supply) == (True, True)
    assert not result.has_investigation_form
    page = text_of(office.get(answer.url))
    assert "没有问题：能够检查的项目全部通过。" in page
    assert "2 700.61 m²" in page
    assert "送审" in page


def test_the_layers_are_in_longitude_and_latitude(office, checked):
    result = checked()
    layers = {
        name: office.get(reverse("surveys:result_layer", args=[result.pk, name])).json()
        for name in ("parcels", "points", "buildings", "shifts")
    }
    layers["findings"] = office.get(reverse("surveys:findings_layer", args=[result.pk])).json()
    (parcel,) = layers["parcels"]["features"]
    expected = Transformer.from_crs(4547, 4490, always_xy=True).transform(432010.350, 3898650.120)
    (outer,) = parcel["geometry"]["coordinates"][0]
    assert outer[0] == pytest.approx(list(expected), abs=1e-8)
    assert outer[0] == outer[-1]
    assert parcel["properties"]["parcel_code"] == GOLDEN.parcel_code
    assert parcel["properties"]["area_m2"] == "2700.61"
    points = {one["properties"]["label"]: one["geometry"] for one in layers["points"]["features"]}
    assert list(points) == ["J1", "J2", "J3", "J4", "J5", "J6"]
    assert points["J1"]["coordinates"] == pytest.approx(list(expected), abs=1e-8)
    assert layers["findings"]["features"] == layers["shifts"]["features"] == []


def test_the_page_asks_for_layers_that_exist_and_names_its_map(office, checked):
    result = checked()
    html = office.get(reverse("surveys:result", args=[result.pk])).content.decode()
    options = json.loads(re.search(r'id="result-map-options"[^>]*>(.*?)</script>', html)[1])
    for layer in options["layers"]:
        if not layer.get("bbox"):
            assert office.get(layer["url"]).status_code == 200
    assert [layer["role"] for layer in options["layers"]] == [
        *("parcel", "staged", "staged", "point", "finding")
    ]
    assert "bounds" not in options


def test_shifts_since_the_land_supply_are_drawn_as_lines(office, submitted, checked, reviewer):
    services.survey_accept(submitted, by=reviewer, now=factories.NOW)
    later = checked(completion_zip(GOLDEN), name="竣工.zip", stage="completion")
    shifts = office.get(reverse("surveys:result_layer", args=[later.pk, "shifts"])).json()
    lengths = {one["id"]: one["properties"]["length_cm"] for one in shifts["features"]}
    # J1 moved by 12 mm north and 8 mm west, J3 by 9 mm north and 21 mm east.
    assert lengths["shift-J1"] == "1.4"
    assert lengths["shift-J3"] == "2.3"
    assert len(lengths) == 6
    assert shifts["features"][0]["geometry"]["type"] == "LineString"


def test_a_building_table_shows_the_map_of_the_stages_before(office, submitted, checked, reviewer):
    services.survey_accept(submitted, by=reviewer, now=factories.NOW)
    table = checked(table_xlsx(GOLDEN, presale=True), name="楼盘表.xlsx", stage="presale")
    answer = office.get(reverse("surveys:result", args=[table.pk]))
    earlier = answer.context["map_options"]["layers"][1]
    assert (earlier["stage"], earlier["visible"]) == ("supply", True)
    assert "楼盘表本身没有图形" in text_of(answer)
    assert "426.10" in text_of(answer)


def test_a_file_comes_back_byte_for_byte_under_its_name(office, checked):
    result = checked()
    answer = office.get(reverse("surveys:file", args=[result.pk, result.files.get().pk]))
    assert b"".join(answer.streaming_content) == GOLDEN_TXT
    assert "勘测定界.txt" in unquote(answer.headers["Content-Disposition"])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()


def test_a_file_of_another_result_is_not_found_under_this_one(office, checked):
    first, second = checked(), checked()
    address = reverse("surveys:file", args=[first.pk, second.files.get().pk])
    assert office.get(address).status_code == 404


def test_the_line_behind_a_point_is_shown_as_it_stands(office, checked):
    result = checked()
    point = result.parcels.get().points.get(label="J3")
    file = result.files.get()
    answer = office.get(reverse("surveys:file_line", args=[result.pk, file.pk, point.source_line]))
    assert "J3,1,3898622.510,38432071.580" in answer.content.decode()
    beyond = reverse("surveys:file_line", args=[result.pk, file.pk, 9999])
    assert office.get(beyond).status_code == 404
    assert office.get(reverse("surveys:file_line", args=[result.pk, file.pk, 0])).status_code == 404


def test_the_report_is_the_one_of_the_api(office, checked):
    result = checked(GOLDEN_TXT.replace(b"7,0.2701", b"9,0.2701"))
    report = office.get(reverse("surveys:result_report", args=[result.pk])).json()
    assert report["findings"][0]["code"] == "FI11"
    assert (report["format"], report["scope"]) == ("cadastre-check-report", "register")


# Refusals keep nothing

REFUSED = [
    ([txt(b"", "空.txt")], 400, "空.txt", "is empty"),
    ([], 400, "请至少选择一个文件。", "Choose at least one file."),
    ([txt(b"\x89PNG\r\n\x1a\n" + bytes(64), "宗地图.png")], 400, "PNG", "PNG"),
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("files", "status", "zh", "en"), REFUSED, ids=["empty", "none", "picture"])
def test_a_refused_delivery_is_said_on_the_page_and_leaves_nothing(
    office, project, kept, files, status, zh, en, language
):
    for file in files:
        file.seek(0)
    answer = upload(speak(office, language), project, *files)
    assert answer.status_code == status
    assert (en if language == "en" else zh) in text_of(answer)
    assert 'value="2021-03-18"' in answer.content.decode()
    assert_nothing_kept(kept)


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "字节"), ("en", "bytes")])
def test_a_file_over_the_limit_is_refused(office, project, kept, settings, language, said):
    settings.UPLOAD_MAX_MB = 0
    answer = upload(speak(office, language), project, txt())
    assert answer.status_code == 413
    assert said in text_of(answer)
    assert_nothing_kept(kept)


@pytest.mark.parametrize(
    "fields",
    [
        {"surveyed_on": "2999-01-01"},
        {"surveyed_on": "gestern"},
        {"surveyed_on": ""},
        {"kind": "completion-survey"},
        {"accuracy_class": "7"},
    ],
    ids=str,
)
def test_a_wrong_field_is_answered_at_the_field(office, project, kept, fields):
    answer = upload(office, project, txt(), **fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert_nothing_kept(kept)


def assert_nothing_kept(kept) -> None:
    assert not SurveyResult.objects.exists()
    assert not [path for path in kept.rglob("*") if path.is_file()]


def test_the_address_of_a_refused_delivery_leads_back_to_its_stage(office, project):
    answer = office.get(reverse("surveys:deliver", args=[project.pk, "presale"]))
    assert answer.url == f"{reverse('surveys:project', args=[project.pk])}?stage=presale"
    nowhere = reverse("surveys:deliver", args=[project.pk, "no-such-stage"])
    assert office.get(nowhere).status_code == 404


# The decision


def test_submit_return_and_accept(office, checked, reviewer, surveyor):
    desk = Client()
    desk.force_login(reviewer)
    first = checked()
    office.post(reverse("surveys:submit", args=[first.pk]))
    assert (
        "写明需要改正的内容"
        in desk.get(reverse("surveys:result", args=[first.pk])).content.decode()
    )
    refused = desk.post(reverse("surveys:return", args=[first.pk]), {"reason": " "})
    assert refused.status_code == 400
    desk.post(reverse("surveys:return", args=[first.pk]), {"reason": "未附宗地图"})
    assert "未附宗地图" in text_of(office.get(reverse("surveys:result", args=[first.pk])))
    assert "未附宗地图" in text_of(desk.get(reverse("surveys:review_queue")))
    second = checked()
    office.post(reverse("surveys:submit", args=[second.pk]))
    desk.post(reverse("surveys:accept", args=[second.pk]))
    statuses = dict(SurveyResult.objects.values_list("version", "status"))
    assert statuses == {1: ResultStatus.RETURNED, 2: ResultStatus.ACCEPTED}
    assert "审核通过，成果不再改动" in text_of(
        office.get(reverse("surveys:result", args=[second.pk]))
    )
    queue = desk.get(reverse("surveys:review_queue")).context
    assert (queue["waiting_total"], queue["returned_total"], queue["decided_total"]) == (0, 0, 2)


def test_a_result_with_errors_is_not_handed_to_review(office, checked):
    crossed = GOLDEN_TXT.replace(b"J2,1,3898652.480", b"J2,1,3898602.480")
    result = checked(crossed)
    page = office.get(reverse("surveys:result", args=[result.pk]))
    assert "改正后重新上传" in text_of(page)
    assert reverse("surveys:submit", args=[result.pk]) not in page.content.decode()
    assert office.post(reverse("surveys:submit", args=[result.pk])).status_code == 409


def test_a_decision_made_elsewhere_is_a_conflict(submitted, reviewer, client):
    client.force_login(reviewer)
    services.survey_accept(submitted, by=reviewer, now=factories.NOW)
    late = client.post(reverse("surveys:return", args=[submitted.pk]), {"reason": "迟到"})
    assert late.status_code == 409
    assert "刷新页面" in late.content.decode()


# Findings against the version before


def test_findings_are_grouped_worst_first_and_compared_with_the_version_before(office, checked):
    checked(UNCLOSED)
    again = checked(GOLDEN_TXT.replace(b"7,0.2701", b"9,0.2701"))
    answer = office.get(reverse("surveys:result", args=[again.pk]))
    changes = answer.context["changes"]
    assert (changes.fixed_count, len(changes.still), len(changes.new)) == (1, 1, 0)
    assert [row.code for row in changes.fixed] == ["FI15"]
    assert "已改正 1" in text_of(answer)
    before = office.get(reverse("surveys:result", args=[changes.before.pk]))
    (group,) = before.context["groups"]
    assert [shown.row.severity for shown in group.findings] == ["error", "warning"]
    assert group.object_key == GOLDEN.parcel_code
    assert "已有更新的版本 v2" in text_of(before)


def test_findings_can_be_narrowed_to_one_severity(office, checked):
    result = checked(UNCLOSED)
    url = reverse("surveys:result", args=[result.pk])
    shown = office.get(url, {"severity": "warning"}).context
    assert (shown["page"].paginator.count, shown["finding_total"]) == (1, 2)
    assert office.get(url, {"severity": "'; drop"}).context["page"].paginator.count == 2


# Being read


def test_a_result_that_is_being_read_says_how_far(office, delivered):
    result = delivered()
    SurveyResult.objects.filter(pk=result.pk).update(
        status=ResultStatus.READING,
        progress=40,
        progress_step=ReadingStep.READING,
        progress_note="勘测定界.txt",
        uploaded_at=timezone.now(),
    )
    page = office.get(reverse("surveys:result", args=[result.pk]))
    assert reverse("surveys:result_progress", args=[result.pk]) in page.content.decode()
    part = office.get(reverse("surveys:result_progress", args=[result.pk]))
    assert "正在读取 勘测定界.txt" in text_of(part)
    assert "40 %" in text_of(part)
    assert '<li aria-current="step">读取</li>' in part.content.decode()
    assert "HX-Refresh" not in part.headers


def test_a_step_that_takes_long_says_for_how_long(office, delivered, monkeypatch):
    result = delivered()
    SurveyResult.objects.filter(pk=result.pk).update(
        status=ResultStatus.READING, progress=80, progress_step=ReadingStep.KEEPING
    )
    part = reverse("surveys:result_progress", args=[result.pk])
    for seconds, said in ((2, False), (17, True)):
        state = ReadingState(Phase.RUNNING, seconds)
        monkeypatch.setattr(
            "surveys.result_views.reading_state", lambda *_, state=state, **__: state
        )
        text = text_of(office.get(part))
        assert "80 % 正在保存读取和检查的结果" in text
        assert (f"此处已用 {seconds} 秒" in text) is said


def test_the_page_loads_itself_anew_once_when_the_reading_is_done(office, checked):
    url = reverse("surveys:result_progress", args=[checked().pk])
    last = office.get(url)
    assert last.status_code == 286  # the page asks no more
    assert f'hx-get="{url}?open=1" hx-trigger="load"' in last.content.decode()
    assert office.get(f"{url}?open=1").headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "已等待 42 秒"), ("en", "No reader has taken it for 42 s")]
)
def test_a_missing_reader_is_said(office, delivered, monkeypatch, language, said):
    state = ReadingState(Phase.QUEUED, 42)
    monkeypatch.setattr("surveys.result_views.reading_state", lambda *_, **__: state)
    part = speak(office, language).get(reverse("surveys:result_progress", args=[delivered().pk]))
    assert said in text_of(part)


def test_a_stopped_reading_is_started_again_from_the_page(
    office, delivered, read_here, monkeypatch, django_capture_on_commit_callbacks
):
    result = delivered()
    SurveyResult.objects.filter(pk=result.pk).update(status=ResultStatus.READING, progress=40)
    url = reverse("surveys:read_again", args=[result.pk])
    running = ReadingState(Phase.RUNNING, 3)
    monkeypatch.setattr("surveys.result_views.reading_state", lambda *_, **__: running)
    assert office.post(url).status_code == 409
    stopped = ReadingState(Phase.STOPPED, 3)
    monkeypatch.setattr("surveys.result_views.reading_state", lambda *_, **__: stopped)
    assert url in office.get(reverse("surveys:result", args=[result.pk])).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(url)
    result.refresh_from_db()
    assert result.status == ResultStatus.CHECKED


# Projects and documents


def test_a_project_is_made_with_a_code_as_it_is_shown(office, surveyor):
    factories.sub_district()
    fields = {"number": "DC-9", "name": "示例", "parcel_code": "410811 001002 GB00007"}
    answer = office.post(reverse("surveys:project_new"), fields)
    project = SurveyProject.objects.get()
    assert (project.parcel_code, project.organisation) == (
        GOLDEN.parcel_code,
        surveyor.organisation,
    )
    assert answer.url == reverse("surveys:project", args=[project.pk])
    again = office.post(reverse("surveys:project_new"), fields)
    assert again.status_code == 409
    assert 'value="410811 001002 GB00007"' in again.content.decode()


def test_a_malformed_parcel_code_is_said_and_what_was_typed_stays(office):
    fields = {"number": "DC-9", "name": "示例", "parcel_code": "410811001002GB0O007"}
    answer = office.post(reverse("surveys:project_new"), fields)
    assert answer.status_code == 400
    assert "410811001002GB0O007" in answer.content.decode()
    assert "16" in text_of(answer)


def test_a_document_is_entered_once(client, reviewer, project):
    client.force_login(reviewer)
    url = reverse("surveys:document_new", args=[project.pk])
    fields = {
        "kind": "acceptance_record",
        "number": "演示验收1号",
        "building_number": "0001",
        "passed": "on",
    }
    assert client.post(url, fields).status_code == 302
    assert StageDocument.objects.get().passed
    again = client.post(url, fields)
    assert again.status_code == 409
    assert 'value="演示验收1号"' in again.content.decode()
    assert client.post(url, fields | {"building_number": "1"}).status_code == 400
    assert StageDocument.objects.count() == 1


def test_a_project_shows_where_each_stage_stands(office, project, submitted, reviewer):
    services.survey_accept(submitted, by=reviewer, now=factories.NOW)
    answer = office.get(reverse("surveys:project", args=[project.pk]))
    entries = {entry.stage.code: entry for entry in answer.context["entries"]}
    assert {code: entry.step for code, entry in entries.items()} == {
        "supply": "done",
        "planning": "deliver",
        "presale": "deliver",
        "completion": "deliver",
    }
    assert str(entries["supply"].counts.figures.land_area_m2) == "2700.609400"
    assert entries["completion"].expects == {"boundary", "footprint", "units"}
    assert entries["presale"].expects == {"units"}


@pytest.mark.parametrize("stage", ["supply", "planning", "presale", "completion", "legacy"])
def test_every_stage_of_a_project_opens(office, project, stage):
    answer = office.get(reverse("surveys:project", args=[project.pk]), {"stage": stage})
    assert answer.status_code == 200
    assert answer.context["chosen"].stage.code == stage


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", True),
        ("DC-2026", True),
        ("花园", True),
        ("410811 001002 GB00007", True),
        ("410812", False),
        ("%", False),
    ],
)
def test_projects_are_filtered_by_number_name_and_code(office, project, question, found):
    answer = office.get(reverse("surveys:project_list"), {"q": question})
    assert ("示例花园" in text_of(answer)) is found


def test_an_empty_list_says_how_a_project_gets_there(office):
    assert "再上传某一阶段的成果文件" in text_of(office.get(reverse("surveys:project_list")))


# Both languages, and no more queries than needed


@pytest.mark.parametrize("name", ["project_list", "project_new", "project", "result"])
def test_pages_in_chinese_have_no_english_sentence_and_the_other_way_round(office, checked, name):
    url = address(name, checked(GOLDEN_TXT.replace(b"7,0.2701", b"9,0.2801")))
    chinese = text_of(speak(office, "zh-hans").get(url)).replace("convention of this system", "")
    assert not re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", chinese)
    english = text_of(speak(office, "en").get(url))
    assert re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", english)
    assert not re.search(r"[\u4e00-\u9fff]{14,}", english)


def test_the_review_queue_in_both_languages(client, reviewer, submitted):
    client.force_login(reviewer)
    url = reverse("surveys:review_queue")
    chinese = text_of(speak(client, "zh-hans").get(url))
    assert "待审核 1" in chinese
    assert not re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", chinese)
    assert "Neighbours affected" in text_of(speak(client, "en").get(url))


def test_pages_run_no_inline_scripts(office, checked):
    html = office.get(reverse("surveys:result", args=[checked().pk])).content.decode()
    assert not re.search(r"\son\w+=", html)


def test_the_list_takes_the_same_queries_however_long_it_is(
    office, surveyor, project, django_assert_num_queries
):
    url = reverse("surveys:project_list")
    office.get(url)
    queries = 8  # session, account, count, projects, stages with kinds, results, figures
    with django_assert_num_queries(queries):
        office.get(url)
    for number in range(5):
        factories.project(surveyor, number=f"DC-{number}")
    with django_assert_num_queries(queries):
        office.get(url)
