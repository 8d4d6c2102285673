"""Deliveries drawn from what a format declares to hold."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from exporters.holding import Holds, Kept
from importers.field_codes import BUILDING_STRUCTURES, PLANNED_USES
from importers.records import (
    BoundaryLineRecord,
    BuildingRecord,
    Delivery,
    ParcelRecord,
    PointRecord,
    PolygonRecord,
    RingRecord,
    UnitRecord,
)

WORDS: Final = st.builds(
    lambda first, text: " ".join(f"{first}{text}".split()),
    st.sampled_from("示AbZ09-(&𠮷é"),
    st.text("例花园AbZ09-()#&'\"<>;；，,：。/ 𠮷é", max_size=10),
)
DIGITS: Final = st.text("0123456789", min_size=1, max_size=4)
USES: Final = st.sampled_from([*PLANNED_USES.values(), "车库"])
STRUCTURES: Final = st.sampled_from([*BUILDING_STRUCTURES.values(), "竹结构"])


def figures(decimals: int = 3, *, most: int = 900_000) -> st.SearchStrategy[Decimal]:
    """Draw positive figures of up to so many decimals, trailing zeros too."""
    return st.builds(
        lambda whole, places: Decimal(whole).scaleb(-places),
        st.integers(1, most),
        st.integers(0, decimals),
    )


@st.composite
def rings(
    draw: st.DrawFn, *, around: tuple[int, int], radius_mm: tuple[int, int], decimals: int
) -> RingRecord:
    """Draw a simple ring around a place: corners in the order of their direction.

    A large ring has six corners or more, so that its middle, where the holes are, lies inside.
    """
    least = 6 if radius_mm[0] > 50_000 else 3
    count = draw(st.integers(least, least + 3))
    labels = draw(st.lists(st.sampled_from(["J", "T", ""]), min_size=count, max_size=count))
    points = []
    for place in range(count):
        radius = draw(st.integers(*radius_mm))
        angle = 2 * math.pi * (place + draw(st.floats(0.05, 0.5))) / count
        digits = draw(st.integers(3, decimals))
        extra = draw(st.integers(0, 10 ** (digits - 3) - 1))
        northing = around[0] + round(radius * math.sin(angle))
        easting = around[1] + round(radius * math.cos(angle))
        points.append(
            PointRecord(
                f"{labels[place]}{place + 1}",
                Decimal(northing).scaleb(-3) + Decimal(extra).scaleb(-digits),
                Decimal(easting).scaleb(-3),
            )
        )
    return RingRecord(tuple(points[:: draw(st.sampled_from([1, -1]))]))


@st.composite
def shapes(draw: st.DrawFn, holds: Holds, *, around: tuple[int, int]) -> tuple[PolygonRecord, ...]:
    """Draw one or two polygons with up to two holes, as far as the format can hold them."""
    decimals = 6 if holds.exact_decimals else 3
    polygons = []
    for part in range(draw(st.integers(1, 2 if holds.parts else 1))):
        north, east = around[0] + part * 400_000, around[1]
        outer = draw(rings(around=(north, east), radius_mm=(90_000, 100_000), decimals=decimals))
        holes = [
            draw(rings(around=(north, east + side), radius_mm=(3_000, 5_000), decimals=decimals))
            for side in (-8_000, 8_000)[: draw(st.integers(0, 2 if holds.holes else 0))]
        ]
        polygons.append(PolygonRecord(outer, tuple(holes)))
    return tuple(polygons)


def parcel_codes() -> st.SearchStrategy[str]:
    """Draw parcel codes of the district 410811."""
    return st.builds(lambda place: f"410811001002GB{place:05d}", st.integers(1, 99_999))


_SPECIAL: Final[Mapping[str, Callable[[], st.SearchStrategy[object]]]] = {
    "parcel_code": parcel_codes,
    "building_number": lambda: st.builds("{:04d}".format, st.integers(1, 9999)),
    "land_use_code": lambda: st.sampled_from(["0701", "071", "0501"]),
    "structure": lambda: STRUCTURES,
    "use": lambda: USES,
    "storeys_above": lambda: st.integers(1, 60),
    "kind": lambda: st.sampled_from(["7", "01", "9", "道路"]),
    "position": lambda: st.sampled_from(["", "1", "2"]),
    "quality": lambda: st.sampled_from(["", "600001", "600004"]),
    "storeys_below": lambda: st.integers(0, 6),
    "section": lambda: DIGITS,
    "room": lambda: DIGITS,
    "coefficient": lambda: figures(6, most=999_999),
}
_FIGURE_ATTRIBUTES: Final = ("_m2", "coefficient")


def _fields(kept: Kept, kind: type) -> dict[str, st.SearchStrategy[object]]:
    drawn: dict[str, st.SearchStrategy[object]] = {}
    for name in kept.fields:
        hint = kind.__annotations__[name]
        if name in _SPECIAL:
            drawn[name] = _SPECIAL[name]()
        elif "Decimal" in str(hint):
            drawn[name] = st.none() | figures()
        else:
            drawn[name] = WORDS
    return drawn


def _attributes(kept: Kept) -> st.SearchStrategy[dict[str, str]]:
    texts = {
        key: figures().map(lambda figure: format(figure, "f"))
        if key.endswith(_FIGURE_ATTRIBUTES)
        else USES
        if key == "use"
        else WORDS
        for key in sorted(kept.attributes - {"area_stage"})
    }
    return st.fixed_dictionaries({}, optional=texts)


@st.composite
def parcels(draw: st.DrawFn, holds: Holds, kept: Kept, place: int) -> ParcelRecord:
    """Draw one parcel; parcels stand two kilometres apart."""
    shape = draw(shapes(holds, around=(3_898_000_000 + place * 2_000_000, 432_000_000)))
    values = {name: draw(one) for name, one in _fields(kept, ParcelRecord).items()}
    if "parcel_code" in values:
        values["parcel_code"] = f"410811001002GB{place + 1:05d}"
    if {"declared_area_m2", "declared_area_step_m2"} <= values.keys():
        # A stated area is near the real one, here about 28,000 m2, and has its step's digits.
        step = Decimal(1).scaleb(draw(st.integers(-4, 0)))
        values["declared_area_m2"] = Decimal(draw(st.integers(26_000, 29_000))) + step
        values["declared_area_m2"] = values["declared_area_m2"].quantize(step)
        values["declared_area_step_m2"] = step
    return ParcelRecord(
        **{
            **{"file": "a", "line": None, "parcel_code": "", "name": "", "polygons": shape},
            **values,
            "attributes": draw(_attributes(kept)),
        }
    )


@st.composite
def buildings(draw: st.DrawFn, holds: Holds, kept: Kept, place: int) -> BuildingRecord:
    """Draw one building; each has a number of its own."""
    shape = draw(shapes(holds, around=(3_898_000_000 + place * 2_000_000, 433_000_000)))
    values = {name: draw(one) for name, one in _fields(kept, BuildingRecord).items()}
    values["building_number"] = f"{place + 1:04d}"
    if "floor_area_m2" in values and values["floor_area_m2"] is None:
        values["floor_area_m2"] = draw(figures())  # a presale area alone is the floor area
    return BuildingRecord(
        **{
            **{"file": "a", "line": None, "parcel_code": "", "name": "", "polygons": shape},
            **values,
            "attributes": draw(_attributes(kept)),
        }
    )


@st.composite
def units(draw: st.DrawFn, kept: Kept, place: int) -> UnitRecord:
    """Draw one unit; its storey is a number with a name, or a name that is no number."""
    values = {name: draw(one) for name, one in _fields(kept, UnitRecord).items()}
    number = draw(st.none() | st.integers(-3, 60).filter(bool))
    label = "夹层" if number is None else draw(st.sampled_from(["", str(number), "3A"]))
    values |= {"storey_number": number, "storey_label": label}
    values["building_number"] = f"{draw(st.integers(1, 3)):04d}"
    code = f"410811001002GB00001F{values['building_number']}{place + 1:04d}"
    values["unit_code"] = draw(st.sampled_from(["", code]))
    attributes = draw(_attributes(kept))
    stages = ["", "completion", "presale"] if "area_stage" in kept.attributes else [""]
    stage = draw(st.sampled_from(stages))
    if stage == "presale":  # areas of the other stage are kept beside measured ones only
        attributes = {k: v for k, v in attributes.items() if not k.startswith("presale_")}
    if values.get("built_m2") is None:
        values["built_m2"] = draw(figures())
    if {"inner_m2", "shared_m2"} <= values.keys() and draw(st.booleans()):  # it shares nothing
        values |= {"inner_m2": values["built_m2"], "shared_m2": Decimal("0.00")}
    if stage:
        attributes["area_stage"] = stage
    known = {name: one for name, one in values.items() if name in kept.fields}
    needed = ("file", "line", "building_number", "section", "storey_number", "storey_label", "room")
    blank: dict[str, object] = dict.fromkeys(needed, "")
    blank |= {"file": "a", "line": None, "storey_number": None}
    return UnitRecord(**{**blank, **known, "attributes": attributes})


def sides(ring: RingRecord, start: int, count: int) -> tuple[PointRecord, ...]:
    """Return so many corners of a ring one after the other; those between the ends unlabelled."""
    run = (ring.points * 2)[start : start + count]
    if not (run and run[0].label and run[-1].label):
        return tuple(replace(point, label="") for point in run)
    return run[0], *(replace(point, label="") for point in run[1:-1]), run[-1]


@st.composite
def lines(draw: st.DrawFn, kept: Kept, among: list[ParcelRecord]) -> BoundaryLineRecord:
    """Draw one boundary line along a ring of a parcel, between it and a neighbour or alone."""
    values = {name: draw(one) for name, one in _fields(kept, BoundaryLineRecord).items()}
    codes = [one.parcel_code for one in among if one.parcel_code]
    if codes:
        named = draw(st.lists(st.sampled_from(codes), min_size=1, max_size=2, unique=True))
        values["parcel_codes"] = "/".join(named)
    ring = draw(st.sampled_from(among)).polygons[0].outer
    start = draw(st.integers(0, len(ring.points) - 1))
    points = sides(ring, start, draw(st.sampled_from([0, 2, 2, 3])))
    return BoundaryLineRecord(file="a", line=None, points=points, **values)


@st.composite
def deliveries(draw: st.DrawFn, holds: Holds) -> Delivery:
    """Draw a delivery of all that a format declares to hold."""
    delivery = Delivery()
    if holds.parcels is not None:
        count = draw(st.integers(1, 3))
        delivery.parcels = [draw(parcels(holds, holds.parcels, i)) for i in range(count)]
    if holds.buildings is not None:
        count = draw(st.integers(0, 2))
        delivery.buildings = [draw(buildings(holds, holds.buildings, i)) for i in range(count)]
    if holds.units is not None:
        count = draw(st.integers(0, 4))
        delivery.units = [draw(units(holds.units, i)) for i in range(count)]
    if holds.lines is not None:
        count = draw(st.integers(0, 4))
        delivery.lines = [draw(lines(holds.lines, delivery.parcels)) for _ in range(count)]
    return delivery
