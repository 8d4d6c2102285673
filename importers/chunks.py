"""Chunks of one delivered file: how large they are, how they are joined and how they are capped.

The contract between chunked readers and those who ask them stands in :mod:`importers.formats`.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from importers.limits import Limits
from importers.record_caps import Counted, cap_records, count, is_over
from importers.records import Delivery

CHUNK_OBJECTS: Final = 5_000
"""Parcels, buildings and units that one chunk holds at most."""


def objects(delivery: Delivery) -> int:
    """Return how many parcels, buildings and units a delivery holds."""
    return len(delivery.parcels) + len(delivery.buildings) + len(delivery.units)


def is_full(delivery: Delivery, *, most: int = CHUNK_OBJECTS) -> bool:
    """Tell whether a chunk holds as much as it may and should be yielded."""
    return objects(delivery) >= most


def joined(chunks: Iterable[Delivery]) -> Delivery:
    """Return all chunks as one delivery; no chunks give an empty one."""
    result = Delivery()
    for chunk in chunks:
        result.extend(chunk)
    return result


def capped(
    chunks: Iterable[Delivery],
    *,
    limits: Limits,
    file: str,
    drop: Callable[[str], None] | None = None,
) -> Iterator[Delivery]:
    """Yield the chunks of one file cut to the limits, and stop when a total goes over them.

    A chunk that brings the file over ``limits.features`` or ``limits.vertices_per_file`` comes
    without records and with the finding ``too_large``; no chunk follows it. ``drop`` is then told
    the name of the file, for a caller who keeps nothing of such a file.
    """
    before = Counted(0, 0)
    for chunk in chunks:
        after = before.plus(count(chunk))
        yield cap_records(chunk, limits=limits, file=file, before=before, keeps_before=drop is None)
        if is_over(after, limits):
            if drop is not None:
                drop(file)
            return
        before = after
