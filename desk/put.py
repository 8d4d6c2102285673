"""Where a written file goes: beside its place first, then whole into it."""

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text

_Told = TypeVar("_Told")


def require_free(place: Path, *, read: Iterable[Path], may_replace: bool) -> None:
    """Refuse a place where no file can be put without harm.

    Parameters
    ----------
    read
        The files that are read: none of them is ever replaced.
    may_replace
        Whether another file that lies there may go.

    Raises
    ------
    InvalidInput
        The folder is not there, or something lies at the place that must stay.
    """
    if not place.parent.is_dir():
        raise InvalidInput(
            Text(f"没有文件夹“{place.parent}”。", f"There is no folder “{place.parent}”."),
            advice=Text("请先建立文件夹。", "Make the folder first."),
        )
    if not os.path.lexists(place):
        return
    if place.exists() and any(place.samefile(one) for one in read):
        raise InvalidInput(
            Text(
                f"“{place}”是要读取的文件，不会被覆盖。",
                f"“{place}” is a file to be read and is not replaced.",
            ),
            advice=Text("请用 --output 另起名称。", "Give another name with --output."),
        )
    if place.is_dir():
        raise InvalidInput(
            Text(f"“{place}”是文件夹。", f"“{place}” is a folder."),
            advice=Text("请用 --output 写明文件名。", "Name a file with --output."),
        )
    if not may_replace:
        raise InvalidInput(
            Text(
                f"“{place}”已经存在，没有改动。", f"“{place}” exists already and was left as it is."
            ),
            advice=Text(
                "请用 --output 另起名称，或加 --force 覆盖。",
                "Give another name with --output, or replace it with --force.",
            ),
        )


def put(
    place: Path, write: Callable[[Path], _Told], *, read: Iterable[Path], may_replace: bool
) -> _Told:
    """Write a file in a hidden folder beside its place, under its own name, and move it in.

    Whatever stops the writing, the place holds what it held before.

    Parameters
    ----------
    write
        Writes the file to a path, and returns what there is to say of it.
    read, may_replace
        As for :func:`require_free`, which is asked once more before the move.
    """
    with tempfile.TemporaryDirectory(prefix=".cadastre-", dir=place.parent) as folder:
        made = Path(folder) / place.name
        told = write(made)
        require_free(place, read=read, may_replace=may_replace)
        made.replace(place)
    return told
