"""Choosing files to deliver in a browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from surveys.services import chunked
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHOLE = bytes(1000)


@pytest.fixture
def page(visitor, settings, tmp_path):
    """A project's page on which a file has come in by three tenths."""
    settings.FILES_DIR = tmp_path / "files"
    factories.sub_district()
    surveyor = factories.account("surveyor", Role.SURVEYOR)
    project, now = factories.project(surveyor), timezone.now()
    upload = chunked.upload_begin(project, name="宗地.vct", size=1000, by=surveyor, now=now)
    chunked.chunk_put(upload, offset=0, total=1000, data=WHOLE[:300], now=now)
    someone = visitor()
    someone.sign_in("surveyor", "right-horse-battery")
    return someone.open(f"/surveys/projects/{project.pk}/?stage=supply")


@pytest.mark.parametrize(
    ("name", "content", "is_told"),
    [("宗地.vct", WHOLE, False), ("宗地.vct", WHOLE[1:], True), ("界址.vct", WHOLE, True)],
    ids=["the file", "another size", "another name"],
)
def test_what_a_broken_upload_lacks_is_told_until_its_file_is_chosen(page, name, content, is_told):
    told = page.get_by_text("choose the file again and it goes on from there")
    expect(told).to_be_visible()
    page.set_input_files("#id_files", [{"name": name, "mimeType": "text/plain", "buffer": content}])
    expect(page.locator("[data-drop-list] li")).to_have_count(1)
    expect(told).to_be_visible(visible=is_told)
