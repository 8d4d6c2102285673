"""What a package of layers is made of, whatever its format: layers, rows and their shapes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cadastre.domain.crs import AxisOrder
from importers.shapefile_rings import FloatRing

POLYGON = "polygon"
POINT = "point"
LINE = "line"
NOTHING = "none"
MIXED = "mixed"


@dataclass(slots=True)
class Shape:
    """The geometry of one row.

    Parameters
    ----------
    kind
        ``POLYGON``, ``POINT``, ``LINE`` or another word for what is there.
    rings
        Rings of a polygon, or one ring of the one vertex of a point; none when it is empty.
    has_heights
        True when vertices had heights or measures, which were left out.
    curved
        True when arcs were turned into chords.
    holes
        Places among ``rings`` of those that the file states as holes; empty where it does not say.
    fault
        Why the geometry cannot be read; ``""`` when it can.
    """

    kind: str
    rings: tuple[FloatRing, ...] = ()
    has_heights: bool = False
    curved: bool = False
    fault: str = ""
    holes: frozenset[int] = frozenset()


@dataclass(slots=True)
class LayerRow:
    """One row: its number in the layer, its values in field order, its shape or None."""

    line: int
    values: list[object]
    shape: Shape | None


@dataclass(slots=True)
class Layer:
    """One layer. ``rows`` may be called as often as needed and reads from the start each time.

    Parameters
    ----------
    names, decimals
        Fields, and how many decimals each was declared with.
    geometry
        ``POLYGON``, ``POINT``, ``LINE``, ``NOTHING`` or ``MIXED``.
    stated, stated_srid
        What the layer says of its coordinate system: a text or WKT, and an EPSG code.
    order
        Order of the figures of a vertex.
    count, vertices
        Rows and the vertices of their rings, each ring less its closing one, where they are known
        before rows are read; else 0.
    expected
        How many rows are likely to come, for people who wait; 0 where nothing tells.
    """

    name: str
    names: list[str]
    geometry: str
    rows: Callable[[], Iterator[LayerRow]]
    decimals: list[int] = field(default_factory=list)
    stated: str = ""
    stated_srid: int | None = None
    order: AxisOrder = AxisOrder.EAST_NORTH
    count: int = 0
    vertices: int = 0
    expected: int = 0
