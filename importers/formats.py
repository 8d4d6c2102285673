"""Find the readers in this folder, and read a whole upload with them.

A reader is a module here with ``FORMAT`` (its word), ``recognises(path)`` (by content) and
``read(path, *, name, office_srid)``. Names of files decide nothing; they are only compared with
what the content turned out to be.
"""

import importlib
import pkgutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, Protocol, cast

import importers
from cadastre.domain.errors import FileRefused, TooLarge
from cadastre.domain.findings import Finding, Severity, Text
from importers.archive import inspect, measure, unpack
from importers.archive_directory import ArchiveFault, read_directory
from importers.format_names import READ, ZIP_TITLE, FormatName, known_but_not_read
from importers.limits import DEFAULT_LIMITS, Limits
from importers.record_caps import cap_records
from importers.records import Delivery, FileSummary

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
    """Return the reader that recognises the file's content, None when none does."""
    return next((reader for reader in readers() if reader.recognises(path)), None)


def read_files(
    paths: list[Path],
    *,
    office_srid: int,
    limits: Limits = DEFAULT_LIMITS,
    progress: Callable[[int, str], None] = _no_progress,
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
        Called with percent (0 to 100) and the name of the file that is read next.

    Returns
    -------
    Delivery
        Records and findings of all files. Bad content never raises: a refused file is the
        finding that says why. No paths give an empty delivery.
    """
    result = Delivery()
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        files = list(_unpacked(paths, Path(folder), limits, result))
        wanted = [file for file in files if not _is_part(file, files)]
        total = sum(file.path.stat().st_size + 1 for file in wanted)
        done = 0
        for file in wanted:
            progress(done * 100 // total, file.name)
            result.extend(_read_one(file, office_srid=office_srid, limits=limits))
            done += file.path.stat().st_size + 1
    progress(100, "")
    return result


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
        raise FileRefused(_empty(name))
    if size > limits.file_bytes:
        raise TooLarge(_too_large(name, size, limits.file_bytes))


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
            result.findings.append(_empty(path.name))
        for member in members:
            name = member.relative_to(into).as_posix()
            yield _File(member, f"{path.name}/{name}" if name in taken else name)
            taken.add(name)


def _is_archive(path: Path) -> bool:
    """Tell a ZIP from a workbook, which is a ZIP of its own kind."""
    return _begins_as_zip(path) and not _is_workbook(path)


def _begins_as_zip(path: Path) -> bool:
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


def _read_one(file: _File, *, office_srid: int, limits: Limits) -> Delivery:
    try:
        require_size(file.name, file.path.stat().st_size, limits=limits)
        if _begins_as_zip(file.path):
            measure(file.path, limits=replace(limits, **_WORKBOOK_LIMITS), name=file.name)
        reader = identify(file.path)
        if reader is None:
            return _refused(file, _not_taken(file))
        delivery = reader.read(file.path, name=file.name, office_srid=office_srid)
    except FileRefused as refused:
        return _refused(file, refused.finding)
    ending = file.path.suffix.lower()
    if format_name(reader).endings and ending not in format_name(reader).endings:
        delivery.findings.insert(0, _name_mismatch(file.name, ending, format_name(reader)))
    return cap_records(delivery, limits=limits, file=file.name)


def _refused(file: _File, finding: Finding) -> Delivery:
    return Delivery(files=[FileSummary(file.name, format="")], findings=[finding])


def _empty(name: str) -> Finding:
    return Finding(
        code="FI01",
        kind="empty_file",
        severity=Severity.ERROR,
        message=Text(f"文件“{name}”是空的，没有内容。", f"“{name}” is empty."),
        advice=Text("请核对文件后重新上传。", "Check the file and upload it again."),
        file=name,
        found="0",
    )


def _too_large(name: str, size: int, limit: int) -> Finding:
    return Finding(
        code="FI07",
        kind="too_large",
        severity=Severity.ERROR,
        message=Text(
            f"文件“{name}”有 {size} 字节，上限 {limit} 字节。",
            f"“{name}” has {size} bytes, {limit} are allowed.",
        ),
        advice=Text("请分成几个文件上传。", "Upload it in several files."),
        file=name,
        found=str(size),
        expected=str(limit),
    )


def _accepted() -> Text:
    titles = [format_name(reader).title for reader in readers()] + [ZIP_TITLE]
    return Text("、".join(t.zh for t in titles), "; ".join(t.en for t in titles))


def _not_taken(file: _File) -> Finding:
    accepted, known = _accepted(), known_but_not_read(file.path)
    lower = file.path.name.lower()
    if any(lower.endswith(end) for end in (".dbf", ".shx", ".prj")):
        kind, code = "shapefile_incomplete", "FI29"
        message = Text(
            f"“{file.name}”是 Shapefile 的一部分，但没有同名的 .shp。",
            f"“{file.name}” is a part of a Shapefile, but there is no .shp of its name.",
        )
        advice = Text(
            "请把 .shp、.shx、.dbf、.prj 一起上传。",
            "Upload .shp, .shx, .dbf and .prj together.",
        )
    elif known is not None:
        kind, code = "format_not_read", "FI04"
        message = Text(
            f"“{file.name}”是{known[0].zh}，本系统尚不能读入。",
            f"“{file.name}” is {known[0].en}, which cannot be read yet.",
        )
        advice = known[1]
    else:
        kind, code = "unknown_format", "FI02"
        message = Text(
            f"“{file.name}”的内容不是可读入的格式。可读入：{accepted.zh}。",
            f"The content of “{file.name}” is of no format that is read. Read are: {accepted.en}.",
        )
        advice = Text(
            "请核对文件是否完整、是否选错文件。",
            "Check that the file is complete and the right one.",
        )
    return Finding(
        code=code,
        kind=kind,
        severity=Severity.ERROR,
        message=message,
        advice=advice,
        file=file.name,
        expected=accepted.zh,
    )


def _name_mismatch(name: str, ending: str, form: FormatName) -> Finding:
    return Finding(
        code="FI03",
        kind="name_mismatch",
        severity=Severity.WARNING,
        message=Text(
            f"“{name}”的扩展名是“{ending}”，内容却是{form.title.zh}；已按内容读入。",
            f"“{name}” ends in “{ending}”, but its content is a {form.title.en}; read as that.",
        ),
        advice=Text("请改正文件名，以免用错。", "Correct the name, lest the file be misused."),
        file=name,
        found=ending,
        expected=form.endings[0],
    )
