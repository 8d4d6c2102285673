"""Find the writers in this folder, and write a delivery with one of them.

A writer is a module here with

``FORMAT``
    The word of the format, the same as the reader's in ``importers``.
``ENDING``
    Ending of its file, lower case with the dot. A format of several files states the ending of
    the main one and ``PACKED = True``: its ``write`` gets a path in an empty folder, puts every
    file of the set beside it, and :func:`write` packs the folder into the ZIP that was asked for.
``HOLDS``
    :class:`exporters.holding.Holds`: the records, fields and attributes that the format can keep.
    What is stated there comes back identical from ``importers`` (``tests/exporters/
    test_round_trip.py`` draws deliveries from it for every writer that is found); what is not is
    reported to the caller by :func:`write` and never lost in silence.
``write(delivery, path, *, system)``
    Write all records to ``path``. ``delivery`` was prepared: it holds only record kinds that
    ``HOLDS`` has, no holders, no findings, and no text with a character that the format cannot
    hold. ``system`` is a :class:`~importers.records.DeclaredSystem`: ``srid`` (meridian form) of
    the coordinates, and ``zone_prefix``, a zone number to write in front of the eastings or None.
    Coordinates are written digit for digit when ``HOLDS.exact_decimals``; the same delivery gives
    the same bytes, on any day and any machine.

Its name for people and its endings are the reader's, in :mod:`importers.format_names`.
"""

import importlib
import pkgutil
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Final, Protocol, cast

import exporters
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Finding, Text
from exporters.holding import Holds, prepared
from importers.format_names import READ
from importers.records import DeclaredSystem, Delivery

_NOT_WRITERS: Final = {"formats", "holding"}
_ZIP_TIME: Final = (2000, 1, 1, 0, 0, 0)
"""Packed files carry no time of their own, so that equal data is an equal file."""


class Writer(Protocol):
    """What a module of this folder offers to be a writer."""

    __name__: str
    FORMAT: str
    ENDING: str
    HOLDS: Holds

    def write(self, delivery: Delivery, path: Path, *, system: DeclaredSystem) -> None:
        """Write the records of a prepared delivery."""


@cache
def writers() -> tuple[Writer, ...]:
    """Return the writer modules of this folder by name."""
    modules = [
        importlib.import_module(f"exporters.{found.name}")
        for found in pkgutil.iter_modules(exporters.__path__)
        if found.name not in _NOT_WRITERS
    ]
    wanted = ("FORMAT", "ENDING", "HOLDS", "write")
    return tuple(
        cast(Writer, module) for module in modules if all(hasattr(module, n) for n in wanted)
    )


def writer(format: str) -> Writer:
    """Return the writer of a format by its word.

    Raises
    ------
    InvalidInput
        When nothing writes it.
    """
    for one in writers():
        if format == one.FORMAT:
            return one
    known = ", ".join(one.FORMAT for one in writers())
    raise InvalidInput(
        Text(f"不能写出格式“{format[:40]}”。", f"The format “{format[:40]}” cannot be written."),
        advice=Text(f"可写出：{known}。", f"Written are: {known}."),
    )


def is_packed(one: Writer) -> bool:
    """Tell whether a format has several files, which are written as one ZIP."""
    return bool(getattr(one, "PACKED", False))


def title(one: Writer) -> Text:
    """Return the name of a writer's format for people; its word when there is none."""
    known = READ.get(one.FORMAT)
    return known.title if known else Text(one.FORMAT, one.FORMAT)


def ending(format: str) -> str:
    """Return the ending of the file that :func:`write` makes: ``.zip`` for several in one."""
    one = writer(format)
    return ".zip" if is_packed(one) else one.ENDING


def write(
    delivery: Delivery, path: Path, *, format: str, system: DeclaredSystem, name: str = ""
) -> list[Finding]:
    """Write a delivery to a file.

    Parameters
    ----------
    delivery
        What to write. Holders' names are never written, whatever the format.
    path
        The file to make; an existing one is replaced.
    format
        Word of the format, as in :func:`writers`.
    system
        System of the coordinates: ``srid`` of the meridian form; a ``zone_prefix`` is written in
        front of the eastings.
    name
        Name of the files inside a ZIP, without ending; the stem of ``path`` when empty.

    Returns
    -------
    list of Finding
        What the format could not hold, one finding a field or kind of record; empty when nothing
        was left out.

    Raises
    ------
    InvalidInput
        When nothing writes this format.
    """
    one = writer(format)
    ready, findings = prepared(delivery, one.HOLDS, title=title(one), file=path.name)
    if not is_packed(one):
        one.write(ready, path, system=system)
        return findings
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        one.write(ready, Path(folder) / f"{name or path.stem}{one.ENDING}", system=system)
        _pack(Path(folder), path)
    return findings


def _pack(folder: Path, path: Path) -> None:
    """Pack all files below a folder into a ZIP whose bytes depend on nothing but theirs."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                member = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _ZIP_TIME)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.external_attr = 0o644 << 16
                with archive.open(member, "w") as out, file.open("rb") as data:
                    while block := data.read(1 << 20):
                        out.write(block)
