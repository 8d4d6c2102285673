"""The page of files to try: what is offered comes down byte for byte, and nothing else does."""

import pytest

from demo.stage_files import write_stage_files
from demo.wrong_files import write_wrong_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.DEMO_FILES_DIR = tmp_path / "demo"
    write_stage_files(settings.DEMO_FILES_DIR / "golden")
    write_wrong_files(settings.DEMO_FILES_DIR / "wrong")
    (tmp_path / "secret.txt").write_text("not offered")
    return settings.DEMO_FILES_DIR


def test_every_file_is_offered_and_comes_down_as_it_lies(client, folder):
    page = client.get("/demo/files/").content.decode()
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) > 20
    for file in files:
        path = file.relative_to(folder).as_posix()
        assert file.name in page
        answer = client.get(f"/demo/files/{path}")
        assert b"".join(answer.streaming_content) == file.read_bytes()


@pytest.mark.parametrize("path", ["../secret.txt", "golden", "nothing.txt", "%2e%2e/secret.txt"])
def test_nothing_outside_is_given(client, folder, path):
    assert client.get(f"/demo/files/{path}").status_code == 404


def test_production_has_no_such_page(client, folder, settings):
    settings.MODE = "production"
    assert client.get("/demo/files/").status_code == 404
