"""PA10: a parcel lies in the sub-district of its code."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import rounded
from importers.records import Delivery
from surveys.checks.drawing import drawing_of
from surveys.checks.limits import COSTLIEST_OVERLAY, OVERLAP_AREA_M2, OVERLAP_WIDTH_M
from surveys.checks.overlaps import own_code, parsed
from surveys.checks.plane import left_out
from surveys.checks.shapes import Shape
from surveys.domain.check import CheckContext, Unchecked, check
from surveys.domain.check_context import Row


@check(
    code="PA10",
    kind="outside_district",
    severity=Severity.ERROR,
    title=Text("宗地在其代码的地籍子区内", "A parcel lies in the sub-district of its code"),
    needs=("parcel_shapes", "register"),
    cites="GB/T 37346-2019; GB/T 42547-2023",
)
def outside_district(delivery: Delivery, context: CheckContext) -> Iterator[Finding | Unchecked]:
    """A parcel does not lie in the cadastral sub-district that its code names.

    Why: positions 1 to 12 of the code are its place. A parcel that only sticks out of its
    sub-district is a warning; one that lies elsewhere has the wrong code or wrong coordinates.

    Put right: correct the code or the coordinates; a parcel across two sub-districts is split.
    """
    drawing = drawing_of(delivery, context)
    compared = drawing.sound_parcels
    yield from left_out(drawing.parcels, compared)
    drawn = zip(compared, drawing.sound_parcels_in_full, strict=True)
    coded = [(s, code, full) for (s, _), full in drawn if (code := parsed(own_code(s, context)))]
    found = context.rows(
        srid=context.office_srid,
        places=list(range(len(coded))),
        codes=[code.sub_district_code for _, code, _ in coded],
        shapes=[full for _, _, full in coded],
        area_m2=OVERLAP_AREA_M2,
        half_width_m=OVERLAP_WIDTH_M / 2,
        costliest=COSTLIEST_OVERLAY,
    )
    for row in found:
        shape, code, _ = coded[row["place"]]
        if row["state"] == "no_districts":
            yield Unchecked(Text("缺少地籍子区图层", "missing: the layer of sub-districts"))
        elif row["state"] == "too_costly":
            yield Unchecked(shape.too_large)
        else:
            yield _finding(shape, code.sub_district_code, row)


def _finding(shape: Shape, code: str, row: Row) -> Finding:
    is_partial = row["state"] == "sticks_out"
    return outside_district.finding(
        _sentence(shape, code, row),
        advice=Text(
            "请核对宗地代码前 12 位和坐标；跨地籍子区的宗地应分割。",
            "Check the first twelve characters of the code and the coordinates; split a parcel "
            "that lies across two sub-districts.",
        ),
        severity=Severity.WARNING if is_partial else Severity.ERROR,
        field="宗地代码",
        found=row["lies_in"] or "",
        expected=code,
        measured=row["measured"] if is_partial else None,
        limit=OVERLAP_AREA_M2 if is_partial else None,
        unit="m2" if is_partial else "",
        location=(round(row["easting_m"], 3), round(row["northing_m"], 3)),
        **shape.place,
    )


def _sentence(shape: Shape, code: str, row: Row) -> Text:
    name = shape.thing
    if row["state"] == "unknown":
        return Text(
            f"{name.zh} 代码中的地籍子区 {code} 不存在。",
            f"{name.en}: there is no sub-district {code}.",
        )
    if row["state"] == "sticks_out":
        area = rounded(row["measured"])
        return Text(
            f"{name.zh} 有 {area} m² 超出其地籍子区 {code}。",
            f"{area} m² of {name.en} stick out of its sub-district {code}.",
        )
    if row["lies_in"]:
        return Text(
            f"{name.zh} 不在其代码的地籍子区 {code} 内，而在 {row['lies_in']} 内。",
            f"{name.en} lies in sub-district {row['lies_in']}, not in {code} of its code.",
        )
    return Text(
        f"{name.zh} 不在其代码的地籍子区 {code} 内，也不在其他地籍子区内。",
        f"{name.en} lies in no sub-district, in particular not in {code} of its code.",
    )
