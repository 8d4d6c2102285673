"""The town plan: which block is used for what, and where streets run between them.

Blocks stand in columns (west to east) and rows (south to north); gaps between them are streets.
Metres on the grid of :mod:`demo.frame`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

COLUMNS_M = (
    (-640, -548),
    (-536, -430),
    (-418, -312),
    (-282, -182),
    (-170, -74),
    (-62, 106),
    (120, 226),
    (238, 344),
    (356, 442),
    (530, 640),
    (652, 760),
    (780, 890),
    (902, 1090),
)
ROWS_M = (
    (-560, -470),
    (-458, -378),
    (-366, -276),
    (-252, -164),
    (-152, -52.1),
    (-40.1, 49.9),
    (69.9, 160),
    (172, 262),
    (286, 376),
    (388, 476),
    (488, 570),
)

# One letter a block, north on top: h old quarter, e housing estate, t towers, c shops and offices,
# s school, g offices of the county, m hospital, i industry, q square, p park, v village,
# b village committee, f fields, w land waiting to be built on, G the golden parcel's block,
# D the second development's.
BLOCKS = (
    "hhhehhshevvff",
    "hhshehthhvvbf",
    "whhccchDhhvff",
    "hehcgqchhwhvf",
    "hhhccmhhehhef",
    "hshchGhhhchbf",
    "hheehhhpphhvf",
    "cccceccccciif",
    "hhhchccheciif",
    "htshhhshhehvf",
    "hhhehwihhvvff",
)

WEST_M, EAST_M = -652.0, 902.0
SOUTH_M, NORTH_M = -572.0, 582.0
FIELDS_EAST_M = 1102.0
RIVER_M = (468.0, 508.0)
GREENS_M = ((452.0, 466.0), (510.0, 520.0))
BRIDGES_M = ((-276.0, -252.0), (49.9, 69.9), (262.0, 286.0))

SUB_DISTRICTS = (
    # code, name, west, south, east, north
    ("410811001001", "演示街道老城社区", WEST_M, SOUTH_M, -297.0, NORTH_M),
    ("410811001002", "演示街道河西社区", -297.0, SOUTH_M, 488.0, 274.0),
    ("410811001003", "演示街道北关社区", -297.0, 274.0, 488.0, NORTH_M),
    ("410811002001", "样例镇南桥村", 488.0, SOUTH_M, FIELDS_EAST_M, -264.0),
    ("410811002002", "样例镇河东村", 488.0, -264.0, FIELDS_EAST_M, 274.0),
    ("410811002003", "样例镇北渡村", 488.0, 274.0, FIELDS_EAST_M, NORTH_M),
)
DISTRICTS = (("410811001", "演示街道"), ("410811002", "样例镇"))

ROADS_EAST_WEST = (
    "南环路",
    "样本路",
    "试样路",
    "人工路",
    "参考路",
    "虚构路",
    "示例路",
    "演示路",
    "示例大道",
    "样板路",
    "范例路",
    "北环路",
)
"""Names from south to north: road i runs south of row i."""

STREETS_NORTH_SOUTH = (
    "西环街",
    "范本街",
    "模拟街",
    "演示大街",
    "试验街",
    "假定街",
    "示例街",
    "练习街",
    "样例街",
    "滨河街",
    "河东街",
    "样章街",
    "东环街",
    "田间街",
)
"""Names from west to east: street i runs west of column i."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its letter, its place in the plan and its sides on the grid, in centimetres."""

    letter: str
    column: int
    row: int
    west: int
    south: int
    east: int
    north: int

    @property
    def sub_district(self) -> str:
        """Code of the cadastral sub-district the block lies in."""
        return sub_district_at((self.west + self.east) / 200, (self.south + self.north) / 200)


def sub_district_at(u_m: float, v_m: float) -> str:
    """Return the code of the sub-district at a place of the grid.

    Raises
    ------
    ValueError
        When the place lies outside the county.
    """
    for code, _name, west, south, east, north in SUB_DISTRICTS:
        if west <= u_m < east and south <= v_m < north:
            return code
    message = f"({u_m}, {v_m}) lies outside the county"
    raise ValueError(message)


def blocks() -> Iterator[Block]:
    """Yield the blocks of the plan, row by row from the south; two parks in a row are one."""
    for row, (south, north) in enumerate(ROWS_M):
        letters = BLOCKS[len(ROWS_M) - 1 - row]
        for column, (west, east) in enumerate(COLUMNS_M):
            letter = letters[column]
            if letter == "p" and column and letters[column - 1] == "p":
                continue
            if letters[column : column + 2] == "pp":
                east = COLUMNS_M[column + 1][1]
            sides = (round(side * 100) for side in (west, south, east, north))
            yield Block(letter, column, row, *sides)
