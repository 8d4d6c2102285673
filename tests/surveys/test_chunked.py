"""Large files in pieces: whole or not at all, on where they stopped, refused like whole ones."""

import hashlib
import io
import os
import time
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from cadastre.domain.errors import Conflict, TooLarge
from importers.limits import MEBIBYTE
from surveys import chunked_store, services
from surveys.models import PartialUpload, SurveyResult
from surveys.upload_limits import STOCK_LIMITS, Door, check_limits, limits_for
from tests import factories
from tests.surveys.conftest import GOLDEN_TXT

pytestmark = pytest.mark.django_db
BEGIN = "/api/v1/uploads/"
SIZE = len(GOLDEN_TXT)
DIGEST = hashlib.sha256(GOLDEN_TXT).hexdigest()


class Sender:
    """Survey software that sends a file in pieces."""

    def __init__(self, account) -> None:
        token = AuthToken.objects.create(account)[1]
        self.client = Client(headers={"authorization": f"Token {token}"})

    def begin(self, project, data=GOLDEN_TXT, **changes):
        body = {"project": project.number, "name": "勘测定界.txt", "size": len(data)} | changes
        return self.client.post(BEGIN, body, content_type="application/json")

    def put(self, upload_id, data, first, last, total=SIZE):
        return self.client.put(
            f"{BEGIN}{upload_id}/",
            data[first : last + 1],
            content_type="application/octet-stream",
            headers={"content-range": f"bytes {first}-{last}/{total}"},
        )

    def state(self, upload_id):
        return self.client.get(f"{BEGIN}{upload_id}/")

    def finish(self, upload_id):
        return self.client.post(f"{BEGIN}{upload_id}/finish/")

    def whole(self, project, data=GOLDEN_TXT, *, piece=300, **changes) -> str:
        """Send a file from beginning to end; return its id."""
        upload_id = self.begin(project, data, **changes).json()["id"]
        for first in range(0, len(data), piece):
            last = min(first + piece, len(data)) - 1
            answer = self.put(upload_id, data, first, last, len(data))
            assert (answer.status_code, answer.json()["received"]) == (200, last + 1)
        assert self.finish(upload_id).status_code == 200
        return upload_id

    def deliver(self, project, *ids):
        body = {"project": project.number, "stage": "supply", "surveyed_on": "2021-03-15"}
        return self.client.post("/api/v1/survey-results/", body | {"uploads": list(ids)})


@pytest.fixture
def sender(kept, surveyor):
    return Sender(surveyor)


def parts(kept):
    return sorted(place.name for place in (kept / "parts").glob("*"))


def test_a_file_in_pieces_is_delivered_like_a_whole_one(
    sender, project, kept, read_here, checked, surveyor
):
    whole = checked(name="勘测定界.txt")
    upload_id = sender.whole(project, sha256=DIGEST.upper())
    assert sender.state(upload_id).json()["sha256"] == DIGEST
    answer = sender.deliver(project, upload_id)
    assert answer.status_code == 202
    result = services.survey_read(SurveyResult.objects.get(pk=answer.json()["id"]))
    file = result.files.get()
    assert (file.name, file.sha256, file.size) == ("勘测定界.txt", DIGEST, len(GOLDEN_TXT))
    told = [list(r.findings.values_list("code", "message_zh")) for r in (whole, result)]
    assert told[0] == told[1]
    assert (parts(kept), PartialUpload.objects.count()) == ([], 0)
    assert sender.deliver(project, upload_id).status_code == 404


def test_it_goes_on_where_it_stopped(sender, project):
    upload_id = sender.begin(project).json()["id"]
    sender.put(upload_id, GOLDEN_TXT, 0, 99)
    told = sender.state(upload_id).json()
    assert (told["received"], told["finished"], told["size"]) == (100, False, len(GOLDEN_TXT))
    answer = sender.put(upload_id, GOLDEN_TXT, 100, len(GOLDEN_TXT) - 1)
    assert answer.json()["received"] == len(GOLDEN_TXT)
    assert sender.finish(upload_id).json()["sha256"] == DIGEST


def test_a_piece_at_the_wrong_place_is_409_and_changes_nothing(sender, project):
    upload_id = sender.begin(project).json()["id"]
    sender.put(upload_id, GOLDEN_TXT, 0, 99)
    before = chunked_store.place_of(PartialUpload.objects.get().pk).read_bytes()
    for first in (0, 50, 99, 101, 200):
        answer = sender.put(upload_id, GOLDEN_TXT, first, first + 9)
        assert (answer.status_code, "100" in answer.json()["message"]["zh"]) == (409, True)
    assert chunked_store.place_of(PartialUpload.objects.get().pk).read_bytes() == before
    assert sender.state(upload_id).json()["received"] == 100


def test_two_tabs_at_once_make_one_file(sender, project):
    upload_id = sender.begin(project).json()["id"]
    first, second = (PartialUpload.objects.get(pk=upload_id) for _ in range(2))
    total = len(GOLDEN_TXT)
    now = factories.NOW
    services.chunk_put(first, offset=0, total=total, data=GOLDEN_TXT[:100], now=now)
    with pytest.raises(Conflict):  # it still believes that nothing has come in
        services.chunk_put(second, offset=0, total=total, data=GOLDEN_TXT[:70], now=now)
    services.chunk_put(second, offset=100, total=total, data=GOLDEN_TXT[100:], now=now)
    assert services.upload_finish(first, now=now).sha256 == DIGEST
    assert services.upload_finish(second, now=now).sha256 == DIGEST
    with pytest.raises(Conflict):
        services.chunk_put(second, offset=0, total=total, data=b"x", now=now)


def test_another_digest_is_400_and_nothing_of_it_is_left(sender, project, kept):
    upload_id = sender.begin(project, sha256="0" * 64).json()["id"]
    sender.put(upload_id, GOLDEN_TXT, 0, len(GOLDEN_TXT) - 1)
    answer = sender.finish(upload_id)
    assert (answer.status_code, "SHA-256" in answer.json()["message"]["en"]) == (400, True)
    assert (sender.state(upload_id).status_code, parts(kept)) == (404, [])
    assert sender.begin(project, sha256="xyz").status_code == 400


def test_what_lacks_bytes_is_neither_finished_nor_delivered(sender, project):
    upload_id = sender.begin(project).json()["id"]
    sender.put(upload_id, GOLDEN_TXT, 0, 99)
    assert sender.finish(upload_id).status_code == 409
    assert sender.deliver(project, upload_id).status_code == 409
    assert not SurveyResult.objects.exists()


@pytest.mark.parametrize(
    ("range_", "data"),
    [
        ("", b"0123456789"),
        ("bytes 0-9", b"0123456789"),
        ("bytes 9-0/2000", b"0123456789"),
        ("bytes 0-9/7", b"0123456789"),
        ("bytes 0-10/{size}", b"0123456789"),
        ("bytes 0-8/{size}", b"0123456789"),
        ("bytes 0-9/{size}", b""),
        ("bytes 99999999999999999-99999999999999999/{size}", b"0"),
    ],
)
def test_a_piece_that_is_not_what_it_says_is_400(sender, project, kept, range_, data):
    upload_id = sender.begin(project).json()["id"]
    answer = sender.client.put(
        f"{BEGIN}{upload_id}/",
        data,
        content_type="application/octet-stream",
        headers={"content-range": range_.format(size=len(GOLDEN_TXT))},
    )
    assert (answer.status_code, parts(kept)) == (400, [])


def test_a_piece_may_be_so_long_and_no_longer(sender, project, kept):
    most = services.MOST_CHUNK_BYTES
    data = bytes(most + 1)
    size = most + 100
    upload_id = sender.begin(project, b"", size=size).json()["id"]
    assert sender.put(upload_id, data, 0, most, size).status_code == 400
    assert sender.put(upload_id, data, 0, most - 1, size).json()["received"] == most


def test_a_disk_that_refuses_leaves_what_was_there(sender, project, monkeypatch):
    upload_id = sender.begin(project).json()["id"]
    sender.put(upload_id, GOLDEN_TXT, 0, 99)

    def refuse(handle):
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", refuse)
        with pytest.raises(OSError, match="no space"):
            sender.put(upload_id, GOLDEN_TXT, 100, 199)
    assert sender.state(upload_id).json()["received"] == 100
    sender.put(upload_id, GOLDEN_TXT, 100, len(GOLDEN_TXT) - 1)
    assert sender.finish(upload_id).json()["sha256"] == DIGEST


def test_uploads_are_their_senders_own(sender, project, other_firm, reviewer, registrar):
    upload_id = sender.whole(project)
    for who, status in ((other_firm, 404), (registrar, 404), (reviewer, 403)):
        stranger = Sender(who)
        assert stranger.state(upload_id).status_code == status
        assert stranger.put(upload_id, GOLDEN_TXT, 0, 9).status_code == status
        assert stranger.finish(upload_id).status_code == status
        assert stranger.client.delete(f"{BEGIN}{upload_id}/").status_code == status
    assert Sender(other_firm).begin(project).status_code == 404
    assert Sender(registrar).deliver(project, upload_id).status_code == 404
    other = factories.project(project.created_by, number="DC-2021-008")
    assert sender.deliver(other, upload_id).status_code == 404
    assert Client().get(f"{BEGIN}{upload_id}/").status_code == 401


def test_the_same_refusals_as_at_the_door_of_whole_files(sender, project, settings):
    settings.UPLOAD_MAX_MB = 1
    answer = sender.begin(project, b"", size=MEBIBYTE + 1)
    assert (answer.status_code, answer.json()["finding"]["kind"]) == (413, "too_large")
    assert sender.begin(project, b"", size=MEBIBYTE).status_code == 201
    assert sender.begin(project, b"", size=0).json()["finding"]["kind"] == "empty_file"
    assert sender.begin(project, name="a\x00.txt").status_code == 400
    assert sender.begin(project, name="x" * 300).json()["finding"]["kind"] == "bad_file_name"
    slip = io.BytesIO()
    with zipfile.ZipFile(slip, "w") as archive:
        archive.writestr("../a.txt", b"x")
    for data, name in ((b"no format of ours", "a.txt"), (slip.getvalue(), "a.zip")):
        answer = sender.deliver(project, sender.whole(project, data, name=name))
        assert (answer.status_code, "finding" in answer.json()) == (400, True)
    assert not SurveyResult.objects.exists()


def test_the_quota_counts_what_is_not_delivered(sender, project, settings):
    settings.UPLOAD_QUOTA_MB = 2
    first = sender.begin(project, b"", size=MEBIBYTE).json()["id"]
    assert sender.begin(project, b"", size=MEBIBYTE).status_code == 201
    answer = sender.begin(project, b"", size=1)
    assert (answer.status_code, "2 MB" in answer.json()["message"]["zh"]) == (409, True)
    assert sender.client.delete(f"{BEGIN}{first}/").status_code == 204
    assert sender.begin(project, b"", size=1).status_code == 201


def test_a_full_disk_is_said_before_anything_is_sent(sender, project, monkeypatch):
    monkeypatch.setattr(chunked_store, "free_bytes", lambda: 2 * len(GOLDEN_TXT))
    assert sender.begin(project).status_code == 409


def test_stale_pieces_are_swept_and_living_ones_stay(sender, project, kept, capsys):
    stale, living = (sender.begin(project).json()["id"] for _ in range(2))
    for one in (stale, living):
        sender.put(one, GOLDEN_TXT, 0, 99)
    row = PartialUpload.objects.get(pk=stale)
    PartialUpload.objects.filter(pk=stale).update(touched_at=row.touched_at - timedelta(hours=49))
    chunked_store.put(uuid4(), 0, b"of nobody, just now")
    orphan = uuid4()
    chunked_store.put(orphan, 0, b"of nobody, long ago")
    long_ago = time.time() - 50 * 3600
    os.utime(chunked_store.place_of(orphan), (long_ago, long_ago))
    call_command("sweep_uploads")
    assert "removed: 2." in capsys.readouterr().out
    assert sender.state(stale).status_code == 404
    assert sender.state(living).json()["received"] == 100
    assert len(parts(kept)) == 2
    assert orphan.hex not in parts(kept)


def test_the_page_takes_finished_uploads_and_lists_what_waits(sender, project, surveyor, kept):
    browser = Client()
    browser.force_login(surveyor)
    upload_id = sender.whole(project)
    page = browser.get(reverse("surveys:project", args=[project.pk])).content.decode()
    assert f'value="{upload_id}" checked' in page
    form = {
        "surveyed_on": "2021-03-15",
        "accuracy_class": "1",
        "area_standard": "GB/T 17986.1-2000",
    }
    address = reverse("surveys:deliver", args=[project.pk, "supply"])
    for uploads in ([], ["nonsense"], [str(uuid4())]):
        assert browser.post(address, form | {"uploads": uploads}).status_code in (400, 404)
    answer = browser.post(address, form | {"uploads": [upload_id]})
    assert (answer.status_code, SurveyResult.objects.get().files.get().sha256) == (302, DIGEST)
    assert parts(kept) == []


def test_the_page_says_what_came_in_of_a_file_that_was_broken_off(sender, project, surveyor):
    browser = Client()
    browser.force_login(surveyor)
    page = reverse("surveys:project", args=[project.pk])
    upload_id = sender.begin(project).json()["id"]
    assert "勘测定界.txt" not in browser.get(page).content.decode()  # nothing of it is here
    assert sender.put(upload_id, GOLDEN_TXT, 0, 299).status_code == 200
    said = browser.get(page).content.decode().replace("\xa0", " ")
    assert f"已传 300 字节，共 {SIZE} 字节" in said


def test_caps_go_by_door_and_role(surveyor, registrar, settings):
    settings.UPLOAD_MAX_MB, settings.UPLOAD_OFFICE_MAX_MB, settings.CHECK_MAX_MB = 100, 1024, 20
    assert limits_for(surveyor).file_bytes == 100 * MEBIBYTE
    assert limits_for(surveyor).zip_bytes == 50 * MEBIBYTE
    assert limits_for(surveyor).features == 100_000
    assert limits_for(registrar).file_bytes == 1024 * MEBIBYTE
    assert limits_for(registrar).features == 1_000_000
    for who in (surveyor, registrar):
        assert limits_for(who, Door.CHECK) == check_limits()
    assert check_limits().file_bytes == 20 * MEBIBYTE
    stock = limits_for(registrar, Door.STOCK)
    assert stock == STOCK_LIMITS
    assert min(stock.file_bytes, stock.unpacked_bytes, stock.features) > 10**15
    assert (stock.vertices_per_polygon > 10**15, stock.ratio) == (True, 100)
    assert {limits_for(who).vertices_per_polygon for who in (surveyor, registrar)} == {10_000}


@pytest.mark.parametrize(("extra", "passes"), [(-1, True), (0, True), (1, False)])
def test_the_cap_of_a_role_holds_to_the_byte(delivered, settings, extra, passes, surveyor):
    settings.UPLOAD_MAX_MB = 1
    content = GOLDEN_TXT.ljust(MEBIBYTE + extra, b"\n")
    if passes:
        assert delivered(content).files.get().size == MEBIBYTE + extra
        return
    with pytest.raises(TooLarge):
        delivered(content)
    surveyor.roles = ["registrar"]
    surveyor.save()
    assert delivered(content).files.get().size == MEBIBYTE + extra
