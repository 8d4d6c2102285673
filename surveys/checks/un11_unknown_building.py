"""UN11: units belong to a building that was delivered."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.unit_rows import by_building
from surveys.domain.check import CheckContext, check


@check(
    code="UN11",
    kind="unknown_building",
    severity=Severity.WARNING,
    title=Text("户的幢号在自然幢中", "Units belong to a delivered building"),
    needs=("units", "buildings"),
    cites="GB/T 37346-2019",
)
def unknown_building(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """Units name a building number that no delivered building has.

    Why: units are placed in their building; a number that differs between table and map leaves
    them without a place.

    Put right: use one building number in both files, or deliver the building.
    """
    known = {building.building_number for building in delivery.buildings}
    for number, units in by_building(delivery).items():
        if not number or number in known:
            continue
        first = min(units, key=lambda unit: (unit.file, unit.line or 0))
        yield unknown_building.finding(
            Text(
                f"{first.file} 中 {len(units)} 户的幢号 {number} 不在交付的自然幢"
                f"（{'、'.join(sorted(known))}）中。",
                f"{len(units)} units of {first.file} name building {number}, which is not among "
                f"those delivered ({', '.join(sorted(known))}).",
            ),
            advice=Text(
                "请统一两份成果的幢号，或补交该自然幢。",
                "Use one number in both files, or deliver the building.",
            ),
            object_key=number,
            file=first.file,
            line=first.line,
            field="幢号",
            found=number,
            expected="、".join(sorted(known)),
        )
