"""What records may hold at most, and letters that no text of a register may have.

Every reader's records pass here, so a new format is bounded without a line of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

from cadastre.domain.errors import TooLarge
from cadastre.domain.findings import NO_TEXT, Finding, Severity, Text
from importers.limits import Limits
from importers.records import (
    BoundaryLineRecord,
    BoundaryPointRecord,
    BuildingRecord,
    BuildingTotalRecord,
    Delivery,
    HolderRecord,
    ParcelRecord,
    UnitRecord,
)
from importers.reporting import Notes

Record = (
    ParcelRecord
    | BuildingRecord
    | UnitRecord
    | BuildingTotalRecord
    | HolderRecord
    | BoundaryLineRecord
    | BoundaryPointRecord
)
R = TypeVar("R", bound=Record)

# Controls, the marks that turn writing direction, and halves of surrogate pairs.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """Objects and vertices of what was read so far."""

    objects: int
    vertices: int

    def plus(self, other: "Counted") -> "Counted":
        """Return the sums."""
        return Counted(self.objects + other.objects, self.vertices + other.vertices)


NOTHING: Final = Counted(0, 0)


def count(delivery: Delivery) -> Counted:
    """Return how many objects and vertices a delivery holds."""
    records = len(delivery.parcels) + len(delivery.buildings) + len(delivery.units)
    vertices = sum(map(_vertices, delivery.parcels)) + sum(map(_vertices, delivery.buildings))
    return Counted(records, vertices)


def is_over(counted: Counted, limits: Limits) -> bool:
    """Tell whether one file holds more objects or vertices than it may."""
    return counted.objects > limits.features or counted.vertices > limits.vertices_per_file


def refuse_over(counted: Counted, *, limits: Limits, file: str, may_be_more: bool) -> None:
    """Refuse a file of too many objects or vertices; they were counted, no record was made.

    ``may_be_more`` is true when counting was left off before the end of the file.

    Raises
    ------
    TooLarge
        With the finding ``too_large`` that :func:`cap_records` gives as well.
    """
    too_many = _too_many(counted, limits)
    if too_many is not None:
        page = Notes(file)
        least = Text("至少", "at least ") if may_be_more else NO_TEXT
        _say_too_many(page, *too_many, least=least)
        raise TooLarge(page.close()[0])


def cap_records(
    delivery: Delivery,
    *,
    limits: Limits,
    file: str,
    before: Counted = NOTHING,
    keeps_before: bool = True,
) -> Delivery:
    """Return what one file yielded, cut to the limits, with findings for what was cut.

    Parameters
    ----------
    delivery
        All that one file yielded, or one chunk of it.
    limits
        More features or vertices than these drop all records of the file; a polygon of more
        rings or vertices is taken off its record; a longer text is cut.
    file
        Name of the file for people.
    before
        What earlier chunks of the file held; it counts towards the limits of the file.
    keeps_before
        False when the caller drops earlier chunks of a file that goes over the limits.
    """
    page = Notes(file)
    too_many = _too_many(before.plus(count(delivery)), limits)
    if too_many is not None:
        _say_too_many(page, *too_many, rest_only=bool(before.objects and keeps_before))
        return Delivery(files=delivery.files, findings=delivery.findings + page.close())
    result = Delivery(
        files=delivery.files,
        parcels=[_clean(_shape(item, limits, page), limits, page) for item in delivery.parcels],
        buildings=[_clean(_shape(item, limits, page), limits, page) for item in delivery.buildings],
        units=[_clean(item, limits, page) for item in delivery.units],
        totals=[_clean(item, limits, page) for item in delivery.totals],
        holders=[_clean(item, limits, page) for item in delivery.holders],
        lines=[_clean(item, limits, page) for item in delivery.lines],
        points=[_clean(item, limits, page) for item in delivery.points],
    )
    result.findings = [_plain(finding) for finding in delivery.findings + page.close()]
    return result


def _too_many(counted: Counted, limits: Limits) -> tuple[Text, int, int] | None:
    if counted.objects > limits.features:
        return Text("对象", "objects"), counted.objects, limits.features
    if counted.vertices > limits.vertices_per_file:
        return Text("坐标点", "vertices"), counted.vertices, limits.vertices_per_file
    return None


def _say_too_many(
    page: Notes,
    what: Text,
    count: int,
    limit: int,
    *,
    least: Text = NO_TEXT,
    rest_only: bool = False,
) -> None:
    rest = Text("其余", "the rest was not") if rest_only else Text("", "nothing was")
    page.add(
        "FI07",
        "too_large",
        Text(
            f"文件“{page.file}”含{what.zh}{least.zh} {count} 个，上限 {limit} 个，"
            f"{rest.zh}未读入。",
            f"“{page.file}” has {least.en}{count} {what.en}, {limit} allowed; {rest.en} taken in.",
        ),
        advice=Text("请分成几个文件上传。", "Upload it in several files."),
        found=str(count),
        expected=str(limit),
    )


def _vertices(item: ParcelRecord | BuildingRecord) -> int:
    return sum(len(ring.points) for part in item.polygons for ring in part.rings)


S = TypeVar("S", ParcelRecord, BuildingRecord)


def _shape(item: S, limits: Limits, page: Notes) -> S:
    """Take polygons off a record that has more vertices or rings than one object may."""
    vertices = _vertices(item)
    rings = sum(1 + len(part.holes) for part in item.polygons)
    if vertices <= limits.vertices_per_polygon and rings <= limits.rings_per_polygon:
        return item
    key = _key(item)
    page.add(
        "FI07",
        "too_large",
        Text(
            f"“{key}”有 {rings} 圈 {vertices} 个坐标点，上限 {limits.rings_per_polygon} 圈 "
            f"{limits.vertices_per_polygon} 个，图形未读入。",
            f"“{key}” has {rings} rings with {vertices} vertices, {limits.rings_per_polygon} and "
            f"{limits.vertices_per_polygon} are allowed; its shape was not taken in.",
        ),
        advice=Text("请核对图形，或拆分后上传。", "Check the shape, or upload it in parts."),
        object_key=key,
        line=item.line,
        found=str(vertices),
        expected=str(limits.vertices_per_polygon),
    )
    return replace(item, polygons=())


def _key(item: Record) -> str:
    for name in ("parcel_code", "building_number", "object_key", "name"):
        if text := str(getattr(item, name, "")):
            return _UNSAFE.sub("\ufffd", text)[:60]
    return ""


def _texts(item: Record) -> Iterator[tuple[str, str]]:
    for entry in fields(item):
        value = getattr(item, entry.name)
        if isinstance(value, str):
            yield entry.name, value


def _clean(item: R, limits: Limits, page: Notes) -> R:
    changed: dict[str, Any] = {
        name: cleaned
        for name, value in _texts(item)
        if (cleaned := _text(item, name, value, limits, page)) != value
    }
    attributes: dict[str, str] = getattr(item, "attributes", {})
    tidy = {
        _UNSAFE.sub("\ufffd", name)[: limits.text_length]: _text(item, name, value, limits, page)
        for name, value in attributes.items()
    }
    if tidy != attributes:
        changed["attributes"] = tidy
    return replace(item, **changed) if changed else item


def _text(item: Record, name: str, value: str, limits: Limits, page: Notes) -> str:
    if len(value) > limits.text_length:
        page.add(
            "FI08",
            "text_too_long",
            Text(
                f"“{_key(item)}”的“{name}”有 {len(value)} 个字符，"
                f"上限 {limits.text_length}，已截断。",
                f"{name} of “{_key(item)}” has {len(value)} characters, {limits.text_length} are "
                "allowed; it was cut.",
            ),
            advice=Text("请缩短后重新上传。", "Shorten it and upload again."),
            object_key=_key(item),
            line=item.line,
            field=name,
            found=str(len(value)),
            expected=str(limits.text_length),
        )
        value = value[: limits.text_length]
    if _UNSAFE.search(value):
        value = _UNSAFE.sub("\ufffd", value)
        page.warn(
            "FI27",
            "control_characters",
            Text(
                f"“{_key(item)}”的“{name}”含不可见的控制字符，已替换为 \ufffd。",
                f"{name} of “{_key(item)}” has invisible control characters; they were replaced "
                "by \ufffd.",
            ),
            advice=Text("请改正该字段后重新上传。", "Correct this field and upload again."),
            object_key=_key(item),
            line=item.line,
            field=name,
            found="" if isinstance(item, HolderRecord) else value[:60],
        )
    return value


def _plain(finding: Finding) -> Finding:
    """Keep control characters of a file out of messages, too."""
    changed: dict[str, Any] = {}
    for entry in fields(finding):
        value = getattr(finding, entry.name)
        if isinstance(value, Severity):
            continue
        if isinstance(value, str) and _UNSAFE.search(value):
            changed[entry.name] = _UNSAFE.sub("\ufffd", value)
        elif isinstance(value, Text) and _UNSAFE.search(value.zh + value.en):
            changed[entry.name] = Text(
                _UNSAFE.sub("\ufffd", value.zh), _UNSAFE.sub("\ufffd", value.en)
            )
    return replace(finding, **changed) if changed else finding
