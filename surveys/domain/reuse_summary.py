"""The one sentence above a decision."""

from collections.abc import Iterable, Iterator

from cadastre.domain.findings import Text
from surveys.domain.decision import MissingItem, Outcome, State
from surveys.domain.reuse_facts import Said

_BLOCKS = {
    "overlap": Text("与现行宗地重叠", "the boundary overlaps a current parcel"),
    "dispute": Text("界址有争议", "a boundary line is in dispute"),
    "code_invalid": Text("代码有误", "a code is invalid"),
    "unit_list_mismatch": Text(
        "预售与竣工的户不一致", "the units of presale and completion differ"
    ),
    "unit_duplicate": Text("楼盘表有重复的户", "the building table has a unit twice"),
    "boundary_changed": Text("界址已变化", "the boundary has changed"),
}


def summarise(outcome: Outcome, said: Said) -> Text:
    """Say how much is reused and what is missing or in the way."""
    count = len(said.rows)
    reused = sum(row.state is State.ADOPTED for row in said.rows)
    if outcome in (Outcome.REUSE, Outcome.REUSE_WITH_NOTE):
        asked = sum(row.needs_confirmation for row in said.rows)
        zh = f"无需重新测绘：{count} 项数据全部沿用"
        en = f"No new survey needed: {reused} of {count} data reused"
        if asked:
            return Text(
                f"{zh}，其中 {asked} 项请人工确认", f"{en}, {asked} to be confirmed by hand"
            )
        return Text(zh, en)
    so_far = Text(f"{count} 项数据中 {reused} 项可沿用", f"{reused} of {count} data can be reused")
    missing = list(_names(said.missing))
    zh = "、".join(name.zh for name in missing)
    en = ", ".join(name.en for name in missing)
    lacking = Text(f"；尚缺：{zh}", f"; still missing: {en}") if missing else Text("", "")
    if outcome is Outcome.BLOCK:
        kinds = dict.fromkeys(block.kind for block in said.blocks if block.stops_case)
        why = [_BLOCKS[kind] for kind in kinds]
        return Text(
            f"不能自动沿用：{'、'.join(text.zh for text in why)}；{so_far.zh}{lacking.zh}",
            f"Stopped: {', '.join(text.en for text in why)}; {so_far.en}{lacking.en}",
        )
    return Text(so_far.zh + lacking.zh, so_far.en + lacking.en)


def _names(missing: Iterable[MissingItem]) -> Iterator[Text]:
    for item in missing:
        number = item.building_number
        yield Text(
            f"{item.name.zh}（幢 {number}）" if number else item.name.zh,
            f"{item.name.en} (building {number})" if number else item.name.en,
        )
