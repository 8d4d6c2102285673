"""The decision sheet: issued once, printed the same for ever, verified by anybody."""

import hashlib
import json
import re

import pytest
from django.db import IntegrityError, connection, transaction

from registration.domain.sheet import canonical, digest_of, in_groups, normalised
from registration.models import DecisionSheet
from registration.services import case_adopt, case_open
from registration.sheets import sheet_html, sheet_of, verify
from tests import factories

NOT_IN_A_SHEET = "张示例"


@pytest.fixture
def sheet(golden, registrar) -> DecisionSheet:
    """The sheet of the golden case."""
    case = case_open(golden.parcel_code, by=registrar, now=factories.NOW)
    case_adopt(case, by=registrar, confirmed=True, now=factories.NOW)
    return sheet_of(case)


def test_a_sheet_says_what_was_decided_and_its_digest_is_over_those_bytes(sheet):
    written = canonical(sheet.content)
    assert hashlib.sha256(written).hexdigest() == sheet.digest
    assert json.loads(written)["decision"]["adopted"]["area"]["land_area_m2"] == "2700.61"
    assert sheet.content["case"]["decided_by"] == "registrar"
    assert NOT_IN_A_SHEET not in written.decode()


def test_printing_twice_gives_the_same_page_with_every_datum_its_clause_and_a_code(sheet):
    asked = {"verify_address": "https://example.invalid/public/verify/1/2/", "language": "zh-hans"}
    page = sheet_html(sheet, **asked)
    assert page == sheet_html(sheet, **asked)
    assert {"2700.61 m²", "103.38", "109.85", "104.12", "110.66"} <= set(
        re.findall(r"[\d.]+(?: m²)?", page)
    )
    assert "焦“放管服”组〔2019〕2号 三(三)2" in page
    assert in_groups(sheet.digest) in page
    assert page.count("<svg") == 2  # the map and the QR code
    assert "msgid" not in page


def test_only_the_right_digest_is_genuine(sheet):
    number = sheet.content["case"]["number"]
    found = verify(number, in_groups(sheet.digest).upper())
    assert found is not None
    assert found.rules == ["R-01", "R-02A", "R-02B", "R-02C", "R-03", "R-04"]
    changed = ("0" if sheet.digest[0] != "0" else "1") + sheet.digest[1:]
    assert verify(number, changed) is None
    assert verify(number, "") is None
    assert verify("SC199901010001", sheet.digest) is None


def test_a_sheet_altered_past_every_guard_is_no_longer_genuine(sheet):
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            "update registration_decisionsheet set content = "
            "jsonb_set(content, '{case,parcel_code}', '\"410811001002GB00008\"')"
        )
        cursor.execute("set local session_replication_role = origin")
    assert verify(sheet.content["case"]["number"], sheet.digest) is None


@pytest.mark.parametrize(
    "statement",
    [
        "update registration_decisionsheet set digest = repeat('0', 64)",
        "delete from registration_decisionsheet",
    ],
)
def test_the_database_keeps_sheets(sheet, statement):
    with pytest.raises(IntegrityError, match="neither changed nor deleted"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_papers_are_for_registrars_and_the_proof_for_everybody(sheet, client, registrar):
    number = sheet.content["case"]["number"]
    assert client.get(f"/cases/{number}/sheet.pdf").status_code == 302
    right = client.get(f"/public/verify/{number}/{sheet.digest}/")
    wrong = client.get(f"/public/verify/{number}/{'0' * 64}/")
    assert (right.status_code, wrong.status_code) == (200, 404)
    assert "核验通过" in right.content.decode()
    assert "没有编号和摘要都相符的决定书" in wrong.content.decode()
    client.force_login(registrar)
    pdf = client.get(f"/cases/{number}/sheet.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.content == client.get(f"/cases/{number}/sheet.pdf").content
    assert client.get(f"/cases/{number}/sheet.json").content == canonical(sheet.content)


def test_a_case_under_way_has_no_sheet(golden, registrar, client):
    case = case_open(golden.parcel_code, by=registrar, now=factories.NOW)
    client.force_login(registrar)
    answer = client.get(f"/cases/{case.number}/sheet.pdf")
    assert answer.status_code == 404
    assert "登簿时才出具" in answer.content.decode()


def test_a_digest_is_read_as_printed():
    assert normalised(" 0A1b 2C\n3d ") == "0a1b2c3d"
    assert digest_of({"b": 1, "a": "甲"}) == hashlib.sha256('{"a":"甲","b":1}'.encode()).hexdigest()
