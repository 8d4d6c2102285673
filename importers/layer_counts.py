"""Refuses a file of too many objects by counting its features, before records are made of them."""

from collections.abc import Iterable
from typing import Final

from importers.layer_rows import Layer
from importers.layer_table import role_of
from importers.limits import limits_in_force
from importers.record_caps import NOTHING, Counted, refuse_over
from importers.vct_tables import Role

COUNTED_EVERY: Final = 10_000
"""Features after which a reader that goes through a file asks again."""

_OBJECTS: Final = frozenset({Role.PARCEL, Role.BUILDING, Role.UNIT})
_SHAPED: Final = frozenset({Role.PARCEL, Role.BUILDING})


def require_allowed(layers: Iterable[Layer], *, file: str, may_be_more: bool = False) -> None:
    """Refuse layers that hold more parcels, buildings and units, or vertices, than one file may.

    Parameters
    ----------
    layers
        Layers that know how many rows they have; others count as empty.
    file
        Name of the file for people.
    may_be_more
        True while the file is still being gone through.

    Raises
    ------
    TooLarge
        By the limits in force.
    """
    total = NOTHING
    for layer in layers:
        role = role_of(layer)
        if role in _OBJECTS:
            total = total.plus(Counted(layer.count, layer.vertices if role in _SHAPED else 0))
    refuse_over(total, limits=limits_in_force(), file=file, may_be_more=may_be_more)
