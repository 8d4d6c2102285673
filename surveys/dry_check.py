"""Check uploads as a delivery would be checked, and keep nothing of them."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from importers.formats import require_size
from surveys.domain.check_context import CheckContext
from surveys.domain.check_editions import Edition
from surveys.domain.field_mapping import AppliedMapping
from surveys.file_check import FileCheck, check_files
from surveys.services import Upload
from surveys.services.delivery import own_name, place_in
from surveys.upload_limits import check_limits

SLOTS = 2
"""How many are checked at the same time over all server processes."""
_LOCK_CLASS = 0x636B  # "ck": the first of the two keys of our advisory locks


def check_uploads(
    uploads: Sequence[Upload],
    *,
    context: CheckContext,
    mapping: AppliedMapping | None = None,
    edition: Edition | None = None,
) -> FileCheck:
    """Check files that came in, in the bounded process; they are gone afterwards.

    ``mapping`` and ``edition`` as in :func:`surveys.file_check.check_files`.

    Raises
    ------
    FileRefused
        A name cannot be used.
    TooLarge
        A file is over what :func:`~surveys.upload_limits.check_limits` allows.
    """
    limits = check_limits()
    with tempfile.TemporaryDirectory(prefix="cadastre-check-") as folder:
        paths = []
        for upload in uploads:
            name = own_name(upload.name)
            # An empty file is no refusal here: the report says it, as it does at a desk.
            require_size(name, max(upload.size, 1), limits=limits)
            path = place_in(Path(folder), name)
            with path.open("xb") as file:
                file.writelines(upload.blocks)
            paths.append(path)
        return check_files(paths, context=context, limits=limits, mapping=mapping, edition=edition)


@contextmanager
def slot() -> Iterator[bool]:
    """Hold one of the places for a check; yields False when all are taken."""
    taken = next((number for number in range(SLOTS) if _lock(number)), None)
    try:
        yield taken is not None
    finally:
        if taken is not None:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [_LOCK_CLASS, taken])


def _lock(number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [_LOCK_CLASS, number])
        (taken,) = cursor.fetchone()
    return bool(taken)
