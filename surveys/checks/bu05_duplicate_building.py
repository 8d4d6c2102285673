"""BU05: building numbers are unique on a parcel."""

from collections import defaultdict
from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import Shape, building_shapes
from surveys.domain.check import CheckContext, check


@check(
    code="BU05",
    kind="duplicate_building",
    severity=Severity.ERROR,
    title=Text("幢号在宗地内唯一", "Building numbers are unique on a parcel"),
    needs=("buildings",),
    cites="GB/T 37346-2019",
)
def duplicate_building(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Two buildings of one parcel have the same number in one file.

    Why: parcel code and building number together name the building and all units in it.

    Put right: give each building its own number; deliver the parts of one building as one record.
    """
    groups: dict[tuple[str, str], list[Shape]] = defaultdict(list)
    for building, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        if building.building_number:
            groups[(building.file, shape.key)].append(shape)
    for shapes in groups.values():
        if len(shapes) == 1:
            continue
        shapes.sort(key=lambda shape: shape.record.line or 0)
        lines = ", ".join(str(shape.record.line or "?") for shape in shapes[:5])
        yield duplicate_building.finding(
            Text(
                f"{shapes[0].thing.zh} 出现 {len(shapes)} 次（第 {lines} 行），应只有一次。",
                f"{shapes[0].thing.en} comes {len(shapes)} times (lines {lines}); it may come "
                "once.",
            ),
            advice=Text(
                "请改正幢号；一幢有几部分时请作为一条记录提供。",
                "Correct the numbers; deliver the parts of one building as one record.",
            ),
            field="幢号",
            found=shapes[0].key,
            **shapes[-1].place,
        )
