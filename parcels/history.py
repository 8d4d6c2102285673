"""The versions of one code side by side: both periods, sources, and what each says otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from cadastre.models import SpatialSource, VersionedObject

FIRST, CHANGE, CORRECTION = "first", "change", "correction"
SAME_PLACE_M = 0.0005
"""Boundaries nearer than half a millimetre are one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the register's history of a code.

    Attributes
    ----------
    version
        The row, with its valid and recorded periods.
    follows
        The row that it is compared with: the one it corrected, or the one before it in time.
    way
        ``first``, ``change`` (the world is different), ``correction`` (the register was wrong).
    differences
        What was said before and after, by field; ``boundary`` has the largest shift in metres.
    sources
        Where its figures come from, each once.
    """

    version: Any
    follows: Any | None
    way: str
    differences: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sources: tuple[SpatialSource, ...] = ()

    @property
    def area_m2(self) -> Any:
        """The area that the row is known by: of the parcel, the floors, or the unit."""
        for name in ("area_m2", "floor_area_m2", "built_m2", "land_share_m2"):
            if (found := getattr(self.version, name, None)) is not None:
                return found
        return None

    @property
    def is_corrected(self) -> bool:
        """Whether the register has taken the row back since."""
        return self.version.recorded_to is not None


def history_of(versions: Sequence[Any], *, fields: Sequence[str]) -> list[Entry]:
    """Return the entries of all rows of one code, in the order in which they were recorded.

    Parameters
    ----------
    versions
        All rows, those that were corrected too, with ``source`` and ``area_source`` where they
        have them and ``geom`` where they have a shape.
    fields
        Names of the figures to compare.
    """
    ordered = sorted(versions, key=lambda row: (row.recorded_from, row.valid_from))
    entries = []
    for row in ordered:
        before, way = _followed(row, ordered)
        entries.append(
            Entry(
                version=row,
                follows=before,
                way=way,
                differences={} if before is None else differences_of(before, row, fields=fields),
                sources=_sources(row),
            )
        )
    return entries


def _followed(row: VersionedObject, rows: Sequence[Any]) -> tuple[Any | None, str]:
    """Return the row that ``row`` was written in the place of, or after."""
    corrected = [r for r in rows if r.recorded_to == row.recorded_from]
    if corrected:
        nearest = min(corrected, key=lambda r: abs((r.valid_from - row.valid_from).total_seconds()))
        return nearest, CORRECTION
    ended = [
        r for r in rows if r.valid_to == row.valid_from and r.recorded_from < row.recorded_from
    ]
    return (ended[-1], CHANGE) if ended else (None, FIRST)


def differences_of(before: Any, after: Any, *, fields: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return what two rows say otherwise, by field."""
    found = {}
    for name in fields:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found[name] = (_said(old), _said(new))
    shift_m = boundary_shift_m(before, after)
    if shift_m >= SAME_PLACE_M:
        found["boundary"] = ("", f"{shift_m:.3f}")
    if (old := getattr(before, "source", None)) != (new := getattr(after, "source", None)):
        found["source"] = (_said(old), _said(new))
    return found


def boundary_shift_m(before: Any, after: Any) -> float:
    """Return the largest distance between two rows' boundaries in metres; 0 without shapes.

    It is the Hausdorff distance of the outlines: no point of one is farther from the other.
    """
    old, new = getattr(before, "geom", None), getattr(after, "geom", None)
    if old is None or new is None:
        return 0.0
    lines = [shapely.boundary(shapely.from_wkb(bytes(shape.wkb))) for shape in (old, new)]
    return float(shapely.hausdorff_distance(*lines))


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _sources(row: Any) -> tuple[SpatialSource, ...]:
    named = [getattr(row, name, None) for name in ("source", "area_source")]
    return tuple(dict.fromkeys(source for source in named if source is not None))
