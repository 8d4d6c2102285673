"""The pages on which a registrar changes a parcel: what they show, keep, refuse, and do once."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from buildings.models import Building
from cadastre.models import AuditEntry
from parcels.models import ChangeStatus, IssuedParcelCode, Parcel, ParcelChange
from registration.domain.case import CaseKind, Move
from registration.models import Case, Restriction
from registration.services import case_close, case_move, case_open
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house
from tests.parcels.test_changes import EAST, EIGHT, NINE, NORTH, SEVEN, TEN

pytestmark = pytest.mark.django_db

EASTERN = "410811001002GB00006"
HUB = reverse("registration:parcel_acts", args=[SEVEN])
HX = {"HX-Request": "true", "Accept-Language": "en"}


def act_url(act: str, code: str = SEVEN) -> str:
    return reverse("registration:parcel_act", args=[code, act])


@pytest.fixture
def registrar():
    return factories.account("registrar", Role.REGISTRAR, organisation="示例登记中心")


@pytest.fixture
def parcel():
    return factories.parcel()


@pytest.fixture
def neighbour(parcel):
    """The parcel to the east: it shares J2 and J3 of the first as its J1 and J4."""
    return factories.parcel(EASTERN, (factories.rectangle(NORTH, EAST + 30, width=10),))


@pytest.fixture
def signed_in(client, registrar):
    client.force_login(registrar)
    return client


def line(*places: tuple[str, str]) -> dict:
    """Return rows of the table of points from northing and easting."""
    return {
        "label": [f"P{n}" for n, _ in enumerate(places, start=1)],
        "northing_m": [north for north, _ in places],
        "easting_m": [east for _, east in places],
        "point": [""] * len(places),
        "ring": ["0.0"] * len(places),
    }


def across(east: int = EAST + 26) -> dict:
    """Return a line from the northern to the southern side, 26 m from the western one."""
    return line((f"{NORTH}.000", f"{east}.000"), (f"{NORTH - 20}.000", f"{east}.000"))


def table(parcel: Parcel, **moved: tuple[str, str]) -> dict:
    """Return the table of a parcel's points, some of them at another place."""
    points = list(parcel.points.all())
    at = [moved.get(p.label, (str(p.northing_m), str(p.easting_m))) for p in points]
    return {
        "label": [p.label for p in points],
        "northing_m": [north for north, _ in at],
        "easting_m": [east for _, east in at],
        "point": [str(p.pk) for p in points],
        "ring": ["0.0"] * len(points),
    }


def posted(parcel: Parcel, rows: dict, **more) -> dict:
    papers = {"reason": "分户", "title": "分割测量", "request_key": "k1", "version": parcel.pk}
    return papers | rows | more


def confirm(client, act: str, parcel: Parcel, rows: dict, **more):
    return client.post(act_url(act), posted(parcel, rows, confirm="yes", **more))


def text_of(answer) -> str:
    """Return what a page says, its tags and the runs of blanks between them taken away."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def codes_in(answer) -> set[str]:
    """Return the ends of the parcel codes that a page sets in segments."""
    return set(re.findall(r"GB[0-9]{5}", re.sub(r"<[^>]+>", "", answer.content.decode())))


def enter(client, case: Case, change: ParcelChange, registrar) -> None:
    """Examine the case, and have another registrar enter it."""
    for move in (Move.HAND_OVER, Move.PASS):
        case_move(case, move, by=registrar, now=factories.NOW)
        case.refresh_from_db()
    client.force_login(factories.account("registrar2", Role.REGISTRAR, organisation="示例登记中心"))
    register = reverse("registration:parcel_change_register", args=[case.number, change.pk])
    assert client.post(register).status_code == 302


# The choice of acts


def test_the_parcel_page_leads_registrars_to_the_acts_and_nobody_else(client, parcel, registrar):
    page = reverse("parcels:detail", args=[SEVEN])
    client.force_login(factories.account("reviewer", Role.REVIEWER))
    assert HUB not in client.get(page).content.decode()
    client.force_login(registrar)
    assert f'href="{HUB}"' in client.get(page).content.decode()


def test_every_act_that_is_open_is_a_link_and_the_rest_say_why_not(signed_in, parcel):
    house()
    answer = signed_in.get(HUB, headers={"Accept-Language": "en"})
    page, said = answer.content.decode(), text_of(answer)
    for act in ("split", "adjust", "correct"):
        assert f'href="{act_url(act)}"' in page
    assert act_url("retire") not in page
    assert BUILDING_CODE in said
    assert "No parcel of the same sub-district that you may change adjoins." in said


def test_a_restricted_parcel_is_corrected_only_or_adjusted(signed_in, parcel):
    Restriction.objects.create(object_code=SEVEN, kind="seizure", registered_on="2026-01-02")
    page = signed_in.get(HUB).content.decode()
    assert f'href="{act_url("correct")}"' in page
    assert f'href="{act_url("split")}"' not in page
    assert "有尚未解除的限制" in page


def test_during_a_first_registration_nothing_is_changed(signed_in, parcel, registrar):
    case = case_open(SEVEN, by=registrar, now=factories.NOW)
    answer = signed_in.get(HUB)
    assert answer.content.decode().count(f"首次登记案件 {case.number} 正在办理") == 5
    assert confirm(signed_in, "split", parcel, across()).status_code == 409
    assert not ParcelChange.objects.exists()


def test_a_change_case_shows_the_acts_too(signed_in, parcel, registrar):
    case = case_open(SEVEN, kind=CaseKind.CHANGE, by=registrar, now=factories.NOW)
    page = signed_in.get(reverse("registration:parcel_change", args=[case.number]))
    assert f'href="{act_url("split")}"' in page.content.decode()


@pytest.mark.parametrize("act", ["grow", "merge"])
def test_an_act_without_a_page_is_not_found(signed_in, parcel, act):
    assert signed_in.get(act_url(act)).status_code == 404


def test_who_is_no_registrar_of_the_district_is_kept_out(client, parcel):
    client.force_login(factories.account("surveyor", Role.SURVEYOR))
    assert client.get(HUB).status_code == 403
    assert client.post(act_url("split"), posted(parcel, across())).status_code == 403
    elsewhere = factories.account("registrar9", Role.REGISTRAR, districts=("410802",))
    client.force_login(elsewhere)
    assert client.get(HUB).status_code == 404
    assert confirm(client, "split", parcel, across()).status_code == 404
    assert not ParcelChange.objects.exists()


# Split


def test_the_effect_of_a_line_is_shown_and_nothing_is_kept(signed_in, parcel):
    """30 m by 20 m, cut 26 m from the west: 520 m² and 80 m²; the next free numbers are 8 and 9."""
    house()
    rows = posted(parcel, across())
    answer = signed_in.post(act_url("split"), rows, headers=HX)
    said = text_of(answer)
    assert answer.status_code == 200
    for words in (
        "520.00",
        "80.00",
        "on the side J1–J2",
        "on the side J3–J4",
    ):
        assert words in said
    assert {"GB00008", "GB00009"} <= codes_in(answer)
    assert "600.00 m² before, 600.00 m² after: 0.00 m² apart, limit 2.55 m²" in said
    assert "The register would take this change" in said
    assert f'name="place-{BUILDING_CODE}"' in answer.content.decode()
    assert Parcel.objects.current().get().pk == parcel.pk
    assert not ParcelChange.objects.exists()
    assert not Case.objects.exists()
    assert IssuedParcelCode.objects.count() == 1


def test_points_computed_on_the_boundary_are_told_apart(signed_in, parcel):
    rows = line((f"{NORTH + 5}", f"{EAST + 10}"), (f"{NORTH - 25}", f"{EAST + 10}"))
    said = text_of(signed_in.post(act_url("split"), posted(parcel, rows), headers=HX))
    assert said.count("computed: not a surveyed point") == 2


def test_a_split_is_kept_in_a_case_of_its_own_and_entered_by_another(signed_in, parcel, registrar):
    house()
    answer = confirm(
        signed_in,
        "split",
        parcel,
        across(),
        address=["示例路1号甲", "示例路1号乙"],
        accuracy_class="1",
    )
    case, change = Case.objects.get(), ParcelChange.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("registration:parcel_change", args=[case.number])
    assert (case.kind, case.parcel_code) == (CaseKind.CHANGE, SEVEN)
    assert change.body["source"]["document_number"] == case.number
    assert change.body["fixtures"] == {BUILDING_CODE: 0}
    listed = text_of(signed_in.get(answer.url))
    assert "520.00" in listed
    assert "示例路1号乙" in listed
    enter(signed_in, case, change, registrar)
    west, east = Parcel.objects.current().order_by("parcel_code")
    assert (west.parcel_code, west.address, west.area_m2) == (EIGHT, "示例路1号甲", Decimal("520"))
    assert (east.parcel_code, east.area_m2) == (NINE, Decimal("80.00"))
    kept, new = west.points.get(label="J1"), west.points.get(label="J2")
    assert (kept.source_id, kept.source_file, kept.source_line) == (
        parcel.source_id,
        "square.txt",
        1,
    )
    change.refresh_from_db()
    assert (new.source_id, new.source_file) == (change.source_id, "")
    assert Building.objects.current().get().parcel_code == EIGHT


def test_the_same_form_sent_twice_does_it_once(signed_in, parcel):
    first = confirm(signed_in, "split", parcel, across())
    second = confirm(signed_in, "split", parcel, across())
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Case.objects.count() == 1
    assert ParcelChange.objects.count() == 1
    assert AuditEntry.objects.filter(action="parcel.change_prepared").count() == 1


def test_another_change_under_a_key_that_was_used_is_refused_and_gets_a_new_key(signed_in, parcel):
    confirm(signed_in, "split", parcel, across())
    answer = confirm(signed_in, "split", parcel, across(EAST + 20))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="k1"' not in page
    assert f'value="{EAST + 20}.000"' in page  # what was typed is kept
    assert ParcelChange.objects.count() == 1


def test_a_line_through_a_building_is_refused_and_the_input_kept(signed_in, parcel):
    house()
    answer = confirm(signed_in, "split", parcel, across(EAST + 12))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert BUILDING_CODE in page
    assert f'value="{EAST + 12}.000"' in page
    assert 'value="分割测量"' in page
    assert not ParcelChange.objects.exists()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("rows", "zh", "en"),
    [
        (across() | {"northing_m": ["北", "1"]}, "第 1 行的 X（北）“北”", "Row 1: X (north)"),
        (line((f"{EAST}", f"{NORTH}")), "X 与 Y 填反了", "X and Y are swapped"),
        (line((f"{NORTH}", f"38{EAST}")), "Y 不带带号", "without its zone number"),
        (line((f"{NORTH}", f"{EAST + 9}")), "至少要有两个不同的点", "two different points"),
        (line((f"{NORTH}", f"{EAST + 9}"), (f"{NORTH - 9}", f"{EAST + 9}")), "没有到达界址线",
         "does not reach the boundary"),
        ({}, "至少要有两个不同的点，现有 0 个", "it has 0"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_cannot_be_cut_is_said_in_both_languages(signed_in, parcel, rows, zh, en, language):
    headers = {"Accept-Language": language}
    for more in ({}, {"confirm": "yes"}):
        answer = signed_in.post(act_url("split"), posted(parcel, rows, **more), headers=headers)
        assert answer.status_code == 400
        assert (zh if language == "zh-hans" else en) in answer.content.decode()
    fragment = signed_in.post(act_url("split"), posted(parcel, rows), headers=HX | headers)
    assert fragment.status_code == 400
    assert "<html" not in fragment.content.decode()


def test_full_width_figures_and_blanks_are_understood(signed_in, parcel):
    rows = across()
    rows["easting_m"] = [f" {EAST + 26}．000", f"{EAST + 26} .000"]
    assert signed_in.post(act_url("split"), posted(parcel, rows), headers=HX).status_code == 200


@pytest.mark.parametrize("missing", ["reason", "title"])
def test_reason_and_source_are_asked_for_when_it_is_kept_not_before(signed_in, parcel, missing):
    assert (
        signed_in.post(act_url("split"), posted(parcel, across()) | {missing: ""}).status_code
        == 200
    )
    answer = confirm(signed_in, "split", parcel, across(), **{missing: ""})
    assert answer.status_code == 400
    assert "sev-error" in answer.content.decode()
    assert not ParcelChange.objects.exists()


def test_a_parcel_that_changed_since_it_was_looked_at_is_refused(signed_in, parcel):
    answer = confirm(signed_in, "split", parcel, across(), version="0")
    assert answer.status_code == 409
    assert "已有新的版本" in answer.content.decode()


def test_what_is_posted_at_odds_is_no_fault_of_ours(signed_in, parcel):
    odd = {"northing_m": ["1", "2", "3"], "easting_m": ["1"], "ring": ["x.y"], "place-x": "-1",
           "accuracy_class": "9", "surveyed_on": "never"}  # fmt: skip
    for act in ("split", "adjust", "correct"):
        for more in ({}, {"confirm": "yes"}):
            answer = signed_in.post(act_url(act), posted(parcel, odd, **more))
            assert answer.status_code in (200, 400, 409), act
    assert not ParcelChange.objects.exists()


@pytest.mark.parametrize(
    "figure", ["3898650.123456789012", "3.8986500001E6", "1e8", "-0", "Infinity"]
)
def test_figures_of_any_form_are_no_fault_of_ours(signed_in, parcel, figure):
    rows = line((figure, f"{EAST + 26}.000"), (f"{NORTH - 20}.000", f"{EAST + 26}.000"))
    moved = table(parcel, J2=(figure, f"{EAST + 30}.000"))
    for act, points in (("split", rows), ("adjust", moved), ("correct", moved)):
        answer = confirm(signed_in, act, parcel, points, request_key=act)
        assert answer.status_code in (302, 400, 409)


# Adjust


def test_a_shared_point_moves_in_both_parcels_or_not_at_all(
    signed_in, parcel, neighbour, registrar
):
    """J2 and J3 go 1 m east: the western parcel wins 20 m² and the eastern one loses them."""
    rows = table(
        parcel,
        J2=(f"{NORTH}.000", f"{EAST + 31}.000"),
        J3=(f"{NORTH - 20}.000", f"{EAST + 31}.000"),
    )
    alone = signed_in.post(act_url("adjust"), posted(parcel, rows), headers=HX)
    assert alone.status_code == 409
    assert EASTERN in alone.content.decode()
    # The rectangle of the neighbour registers 600 m² for 200 m² of ground, as the factories do.
    both = signed_in.post(act_url("adjust"), posted(parcel, rows, together=[EASTERN]), headers=HX)
    said = text_of(both)
    assert both.status_code == 200
    assert {"GB00008", "GB00009"} <= codes_in(both)
    for words in ("620.00", "580.00", "100.0", "in the place of"):
        assert words in said
    assert confirm(signed_in, "adjust", parcel, rows, together=[EASTERN]).status_code == 302
    change = ParcelChange.objects.get()
    enter(signed_in, Case.objects.get(), change, registrar)
    areas = dict(Parcel.objects.current().values_list("parcel_code", "area_m2"))
    assert areas == {EIGHT: Decimal("580.00"), NINE: Decimal("620.00")}


def test_the_neighbours_of_a_point_stand_beside_it(signed_in, parcel, neighbour):
    page = signed_in.get(act_url("adjust")).content.decode()
    assert page.count(f'data-shared="{EASTERN}"') == 2
    assert f'name="together" value="{EASTERN}"' in page


def test_an_adjustment_moves_something_and_takes_no_point_away(signed_in, parcel):
    answer = signed_in.post(act_url("adjust"), posted(parcel, table(parcel)))
    assert answer.status_code == 400
    assert "没有移动任何界址点" in answer.content.decode()
    rows = {
        name: values[1:] for name, values in table(parcel, J2=(f"{NORTH + 1}", f"{EAST}")).items()
    }
    answer = signed_in.post(act_url("adjust"), posted(parcel, rows))
    assert answer.status_code == 400
    assert "缺 J1" in answer.content.decode()


# Correct


def test_a_wrong_address_is_corrected_and_the_code_stays(signed_in, parcel, registrar):
    said = {"address": "示例路2号", "area_m2": "600.00", "land_use_code": "0701",
            "land_use_system": "GB/T 21010-2017", "land_use_name": "城镇住宅用地"}  # fmt: skip
    answer = signed_in.post(act_url("correct"), posted(parcel, table(parcel), **said), headers=HX)
    assert "示例路1号" in text_of(answer)
    assert "示例路2号" in text_of(answer)
    assert codes_in(answer) == {"GB00007"}
    assert confirm(signed_in, "correct", parcel, table(parcel), **said).status_code == 302
    case, change = Case.objects.get(), ParcelChange.objects.get()
    assert case.kind == CaseKind.CORRECTION
    listed = signed_in.get(reverse("registration:parcel_change", args=[case.number]))
    assert "更正后" in listed.content.decode()
    enter(signed_in, case, change, registrar)
    right = Parcel.objects.current().get()
    assert (right.parcel_code, right.address) == (SEVEN, "示例路2号")
    assert right.valid_from == parcel.valid_from
    assert set(right.points.values_list("source_id", flat=True)) == {parcel.source_id}
    parcel.refresh_from_db()
    assert parcel.recorded_to is not None


def test_a_corrected_boundary_may_have_a_point_more_or_less(signed_in, parcel, registrar):
    """A fifth point 2 m north of the middle of the northern side: a triangle of 30 m² more."""
    rows = table(parcel)
    new = {"label": "J1-1", "northing_m": f"{NORTH + 2}.000", "easting_m": f"{EAST + 15}.000",
           "point": "", "ring": "0.0"}  # fmt: skip
    rows = {name: [values[0], new[name], *values[1:]] for name, values in rows.items()}
    answer = confirm(signed_in, "correct", parcel, rows, area_m2="630.00")
    assert answer.status_code == 302
    enter(signed_in, Case.objects.get(), ParcelChange.objects.get(), registrar)
    right = Parcel.objects.current().get()
    assert [p.label for p in right.points.all()] == ["J1", "J1-1", "J2", "J3", "J4"]
    assert right.geom.area == pytest.approx(630)
    assert right.area_m2 == Decimal("630.00")


def test_a_shared_point_is_corrected_in_both_parcels(signed_in, parcel, neighbour):
    rows = table(parcel, J2=(f"{NORTH}.000", f"{EAST + 29}.900"))
    alone = signed_in.post(act_url("correct"), posted(parcel, rows))
    assert alone.status_code == 409
    assert EASTERN in alone.content.decode()
    answer = confirm(signed_in, "correct", parcel, rows, together=[EASTERN])
    assert answer.status_code == 302
    assert len(ParcelChange.objects.get().body["corrections"]) == 2


@pytest.mark.parametrize("area", ["", "0", "-1", "600.001", "NaN", "六百", "1e99"])
def test_an_area_that_is_none_is_refused(signed_in, parcel, area):
    answer = confirm(signed_in, "correct", parcel, table(parcel), area_m2=area)
    assert answer.status_code == 400
    assert not ParcelChange.objects.exists()


def test_nothing_corrected_is_no_correction(signed_in, parcel):
    answer = confirm(signed_in, "correct", parcel, table(parcel))
    assert answer.status_code == 400
    assert "没有更正任何内容" in answer.content.decode()


def test_a_corrected_boundary_that_crosses_itself_is_refused(signed_in, parcel):
    rows = table(parcel, J1=(f"{NORTH}", f"{EAST + 30}"), J2=(f"{NORTH}", f"{EAST}"))
    answer = confirm(signed_in, "correct", parcel, rows)
    assert answer.status_code in (400, 409)
    assert not ParcelChange.objects.exists()


# Retire, and undo


def test_a_parcel_is_retired_on_paper(signed_in, parcel, registrar):
    assert "灭失，没有后续宗地" in signed_in.get(act_url("retire")).content.decode()
    assert confirm(signed_in, "retire", parcel, {}, title="征收决定").status_code == 302
    enter(signed_in, Case.objects.get(), ParcelChange.objects.get(), registrar)
    assert not Parcel.objects.current().exists()
    assert signed_in.get(HUB).status_code == 404


def test_a_prepared_change_is_listed_and_withdrawn(signed_in, parcel):
    confirm(signed_in, "split", parcel, across())
    case, change = Case.objects.get(), ParcelChange.objects.get()
    assert "分户" in signed_in.get(HUB).content.decode()
    withdraw = reverse("registration:parcel_change_withdraw", args=[case.number, change.pk])
    assert signed_in.post(withdraw).status_code == 302
    change.refresh_from_db()
    assert change.status == ChangeStatus.WITHDRAWN
    assert Parcel.objects.current().get().parcel_code == SEVEN
    assert "分户" not in signed_in.get(HUB).content.decode()
    assert not Parcel.objects.filter(parcel_code=TEN).exists()


def test_it_is_withdrawn_from_the_page_of_any_parcel_that_takes_part(
    signed_in, parcel, neighbour, registrar
):
    """Even when its case is closed: what is prepared never hangs in the air."""
    rows = table(parcel, J2=(f"{NORTH}.000", f"{EAST + 30}.500"))
    assert confirm(signed_in, "adjust", parcel, rows, together=[EASTERN]).status_code == 302
    case_close(Case.objects.get(), by=registrar, reason="撤件", now=factories.NOW)
    change = ParcelChange.objects.get()
    page = reverse("registration:parcel_acts", args=[EASTERN])
    withdraw = reverse("registration:parcel_act_withdraw", args=[EASTERN, change.pk])
    assert withdraw in signed_in.get(page).content.decode()
    assert signed_in.get(withdraw).status_code == 405
    assert signed_in.post(withdraw).url == page
    change.refresh_from_db()
    assert change.status == ChangeStatus.WITHDRAWN
    again = signed_in.post(withdraw)
    assert again.status_code == 404
    assert "没有待登簿的变更" in again.content.decode()


def test_a_second_change_is_kept_in_the_case_that_is_open(signed_in, parcel, registrar):
    case = case_open(SEVEN, kind=CaseKind.CHANGE, by=registrar, now=factories.NOW)
    confirm(signed_in, "split", parcel, across())
    answer = confirm(signed_in, "retire", parcel, {}, request_key="k2")
    assert answer.url == reverse("registration:parcel_change", args=[case.number])
    assert Case.objects.count() == 1
    assert ParcelChange.objects.count() == 2
