"""BU32: delivered buildings are of the project's parcel."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import Delivery
from surveys.checks.shapes import building_shapes
from surveys.domain.check import CheckContext, check


@check(
    code="BU32",
    kind="other_parcel",
    severity=Severity.ERROR,
    title=Text("自然幢属于本项目宗地", "Buildings are of the project's parcel"),
    needs=("buildings", "project_parcel"),
    cites="GB/T 37346-2019",
)
def other_parcel(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """A building names another parcel than the project's, one that was not delivered either.

    Why: what is accepted here is adopted for the project's parcel; a building of another one would
    be numbered under the wrong land.

    Put right: correct the parcel code, or upload the building to its own project.
    """
    known = {parcel.parcel_code for parcel in delivery.parcels} | {context.parcel_code, ""}
    for record, shape in zip(delivery.buildings, building_shapes(delivery), strict=True):
        if record.parcel_code in known:
            continue
        yield other_parcel.finding(
            Text(
                f"{shape.thing.zh} 写明属宗地 {record.parcel_code}，本项目宗地为 "
                f"{context.parcel_code}。",
                f"{shape.thing.en} says it is of parcel {record.parcel_code}; the project's is "
                f"{context.parcel_code}.",
            ),
            advice=Text(
                "请改正宗地代码，或上传到对应的项目。",
                "Correct the parcel code, or upload it to its own project.",
            ),
            field="宗地代码",
            found=record.parcel_code,
            expected=context.parcel_code,
            **shape.place,
        )
