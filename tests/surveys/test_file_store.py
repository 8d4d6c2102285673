"""Delivered files on disk: one name for the same bytes, complete or not at all, never changed."""

import hashlib

import pytest

from surveys import file_store
from surveys.uploads import upload_from_path

CONTENT = "界址点".encode() * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def keep(content: bytes, name: str = "a.txt") -> file_store.IncomingFile:
    with file_store.incoming() as folder:
        file = file_store.take(folder / name, [content[:7], content[7:]])
        file_store.keep(file)
    return file


def files_under(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_its_sha256_and_read_only(kept):
    file = keep(CONTENT)
    assert (file.sha256, file.size) == (DIGEST, len(CONTENT))
    place = kept / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert file_store.path_of(DIGEST) == place
    assert place.read_bytes() == CONTENT
    assert place.stat().st_mode & 0o222 == 0
    assert file_store.digest_of(place) == DIGEST


def test_the_same_bytes_are_kept_once_whatever_they_are_called(kept):
    keep(CONTENT)
    before = file_store.path_of(DIGEST).stat()
    keep(CONTENT, "b.txt")
    after = file_store.path_of(DIGEST).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert files_under(kept) == [file_store.path_of(DIGEST)]


def test_what_is_not_kept_is_gone_afterwards(kept):
    with file_store.incoming() as folder:
        file_store.take(folder / "a.txt", [CONTENT])
        assert files_under(kept)
    assert not files_under(kept)
    assert not list(kept.iterdir())


def test_an_interrupted_upload_leaves_nothing(kept):
    def blocks():
        yield CONTENT
        raise ConnectionError("the sender went away")

    with pytest.raises(ConnectionError), file_store.incoming() as folder:
        file_store.take(folder / "a.txt", blocks())
    assert not list(kept.iterdir())


def test_a_second_file_never_overwrites_an_incoming_one(kept):
    with file_store.incoming() as folder:
        file_store.take(folder / "a.txt", [CONTENT])
        with pytest.raises(FileExistsError):
            file_store.take(folder / "a.txt", [b"other"])
        assert (folder / "a.txt").read_bytes() == CONTENT


def test_a_copy_is_checked_against_its_digest(kept, tmp_path):
    keep(CONTENT)
    file_store.copy_out(DIGEST, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == CONTENT
    place = file_store.path_of(DIGEST)
    place.chmod(0o640)
    place.write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(file_store.FileDamaged, match=DIGEST):
        file_store.copy_out(DIGEST, tmp_path / "bad")
    assert not (tmp_path / "bad").exists()


def test_an_empty_file_has_the_digest_of_nothing(kept):
    file = keep(b"")
    assert (file.size, file.sha256) == (0, hashlib.sha256(b"").hexdigest())


def test_a_file_on_disk_comes_in_with_all_its_bytes(tmp_path):
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(range(256)) * 8192)
    upload = upload_from_path(path)
    blocks = list(upload.blocks)
    assert (upload.name, upload.size) == ("large.bin", 2 * file_store.BLOCK)
    assert len(blocks) == 2
    assert b"".join(blocks) == path.read_bytes()
