"""BU24: building numbers of a parcel follow each other."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import Shape, building_shapes
from surveys.checks.stated import some
from surveys.domain.check import CheckContext, check


@check(
    code="BU24",
    kind="number_left_out",
    severity=Severity.INFORMATION,
    title=Text("幢号连续", "Building numbers follow each other"),
    needs=("several_buildings",),
    cites="GB/T 37346-2019",
)
def number_left_out(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Between the building numbers of a parcel some are left out.

    Why: a building may have been forgotten in the delivery. Where it is registered already, or
    was pulled down, its number stays its own and nothing is wrong.

    Put right: nothing, or deliver the building that was forgotten.
    """
    groups: dict[tuple[str, str], list[Shape]] = defaultdict(list)
    for record, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        number = record.building_number
        if len(number) == 4 and number.isdecimal() and number.isascii():
            groups[(record.file, record.parcel_code)].append(shape)
    for (_, parcel), shapes in sorted(groups.items()):
        numbers = {int(shape.key[-4:]) for shape in shapes}
        missing = sorted(set(range(min(numbers), max(numbers))) - numbers)
        if not missing:
            continue
        told = some([f"{number:04d}" for number in missing])
        last = max(shapes, key=lambda shape: shape.key)
        yield number_left_out.finding(
            Text(
                f"宗地 {parcel} 交付的自然幢幢号中缺 {told}。",
                f"Among the building numbers delivered for parcel {parcel}, {told} are missing.",
            ),
            advice=Text(
                "若有遗漏的自然幢请补交；否则无须处理。",
                "Deliver a forgotten building; otherwise nothing is to be done.",
            ),
            field="幢号",
            found=f"{min(numbers):04d}–{max(numbers):04d}",
            expected=told,
            measured=Decimal(len(missing)),
            **last.place,
        )
