"""What ``cadastre convert`` says: findings, holders kept apart, and the file that was written."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from cadastre.domain.findings import Text
from exporters.formats import Writer, title
from importers.records import DeclaredSystem, Delivery
from surveys.domain.report_words import SIGNS, counted, place_note, said, word

MOST_TOLD: Final = 500
NOT_WRITTEN: Final = Text(
    "没有写出文件：请先改正以上错误。", "No file was written: mend the errors above first."
)
_KINDS: Final = ("parcels", "buildings", "units")


def finding_lines(findings: Sequence[Mapping[str, Any]], language: str) -> Iterator[str]:
    """Yield findings of a report with advice and place, which neighbours may have in common.

    Beyond the most that are told, their count.
    """
    shown = findings[:MOST_TOLD]
    for finding, following in zip_longest(shown, shown[1:]):
        severity = finding["severity"]
        sign = f"{SIGNS[severity]} {word(severity, language)}"
        yield f"{sign} {finding['code']}  {said(finding['message'], language)}"
        notes = _notes(finding, language)
        if following is None or _notes(following, language) != notes:
            yield from notes
    if len(findings) > MOST_TOLD:
        yield f"… {MOST_TOLD} / {len(findings)}"


def _notes(finding: Mapping[str, Any], language: str) -> list[str]:
    advice, place = said(finding["advice"], language), place_note(finding)
    return [f"    → {advice}"] * bool(advice) + [f"    {place}"] * bool(place)


def holders_line(delivery: Delivery, language: str) -> Iterator[str]:
    """Yield how many columns of holders were kept apart; never what stood in them."""
    columns = len({(holder.file, holder.field) for holder in delivery.holders})
    if columns:
        were = "column about holders was" if columns == 1 else "columns about holders were"
        yield said(
            Text(
                f"有 {columns} 列权利人信息已分开，没有写入文件。",
                f"{columns} {were} kept apart and not written.",
            ),
            language,
        )


def written_line(
    place: Path, one: Writer, delivery: Delivery, system: DeclaredSystem, language: str
) -> str:
    """Return the line that names the written file, what is in it, and in which system."""
    counts = {
        kind: len(getattr(delivery, kind))
        for kind in _KINDS
        if getattr(one.HOLDS, kind) is not None
    }
    parts = [said(title(one), language), counted(counts, language)]
    if system.srid is not None:
        parts.append(f"EPSG:{system.srid}")
    if system.zone_prefix is not None:
        zone = system.zone_prefix
        parts.append(said(Text(f"横坐标前加带号 {zone}", f"eastings behind zone {zone}"), language))
    begin = said(Text("已写出", "Written"), language)
    return f"{begin} {place}: {' · '.join(part for part in parts if part)}"
