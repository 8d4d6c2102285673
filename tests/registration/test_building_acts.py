"""The pages on which a registrar changes buildings and units: effect, refusal, and once."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from buildings.models import Building, CodeAct, CodeLineage, Unit, UnitCode
from buildings.services import unit_codes_reserve
from cadastre.models import AuditEntry, SpatialSource
from registration.domain.case import CaseKind
from registration.models import Restriction
from registration.services import case_open
from tests import factories
from tests.buildings.houses import BUILDING_CODE, house

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD, FOURTH = (f"{BUILDING_CODE}{n:04d}" for n in (1, 2, 3, 4))
HX = {"HX-Request": "true", "Accept-Language": "en"}
UNIT_HUB = reverse("registration:unit_acts", args=[FIRST])
BUILDING_HUB = reverse("registration:building_acts", args=[BUILDING_CODE])


def url(act: str, code: str = "") -> str:
    name = "unit_act" if act.startswith("unit") and act != "unit_list_complete" else "building_act"
    code = code or (FIRST if name == "unit_act" else BUILDING_CODE)
    return reverse(f"registration:{name}", args=[code, act])


@pytest.fixture
def registrar():
    return factories.account("registrar", Role.REGISTRAR, organisation="示例登记中心")


@pytest.fixture
def signed_in(client, registrar):
    client.force_login(registrar)
    return client


@pytest.fixture
def building():
    factories.parcel()
    return house()


def rows(*units: tuple[str, str, str]) -> dict:
    """Return rows of the table of units: room, floor area, share of the land; 10 m² are shared."""
    inner = [str(Decimal(built) - 10) if built else "" for _, built, _ in units]
    return {
        "section": ["1"] * len(units),
        "storey_number": ["1"] * len(units),
        "room": [room for room, _, _ in units],
        "built_m2": [built for _, built, _ in units],
        "inner_m2": inner,
        "shared_m2": ["10.00" if built else "" for _, built, _ in units],
        "land_share_m2": [land for _, _, land in units],
        "kind": ["room"] * len(units),
        "use": ["成套住宅"] * len(units),
        "address": [""] * len(units),
    }


def halves(first: str = "60.00") -> dict:
    return rows(("101甲", first, "18.00"), ("101乙", "40.00", "12.00"))


def posted(typed: dict, **more) -> dict:
    code = more.pop("code", "")
    thing = (
        Unit.objects.current().filter(unit_code=code or FIRST)
        if more.pop("of_unit", True)
        else Building.objects.current().filter(building_code=BUILDING_CODE)
    )
    papers = {"reason": "分户", "title": "变更测绘报告", "request_key": "k1"}
    return papers | {"version": str(thing.get().pk)} | typed | more


def confirm(client, act: str, typed: dict, **more):
    of_unit = act.startswith("unit") and act != "unit_list_complete"
    return client.post(url(act), posted(typed, of_unit=of_unit, confirm="yes", **more))


def shown(client, act: str, typed: dict, **more):
    of_unit = act.startswith("unit") and act != "unit_list_complete"
    return client.post(url(act), posted(typed, of_unit=of_unit, **more), headers=HX)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def kept() -> tuple[int, ...]:
    """Return how much is on record: what a preview must not change."""
    tables = (Unit, UnitCode, Building, CodeAct, CodeLineage, AuditEntry, SpatialSource)
    return tuple(table.objects.count() for table in tables)


def area(code: str) -> Decimal | None:
    return Unit.objects.current().get(unit_code=code).built_m2


# The choice of acts


@pytest.mark.parametrize(
    ("page", "hub"),
    [
        (reverse("buildings:building", args=[BUILDING_CODE]), BUILDING_HUB),
        (reverse("buildings:unit", args=[FIRST]), UNIT_HUB),
    ],
)
def test_the_pages_lead_registrars_to_the_acts_and_nobody_else(
    client, building, registrar, page, hub
):
    client.force_login(factories.account("reviewer", Role.REVIEWER))
    assert hub not in client.get(page).content.decode()
    client.force_login(registrar)
    assert f'href="{hub}"' in client.get(page).content.decode()


def test_every_act_that_is_open_is_a_link(signed_in, building):
    page = signed_in.get(UNIT_HUB).content.decode()
    for act in ("unit_split", "units_merge", "unit_correct", "unit_code_correct", "unit_retire"):
        assert f'href="{url(act)}"' in page
    page = signed_in.get(BUILDING_HUB).content.decode()
    for act in ("storey_add", "building_rebuild", "building_mark", "building_retire"):
        assert f'href="{url(act)}"' in page
    assert url("unit_list_complete") not in page
    assert "没有预配而未登簿的单元代码" in page


def test_what_is_restricted_ends_nowhere_and_the_page_says_so(signed_in, building):
    Restriction.objects.create(object_code=FIRST, kind="seizure", registered_on="2026-01-02")
    page = signed_in.get(UNIT_HUB).content.decode()
    assert page.count("有尚未解除的限制") == 3
    assert f'href="{url("unit_correct")}"' in page
    page = signed_in.get(BUILDING_HUB).content.decode()
    assert page.count("有尚未解除的限制") == 2
    assert f'href="{url("storey_add")}"' in page


def test_during_a_first_registration_of_the_building_nothing_is_changed(
    signed_in, building, registrar
):
    case = case_open(
        factories.PARCEL_CODE,
        building_number="0001",
        kind=CaseKind.FIRST,
        by=registrar,
        now=factories.NOW,
    )
    assert signed_in.get(UNIT_HUB).content.decode().count(case.number) == 5
    assert confirm(signed_in, "unit_split", halves()).status_code == 409
    assert area(FIRST) == 100


def test_who_is_no_registrar_of_the_district_is_kept_out(client, building):
    client.force_login(factories.account("surveyor", Role.SURVEYOR))
    for address in (UNIT_HUB, BUILDING_HUB, url("unit_split"), url("storey_add")):
        assert client.get(address).status_code == 403
    assert confirm(client, "unit_split", halves()).status_code == 403
    client.force_login(factories.account("registrar9", Role.REGISTRAR, districts=("410802",)))
    for address in (UNIT_HUB, BUILDING_HUB, url("unit_split"), url("storey_add")):
        assert client.get(address).status_code == 404
    assert confirm(client, "unit_split", halves()).status_code == 404
    assert area(FIRST) == 100


@pytest.mark.parametrize(
    "address", [url("unit_split").replace("unit_split", "storey_add"), f"{BUILDING_HUB}unit_split/"]
)
def test_an_act_of_another_thing_is_not_found(signed_in, building, address):
    assert signed_in.get(address).status_code == 404


# Units


def test_the_effect_of_a_split_is_shown_and_nothing_is_kept(signed_in, building):
    """100 m² become 60 and 40, 30 m² of land 18 and 12: the next numbers are 3 and 4."""
    before = kept()
    answer = shown(signed_in, "unit_split", halves())
    said = text_of(answer)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    for words in ("60.00", "40.00", "18.00", THIRD[19:], FOURTH[19:], "2 codes are given"):
        assert words in said
    assert "The register would take this change" in said
    assert kept() == before


def test_a_split_is_registered_with_its_papers_and_account(signed_in, building):
    answer = confirm(signed_in, "unit_split", halves(), document_number="变测〔2026〕1号")
    assert answer.status_code == 302
    assert answer.url == reverse("buildings:code", args=[FIRST])
    assert (area(THIRD), area(FOURTH)) == (60, 40)
    assert UnitCode.objects.get(code=FIRST).retired_at is not None
    entry = AuditEntry.objects.get(action="building.unit_split")
    assert entry.actor == "registrar"
    act = CodeAct.objects.get(pk=entry.details["act"])
    assert (act.reason, act.document_number) == ("分户", "变测〔2026〕1号")
    assert Unit.objects.get(unit_code=THIRD).area_source.title == "变更测绘报告"
    assert THIRD in text_of(signed_in.get(answer.url))


def test_the_same_form_sent_twice_does_it_once(signed_in, building):
    typed = posted(halves(), confirm="yes")
    first, second = (signed_in.post(url("unit_split"), typed) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert AuditEntry.objects.filter(action="building.unit_split").count() == 1


def test_another_content_under_a_key_that_was_used_gets_a_new_key(signed_in, building):
    typed = posted(halves(), confirm="yes")
    signed_in.post(url("unit_split"), typed)
    answer = signed_in.post(url("unit_split"), typed | {"reason": "另一理由"})
    assert answer.status_code == 422
    assert 'name="request_key" value="k1"' not in answer.content.decode()
    assert 'value="另一理由"' in answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "相差 +5.00 m²"), ("en", "+5.00 m²")])
def test_areas_that_do_not_balance_are_refused_and_the_input_kept(
    signed_in, building, language, words
):
    headers = {"Accept-Language": language}
    typed = posted(halves("65.00"), confirm="yes")
    answer = signed_in.post(url("unit_split"), typed, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert words in page
    for typed_before in ('value="65.00"', 'value="101甲"', 'value="变更测绘报告"'):
        assert typed_before in page
    assert area(FIRST) == 100


@pytest.mark.parametrize(
    ("typed", "zh", "en"),
    [
        (rows(("", "60.00", "")), "第 1 行没有写室号", "Row 1 names no room"),
        (halves("60.001"), "第 1 行的建筑面积“60.001”", "Row 1: floor area &#x27;60.001&#x27;"),
        (halves() | {"storey_number": ["0", "1"]}, "第 1 行的层号“0”", "Row 1: storey"),
        (halves() | {"kind": ["land", "room"]}, "单元类型", "kind of unit"),
        (rows(("101甲", "100.00", "30.00")), "分割后至少应有两个单元", "two units or more"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_cannot_be_read_is_said_in_both_languages(
    signed_in, building, typed, zh, en, language
):
    for more in ({}, {"confirm": "yes"}):
        answer = signed_in.post(
            url("unit_split"), posted(typed, **more), headers={"Accept-Language": language}
        )
        assert answer.status_code == 400
        assert (zh if language == "zh-hans" else en) in answer.content.decode()


@pytest.mark.parametrize("missing", ["reason", "title"])
def test_reason_and_source_are_asked_for_when_it_is_registered_not_before(
    signed_in, building, missing
):
    assert shown(signed_in, "unit_split", halves(), **{missing: ""}).status_code == 200
    answer = confirm(signed_in, "unit_split", halves(), **{missing: ""})
    assert answer.status_code == 400
    assert "sev-error" in answer.content.decode()
    assert area(FIRST) == 100


def test_a_unit_that_changed_since_it_was_looked_at_is_refused(signed_in, building):
    typed = posted(halves(), confirm="yes", request_key="later")
    confirm(signed_in, "unit_correct", {"use": "办公"})
    answer = signed_in.post(url("unit_split"), typed)
    assert answer.status_code == 409
    assert "在您查看之后已有新的版本" in answer.content.decode()


@pytest.mark.parametrize("version", ["0", "", "x", "9" * 30])
def test_a_version_of_nothing_is_refused(signed_in, building, version):
    assert confirm(signed_in, "unit_split", halves(), version=version).status_code == 409


def test_units_are_merged_and_areas_left_empty_are_their_sum(signed_in, building):
    typed = rows(("101", "", "")) | {"chosen": [SECOND]}
    said = text_of(shown(signed_in, "units_merge", typed))
    for words in ("200.00", "180.00", "20.00", "60.00", THIRD[19:]):
        assert words in said
    before = posted(typed, confirm="yes")
    for _ in range(2):
        answer = signed_in.post(url("units_merge"), before)
        assert answer.status_code == 302
    assert area(THIRD) == 200
    assert Unit.objects.current().count() == 1
    assert AuditEntry.objects.filter(action="building.units_merge").count() == 1


def test_a_merger_with_nothing_or_with_a_stranger_is_refused(signed_in, building):
    assert confirm(signed_in, "units_merge", rows(("101", "", ""))).status_code == 400
    stranger = rows(("101", "", "")) | {"chosen": ["410802001002GB00007F00010001"]}
    assert confirm(signed_in, "units_merge", stranger).status_code in (400, 403)
    assert Unit.objects.current().count() == 2


def test_a_correction_sends_what_differs_only(signed_in, building):
    form = signed_in.get(url("unit_correct")).content.decode()
    assert 'name="built_m2" value="100.00"' in form
    typed = {"built_m2": "100.00", "use": "办公", "inner_m2": "９０.００"}
    said = text_of(shown(signed_in, "unit_correct", typed | {"kind": "storey"}))
    assert "Use 成套住宅 办公" in said
    assert "Kind of unit flat or room storey" in said
    assert "Floor area m²" not in said
    answer = confirm(signed_in, "unit_correct", typed)
    assert answer.url == reverse("buildings:unit", args=[FIRST])
    unit = Unit.objects.current().get(unit_code=FIRST)
    assert (unit.use, unit.built_m2) == ("办公", 100)


def test_a_correction_of_nothing_or_to_areas_that_do_not_add_up_is_refused(signed_in, building):
    assert confirm(signed_in, "unit_correct", {"use": "成套住宅"}).status_code == 400
    answer = confirm(signed_in, "unit_correct", {"built_m2": "101.00"})
    assert answer.status_code == 409
    assert 'value="101.00"' in answer.content.decode()


def test_a_wrong_code_is_followed_by_the_next_number(signed_in, building):
    assert THIRD[19:] in signed_in.get(url("unit_code_correct")).content.decode()
    assert confirm(signed_in, "unit_code_correct", {}).status_code == 302
    assert area(THIRD) == 100


def test_a_unit_is_retired_unless_it_is_restricted(signed_in, building):
    restriction = Restriction.objects.create(
        object_code=FIRST, kind="mortgage", registered_on="2026-01-02"
    )
    assert confirm(signed_in, "unit_retire", {}).status_code == 409
    restriction.lifted_on = "2026-02-02"
    restriction.save()
    assert confirm(signed_in, "unit_retire", {}).status_code == 302
    assert [one.unit_code_id for one in Unit.objects.current()] == [SECOND]


# Buildings


def attic(*, floor_area: str = "") -> dict:
    typed = rows(("201", "50.00", "10.00"))
    del typed["storey_number"]
    return typed | {"number": "2", "label": "二层", "floor_area_m2": floor_area}


def test_a_storey_is_added_and_the_others_carry_on(signed_in, building):
    """200 m² and a new unit of 50 m² are 250 m²."""
    before = kept()
    said = text_of(shown(signed_in, "storey_add", attic()))
    assert "250.00" in said
    assert kept() == before
    answer = confirm(signed_in, "storey_add", attic())
    assert answer.url == reverse("buildings:building", args=[BUILDING_CODE])
    now = Building.objects.current().get()
    assert (now.floor_area_m2, now.storeys_above) == (250, 2)
    assert (area(FIRST), area(THIRD)) == (100, 50)


def test_a_storey_whose_area_is_off_or_that_is_there_is_refused(signed_in, building):
    assert confirm(signed_in, "storey_add", attic(floor_area="260.00")).status_code == 409
    answer = confirm(signed_in, "storey_add", attic() | {"number": "1"})
    assert answer.status_code == 409
    assert "已有第 1 层" in answer.content.decode()
    assert confirm(signed_in, "storey_add", attic() | {"number": "夹层"}).status_code == 400
    assert confirm(signed_in, "storey_add", {"number": "2"}).status_code == 400


def rebuilt(client) -> dict:
    """Return the form of a rebuilt building as the page begins it."""
    context = client.get(url("building_rebuild")).context
    corners = context["corners"]
    words = {one.name: one.typed for one in context["fields"] if one.name != "is_new_building"}
    lists = {f"list_{name}": text for name, _, text in context["lists"]}
    return words | lists | {
        "corner": [one.label for one in corners],
        "northing_m": [one.northing for one in corners],
        "easting_m": [one.easting for one in corners],
        "ring": [one.ring for one in corners],
    }  # fmt: skip


def test_a_rebuilt_building_keeps_its_number_and_its_units_get_new_ones(signed_in, building):
    typed = rebuilt(signed_in)
    assert typed["list_units"].splitlines()[0] == (
        "1, 1, 101, 100.00, 90.00, 10.00, 30.00, room, 成套住宅"
    )
    before = kept()
    assert THIRD[19:] in text_of(shown(signed_in, "building_rebuild", typed))
    assert kept() == before
    assert confirm(signed_in, "building_rebuild", typed).status_code == 302
    assert Building.objects.current().get().building_code == BUILDING_CODE
    assert {one.unit_code_id for one in Unit.objects.current()} == {THIRD, FOURTH}


def test_another_building_in_its_place_gets_the_next_number(signed_in, building):
    typed = rebuilt(signed_in) | {"is_new_building": "yes"}
    assert confirm(signed_in, "building_rebuild", typed).status_code == 302
    assert Building.objects.current().get().building_number == "0002"


def test_a_rebuilt_building_outside_its_parcel_is_refused_and_the_input_kept(signed_in, building):
    typed = rebuilt(signed_in)
    typed["easting_m"] = [str(Decimal(east) + 500) for east in typed["easting_m"]]
    answer = confirm(signed_in, "building_rebuild", typed)
    assert answer.status_code == 409
    assert f'value="{typed["easting_m"][0]}"' in answer.content.decode()
    assert Building.objects.current().get().pk == building.pk


@pytest.mark.parametrize(
    ("wrong", "zh"),
    [
        ({"list_units": "1, 1"}, "单元清单：第 1 行没有写室号"),
        ({"list_units": "1\t1\t101\t1,5,5"}, "建筑面积“155”"),
        ({"northing_m": ["北"], "easting_m": ["1"]}, "第 1 个角点"),
        ({"northing_m": [], "easting_m": []}, "至少要有三个角点"),
        ({"storeys_above": "六"}, "地上层数“六”"),
        ({"floor_area_m2": ""}, "总建筑面积"),
        ({"area_standard": ""}, "面积依据的标准"),
        ({"completed_on": "去年"}, "日期"),
    ],
)
def test_a_rebuilt_building_that_cannot_be_read_is_refused(signed_in, building, wrong, zh):
    answer = confirm(signed_in, "building_rebuild", rebuilt(signed_in) | wrong)
    if wrong.get("list_units", "").endswith("1,5,5"):  # commas within a pasted figure are meant
        assert answer.status_code == 302
        return
    assert answer.status_code == 400
    assert zh in answer.content.decode()


def test_a_building_is_marked_and_the_mark_taken_off(signed_in, building):
    for key, reason in (("k1", "历史遗留"), ("k2", "")):
        typed = {"outside_parcel": reason}
        assert confirm(signed_in, "building_mark", typed, request_key=key).status_code == 302
        assert Building.objects.current().get().outside_parcel == reason
    assert area(FIRST) == 100


def test_a_building_is_retired_with_its_units_unless_one_is_restricted(signed_in, building):
    restriction = Restriction.objects.create(
        object_code=SECOND, kind="seizure", registered_on="2026-01-02"
    )
    answer = confirm(signed_in, "building_retire", {})
    assert answer.status_code == 409
    assert SECOND in answer.content.decode()
    restriction.delete()
    answer = confirm(signed_in, "building_retire", {})
    assert answer.url == reverse("buildings:code", args=[BUILDING_CODE])
    assert not Building.objects.current().exists()
    assert not Unit.objects.current().exists()


PRESALE = "1, 1, 101, 100.00\n1, 1, 102, 100.00\n1, 2, 201, 60.00\n1, 2, 202, 40.00"


@pytest.fixture
def reserved(building):
    rooms = [("1", "201"), ("1", "202")]
    unit_codes_reserve(factories.PARCEL_CODE, "0001", rooms, now=factories.NOW)
    return building


def test_the_presale_list_is_settled_by_the_list_as_built(signed_in, reserved):
    """201 and 202 became one: their codes give way to the next number, 101 and 102 stay."""
    form = signed_in.get(url("unit_list_complete")).content.decode()
    assert "1, 1, 101, 100.00" in form
    typed = {
        "list_presale": PRESALE,
        "list_completion": "1, 1, 101, 100.00\n1, 1, 102, 100.00\n1, 2, 201-202, 100.00",
    }
    before = kept()
    said = text_of(shown(signed_in, "unit_list_complete", typed))
    assert f"{BUILDING_CODE}0005"[19:] in said
    assert "2 codes are retired" in said
    assert kept() == before
    assert confirm(signed_in, "unit_list_complete", typed).status_code == 302
    assert not UnitCode.objects.get(code=FIRST).retired_at
    assert UnitCode.objects.get(code=THIRD).retired_at
    steps = set(CodeLineage.objects.values_list("from_code", "to_code"))
    assert steps == {(THIRD, f"{BUILDING_CODE}0005"), (FOURTH, f"{BUILDING_CODE}0005")}


def test_at_presale_the_list_is_settled_before_anything_is_registered(signed_in, registrar):
    """Nothing but unit codes is in the ledger: 101 stays, 102 is gone, 103 takes number 3."""
    factories.parcel()
    rooms = [("1", "101"), ("1", "102")]
    unit_codes_reserve(factories.PARCEL_CODE, "0001", rooms, now=factories.NOW)
    code_page = reverse("buildings:code", args=[FIRST])
    assert f'href="{BUILDING_HUB}"' in signed_in.get(code_page).content.decode()
    page = signed_in.get(BUILDING_HUB).content.decode()
    assert page.count("登记簿中没有现势自然幢") == 4
    assert f'href="{url("unit_list_complete")}"' in page
    form = signed_in.get(url("unit_list_complete")).content.decode()
    assert "1, , 101" in form
    typed = {"list_presale": "1, , 101\n1, , 102", "list_completion": "1, , 101\n1, , 103"}
    sent = typed | {"reason": "竣工", "title": "竣工测绘", "version": "reserved", "confirm": "yes"}
    for _ in range(2):
        answer = signed_in.post(url("unit_list_complete"), sent | {"request_key": "k1"})
        assert (answer.status_code, answer.url) == (302, code_page)
    in_use = UnitCode.objects.filter(retired_at=None).values_list("code", "room")
    assert set(in_use) == {(FIRST, "101"), (THIRD, "103")}
    for act in ("storey_add", "building_rebuild", "building_mark", "building_retire"):
        assert signed_in.get(url(act)).status_code == 200
        assert signed_in.post(url(act), sent).status_code in (400, 409)
    signed_in.force_login(factories.account("r9", Role.REGISTRAR, districts=("410802",)))
    assert signed_in.get(BUILDING_HUB).status_code == 404


def test_a_list_does_not_end_what_is_registered_or_restricted(signed_in, reserved):
    typed = {"list_presale": PRESALE, "list_completion": PRESALE.partition("\n")[2]}
    answer = confirm(signed_in, "unit_list_complete", typed)
    assert answer.status_code == 409
    assert f"单元 {FIRST} 已登簿" in answer.content.decode()
    Restriction.objects.create(object_code=FOURTH, kind="mortgage", registered_on="2026-01-02")
    typed["list_completion"] = PRESALE.rpartition("\n")[0]
    answer = confirm(signed_in, "unit_list_complete", typed)
    assert answer.status_code == 409
    assert "有尚未解除的限制" in answer.content.decode()


def test_what_is_posted_at_odds_is_no_fault_of_ours(signed_in, reserved):
    odd = {"room": ["1", "2", "3"], "built_m2": ["NaN"], "storey_number": ["1e3"], "kind": ["?"],
           "chosen": ["x", "\x00"], "number": "٣", "list_units": "\x00,\t\n,,,", "ring": ["x.y"],
           "list_completion": "1,1", "northing_m": ["1", "2"], "storeys_above": "²",
           "completed_on": "never", "outside_parcel": "x" * 400, "use": "\x00"}  # fmt: skip
    for hub in (UNIT_HUB, BUILDING_HUB):
        code = FIRST if hub == UNIT_HUB else BUILDING_CODE
        for one, address in signed_in.get(hub).context["acts"]:
            if one.kind.endswith(("retire", "code_correct")):
                continue
            for more in ({}, {"confirm": "yes"}):
                typed = posted(odd, of_unit=code == FIRST, **more)
                assert signed_in.post(address, typed).status_code in (400, 403, 409), one.kind
