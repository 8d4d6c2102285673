"""The demo county as plain data: districts, parcels, buildings with units, restrictions, holders.

Invented from end to end and the same on every run. Coordinates are EPSG:4547, northing and
easting in metres to the millimetre; parcels of one block share their corners exactly. Two places
are left free on purpose: the golden parcel (:mod:`demo.golden`), whose first registration is
open, and the second development (:mod:`demo.second_development`).
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from cadastre.domain.rings import ring_area_m2, rounded
from demo.county_records import County, DemoBuilding, DemoDistrict, DemoParcel, Roof
from demo.dice import dice
from demo.floors import divide
from demo.frame import Spot, corner, ring
from demo.houses import CONCRETE, House, houses
from demo.lots import Box, Lot, box_outline, cut, noded
from demo.people import holders, restrictions
from demo.plan import (
    BRIDGES_M,
    DISTRICTS,
    GREENS_M,
    ROWS_M,
    SUB_DISTRICTS,
    Block,
    blocks,
    sub_district_at,
)
from demo.streets import PLACE, AddressBook

__all__ = ["County", "DemoBuilding", "DemoDistrict", "DemoParcel", "Roof", "build_county"]

LAND_USE_SYSTEM = "GB/T 21010-2017"
SRID = 4547
GOLDEN_PARCEL_CODE = "410811001002GB00007"
SECOND_PARCEL_CODE = "410811001003GB00021"
KEPT_FREE = frozenset({GOLDEN_PARCEL_CODE, SECOND_PARCEL_CODE})

LAND_USES = {
    "h": ("0701", "城镇住宅用地"),
    "e": ("0701", "城镇住宅用地"),
    "t": ("0701", "城镇住宅用地"),
    "G": ("0701", "城镇住宅用地"),
    "D": ("0701", "城镇住宅用地"),
    "w": ("0701", "城镇住宅用地"),
    "v": ("0702", "农村宅基地"),
    "c": ("0501", "零售商业用地"),
    "s": ("0803", "教育用地"),
    "m": ("0805", "医疗卫生用地"),
    "g": ("0801", "机关团体用地"),
    "b": ("0801", "机关团体用地"),
    "i": ("0601", "工业用地"),
    "q": ("0810", "公园与绿地"),
    "p": ("0810", "公园与绿地"),
    "f": ("0102", "水浇地"),
}
KINDS = {"v": "JC", "b": "JB", "f": "JA"}
ESTATES = (
    *("示例花园", "样本家园", "演示新村", "范例苑", "虚构小区"),
    *("模拟名邸", "试样里", "参考嘉园", "假定佳苑", "练习雅居"),
    *("样板花苑", "示范馨园", "演示东苑", "示例北苑", "样章小区"),
    *("范本华庭", "示例南苑"),
)


def build_county() -> County:
    """Return the county; takes a second or two and gives equal values on every run."""
    districts, sub_districts = _districts()
    maker = _Register()
    for block in blocks():
        for lot in cut(block):
            maker.add(lot)
    maker.add_greens()
    maker.add_layers()
    units = [b.unit_code(u) for b in maker.buildings for u in b.units]
    built = {b.parcel_code for b in maker.buildings}
    land = [p.parcel_code for p in maker.parcels if p.parcel_code not in built]
    return County(
        districts=districts,
        sub_districts=sub_districts,
        parcels=tuple(maker.parcels),
        buildings=tuple(maker.buildings),
        restrictions=tuple(restrictions(units, land)),
        holders=tuple(holders([*units, *land])),
        roofs=tuple(maker.roofs),
    )


class _Register:
    """Gathers parcels and buildings and counts their codes."""

    def __init__(self) -> None:
        self.parcels: list[DemoParcel] = []
        self.buildings: list[DemoBuilding] = []
        self.roofs: list[Roof] = []
        self._book = AddressBook()
        self._last: defaultdict[str, int] = defaultdict(int)
        self._estates = iter(ESTATES)
        self._under: list[tuple[Lot, str]] = []

    def add(self, lot: Lot) -> None:
        """Register a lot with its buildings, unless it is one of the two kept free."""
        if lot.use in ("golden", "second"):
            return
        letter = lot.block.letter
        code = self._code(lot.block.sub_district, KINDS.get(letter, "GB"))
        address = self._book.address(lot)
        self._parcel(code, lot.outline, LAND_USES[letter], address, letter)
        estate = next(self._estates) if letter in "et" else ""
        registered = 0
        for house in houses(lot):
            self.roofs.append(Roof(house.footprint, house.storeys_above, house.style))
            if house.registered:
                registered += 1
                name = f"{estate}{registered}号楼" if estate else _name(lot, address, registered)
                self._building(code, f"{registered:04d}", name, address, house)
        if letter in "tq":
            self._under.append((lot, address))

    def add_greens(self) -> None:
        """Register the strips of green on both banks of the river, from bridge to bridge."""
        south, north = ROWS_M[0][0], ROWS_M[-1][1]
        edges = [south, *(side for bridge in BRIDGES_M for side in bridge), north]
        for west, east in GREENS_M:
            for low, high in zip(edges[::2], edges[1::2], strict=True):
                box = Box(*(round(side * 100) for side in (west, low, east, high)))
                middle = (west + east) / 2, (low + high) / 2
                for part in _slices(box, 12000):
                    code = self._code(sub_district_at(middle[0], part.south / 100), "GB")
                    street = "西岸" if west < 488 else "东岸"
                    self._parcel(
                        code,
                        dense(part),
                        LAND_USES["p"],
                        self._book.green(f"滨河{street}"),
                        "green",
                    )

    def add_layers(self) -> None:
        """Register what lies under and over the ground: garages (GX) and bridges of shops (GS)."""
        for lot, address in self._under:
            box = Box(
                lot.box.west + 800, lot.box.south + 800, lot.box.east - 800, lot.box.north - 800
            )
            code = self._code(lot.block.sub_district, "GX")
            use = ("1005", "交通服务场站用地")
            self._parcel(code, box_outline(box), use, f"{address}(地下)", "")
            self._building(code, "0001", "地下停车库", f"{address}(地下)", _garage(box))
        row = ROWS_M[3]
        for number, (west, east) in enumerate(
            ((-548, -536), (-430, -418), (106, 120), (226, 238)), start=1
        ):
            middle = (row[0] + row[1]) / 2
            box = Box(west * 100, round(middle * 100) - 400, east * 100, round(middle * 100) + 400)
            code = self._code(sub_district_at(west, middle), "GS")
            address = f"{PLACE}参考路空中连廊{number}号(地上)"
            self._parcel(code, box_outline(box), LAND_USES["c"], address, "")

    def _code(self, sub_district: str, kind: str) -> str:
        while True:
            self._last[sub_district + kind] += 1
            code = f"{sub_district}{kind}{self._last[sub_district + kind]:05d}"
            if code not in KEPT_FREE:
                return code

    def _parcel(
        self, code: str, outline: tuple[Spot, ...], use: tuple[str, str], address: str, cover: str
    ) -> None:
        boundary = ring([corner(spot) for spot in outline])
        area = rounded(ring_area_m2(boundary))
        self.parcels.append(
            DemoParcel(code, (boundary,), LAND_USE_SYSTEM, *use, address, area, cover)
        )

    def _building(self, code: str, number: str, name: str, address: str, house: House) -> None:
        units = divide(house, code + number)
        self.buildings.append(
            DemoBuilding(
                parcel_code=code,
                building_number=number,
                name=name,
                address=address,
                rings=(house.footprint,),
                storeys_above=house.storeys_above,
                storeys_below=house.storeys_below,
                structure=house.structure,
                completed_on=house.completed_on,
                footprint_area_m2=rounded(ring_area_m2(house.footprint)),
                floor_area_m2=sum((unit.built_m2 for unit in units), Decimal(0)),
                units=units,
            )
        )


def _name(lot: Lot, address: str, number: int) -> str:
    special = {"s": "演示学校", "m": "示例医院", "g": "样例办公楼", "i": "试验厂房", "b": "村委会"}
    if lot.block.letter in special:
        return f"{special[lot.block.letter]}{number}号楼"
    return address.removeprefix(PLACE) + ("商住楼" if lot.block.letter == "c" else "住宅楼")


def _garage(box: Box) -> House:
    outline = ring([corner(spot) for spot in box_outline(box)])
    return House(
        outline,
        storeys_above=0,
        storeys_below=1,
        layout="parking",
        rooms=36,
        style="",
        registered=True,
        structure=CONCRETE,
        completed_on=date(2020, 5, dice("garage", *box).randint(1, 28)),
    )


def _slices(box: Box, length: int) -> Iterator[Box]:
    """Yield a strip cut from south to north into pieces of about ``length`` centimetres."""
    count = max(1, round((box.north - box.south) / length))
    places = [box.south + round((box.north - box.south) * i / count) for i in range(count + 1)]
    for south, north in pairwise(places):
        yield Box(box.west, south, box.east, north)


def dense(box: Box) -> tuple[Spot, ...]:
    """Return a box's outline with a corner every twenty metres, so that it bends with the river."""
    step = 2000
    us = [box.west, *range((box.west // step + 1) * step, box.east, step), box.east]
    vs = [box.south, *range((box.south // step + 1) * step, box.north, step), box.north]
    return (
        *((u, box.north) for u in us[:-1]),
        *((box.east, v) for v in vs[:0:-1]),
        *((u, box.south) for u in us[:0:-1]),
        *((box.west, v) for v in vs[:-1]),
    )


def _districts() -> tuple[tuple[DemoDistrict, ...], tuple[DemoDistrict, ...]]:
    """Return districts and sub-districts, which share every corner along their common lines."""
    boxes = [Box(*(round(side * 100) for side in sides)) for _, _, *sides in SUB_DISTRICTS]
    wholes = [
        Box(
            min(b.west for b in parts),
            min(b.south for b in parts),
            max(b.east for b in parts),
            max(b.north for b in parts),
        )
        for parts in (boxes[:3], boxes[3:])
    ]
    block = Block("", 0, 0, 0, 0, 0, 0)
    lots = noded([Lot(block, dense(box), box, "") for box in [*wholes, *boxes]])
    names = [*DISTRICTS, *((code, name) for code, name, *_ in SUB_DISTRICTS)]
    made = [
        DemoDistrict(code, name, (ring([corner(spot) for spot in lot.outline]),))
        for (code, name), lot in zip(names, lots, strict=True)
    ]
    return tuple(made[:2]), tuple(made[2:])
