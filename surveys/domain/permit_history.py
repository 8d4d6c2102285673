"""What permits and acceptance records say of the floor areas beside the adopted figures."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from surveys.domain.adopted import AdoptedFloorArea
from surveys.domain.decision import Note, square_metres
from surveys.domain.evidence import BaseStage, DocumentEvidence, DocumentKind
from surveys.domain.reuse_facts import Facts


def permit_notes(
    facts: Facts, floor_areas: Sequence[AdoptedFloorArea], *, all_buildings: bool
) -> Iterator[Note]:
    """Set the planning permit's area beside the adopted one: information, since both are accepted.

    Parameters
    ----------
    all_buildings
        Whether ``floor_areas`` are those of all buildings of the parcel; only then does a permit
        for the whole project have something to stand beside.
    """
    for permit in _latest_permits(facts):
        beside = [row for row in floor_areas if permit.building_number in ("", row.building_number)]
        if permit.area_m2 and beside and (permit.building_number or all_buildings):
            total = sum((row.floor_area_m2 for row in beside), Decimal(0))
            rules = sorted({row.area_rule for row in beside})
            if total != permit.area_m2:
                yield _permit_note(permit, permit.area_m2, total, rules)


def _latest_permits(facts: Facts) -> list[DocumentEvidence]:
    """Return the latest permit with an area for each building and for the project."""
    latest: dict[str, DocumentEvidence] = {}
    for document in facts.documents:
        if document.kind is DocumentKind.PLANNING_PERMIT and document.area_m2 is not None:
            latest.setdefault(document.building_number, document)
    return [latest[number] for number in sorted(latest)]


def _permit_note(
    permit: DocumentEvidence, permitted: Decimal, total: Decimal, rules: list[str]
) -> Note:
    percent = rounded((total - permitted) * 100 / permitted)
    what = Text(
        f"幢 {permit.building_number} " if permit.building_number else "",
        f"Building {permit.building_number}, " if permit.building_number else "The ",
    )
    said = Text("仅供参考，验收已通过", "information only, acceptance has passed")
    if permit.area_rule and rules != [permit.area_rule]:
        said = Text(
            f"规则不同（许可 {permit.area_rule}，登记 {'、'.join(rules)}），只并列，不按限差比较",
            f"different rules (permit {permit.area_rule}, registered {', '.join(rules)}): side by "
            "side, not compared by tolerance",
        )
    return Note(
        "permit_area_beside",
        Text(
            f"{what.zh}登记建筑面积 {square_metres(total)}，规划许可 {permit.number} 为 "
            f"{square_metres(permitted)}（{percent:+f}%）：{said.zh}。",
            f"{what.en}floor area to be registered {square_metres(total)}, planning permit "
            f"{permit.number} {square_metres(permitted)} ({percent:+f}%): {said.en}.",
        ),
        permit.building_number,
        percent,
        None,
        "%",
    )


def acceptance_note(facts: Facts, adopted: AdoptedFloorArea) -> Note | None:
    """Tell when the acceptance record states another floor area than the result adopted under it.

    A record for the whole project is looked at where the parcel has one building only. Somebody
    then has to confirm which version was accepted.
    """
    record = facts.acceptance(adopted.building_number)
    if (
        adopted.source.stage != BaseStage.COMPLETION.value
        or record is None
        or record.area_m2 is None
    ):
        return None
    comparable = record.area_rule in ("", adopted.area_rule)
    own = record.building_number or len(facts.building_numbers()) == 1
    if not comparable or not own or record.area_m2 == adopted.floor_area_m2:
        return None
    return _acceptance_note(adopted, record, record.area_m2)


def _acceptance_note(row: AdoptedFloorArea, record: DocumentEvidence, area: Decimal) -> Note:
    difference = row.floor_area_m2 - area
    figures = square_metres(difference, signed=True)
    return Note(
        "acceptance_area_differs",
        Text(
            f"幢 {row.building_number} 验收文件 {record.number} 的建筑面积为 "
            f"{square_metres(area)}，竣工成果为 {square_metres(row.floor_area_m2)}（{figures}）："
            "请人工确认验收的是哪一版成果。",
            f"Building {row.building_number}: acceptance record {record.number} states "
            f"{square_metres(area)}, the completion result {square_metres(row.floor_area_m2)} "
            f"({figures}): confirm which version was accepted.",
        ),
        row.building_number,
        difference,
        None,
        "m2",
    )
