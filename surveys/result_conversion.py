"""A result as a file of another format, for the next office: by page and API alike.

The kept files are read once more, as they were read for the report, and written by one of the
writers. Coordinates are those of the delivery, digit for digit where the format holds decimals.
Holders are never written.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.domain.findings import Severity, Text
from cadastre.http import said
from exporters import formats
from importers.records import DeclaredSystem, Delivery
from surveys import mappings
from surveys.dry_check import slot
from surveys.models import SurveyResult
from surveys.reading_state import UNREAD
from surveys.services.delivery import delivery_of
from surveys.upload_limits import check_limits
from surveys.written_files import WrittenFile, written_file

AT_THE_DESK = Text(
    "请下载原文件，用命令行 cadastre convert 转换。",
    "Download the files and convert them with cadastre convert.",
)


@dataclass(frozen=True, slots=True)
class WrittenFormat:
    """A format that results are written in: its word, and its name in the reader's language."""

    word: str
    name: str


def written_formats() -> list[WrittenFormat]:
    """Return the formats that a result can be had in."""
    return [WrittenFormat(one.FORMAT, said(formats.title(one))) for one in formats.writers()]


def converted(result: SurveyResult, format: str) -> WrittenFile:
    """Read the files of a result again and write them in a format.

    Parameters
    ----------
    format
        Word of a writer, as in :func:`exporters.formats.writers`.

    Raises
    ------
    InvalidInput
        Nothing writes this format.
    Conflict
        The result is not read yet, its files cannot be read whole or are larger than what is
        converted while somebody waits, or too many are being converted.
    """
    ending = formats.ending(format)
    if result.status in UNREAD:
        raise Conflict(
            Text("该成果还没有读取。", "The result is not read yet."),
            advice=Text("请稍后再试。", "Try again in a moment."),
        )
    with slot() as free:
        if not free:
            raise Conflict(
                Text(
                    "正在转换或检查的文件太多。", "Too many files are being converted or checked."
                ),
                advice=Text("请过几秒再试。", "Try again in a few seconds."),
            )
        applied = mappings.applied(result.mapping)
        delivery = delivery_of(
            result, limits=check_limits(), mapping=applied.words if applied else {}
        )
    _require_whole(delivery)
    name = f"{result.project.parcel_code}-{result.stage_id}-v{result.version}"
    return written_file(delivery, name=f"{name}{ending}", format=format, system=_system(delivery))


def converted_as_asked(result: SurveyResult, query: Mapping[str, str]) -> WrittenFile:
    """Return a result in the format that ``file`` of a query names.

    Raises
    ------
    CadastreError
        As :func:`converted`; also when the query names no format.
    """
    if not query.get("file"):
        known = "、".join(one.word for one in written_formats())
        raise InvalidInput(
            Text("缺少参数 file。", "The parameter file is missing."),
            advice=Text(f"请写明格式：{known}。", f"Name a format: {known}."),
        )
    return converted(result, query["file"])


def _require_whole(delivery: Delivery) -> None:
    """Refuse what could not be read whole: the file would lack it, and nobody would see that."""
    errors = [one for one in delivery.findings if one.severity is Severity.ERROR]
    if errors:
        why = errors[0].message
        raise Conflict(
            Text(f"文件没有读全，不能转换：{why.zh}", f"The files were not read whole: {why.en}"),
            advice=AT_THE_DESK if errors[0].kind == "too_large" else errors[0].advice,
        )


def _system(delivery: Delivery) -> DeclaredSystem:
    """Return the office's system, which whole files are in; with their zone number, if one."""
    stated = [file.system for file in delivery.files if file.system and file.system.srid]
    prefixes = {one.zone_prefix for one in stated}
    return DeclaredSystem(settings.SRID, zone_prefix=prefixes.pop() if len(prefixes) == 1 else None)
