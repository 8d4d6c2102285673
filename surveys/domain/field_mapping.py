"""A sending organisation's own field names as a document: read, checked, and written.

One JSON document for the page, the API and the desk (``cadastre check --mapping FILE.json``).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from importers.field_codes import FIELDS_BY_KIND, is_holder_field
from importers.format_names import READ
from importers.headings import as_delivered

FORMAT: Final = "cadastre-field-mapping"
FORMAT_VERSION: Final = "1.0"
MOST_ENTRIES: Final = 200
LONGEST_NAME: Final = 100
WORDS: Final = tuple(f"{kind}.{role}" for kind, roles in FIELDS_BY_KIND.items() for role in roles)
"""Everything a field may be mapped to; no column of holders is among it."""


@dataclass(frozen=True, slots=True)
class MappingEntry:
    """One field: its delivered name, our word for it, and the format it holds for (empty: all)."""

    field: str
    word: str
    format: str = ""


@dataclass(frozen=True, slots=True)
class AppliedMapping:
    """A mapping that files are read with, and how a report names it.

    ``name`` is the organisation it is of, or what people call its document; ``version`` None where
    the document has none; ``digest`` the SHA-256 (hex) of its entries, whatever their order.
    """

    name: str
    version: int | None
    digest: str
    words: Mapping[str, str]


def mapping_checked(entries: Iterable[MappingEntry]) -> tuple[MappingEntry, ...]:
    """Return the entries in their order when all can be used.

    Raises
    ------
    InvalidInput
        A name or word is none, a name is a holder's, or a name is given twice for one kind.
    """
    checked: list[MappingEntry] = []
    taken: set[tuple[str, str, str]] = set()
    for entry in entries:
        header = as_delivered(entry.field)
        if not header or len(entry.field) > LONGEST_NAME or "\x00" in entry.field:
            raise _refused(
                f"字段名“{entry.field[:40]}”为空或过长", f"“{entry.field[:40]}” is no name"
            )
        if is_holder_field(entry.field):
            raise InvalidInput(
                Text(
                    f"字段“{entry.field}”是权利人信息，不能对照为其他内容。",
                    f"The field “{entry.field}” is about holders and is never mapped to anything.",
                ),
                advice=Text("请去掉这一行。", "Take this row out."),
            )
        if entry.word not in WORDS:
            raise _refused(f"没有内容“{entry.word[:40]}”", f"there is no word “{entry.word[:40]}”")
        if entry.format and entry.format not in READ:
            raise _refused(
                f"没有格式“{entry.format[:40]}”", f"there is no format “{entry.format[:40]}”"
            )
        place = (header, entry.word.partition(".")[0], entry.format)
        if place in taken:
            raise _refused(f"字段“{entry.field}”重复", f"“{entry.field}” is given twice")
        taken.add(place)
        checked.append(entry)
    if len(checked) > MOST_ENTRIES:
        raise _refused(f"超过 {MOST_ENTRIES} 行", f"there are more than {MOST_ENTRIES} rows")
    return tuple(checked)


def mapping_from_json(data: bytes, *, name: str) -> tuple[MappingEntry, ...]:
    """Return the entries of a document; ``name`` is what people call it.

    Raises
    ------
    InvalidInput
        It is no document of this form, or an entry cannot be used.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InvalidInput(
            Text(f"“{name}”不是字段对照表（JSON）。", f"“{name}” is no field mapping (JSON)."),
            advice=Text(
                "请用字段对照页面下载的文件。", "Give one downloaded from the mapping's page."
            ),
        )
    return entries_of(document.get("entries"))


def applied_mapping(
    entries: Iterable[MappingEntry], *, name: str, version: int | None
) -> AppliedMapping | None:
    """Return a mapping as it is applied; None where it has no entries, which is none at all."""
    rows = sorted((as_delivered(one.field), one.word, one.format) for one in entries)
    if not rows:
        return None
    text = json.dumps(rows, ensure_ascii=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode("ascii")).hexdigest()
    return AppliedMapping(name, version, digest, mapping_for_readers(entries))


def applied_document(data: bytes, *, name: str) -> AppliedMapping | None:
    """Return the mapping of a document, under the name and version that it states.

    Raises
    ------
    InvalidInput
        As :func:`mapping_from_json`.
    """
    entries = mapping_from_json(data, name=name)
    told = json.loads(data)
    organisation, version = told.get("organisation"), told.get("version")
    return applied_mapping(
        entries,
        name=organisation[:LONGEST_NAME] if isinstance(organisation, str) else name,
        version=version if type(version) is int and version > 0 else None,
    )


def entries_of(rows: object) -> tuple[MappingEntry, ...]:
    """Return the entries of plain rows, checked. Raises InvalidInput as :func:`mapping_checked`."""
    names = ("field", "word", "format")
    if not isinstance(rows, list) or not all(
        isinstance(row, dict)
        and isinstance(row.get("field"), str)
        and isinstance(row.get("word"), str)
        and isinstance(row.get("format", ""), str)
        for row in rows
    ):
        raise _refused("entries 的形式不对", "the entries are not of their form")
    return mapping_checked(
        MappingEntry(**{name: row[name] for name in names if name in row}) for row in rows
    )


def mapping_as_document(entries: Sequence[MappingEntry], **about: Any) -> dict[str, Any]:
    """Return the document of a mapping; ``about`` stands beside the entries."""
    rows = [asdict(entry) for entry in entries]
    return {"format": FORMAT, "format_version": FORMAT_VERSION, **about, "entries": rows}


def mapping_for_readers(entries: Iterable[MappingEntry]) -> Mapping[str, str]:
    """Return the mapping as :func:`importers.formats.read_files` takes it."""
    words: dict[str, str] = {}
    for entry in entries:
        name = f"{entry.format}:{entry.field}" if entry.format else entry.field
        words[name] = f"{words[name]} {entry.word}" if name in words else entry.word
    return words


def _refused(zh: str, en: str) -> InvalidInput:
    return InvalidInput(
        Text(f"字段对照表不能使用：{zh}。", f"The field mapping cannot be used: {en}.")
    )
