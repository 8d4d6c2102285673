"""The directory of a ZIP file, read strictly.

The standard library opens archives whose parts contradict each other (overlapping members, names
cut at NUL, bytes in front): those contradictions are how an archive is made to mean one thing to a
checker and another to a reader. Here whatever is not plain is an :class:`ArchiveFault`. ZIP64 is
refused too: no archive within the size limit needs it.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO, Final, NamedTuple

from cadastre.domain.findings import Text

STORED: Final = 0
DEFLATED: Final = 8

_END: Final = struct.Struct("<4s4H2LH")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_UNICODE_NAME: Final = 0x7075
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_UTF_8: Final = 0x800
_ZIP64: Final = 0xFFFFFFFF


class ArchiveFault(Exception):
    """What refuses an archive; ``kind`` is the finding's word, ``reason`` ends its sentence."""

    def __init__(self, kind: str, reason: Text, *, member: str = "") -> None:
        super().__init__(reason.en)
        self.kind = kind
        self.reason = reason
        self.member = member


class _Central(NamedTuple):
    signature: bytes
    made_by: int
    needed: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    name_length: int
    extra_length: int
    comment_length: int
    disk: int
    internal: int
    external: int
    offset: int


@dataclass(frozen=True, slots=True)
class Member:
    """One entry: what the directory states, and where its compressed bytes lie in the file.

    ``mode`` is the Unix mode (0 when the writer gave none), ``offset`` where its own header is.
    """

    name: str
    size: int
    crc: int
    method: int
    mode: int
    offset: int
    start: int
    end: int

    @property
    def packed(self) -> int:
        """Number of compressed bytes."""
        return self.end - self.start

    @property
    def is_folder(self) -> bool:
        """Tell whether the entry only names a folder."""
        return self.name.endswith("/")


def _damaged(zh: str, en: str, member: str = "") -> ArchiveFault:
    return ArchiveFault("archive_damaged", Text(zh, en), member=member)


def read_directory(stream: BinaryIO, *, most: int) -> list[Member]:
    """Return the members of an archive whose parts all agree, in directory order.

    Parameters
    ----------
    stream
        The archive, seekable.
    most
        Number of entries that may be there.

    Raises
    ------
    ArchiveFault
        When anything is damaged, contradictory, encrypted or beyond the plain format.
    """
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04":
        raise _damaged("文件开头不是 ZIP 条目", "it does not begin with an entry")
    count, size, start = _end_record(stream)
    if count > most:
        reason = Text(f"内含 {count} 个条目，上限 {most} 个", f"{count} entries, {most} allowed")
        raise ArchiveFault("archive_too_large", reason)
    stream.seek(start)
    directory = stream.read(size)
    members, place = [], 0
    for _ in range(count):
        member, place = _entry(stream, directory, place)
        members.append(member)
    if place != len(directory):
        raise _damaged("目录中的条目数不符", "its directory holds more than it counts")
    _refuse_overlaps(members, start)
    return members


def _end_record(stream: BinaryIO) -> tuple[int, int, int]:
    """Return the number of entries, and size and place of the directory."""
    length = stream.seek(0, 2)
    stream.seek(max(0, length - 65_557))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise _damaged("缺少结尾目录，文件可能不完整", "its end record is missing: cut short?")
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(tail, at)
    if disk or first_disk or here != count:
        raise ArchiveFault("archive_unsupported", Text("是分卷压缩", "it is split over parts"))
    if _ZIP64 in (size, start) or count == 0xFFFF:
        raise ArchiveFault("archive_unsupported", Text("是 ZIP64 格式", "it is in ZIP64 format"))
    if len(tail) - at - _END.size != comment:
        raise _damaged("结尾注释长度不符", "the length of its comment is wrong")
    if start + size != length - len(tail) + at:
        raise _damaged("目录的位置或大小不符", "its directory is not where it says")
    return count, size, start


def _entry(stream: BinaryIO, directory: bytes, place: int) -> tuple[Member, int]:
    """Read one entry of the directory and hold it against the member's own header."""
    if place + _CENTRAL.size > len(directory):
        raise _damaged("目录不完整", "its directory is cut short")
    entry = _Central(*_CENTRAL.unpack_from(directory, place))
    if entry.signature != b"PK\x01\x02":
        raise _damaged("目录条目标记不符", "an entry of its directory has a wrong mark")
    place += _CENTRAL.size
    raw_name = directory[place : place + entry.name_length]
    place += entry.name_length
    extra = directory[place : place + entry.extra_length]
    place += entry.extra_length + entry.comment_length
    if place > len(directory):
        raise _damaged("目录不完整", "its directory is cut short")
    name = _decode_name(raw_name, extra, utf_8=bool(entry.flags & _UTF_8))
    if entry.flags & _ENCRYPTED:
        reason = Text("已加密", "it is encrypted")
        raise ArchiveFault("archive_encrypted", reason, member=name)
    if entry.method not in (STORED, DEFLATED):
        reason = Text(f"压缩方法 {entry.method} 不支持", f"compression method {entry.method}")
        raise ArchiveFault("archive_unsupported", reason, member=name)
    if entry.disk or _ZIP64 in (entry.packed, entry.size, entry.offset):
        reason = Text("是 ZIP64 或分卷条目", "it is a ZIP64 entry or on another part")
        raise ArchiveFault("archive_unsupported", reason, member=name)
    start = _data_start(stream, entry, raw_name, name)
    member = Member(
        name=name,
        size=entry.size,
        crc=entry.crc,
        method=entry.method,
        mode=entry.external >> 16,
        offset=entry.offset,
        start=start,
        end=start + entry.packed,
    )
    return member, place


def _data_start(stream: BinaryIO, entry: _Central, raw_name: bytes, name: str) -> int:
    stream.seek(entry.offset)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise _damaged("条目的位置不符", "an entry is not where the directory says", name)
    _, _, flags, method, *_, own_length, extra_length = _LOCAL.unpack(header)
    name_length, extra_length = int(own_length), int(extra_length)
    own_name = stream.read(name_length)
    if own_name != raw_name or method != entry.method or flags & _ENCRYPTED:
        raise _damaged("条目自身的说明与目录矛盾", "an entry contradicts the directory", name)
    return entry.offset + _LOCAL.size + name_length + extra_length


def _refuse_overlaps(members: list[Member], limit: int) -> None:
    """Refuse members that share bytes: a small file would unpack to any size."""
    taken = 0
    for member in sorted(members, key=lambda member: member.offset):
        if member.offset < taken:
            reason = Text("条目相互重叠", "its entries overlap")
            raise ArchiveFault("archive_overlap", reason, member=member.name)
        taken = member.end
    if taken > limit:
        raise _damaged("条目与目录重叠", "an entry runs into the directory")


def _decode_name(raw: bytes, extra: bytes, *, utf_8: bool) -> str:
    """Return the name: UTF-8 when flagged, else as a Chinese tool wrote it (UTF-8, GBK)."""
    fields = _extra_fields(extra)
    own = fields.get(_UNICODE_NAME, b"")
    if len(own) > 5 and own[0] == 1 and own[1:5] == struct.pack("<L", zlib.crc32(raw)):
        raw, utf_8 = own[5:], True
    for encoding in ("utf-8",) if utf_8 else ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    shown = raw.decode("ascii", "replace")
    reason = Text("文件名不是 UTF-8 或 GBK 编码", "its name is neither UTF-8 nor GBK")
    raise ArchiveFault("archive_unsafe_name", reason, member=shown)


def _extra_fields(extra: bytes) -> dict[int, bytes]:
    fields, place = {}, 0
    while place < len(extra):
        if place + 4 > len(extra):
            raise _damaged("附加字段不完整", "an extra field is cut short")
        key, length = struct.unpack_from("<2H", extra, place)
        place += 4
        if place + length > len(extra):
            raise _damaged("附加字段不完整", "an extra field is cut short")
        fields[key] = extra[place : place + length]
        place += length
    return fields
