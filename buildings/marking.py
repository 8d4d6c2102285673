"""What rooms above this one know of units: they say which of a building's codes are restricted.

A building's page shows it by colour without knowing what a restriction is.
"""

from collections.abc import Callable, Collection

Marker = Callable[[Collection[str]], Collection[str]]
"""Takes unit codes and returns those of them that are restricted today."""

_markers: list[Marker] = []


def marks_restricted(marker: Marker) -> Marker:
    """Have ``marker`` asked when a building table is shown; may stand above a function."""
    if marker not in _markers:
        _markers.append(marker)
    return marker


def restricted_among(codes: Collection[str]) -> frozenset[str]:
    """Return the codes that anybody who knows says are restricted."""
    return frozenset(code for marker in _markers for code in marker(codes))
