"""Unpack a delivered ZIP without trusting a word of it.

Everything that can be known from the directory is checked before a byte is written; the bytes are
counted while they are inflated, because sizes in the directory are only claims.
"""

import re
import stat
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cadastre.domain.errors import FileRefused, TooLarge
from cadastre.domain.findings import NO_TEXT, Finding, Severity, Text
from importers.archive_directory import DEFLATED, ArchiveFault, Member, read_directory
from importers.limits import Limits

_CHUNK: Final = 65_536
_ARCHIVE_NAME: Final = re.compile(r"\.(zip|rar|7z|gz|tgz|tar|bz2|xz|zst|cab|kmz|jar)$", re.I)
_ARCHIVE_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_WORKBOOK_NAME: Final = re.compile(r"\.xls[xm]$", re.I)
_TOOL_FOLDER: Final = "__MACOSX/"
"""Folder that a desktop adds by itself; it is never unpacked."""

_ADVICE: Final = {
    "archive_encrypted": Text(
        "请去掉密码后重新打包上传。", "Pack it again without a password and upload again."
    ),
    "archive_nested": Text(
        "请先解开里面的压缩包，只打包成果文件本身。",
        "Unpack the inner archive first and pack the files themselves.",
    ),
    "archive_too_large": Text(
        "请分批上传，或只打包需要的成果文件。",
        "Upload in parts, or pack only the result files.",
    ),
}
_REPACK: Final = Text(
    "请用常用压缩软件把成果文件重新打包为普通 ZIP 后上传。",
    "Pack the result files again as a plain ZIP with a common program and upload again.",
)


def unpack(path: Path, into: Path, *, limits: Limits, name: str = "") -> list[Path]:
    """Write the members of a ZIP below a folder and return their paths in archive order.

    Parameters
    ----------
    path
        The archive.
    into
        An existing folder that only this call writes to. When the archive is refused, no file
        of it is left there.
    limits
        Caps on entries, sizes, growth, names and depth.
    name
        Name of the archive for people; by default that of ``path``.

    Returns
    -------
    list of Path
        Files only. An archive with nothing but folders gives an empty list.

    Raises
    ------
    TooLarge
        When the archive, or what it unpacks to, is over a limit.
    FileRefused
        For anything else that is not a plain, honest archive.
    """
    name = name or path.name
    written: list[Path] = []
    try:
        with path.open("rb") as stream:
            for member in _checked(stream, path, limits):
                target = into / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as out:
                    written.append(target)
                    for chunk in inflate(stream, member):
                        out.write(chunk)
    except ArchiveFault as fault:
        for target in written:
            target.unlink(missing_ok=True)
        raise _refusal(fault, name) from fault
    return written


def inspect(path: Path, *, limits: Limits) -> None:
    """Check the directory of an archive without inflating anything.

    Raises
    ------
    TooLarge, FileRefused
        As :func:`unpack` does for what the directory shows.
    """
    try:
        with path.open("rb") as stream:
            _checked(stream, path, limits)
    except ArchiveFault as fault:
        raise _refusal(fault, path.name) from fault


def measure(path: Path, *, limits: Limits, name: str = "") -> None:
    """Inflate every member without keeping it, for workbooks, which are archives themselves.

    Raises
    ------
    TooLarge, FileRefused
        As :func:`unpack` does.
    """
    try:
        with path.open("rb") as stream:
            for member in _checked(stream, path, limits):
                for _ in inflate(stream, member):
                    pass
    except ArchiveFault as fault:
        raise _refusal(fault, name or path.name) from fault


def _checked(stream: BinaryIO, path: Path, limits: Limits) -> list[Member]:
    packed = path.stat().st_size
    if packed > limits.zip_bytes:
        _too_large(f"{packed} 字节", f"{packed} bytes", limits.zip_bytes)
    members = [
        member
        for member in read_directory(stream, most=limits.entries)
        if not member.name.startswith(_TOOL_FOLDER)
    ]
    for member in members:
        _check_name(member, limits)
        _check_claims(member, limits)
    _check_collisions(members)
    total = sum(member.size for member in members)
    if total > limits.unpacked_bytes:
        _too_large(f"解压后 {total} 字节", f"{total} bytes unpacked", limits.unpacked_bytes)
    return [member for member in members if not member.is_folder]


def _too_large(zh: str, en: str, limit: int, member: str = "") -> None:
    reason = Text(f"{zh}，上限 {limit}", f"{en}, {limit} allowed")
    raise ArchiveFault("archive_too_large", reason, member=member)


def _check_name(member: Member, limits: Limits) -> None:
    name = member.name
    parts = name.rstrip("/").split("/")
    problem = NO_TEXT
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in name):
        problem = Text("文件名含控制字符", "its name has control characters")
    elif name.startswith("/") or re.match(r"[A-Za-z]:", name):
        problem = Text("文件名是绝对路径", "its name is an absolute path")
    elif "\\" in name:
        problem = Text("文件名含反斜杠", "its name has a backslash")
    elif any(part in ("", ".", "..") for part in parts):
        problem = Text("文件名指向别的文件夹", "its name points to another folder")
    elif len(name) > limits.name_length or any(len(part.encode()) > 255 for part in parts):
        problem = Text(
            f"文件名超过 {limits.name_length} 个字符",
            f"its name is longer than {limits.name_length} characters",
        )
    elif len(parts) - (not member.is_folder) > limits.depth:
        problem = Text(
            f"文件夹超过 {limits.depth} 层", f"its folders are deeper than {limits.depth}"
        )
    if problem is not NO_TEXT:
        raise ArchiveFault("archive_unsafe_name", problem, member=name[:200])


def _check_claims(member: Member, limits: Limits) -> None:
    kind = stat.S_IFMT(member.mode)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        reason = Text("是链接或设备而不是文件", "it is a link or device, not a file")
        raise ArchiveFault("archive_unsafe_name", reason, member=member.name)
    if member.is_folder and (member.size or kind == stat.S_IFREG):
        reason = Text("文件夹条目带有内容", "a folder that has content")
        raise ArchiveFault("archive_damaged", reason, member=member.name)
    if _ARCHIVE_NAME.search(member.name):
        reason = Text("压缩包里还有压缩包", "an archive inside the archive")
        raise ArchiveFault("archive_nested", reason, member=member.name)
    if member.size > limits.ratio_from_bytes and member.size > limits.ratio * member.packed:
        times = member.size // max(1, member.packed)
        _too_large(f"解压后增大 {times} 倍", f"grows {times} times", limits.ratio, member.name)
    if member.size > limits.file_bytes:
        _too_large(f"{member.size} 字节", f"{member.size} bytes", limits.file_bytes, member.name)


def _check_collisions(members: list[Member]) -> None:
    """Refuse names that are one file on some system: equal but for case or composition."""
    files: dict[str, str] = {}
    folders: set[str] = set()
    for member in members:
        key = unicodedata.normalize("NFKC", member.name.rstrip("/")).casefold()
        parents = key.split("/")
        folders |= {"/".join(parents[:depth]) for depth in range(1, len(parents))}
        if member.is_folder:
            folders.add(key)
        elif key in files:
            reason = Text(f"与“{files[key]}”同名", f"has the name of “{files[key]}”")
            raise ArchiveFault("archive_duplicate", reason, member=member.name)
        else:
            files[key] = member.name
    for key in files.keys() & folders:
        reason = Text("既是文件又是文件夹", "is both a file and a folder")
        raise ArchiveFault("archive_duplicate", reason, member=files[key])


def inflate(stream: BinaryIO, member: Member) -> Iterator[bytes]:
    """Yield the bytes of a member, never more than it claims.

    Raises
    ------
    ArchiveFault
        When there are more or fewer bytes, when they are damaged, or are an archive themselves.
    """
    count, crc, first = 0, 0, True
    for chunk in _raw_chunks(stream, member):
        if first and chunk.startswith(_ARCHIVE_MAGIC) and not _WORKBOOK_NAME.search(member.name):
            reason = Text("压缩包里还有压缩包", "an archive inside the archive")
            raise ArchiveFault("archive_nested", reason, member=member.name)
        first = False
        count += len(chunk)
        crc = zlib.crc32(chunk, crc)
        if count > member.size:
            break
        yield chunk
    if count != member.size:
        reason = Text(
            f"实际大小与所写的 {member.size} 字节不符", f"is not {member.size} bytes long"
        )
        raise ArchiveFault("archive_size_lies", reason, member=member.name)
    if crc != member.crc:
        reason = Text("内容校验不符，文件已损坏", "its checksum is wrong: damaged")
        raise ArchiveFault("archive_damaged", reason, member=member.name)


def _raw_chunks(stream: BinaryIO, member: Member) -> Iterator[bytes]:
    stream.seek(member.start)
    left = member.packed
    engine = zlib.decompressobj(-zlib.MAX_WBITS) if member.method == DEFLATED else None
    while left:
        data = stream.read(min(left, _CHUNK))
        if not data:
            break
        left -= len(data)
        if engine is None:
            yield data
            continue
        while data and not engine.eof:
            try:
                out = engine.decompress(data, _CHUNK)
            except zlib.error as error:
                reason = Text("压缩数据已损坏", "its compressed data are damaged")
                raise ArchiveFault("archive_damaged", reason, member=member.name) from error
            data = engine.unconsumed_tail
            if out:
                yield out
    if engine is not None and (left or not engine.eof or engine.unused_data):
        reason = Text("压缩数据不完整", "its compressed data are not complete")
        raise ArchiveFault("archive_damaged", reason, member=member.name)


def _refusal(fault: ArchiveFault, name: str) -> FileRefused:
    of = Text(f"中的“{fault.member}”", f", member “{fault.member}”") if fault.member else NO_TEXT
    finding = Finding(
        code="FI06",
        kind=fault.kind,
        severity=Severity.ERROR,
        message=Text(
            f"压缩包“{name}”{of.zh}不能读入：{fault.reason.zh}。",
            f"The archive “{name}”{of.en} cannot be taken in: {fault.reason.en}.",
        ),
        advice=_ADVICE.get(fault.kind, _REPACK),
        file=name,
        found=fault.member,
    )
    return TooLarge(finding) if fault.kind == "archive_too_large" else FileRefused(finding)
