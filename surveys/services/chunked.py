"""Files that come in piece by piece: begun, received in order, finished, delivered or given up."""

import re
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from accounts.models import Account
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from cadastre.domain.findings import Text
from importers.formats import require_size
from importers.limits import MEBIBYTE
from surveys import chunked_store, file_store
from surveys.models import PartialUpload, SurveyProject
from surveys.services.delivery import Upload, may_deliver, own_name
from surveys.upload_limits import limits_for

CHUNK_BYTES = 4 * MEBIBYTE
"""What a sender is asked to put in one piece."""
MOST_CHUNK_BYTES = 8 * MEBIBYTE
_SHA256 = re.compile(r"[0-9a-f]{64}")


def upload_begin(
    project: SurveyProject,
    *,
    name: str,
    size: int,
    sha256: str = "",
    by: Account,
    now: datetime,
) -> PartialUpload:
    """Open an upload for a file that will come in piece by piece.

    Parameters
    ----------
    size
        Bytes of the whole file.
    sha256
        Its digest in hex; empty when the sender does not know it.

    Raises
    ------
    NotAllowed
        The account may not deliver for the project.
    FileRefused, TooLarge
        As a whole upload: the name cannot be used, the file is empty or over the account's limit.
    InvalidInput
        The digest is none.
    Conflict
        The account's quota of files that are not delivered is used up, or the disk is full.
    """
    if not may_deliver(by, project):
        raise NotAllowed(
            Text("您不能为该项目提交成果。", "You may not deliver results for this project.")
        )
    called = own_name(name)
    require_size(called, size, limits=limits_for(by))
    stated = sha256.strip().lower()
    if stated and not _SHA256.fullmatch(stated):
        raise InvalidInput(
            Text("SHA-256 应为 64 个十六进制字符。", "A SHA-256 has 64 hexadecimal characters.")
        )
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=by.pk)  # two tabs do not share one quota twice
        _require_room(by, size)
        return PartialUpload.objects.create(
            account=by,
            project=project,
            name=called,
            size=size,
            stated_sha256=stated,
            begun_at=now,
            touched_at=now,
        )


def upload_of(account: Account, upload_id: UUID) -> PartialUpload:
    """Return an upload of the account. Raises NotFound: those of others are not there."""
    upload = PartialUpload.objects.filter(pk=upload_id, account=account).first()
    if upload is None:
        raise NotFound(
            Text("没有这个上传，或已过期清除。", "There is no such upload, or it was swept away."),
            advice=Text("请从头上传该文件。", "Upload the file from its beginning."),
        )
    return upload


@transaction.atomic
def chunk_put(
    upload: PartialUpload, *, offset: int, total: int, data: bytes, now: datetime
) -> PartialUpload:
    """Take in the next piece of a file; it is on disk when this returns.

    Pieces come in order. Of two senders at the same place one is refused and asks how far it is.

    Raises
    ------
    InvalidInput
        The piece is empty, too long, reaches beyond the file, or is of a file of another size.
    Conflict
        It does not begin where the file ends so far, or the upload is finished.
    """
    if total != upload.size or not 0 < len(data) <= MOST_CHUNK_BYTES or offset + len(data) > total:
        raise InvalidInput(
            Text(
                f"这一段（从第 {offset} 字节起 {len(data)} 字节，文件共 {total} 字节）不符："
                f"文件登记为 {upload.size} 字节，每段至多 {MOST_CHUNK_BYTES} 字节。",
                f"This piece ({len(data)} bytes from byte {offset} of {total}) does not fit: the "
                f"file was said to have {upload.size} bytes, a piece at most {MOST_CHUNK_BYTES}.",
            )
        )
    held = _held(upload)
    if held.is_finished or offset != held.received:
        raise Conflict(
            Text(
                f"应从第 {held.received} 字节接着传，收到的是第 {offset} 字节。",
                f"The next piece begins at byte {held.received}; this one begins at {offset}.",
            ),
            advice=Text(
                "请先查询已收到的字节数，再从那里接着传。",
                "Ask how many bytes are received, and go on from there.",
            ),
        )
    chunked_store.put(held.pk, offset, data)
    held.received = offset + len(data)
    held.touched_at = now
    held.save(update_fields=["received", "touched_at"])
    return held


def upload_finish(upload: PartialUpload, *, now: datetime) -> PartialUpload:
    """Close an upload that is whole: its digest is computed, and compared with the stated one.

    Raises
    ------
    Conflict
        Bytes are missing.
    InvalidInput
        The digest is another than was stated; what was received is gone.
    """
    with transaction.atomic():
        held = _held(upload)
        if held.is_finished:
            return held
        if held.received != held.size:
            raise Conflict(
                Text(
                    f"“{held.name}”还缺 {held.size - held.received} 字节，不能结束上传。",
                    f"“{held.name}” still lacks {held.size - held.received} bytes.",
                )
            )
        digest = file_store.digest_of(chunked_store.place_of(held.pk))
        if held.stated_sha256 in ("", digest):
            held.sha256 = digest
            held.touched_at = now
            held.save(update_fields=["sha256", "touched_at"])
            return held
        held.delete()
    chunked_store.forget(upload.pk)
    raise InvalidInput(
        Text(
            f"“{held.name}”的 SHA-256 与声明的不同，传输有误；没有保存任何内容。",
            f"The SHA-256 of “{held.name}” is not the one that was stated: the transfer went "
            "wrong. Nothing was kept.",
        ),
        advice=Text("请从头上传该文件。", "Upload the file from its beginning."),
    )


def finished_uploads(
    ids: Sequence[UUID], *, project: SurveyProject, by: Account
) -> list[PartialUpload]:
    """Return finished uploads for a delivery, in the order asked for.

    Raises
    ------
    NotFound
        One is not there, or of another account or project.
    Conflict
        One is not finished.
    """
    uploads = [upload_of(by, one) for one in dict.fromkeys(ids)]
    for upload in uploads:
        if upload.project_id != project.pk:
            raise NotFound(
                Text("该上传属于另一个项目。", "This upload belongs to another project.")
            )
        if not upload.is_finished:
            raise Conflict(
                Text(f"“{upload.name}”还没有传完。", f"“{upload.name}” has not come in whole yet."),
                advice=Text("请先传完该文件。", "Upload it to its end first."),
            )
    return uploads


def upload_as_whole(upload: PartialUpload) -> Upload:
    """Return a finished upload as the file of a delivery."""
    return Upload(name=upload.name, size=upload.size, blocks=chunked_store.blocks_of(upload.pk))


def uploads_forget(uploads: Sequence[PartialUpload]) -> None:
    """Remove uploads: delivered, or given up by their sender."""
    PartialUpload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    for upload in uploads:
        chunked_store.forget(upload.pk)


def uploads_sweep(*, older_than: timedelta, now: datetime) -> int:
    """Remove uploads nobody added to for so long, and bytes that belong to none; returns how many.

    An upload that receives a piece in this moment is left alone.
    """
    before = now - older_than
    with transaction.atomic():
        stale = list(
            PartialUpload.objects.select_for_update(skip_locked=True).filter(touched_at__lt=before)
        )
        uploads_forget(stale)
    known = set(PartialUpload.objects.values_list("pk", flat=True))
    swept = len(stale)
    for upload_id, written in list(chunked_store.lying_here()):
        if upload_id not in known and written < before.timestamp():
            chunked_store.forget(upload_id)
            swept += 1
    for place in Path(settings.FILES_DIR).glob("incoming-*"):  # of a process that was killed
        if place.stat().st_mtime < before.timestamp():
            shutil.rmtree(place, ignore_errors=True)
            swept += 1
    return swept


def _held(upload: PartialUpload) -> PartialUpload:
    """Return the upload as it stands, locked; NotFound when it is gone."""
    held = PartialUpload.objects.select_for_update().filter(pk=upload.pk).first()
    return held or upload_of(upload.account, upload.pk)


def _require_room(by: Account, size: int) -> None:
    held = by.partial_uploads.aggregate(sum=Sum("size"))["sum"] or 0
    quota = settings.UPLOAD_QUOTA_MB * MEBIBYTE
    if held + size > quota:
        raise Conflict(
            Text(
                f"您尚未提交的上传已占 {held // MEBIBYTE} MB，加上该文件超过上限 "
                f"{settings.UPLOAD_QUOTA_MB} MB。",
                f"Your uploads that are not delivered hold {held // MEBIBYTE} MB; with this file "
                f"they are over the limit of {settings.UPLOAD_QUOTA_MB} MB.",
            ),
            advice=Text(
                "请先提交或放弃先前上传的文件。", "Deliver or give up what you uploaded before."
            ),
        )
    if chunked_store.free_bytes() < 3 * size:  # the parts, the kept file, and what reading unpacks
        raise Conflict(
            Text("服务器磁盘空间不足。", "The disk of the server has no room for this file."),
            advice=Text("请告诉管理员。", "Tell the administrator."),
        )
