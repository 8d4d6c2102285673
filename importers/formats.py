"""Find the readers in this folder, and read a whole upload with them.

A reader is a module here with ``FORMAT`` (its word), ``recognises(path)`` (by content) and
``read(path, *, name, office_srid)``. Names of files decide nothing; they are only compared with
what the content turned out to be. Its name for people stands in :mod:`importers.format_names`.

Reading in chunks
-----------------
A reader of a format that may be large offers, beside ``read``::

    read_chunks(path, *, name, office_srid) -> Iterator[Delivery]

- A chunk holds at most :data:`importers.chunks.CHUNK_OBJECTS` parcels, buildings and units
  together; the reader's memory does not grow with the file (an index belongs on disk, under
  ``tempfile.gettempdir()``, and goes when the iterator ends or is closed).
- All chunks joined are what ``read`` gives: ``read`` is ``joined(read_chunks(...))``
  (:func:`importers.chunks.joined`), so the two cannot differ.
- Exactly one :class:`~importers.records.FileSummary`, in the last chunk, with the counts of the
  whole file; a file without objects gives one chunk with the summary alone.
- ``FileRefused`` is raised before the first chunk or not at all: what turns up later is a finding,
  and reading ends or goes on as the finding says. Anything else that is raised is a bug.
- A finding stands in the chunk of the object it is about, in the first one (what was found before
  records were made) or in the last one; it comes once, and a kind is cut at a hundred over the
  whole file, not in each chunk.
- Objects come in the order of the file. What belongs together (a unit and its building, a parcel
  and its boundary points) may stand in different chunks, the columns of holders in the chunk of
  their object.
- Figures are read as one system for the whole file: it is known before the first chunk is made.
- How far it is it says by :mod:`cadastre.domain.pace`.

:func:`read_chunks` asks every reader this way; one without ``read_chunks`` gives one chunk.
"""

import importlib
import pkgutil
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, Protocol, cast, runtime_checkable

import importers
from cadastre.domain.errors import FileRefused, TooLarge
from cadastre.domain.findings import Finding, Text
from importers import format_findings as say
from importers.archive import inspect, measure, unpack
from importers.archive_directory import ArchiveFault, read_directory
from importers.chunks import capped, joined
from importers.field_mapping import NO_MAPPING, in_force
from importers.format_names import READ, ZIP_TITLE, FormatName
from importers.headings import as_delivered
from importers.limits import DEFAULT_LIMITS, Limits, bounded_by
from importers.records import Delivery, FileSummary
from importers.turns import Turn
from importers.upload_pace import Progress, UploadPace, size_of

_NOT_READERS: Final = {"child", "sandbox", "formats"}
_SHAPEFILE_PARTS: Final = (
    *(".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix", ".fix", ".ain", ".aih"),
    *(".atx", ".ixs", ".mxs", ".shp.xml", ".qmd", ".qml"),
)
_DESKTOP_FILES: Final = {".ds_store", "thumbs.db", "desktop.ini"}
_ZIP_MARK: Final = b"PK"
_WORKBOOK_LIMITS: Final = {"entries": 2_000, "depth": 8, "name_length": 250}


class Reader(Protocol):
    """What a module of this folder offers to be a reader."""

    __name__: str
    FORMAT: str

    def recognises(self, path: Path) -> bool:
        """Tell by its content whether a file is of this format."""

    def read(self, path: Path, *, name: str, office_srid: int) -> Delivery:
        """Return the records and findings of one file; raise FileRefused for none at all."""


@runtime_checkable
class ChunkedReader(Reader, Protocol):
    """A reader whose files may be large; see the head of this module."""

    def read_chunks(self, path: Path, *, name: str, office_srid: int) -> Iterator[Delivery]:
        """Yield the records and findings of one file in chunks."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file to be read: where it is, and what people call it."""

    path: Path
    name: str


def _no_progress(percent: int, name: str) -> None:
    """Take progress and do nothing."""


@cache
def readers() -> tuple[Reader, ...]:
    """Return the reader modules of this folder by name."""
    modules = [
        importlib.import_module(f"importers.{found.name}")
        for found in pkgutil.iter_modules(importers.__path__)
        if found.name not in _NOT_READERS
    ]
    wanted = ("FORMAT", "recognises", "read")
    return tuple(
        cast(Reader, module) for module in modules if all(hasattr(module, n) for n in wanted)
    )


def format_name(reader: Reader) -> FormatName:
    """Return the name of a reader's format for people; its word when there is none."""
    return READ.get(reader.FORMAT) or FormatName(Text(reader.FORMAT, reader.FORMAT))


def identify(path: Path) -> Reader | None:
    """Return the reader that recognises the file's content, None when none does.

    A folder is offered to readers with ``FOLDER`` alone, a file to the others.
    """
    folder = path.is_dir()
    fitting = (one for one in readers() if getattr(one, "FOLDER", False) is folder)
    return next((reader for reader in fitting if reader.recognises(path)), None)


def read_files(
    paths: list[Path],
    *,
    office_srid: int,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = _no_progress,
    mapping: Mapping[str, str] = NO_MAPPING,
) -> Delivery:
    """Read all files of one upload.

    Parameters
    ----------
    paths
        Delivered files under their delivered names; the parts of one shapefile lie in one
        folder. ZIPs are unpacked into a temporary folder, one level deep.
    office_srid
        EPSG code of the office's plane system.
    limits
        Caps of the upload.
    progress
        Called with the name of the file being read and how much of all bytes is read, in percent:
        as each file is begun, and as often as a reader comes further (:mod:`cadastre.domain.pace`).
    mapping
        The sender's own field names and what they mean; see :mod:`importers.field_mapping`.

    Returns
    -------
    Delivery
        Records and findings of all files. Bad content never raises: a refused file is the
        finding that says why. No paths give an empty delivery.
    """
    way = _Way(_whole, office_srid, limits, mapping)
    delivery = joined(_read_each(paths, way, progress=progress))
    delivery.findings += say.lines_alone(delivery)
    return delivery


def read_chunks(
    paths: list[Path],
    *,
    office_srid: int,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = _no_progress,
    mapping: Mapping[str, str] = NO_MAPPING,
    turn: Turn | None = None,
    drop: Callable[[str], None] | None = None,
) -> Iterator[Delivery]:
    """Read all files of one upload chunk by chunk, in memory that does not grow with them.

    Parameters as in :func:`read_files`, whose delivery is all chunks joined, but for one thing: a
    file that turns out to go over ``limits`` keeps the chunks that were yielded before that, unless
    ``drop``, which is told its name, takes them back. Without a ``turn`` all files are read.

    Yields
    ------
    Delivery
        At most :data:`importers.chunks.CHUNK_OBJECTS` objects each, where the reader can chunk.
        The temporary folder lives as long as the iterator: exhaust or close it.
    """
    way = _Way(_in_chunks, office_srid, limits, mapping, turn, drop)
    return _read_each(paths, way, progress=progress)


def _read_each(paths: list[Path], way: "_Way", *, progress: Progress) -> Iterator[Delivery]:
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        unpacking = Delivery()
        files = list(_unpacked(paths, Path(folder), way.limits, unpacking))
        if unpacking.findings and (way.turn is None or way.turn.first):
            yield unpacking
        wanted = [file for file in files if not _is_part(file, files)]
        sizes = [size_of(file.path) for file in wanted]
        told = UploadPace(progress, sum(sizes))
        for file, size in zip(wanted, sizes, strict=True):
            with told.reading(file.name, size) as heard:
                if (yield from _read_one(file, way)):
                    heard(1)
                    told.behind += size


def admit(paths: list[Path], *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Refuse at the door what no reader would take, before anything is kept.

    Looks at beginnings and archive directories only; the rest shows when the files are read.

    Raises
    ------
    TooLarge, FileRefused
        A file is empty, too large, of no known format, or an archive that must not be unpacked.
    """
    files = [_File(path, path.name) for path in paths]
    for file in files:
        require_size(file.name, file.path.stat().st_size, limits=limits)
        if _is_archive(file.path):
            inspect(file.path, limits=limits)
        elif not _is_part(file, files) and identify(file.path) is None:
            raise FileRefused(_not_taken(file))


def require_size(name: str, size: int, *, limits: Limits) -> None:
    """Refuse an empty file (FileRefused) and one over the limit (TooLarge); sizes in bytes."""
    if size == 0:
        raise FileRefused(say.empty(name))
    if size > limits.file_bytes:
        raise TooLarge(say.too_large(name, size, limits.file_bytes))


def _unpacked(paths: list[Path], folder: Path, limits: Limits, result: Delivery) -> Iterator[_File]:
    taken: set[str] = set()
    for place, path in enumerate(paths):
        if not _is_archive(path):
            taken.add(path.name)
            yield _File(path, path.name)
            continue
        into = folder / str(place)
        into.mkdir()
        try:
            members = unpack(path, into, limits=limits)
        except FileRefused as refused:
            result.findings.append(refused.finding)
            continue
        if not members:
            result.findings.append(say.empty(path.name))
        for member in _geodatabases_whole(members, into):
            name = member.relative_to(into).as_posix()
            yield _File(member, f"{path.name}/{name}" if name in taken else name)
            taken.add(name)


def _geodatabases_whole(members: list[Path], into: Path) -> Iterator[Path]:
    """Yield unpacked files; those of a file geodatabase as the one folder that they are."""
    yielded: set[Path] = set()
    for member in members:
        above = [one for one in member.parents if one.is_relative_to(into) and one != into]
        whole = next((one for one in above if one.suffix.lower() == ".gdb"), member)
        if whole not in yielded:
            yielded.add(whole)
            yield whole


def _is_archive(path: Path) -> bool:
    """Tell a ZIP from a workbook, which is a ZIP of its own kind."""
    return _begins_as_zip(path) and not _is_workbook(path)


def _begins_as_zip(path: Path) -> bool:
    if path.is_dir():
        return False
    with path.open("rb") as stream:
        return stream.read(2) == _ZIP_MARK


def _is_workbook(path: Path) -> bool:
    with path.open("rb") as stream:
        try:
            members = read_directory(stream, most=_WORKBOOK_LIMITS["entries"])
        except ArchiveFault:
            return False
    return any(member.name == "[Content_Types].xml" for member in members)


def _is_part(file: _File, files: list[_File]) -> bool:
    """Tell the side files of a shapefile that is there, and what desktops leave behind."""
    name = file.path.name.lower()
    if name in _DESKTOP_FILES or name.startswith("._"):
        return True
    stem = next((name.removesuffix(end) for end in _SHAPEFILE_PARTS if name.endswith(end)), None)
    return stem is not None and any(
        other.path.parent == file.path.parent and other.path.name.lower() == f"{stem}.shp"
        for other in files
    )


def _whole(reader: Reader, file: _File, office_srid: int) -> Iterable[Delivery]:
    return [reader.read(file.path, name=file.name, office_srid=office_srid)]


def _in_chunks(reader: Reader, file: _File, office_srid: int) -> Iterable[Delivery]:
    if not isinstance(reader, ChunkedReader):
        return _whole(reader, file, office_srid)
    return reader.read_chunks(file.path, name=file.name, office_srid=office_srid)


@dataclass(frozen=True, slots=True)
class _Way:
    """How files are read: whole or in chunks, in which system, under which caps and mapping."""

    ask: Callable[[Reader, _File, int], Iterable[Delivery]]
    office_srid: int
    limits: Limits
    mapping: Mapping[str, str]
    turn: Turn | None = None
    drop: Callable[[str], None] | None = None


def _read_one(file: _File, way: _Way) -> Generator[Delivery, None, bool]:
    """Yield what is read of a file; return False where it is left for another turn."""
    reader: Reader | None = None
    try:
        reader = _reader_of(file, way.limits)
        if way.turn is not None and not way.turn.takes(getattr(reader, "DRIVER", None)):
            return False
        mismatch = _mismatch(file, reader)
        mapped = in_force(way.mapping, format=reader.FORMAT, normalise=as_delivered)
        with bounded_by(way.limits), mapped:
            records = way.ask(reader, file, way.office_srid)
            for chunk in capped(records, limits=way.limits, file=file.name, drop=way.drop):
                chunk.findings[:0] = mismatch
                mismatch = []
                yield chunk
    except FileRefused as refused:
        if way.turn is None or way.turn.first or reader is not None:
            yield _refused(file, refused.finding)
    return True


def _reader_of(file: _File, limits: Limits) -> Reader:
    """Return the reader of a file; refuse what is empty, too large, a bomb or of no format."""
    require_size(file.name, file.path.stat().st_size, limits=limits)
    if _begins_as_zip(file.path):
        measure(file.path, limits=replace(limits, **_WORKBOOK_LIMITS), name=file.name)
    reader = identify(file.path)
    if reader is None:
        raise FileRefused(_not_taken(file))
    return reader


def _mismatch(file: _File, reader: Reader) -> list[Finding]:
    ending, form = file.path.suffix.lower(), format_name(reader)
    if form.endings and ending not in form.endings:
        return [say.name_mismatch(file.name, ending, form)]
    return []


def _refused(file: _File, finding: Finding) -> Delivery:
    return Delivery(files=[FileSummary(file.name, format="")], findings=[finding])


def _accepted() -> Text:
    titles = [format_name(reader).title for reader in readers()] + [ZIP_TITLE]
    return Text("、".join(t.zh for t in titles), "; ".join(t.en for t in titles))


def _not_taken(file: _File) -> Finding:
    return say.not_taken(file.path, file.name, accepted=_accepted())
