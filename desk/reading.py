"""How every verb of the desk reads files: bounded, in their own system, with a field mapping."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from cadastre.domain.crs import system
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from desk.console import CLEAN, COULD_NOT, ERRORS
from importers.records import Delivery
from surveys.domain.field_mapping import AppliedMapping, applied_document
from surveys.domain.report import Verdict
from surveys.domain.report_facts import is_plane

VERDICTS: Final = {
    Verdict.CLEAN: CLEAN,
    Verdict.ERRORS: ERRORS,
    Verdict.INCOMPLETE: COULD_NOT,
    Verdict.UNREADABLE: COULD_NOT,
}
"""The exit code of each verdict."""

_Seen = TypeVar("_Seen")


def require_bounded_process() -> None:
    """Refuse where no process with bounded memory and time can be had.

    Raises
    ------
    InvalidInput
        On Windows.
    """
    if sys.platform == "win32":
        raise InvalidInput(
            Text(
                "文件须在受限的进程中读取，Windows 不支持。",
                "Files are read in a bounded process, which Windows does not offer.",
            ),
            advice=Text("请在 WSL 或 Linux 中运行。", "Run it in WSL or on Linux."),
        )


def content_of(path: Path) -> bytes:
    """Return the bytes of a file that was named as an argument.

    Raises
    ------
    InvalidInput
        There is no such file.
    """
    if not path.is_file():
        raise InvalidInput(Text(f"没有文件“{path}”。", f"There is no file “{path}”."))
    return path.read_bytes()


def mapping_at(path: Path | None) -> AppliedMapping | None:
    """Return the field mapping of a document; None for no path, and for one without entries."""
    return applied_document(content_of(path), name=path.name) if path else None


def in_told_system(
    look: Callable[[int], _Seen],
    *,
    srid: int,
    is_open: bool,
    delivery_of: Callable[[_Seen], Delivery],
) -> _Seen:
    """Look at files in a stated system, or in the one plane system that they tell themselves.

    Parameters
    ----------
    look
        Reads the files in the system of an EPSG code, and does with them what the verb does.
    srid
        The stated system, or the usual one.
    is_open
        Nobody stated a system: the files are looked at again where they tell another one.
    delivery_of
        What was read, of what ``look`` returns.
    """
    seen = look(srid)
    if is_open:
        told = _told_system(delivery_of(seen))
        if told is not None and told != srid:
            return look(told)
    return seen


def _told_system(delivery: Delivery) -> int | None:
    """Return the plane system that the files are in, None when they differ or do not tell."""
    told = {file.system.srid for file in delivery.files if file.system and file.system.srid}
    found = system(told.pop()) if len(told) == 1 else None
    if found is None or not is_plane(found):
        return None
    return found.srid
