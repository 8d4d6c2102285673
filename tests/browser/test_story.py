"""The whole job as a story: from a surveyor's file to the public page.

Read the test at the end first; each chapter above it is one kind of user at work.
"""

from hashlib import sha256
from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role
from demo.golden import GOLDEN
from demo.stage_files import StageFile, write_stage_files
from demo.wrong_files import write_wrong_files
from surveys.models import DeliveredHolder
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "right-horse-battery"
REGISTRY = "示例登记中心"
STAGES = ("supply", "planning", "presale", "completion")
REASON = "请补充宗地图"
UNIT_202 = "410811001002GB00007F00010004"


@pytest.fixture
def people(transactional_db):
    """One account for each kind of user; none may do another's work."""
    factories.sub_district(GOLDEN.parcel_code[:12])
    factories.account("surveyor", Role.SURVEYOR)
    factories.account("reviewer", Role.REVIEWER, organisation=REGISTRY)
    factories.account("registrar", Role.REGISTRAR, organisation=REGISTRY)
    factories.account("integrator", Role.INTEGRATOR, organisation="示例共享平台")


def menu(page: Page, name: str) -> None:
    """Go to a place of the main navigation."""
    navigation = page.get_by_role("navigation", name="Main navigation")
    navigation.get_by_role("link", name=name).click()


def surveyor_makes_a_project(page: Page) -> str:
    """Return the address of the new project."""
    menu(page, "Surveys")
    page.get_by_role("link", name="New project").click()
    page.fill("#id_number", "DC-2026-007")
    page.fill("#id_name", GOLDEN.name)
    page.fill("#id_parcel_code", "410811 001002 GB00007")
    page.fill("#id_address", GOLDEN.address)
    page.get_by_role("button", name="Make the project").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(GOLDEN.name)
    return page.url


def surveyor_uploads(page: Page, project: str, stage: str, files: list[Path], day: str) -> None:
    """Upload files for a stage and wait until they are read and checked."""
    page.goto(f"{project}?stage={stage}")
    page.set_input_files("#id_files", [str(file) for file in files])
    page.fill("#id_surveyed_on", day)
    if stage == "supply":
        for paper in ("has_investigation_form", "has_parcel_map", "used_for_supply"):
            page.check(f"#id_{paper}")
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("tab", name="What was checked")).to_be_visible(timeout=60_000)


def surveyor_sees_what_is_wrong(page: Page, project: str, wrong: Path) -> None:
    """A boundary that crosses itself is named and shown, and review is closed to it."""
    surveyor_uploads(page, project, "supply", [wrong], "2021-03-15")
    finding = page.get_by_role("tabpanel").get_by_role("article").filter(has_text="error").first
    expect(finding).to_contain_text("crosses itself")
    expect(finding.locator(".advice")).not_to_be_empty()
    expect(page.get_by_role("button", name="Hand to review")).to_have_count(0)


def surveyor_delivers(page: Page, project: str, stage: str, files: list[StageFile]) -> None:
    """Right files are shown on the map, survive a reload, and go to review."""
    day = files[0].surveyed_on.isoformat()
    surveyor_uploads(page, project, stage, [file.path for file in files], day)
    if stage != "presale":
        expect(page.locator("#result-map")).to_contain_text("J1")
    page.reload()
    page.get_by_role("button", name="Hand to review").click()
    expect(page.locator(".decision-bar")).to_contain_text("another person")


def reviewer_enters_the_documents(page: Page, project: str) -> None:
    """Contract, permits and acceptance record, as the departments issued them."""
    for document in GOLDEN.documents:
        page.goto(project)
        page.get_by_text("Enter a document").click()
        page.select_option("#id_kind", document.kind.value)
        page.fill("#id_number", document.number)
        page.fill("#id_issued_on", document.issued_on.isoformat())
        page.fill("#id_building_number", document.building_number)
        page.fill("#id_area_m2", str(document.area_m2 or ""))
        page.select_option("#id_area_standard", document.area_rule)
        page.set_checked("#id_has_coordinates", document.has_coordinates)
        page.set_checked("#id_passed", document.passed)
        page.get_by_role("button", name="Enter", exact=True).click()
        expect(page.locator("main")).to_contain_text(document.number)


def reviewer_opens_the_oldest(page: Page) -> None:
    """Open what has waited longest."""
    menu(page, "Review")
    page.get_by_role("region", name="Waiting").get_by_role("link").first.click()


def reviewer_returns_one(page: Page) -> None:
    """Return a result with a reason."""
    reviewer_opens_the_oldest(page)
    page.get_by_placeholder("What has to be put right").fill(REASON)
    page.get_by_role("button", name="Return").click()
    expect(page.locator(".decision-bar")).to_contain_text(REASON)


def reviewer_accepts_one(page: Page) -> None:
    """Accept a result for good."""
    reviewer_opens_the_oldest(page)
    page.get_by_role("button", name="Accept").click()
    expect(page.locator(".decision-bar")).to_contain_text("never changes again")


def registrar_decides(page: Page, base: str) -> None:
    """Open the case, read where each datum comes from, and adopt it into the register."""
    page.goto(f"{base}/cases/new/?code={GOLDEN.parcel_code}")
    page.locator("main form").get_by_role("button").last.click()
    case = page.locator("main")
    expect(case).to_contain_text("No new survey needed: 5 of 5 data reused")
    for figure in ("2700.61", "103.38", "109.85", "104.12", "110.66", "428.01", "R-02B", "R-03"):
        expect(case).to_contain_text(figure)
    registrar_compares_each_pair_of_stages(page)
    for box in page.locator("main input[name=confirmed]").all():
        box.check()
    page.get_by_role("button", name="Adopt into the register").click()
    expect(page.locator("main").get_by_role("link", name="GB00007").first).to_be_visible()


def registrar_compares_each_pair_of_stages(page: Page) -> None:
    """Each pair brings its own arrows to the map."""
    for pair in page.locator(".pair").all():
        with page.expect_response(lambda answer: "/compared/" in answer.url):
            pair.click()
        page.wait_for_function(
            """() => {
                const told = JSON.parse(document.getElementById("compared-arrows").dataset.arrows);
                const drawn = document.getElementById("case-map").cadastreMap.byId.get("shifts");
                return JSON.stringify(drawn.layer.data) === JSON.stringify(told.data);
            }"""
        )


def registrar_opens_the_decision_sheet(page: Page, base: str) -> tuple[str, str]:
    """Return the case's number and the digest over the very bytes of the sheet."""
    sheet = page.locator(".case-bar").get_by_role("link", name="Decision sheet")
    address = sheet.get_attribute("href")
    number = address.split("/")[-2]
    paper = page.request.get(base + address, timeout=90_000)
    assert paper.body().startswith(b"%PDF-")
    words = page.request.get(f"{base}/cases/{number}/sheet.json").body()
    assert b"2700.61" in words
    return number, sha256(words).hexdigest()


def anybody_verifies_the_sheet(page: Page, base: str, number: str, digest: str) -> None:
    """The address of the QR code says that the sheet is genuine; a wrong digest is said."""
    page.goto(f"{base}/public/verify/{number}/{digest}/")
    expect(page.locator("main")).to_contain_text("核验通过")
    expect(page.locator("main")).to_contain_text("R-02B")
    wrong = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    page.goto(f"{base}/public/verify/")
    page.fill("#number", number)
    page.fill("#digest", wrong)
    page.locator("main form button").click()
    expect(page.get_by_role("alert")).to_contain_text("没有编号和摘要都相符的决定书")


def anybody_asks_whether_it_was_surveyed(page: Page, base: str) -> None:
    """Every stage is on record, and nothing is asked for any more."""
    page.goto(f"{base}/public/surveyed/")
    page.fill("input#question", GOLDEN.parcel_code)
    page.locator("main form button").click()
    expect(page.locator("#answer")).to_contain_text("已登记")
    expect(page.locator("main tbody tr")).not_to_have_count(0)


def integrator_reads_a_unit(page: Page, base: str) -> None:
    """Make a token and get a unit by its code."""
    page.goto(f"{base}/integrators/")
    page.get_by_role("button", name="New token").click()
    token = page.locator("#new-token").inner_text()
    answer = page.request.get(
        f"{base}/api/v1/units/{UNIT_202}/", headers={"Authorization": f"Token {token}"}
    )
    unit = answer.json()
    assert (unit["built_m2"], unit["inner_m2"], unit["shared_m2"]) == ("110.66", "98.87", "11.79")
    assert unit["area_source"]["stage"] == "completion"


def anybody_looks_it_up(page: Page, base: str, holders: set[str]) -> None:
    """On a phone, in Chinese, without an account: the flat's state, and no holder."""
    page.goto(f"{base}/public/")
    page.fill("input#question", "410811 001002 GB00007 F00010004")
    page.locator("main form button").click()
    expect(page.locator("main")).to_contain_text("110.66")
    expect(page.locator("main")).to_contain_text("没有已登记的限制")
    assert holders
    assert not [name for name in holders if name in page.content()]


def test_from_a_surveyors_file_to_the_public_page(visitor, worker, people, tmp_path):
    right = {
        stage: list(files)
        for stage, files in groupby(
            write_stage_files(tmp_path / "right"), key=lambda file: file.stage
        )
    }
    wrong = {file.kind: file.path for file in write_wrong_files(tmp_path / "wrong")}
    surveyor, reviewer, registrar, integrator = (visitor() for _ in range(4))

    desk = surveyor.sign_in("surveyor", PASSWORD)
    project = surveyor_makes_a_project(desk)
    surveyor_sees_what_is_wrong(desk, project, wrong["self_intersection"])
    for stage in STAGES:
        surveyor_delivers(desk, project, stage, right[stage])

    office = reviewer.sign_in("reviewer", PASSWORD)
    reviewer_enters_the_documents(office, project)
    reviewer_returns_one(office)

    desk.goto(project)
    expect(desk.locator("main")).to_contain_text(REASON)
    surveyor_delivers(desk, project, "supply", right["supply"])

    for _ in STAGES:
        reviewer_accepts_one(office)

    registrar_decides(registrar.sign_in("registrar", PASSWORD), registrar.base)
    sheet = registrar_opens_the_decision_sheet(registrar.page, registrar.base)
    integrator_reads_a_unit(integrator.sign_in("integrator", PASSWORD), integrator.base)

    phone = visitor(locale="zh-CN", width=390, height=800)
    anybody_looks_it_up(phone.page, phone.base, delivered_holders())
    anybody_verifies_the_sheet(phone.page, phone.base, *sheet)
    anybody_asks_whether_it_was_surveyed(phone.page, phone.base)


def delivered_holders() -> set[str]:
    """Return the invented holders' names that stood in the delivered workbooks."""
    return set(DeliveredHolder.objects.values_list("value", flat=True))
