"""Paints and the picture they are put on, in painter's order."""

from dataclasses import dataclass, field
from typing import NamedTuple

from shapely import Polygon

Colour = tuple[int, int, int]


class Paint(NamedTuple):
    """A colour; ``grain`` is fine and ``cloud`` soft unevenness, ``rows`` the depth of furrows.

    No tree stands on ``bare`` ground: water, carriageways, bridges.
    """

    colour: Colour
    grain: float = 6.0
    cloud: float = 6.0
    rows: float = 0.0
    bare: bool = False


@dataclass
class Picture:
    """Shapes in painter's order, with the paints they use; paint 0 is the open country."""

    paints: list[Paint] = field(default_factory=lambda: [Paint((120, 128, 84), 9, 16)])
    shapes: list[tuple[Polygon, int]] = field(default_factory=list)
    _known: dict[Paint, int] = field(default_factory=dict)

    def paint(self, shape: Polygon, paint: Paint) -> None:
        """Put a shape on top of those before."""
        number = self._known.get(paint)
        if number is None:
            number = self._known[paint] = len(self.paints)
            self.paints.append(paint)
        self.shapes.append((shape, number))


ASPHALT = Paint((104, 106, 108), 5, 5, bare=True)
PAVEMENT = Paint((172, 168, 160), 6, 5)
TRACK = Paint((160, 146, 118), 8, 8)
LANE = Paint((150, 147, 140), 7, 6)
WATER = Paint((74, 98, 92), 2.5, 7, bare=True)
DEEP_WATER = Paint((66, 92, 90), 2, 8, bare=True)
YARD = Paint((158, 156, 150), 6, 4)
GRASS = Paint((104, 124, 74), 8, 15)
BANK = Paint((116, 128, 84), 9, 14)
WHITE = Paint((216, 216, 210), 4, 0)
BRIDGE = Paint((150, 150, 148), 4, 3, bare=True)
SOIL = Paint((168, 140, 106), 9, 9)
CROPS = (
    Paint((124, 144, 76), 6, 9, 7),
    Paint((148, 152, 86), 6, 9, 8),
    Paint((104, 132, 68), 6, 9, 7),
    Paint((168, 158, 104), 7, 10, 9),
    Paint((150, 130, 98), 7, 12, 10),
    Paint((136, 150, 92), 6, 9, 8),
)
YARDS = (
    Paint((164, 156, 142), 8, 8),
    Paint((150, 144, 134), 8, 8),
    Paint((158, 144, 120), 9, 12),
    Paint((132, 134, 104), 9, 14),
    Paint((172, 168, 160), 7, 6),
)
CARS = (
    (232, 232, 232),
    (236, 236, 238),
    (58, 60, 64),
    (128, 132, 138),
    (150, 44, 40),
    (52, 78, 122),
)
