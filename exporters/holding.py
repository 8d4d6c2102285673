"""What a format can hold, and making a delivery fit it without losing anything in silence."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from cadastre.domain.findings import Finding, Severity, Text
from exporters.field_words import field_word
from exporters.figures import rings_of
from exporters.shared_points import labelled_otherwise
from importers.field_codes import is_holder_field
from importers.records import (
    BoundaryLineRecord,
    BuildingRecord,
    Delivery,
    ParcelRecord,
    PolygonRecord,
    RingRecord,
    UnitRecord,
)

Record = ParcelRecord | BuildingRecord | UnitRecord | BoundaryLineRecord

_PLACES: Final = frozenset({"file", "line", "attributes", "polygons", "points"})
"""Where a record came from is no part of what it says; the others are judged on their own."""
_WITH_THE_AREA: Final = frozenset({"declared_area_m2", "declared_area_step_m2"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What a format keeps of one kind of record.

    Parameters
    ----------
    fields
        Names of the record's fields that come back identical.
    attributes
        Keys of ``attributes`` that do.
    """

    fields: frozenset[str]
    attributes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Holds:
    """What a format can hold; None for a kind of record that it has no place for.

    Parameters
    ----------
    parcels, buildings, units, lines
        What is kept of each kind. Boundary lines (界址线) come back with their points, of which
        the two ends have labels.
    shapes
        True when polygons are kept.
    parts, holes
        True when a shape may have several parts, and holes.
    point_labels
        True when the labels of boundary points (界址点号) come back.
    one_label_a_place
        True when a place has one label, whatever the rings call it that come by.
    exact_decimals
        True when every digit of a coordinate comes back, trailing zeros too; False when figures
        are binary doubles, which give the same value to the digits of a survey.
    directions
        True when rings keep the direction they run in; False when the format prescribes one.
    text_bytes
        Bytes of UTF-8 that a text may take at most; None without a limit.
    replaced
        Characters that no text of the format can have, each with what is written instead.
    """

    parcels: Kept | None = None
    buildings: Kept | None = None
    units: Kept | None = None
    lines: Kept | None = None
    shapes: bool = True
    parts: bool = True
    holes: bool = True
    point_labels: bool = True
    one_label_a_place: bool = False
    exact_decimals: bool = True
    directions: bool = True
    text_bytes: int | None = None
    replaced: Mapping[str, str] = field(default_factory=dict)


_KINDS: Final = {
    "parcels": Text("宗地", "parcels"),
    "buildings": Text("自然幢", "buildings"),
    "units": Text("户", "units"),
    "lines": Text("界址线", "boundary lines"),
}


def prepared(
    delivery: Delivery, holds: Holds, *, title: Text, file: str
) -> tuple[Delivery, list[Finding]]:
    """Return what a writer is given, and what the format leaves out or changes.

    Holders, findings and file summaries are taken off without a word: they are never written.
    Line breaks and control characters of texts become blanks, in any format.
    """
    lost: Counter[Text] = Counter()
    changed: Counter[Text] = Counter()
    cut: Counter[Text] = Counter()
    ready = Delivery()
    for kind, words in _KINDS.items():
        records: list[Record] = getattr(delivery, kind)
        kept: Kept | None = getattr(holds, kind)
        if kept is None:
            if records:
                lost[words] += len(records)
            continue
        _count_lost(records, kept, holds, words, lost)
        setattr(ready, kind, [_fitted(record, holds, words, changed, cut) for record in records])
    if holds.one_label_a_place and (count := labelled_otherwise(ready.parcels)):
        lost[Text("同一位置的其他界址点号", "other point labels of the same place")] += count
    if delivery.totals:
        lost[Text("合计行", "total rows")] += len(delivery.totals)
    stated = [point for point in delivery.points if point.marker or point.method]
    if stated:
        lost[Text("界址点的界标和类型", "markers and methods of boundary points")] += len(stated)
    findings = [_not_held(what, count, title, file) for what, count in lost.items()]
    findings += [_text_changed(what, count, title, file) for what, count in changed.items()]
    findings += [_text_cut(what, count, title, file, holds) for what, count in cut.items()]
    return ready, findings


def _count_lost(
    records: Iterable[Record], kept: Kept, holds: Holds, words: Text, lost: Counter[Text]
) -> None:
    told = _PLACES | kept.fields
    if not kept.fields & _WITH_THE_AREA:
        told |= {"declared_area_step_m2"}  # its last digit is lost with the area
    for record in records:
        for entry in fields(record):
            value = getattr(record, entry.name)
            if entry.name not in told and value not in (None, ""):
                lost[_named(words, field_word(entry.name))] += 1
        for key, text in getattr(record, "attributes", {}).items():
            if text and key not in kept.attributes:
                lost[_named(words, field_word(key))] += 1
        _count_lost_shapes(getattr(record, "polygons", ()), holds, words, lost)
        if isinstance(record, BoundaryLineRecord):
            _count_lost_points(record, words, lost)


def _count_lost_shapes(
    polygons: tuple[PolygonRecord, ...], holds: Holds, words: Text, lost: Counter[Text]
) -> None:
    if polygons and not holds.shapes:
        lost[_named(words, Text("图形", "shape"))] += 1
        return
    if len(polygons) > 1 and not holds.parts:
        lost[_named(words, Text("多部分图形", "shape of several parts"))] += 1
    if any(polygon.holes for polygon in polygons) and not holds.holes:
        lost[_named(words, Text("空洞", "holes"))] += 1
    labelled = any(point.label for ring in rings_of(polygons) for point in ring.points)
    if labelled and not holds.point_labels:
        lost[_named(words, Text("界址点号", "point labels"))] += 1


def _count_lost_points(line: BoundaryLineRecord, words: Text, lost: Counter[Text]) -> None:
    """Count a single point, which is no line, and labels that are not those of both ends."""
    labels = [point.label for point in line.points]
    if len(labels) == 1:
        lost[_named(words, Text("单个点", "single point"))] += 1
    elif any(labels[1:-1]) or (any(labels) and not (labels[0] and labels[-1])):
        lost[_named(words, Text("界址点号", "point labels"))] += 1


def _named(records: Text, field: Text) -> Text:
    return Text(f"{records.zh}的“{field.zh}”", f"{field.en} of {records.en}")


def _fitted(
    record: Record, holds: Holds, words: Text, changed: Counter[Text], cut: Counter[Text]
) -> Record:
    def fit(name: str, text: str) -> str:
        plain = "".join(letter if letter.isprintable() else " " for letter in text).strip()
        for letter, instead in holds.replaced.items():
            plain = plain.replace(letter, instead)
        if holds.text_bytes is not None and len(plain.encode()) > holds.text_bytes:
            plain = plain.encode()[: holds.text_bytes].decode(errors="ignore").strip()
            cut[_named(words, field_word(name))] += 1
            return plain
        if plain != text:
            changed[_named(words, field_word(name))] += 1
        return plain

    new: dict[str, Any] = {
        entry.name: fit(entry.name, value)
        for entry in fields(record)
        if isinstance(value := getattr(record, entry.name), str)
    }
    if isinstance(record, BoundaryLineRecord):
        new["points"] = tuple(
            replace(point, label=fit("label", point.label)) for point in record.points
        )
        return replace(record, **new)
    new["attributes"] = {
        key: fit(key, text) for key, text in record.attributes.items() if not is_holder_field(key)
    }
    if hasattr(record, "polygons"):
        new["polygons"] = tuple(_fitted_polygon(polygon, fit) for polygon in record.polygons)
    return replace(record, **new)


def _fitted_polygon(polygon: PolygonRecord, fit: Any) -> PolygonRecord:
    def ring(one: RingRecord) -> RingRecord:
        return RingRecord(
            tuple(replace(point, label=fit("label", point.label)) for point in one.points)
        )

    return PolygonRecord(ring(polygon.outer), tuple(ring(hole) for hole in polygon.holes))


def _not_held(what: Text, count: int, title: Text, file: str) -> Finding:
    return Finding(
        code="EX01",
        kind="not_held",
        severity=Severity.WARNING,
        message=Text(
            f"{title.zh}不能表示{what.zh}，{count} 处未写出。",
            f"A {title.en} cannot hold the {what.en}; {count} were not written.",
        ),
        advice=Text("需要时请另选格式导出。", "Choose another format where it is needed."),
        file=file,
        found=str(count),
    )


def _text_changed(what: Text, count: int, title: Text, file: str) -> Finding:
    return Finding(
        code="EX02",
        kind="text_changed",
        severity=Severity.WARNING,
        message=Text(
            f"{title.zh}用作分隔的字符不能出现在文字中：{what.zh}有 {count} 处已用全角字符代替。",
            f"Characters that a {title.en} separates by cannot stand in a text: {count} in the "
            f"{what.en} were written as their full-width twins.",
        ),
        file=file,
        found=str(count),
    )


def _text_cut(what: Text, count: int, title: Text, file: str, holds: Holds) -> Finding:
    return Finding(
        code="EX03",
        kind="text_cut",
        severity=Severity.WARNING,
        message=Text(
            f"{title.zh}的文字最多 {holds.text_bytes} 字节：{what.zh}有 {count} 处已截断。",
            f"A text of a {title.en} has at most {holds.text_bytes} bytes: {count} in the "
            f"{what.en} were cut.",
        ),
        advice=Text("需要全文时请另选格式导出。", "Choose another format where all is needed."),
        file=file,
        found=str(count),
        expected=f"≤ {holds.text_bytes} B",
    )
