"""What is said of two building tables: one sentence for each change, in both languages."""

from collections.abc import Sequence

from cadastre.domain.findings import NO_TEXT, Text
from cadastre.domain.rings import rounded
from surveys.domain.compare_rows import TableRow
from surveys.domain.compare_tables import ChangeKind, TableDifference, UnitChange

KIND_WORDS: dict[ChangeKind, Text] = {
    ChangeKind.SAME: Text("同一户", "same unit"),
    ChangeKind.SECTION_RENAMED: Text("单元改名", "section renamed"),
    ChangeKind.STOREY_SHIFTED: Text("随层顺移", "storey shifted"),
    ChangeKind.RENUMBERED: Text("改号", "renumbered"),
    ChangeKind.RENAMED: Text("改名", "renamed"),
    ChangeKind.MOVED: Text("移位", "moved"),
    ChangeKind.SPLIT: Text("分割", "split"),
    ChangeKind.MERGED: Text("合并", "merged"),
    ChangeKind.ADDED: Text("增加", "added"),
    ChangeKind.REMOVED: Text("减少", "removed"),
}


def name_of(unit: TableRow) -> Text:
    """Return how a unit is named: section and room, and its storey where no room is given."""
    if not unit.room:
        where = unit.storey_label or str(unit.storey_number or "")
        return Text(f"{where}层", f"storey {where}") if where else Text("整幢", "whole building")
    parts = [part for part in (unit.section.removesuffix("单元"), unit.room) if part]
    return Text("-".join(parts), "-".join(parts))


def _names(units: Sequence[TableRow]) -> Text:
    names = [name_of(unit) for unit in units]
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _storey(unit: TableRow) -> str:
    return unit.storey_label or (str(unit.storey_number) if unit.storey_number else "?")


def explained(change: UnitChange) -> Text:
    """Say in one sentence what became of a unit and why it is thought so."""
    old, new = _names(change.before), _names(change.after)
    said = _said(change, old, new)
    remarks = _remarks(change)
    return Text(
        "；".join([said.zh, *(remark.zh for remark in remarks)]) + "。",
        "; ".join([said.en, *(remark.en for remark in remarks)]) + ".",
    )


def _said(change: UnitChange, old: Text, new: Text) -> Text:
    kind = change.kind
    if kind is ChangeKind.SAME:
        if change.respelled:
            return Text(
                f"{old.zh} 即 {new.zh}，写法不同", f"{old.en} is {new.en}, spelled otherwise"
            )
        return Text(f"{new.zh} 为同一户", f"{new.en} is the same unit")
    if kind is ChangeKind.ADDED:
        return Text(f"增加 {new.zh}：前表无对应户", f"{new.en} added: none of the first table fits")
    if kind is ChangeKind.REMOVED:
        return Text(
            f"减少 {old.zh}：后表无对应户", f"{old.en} removed: none of the second table fits"
        )
    if kind is ChangeKind.SPLIT:
        return Text(
            f"{old.zh} 疑分割为 {new.zh}{_sums(change).zh}",
            f"{old.en} seems split into {new.en}{_sums(change).en}",
        )
    if kind is ChangeKind.MERGED:
        return Text(
            f"{old.zh} 疑合并为 {new.zh}{_sums(change).zh}",
            f"{old.en} seem merged into {new.en}{_sums(change).en}",
        )
    return _kept_elsewhere(change, old, new)


def _kept_elsewhere(change: UnitChange, old: Text, new: Text) -> Text:
    before, after = change.before[0], change.after[0]
    sections = f"{before.section} → {after.section}"
    storeys = f"{_storey(before)} → {_storey(after)}"
    if change.kind is ChangeKind.SECTION_RENAMED:
        return Text(
            f"{new.zh} 为同一户，单元改名 {sections}",
            f"{new.en} is the same unit, its section renamed {sections}",
        )
    if change.kind is ChangeKind.STOREY_SHIFTED:
        physical = f"{before.storey_number} → {after.storey_number}"
        return Text(
            f"{old.zh} 即 {new.zh}，因层数增减随层顺移（实际层 {physical}）",
            f"{old.en} is {new.en}, shifted with its storey ({physical})",
        )
    why = _why(change)
    if change.kind is ChangeKind.MOVED:
        place = storeys if before.storey_number != after.storey_number else sections
        return Text(
            f"{old.zh} 移至 {new.zh}（{place}），{why.zh}",
            f"{old.en} moved to {new.en} ({place}), {why.en}",
        )
    word = KIND_WORDS[change.kind]
    return Text(
        f"{old.zh} {word.zh}为 {new.zh}，{why.zh}", f"{old.en} {word.en} {new.en}, {why.en}"
    )


def _why(change: UnitChange) -> Text:
    """Say what speaks for a unit being the same although its label or place is another."""
    before, after = change.before[0], change.after[0]
    if before.unit_code and before.unit_code == after.unit_code:
        return Text("单元代码相同", "by its unit code")
    sign = Text("位置", "place")
    if change.kind is ChangeKind.MOVED:
        sign = Text("室号", "number")
    if change.before_m2 is not None and change.after_m2 is not None:
        pair = f"{rounded(change.before_m2)} / {rounded(change.after_m2)} m²"
        return Text(f"{sign.zh}与面积相符（{pair}）", f"by its {sign.en} and area ({pair})")
    return Text(f"{sign.zh}相符", f"by its {sign.en}")


def _sums(change: UnitChange) -> Text:
    if change.before_m2 is None or change.after_m2 is None:
        return NO_TEXT
    pair = f"{rounded(change.before_m2)} → {rounded(change.after_m2)} m²"
    return Text(f"（合计 {pair}）", f" ({pair} together)")


def _remarks(change: UnitChange) -> list[Text]:
    remarks = []
    if change.use_changed:
        uses = f"{change.before[0].use} → {change.after[0].use}"
        remarks.append(Text(f"用途变更 {uses}", f"use changed {uses}"))
    if change.code_changed:
        codes = f"{change.before[0].unit_code} → {change.after[0].unit_code}"
        remarks.append(Text(f"单元代码变更 {codes}", f"unit code changed {codes}"))
    if change.is_notable and len(change.before) == len(change.after) == 1:
        remarks.append(
            Text(
                f"面积误差比 {change.ratio_percent:+f}%，超过 3%，仅供参考",
                f"area differs by {change.ratio_percent:+f} %, more than 3 %, for information",
            )
        )
    return remarks


def summary_of(table: TableDifference) -> Text:
    """Say in one sentence what became of all units of a building."""
    counts = table.counts
    zh = [f"{KIND_WORDS[kind].zh} {count}" for kind, count in counts.items()]
    en = [f"{KIND_WORDS[kind].en}: {count}" for kind, count in counts.items()]
    zh += [f"单元 {one} 改名为 {other}" for one, other in table.sections]
    en += [f"section {one or '-'} renamed {other or '-'}" for one, other in table.sections]
    for storeys, word in (
        (table.storeys_inserted, Text("增加实际层", "storeys put in")),
        (table.storeys_removed, Text("减少实际层", "storeys taken out")),
    ):
        if storeys:
            listed = ", ".join(map(str, storeys))
            zh.append(f"{word.zh} {listed}")
            en.append(f"{word.en}: {listed}")
    return Text("，".join(zh) + "。" if zh else "", ", ".join(en) + "." if en else "")
