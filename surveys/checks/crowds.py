"""Shapes of a delivery that are drawn over and over, or lie on one another in crowds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from cadastre.domain.findings import Text
from surveys.checks.drawing import Sound
from surveys.checks.shapes import Shape
from surveys.domain.check import Unchecked
from surveys.domain.coverage_crowds import compared, firsts


@dataclass(frozen=True)
class Told:
    """Shapes told apart by their ground, in the order of the delivery.

    Parameters
    ----------
    shapes, geometries
        The first of each ground: those that are compared with each other.
    twins
        Two shapes of exactly the same ground and it, once for each further one: the first and it.
    left
        The first of each ground that lies in too large a crowd to be compared.
    """

    shapes: tuple[Shape, ...]
    geometries: NDArray[np.object_]
    twins: tuple[tuple[Shape, Shape, shapely.MultiPolygon], ...]
    left: tuple[Shape, ...]


def told_apart(sound: Sound) -> Told:
    """Tell shapes apart: identical ones count once, and no crowd is compared to its end."""
    geometries = np.array([geometry for _, geometry in sound], dtype=object)
    first_of = firsts(geometries)
    several = np.flatnonzero(first_of != np.arange(len(sound))).tolist()
    unique = np.unique(first_of)
    chosen = compared(geometries[unique])
    kept, left = unique[chosen.kept], unique[chosen.left]
    return Told(
        tuple(sound[at][0] for at in kept.tolist()),
        geometries[kept],
        tuple((sound[first_of[at]][0], *sound[at]) for at in several),
        tuple(sound[at][0] for at in left.tolist()),
    )


def crowd_left(left: Sequence[Shape]) -> list[Unchecked]:
    """Say how many shapes were not compared with those that they lie on; nothing for none."""
    if not left:
        return []
    name, number = left[0].thing, len(left)
    return [
        Unchecked(
            Text(
                f"{name.zh} 等 {number} 个图形所在之处重叠的图形过多，未比较",
                f"{number} shapes ({name.en} first) lie among too many others: not compared",
            )
        )
    ]
