"""What rooms above this one know of codes: which are restricted, and what hangs on one.

A building's page shows restricted units by colour, and a change refuses them, without knowing what
a restriction is; what hangs on a code that is merely renumbered is carried to the new one.
"""

from collections.abc import Callable, Collection, Sequence

Marker = Callable[[Collection[str]], Collection[str]]
"""Takes codes of units and returns those of them that are restricted today."""
Carrier = Callable[[Sequence[tuple[str, str]]], None]
"""Takes old and new codes of things that stay what they are."""

_markers: list[Marker] = []
_carriers: list[Carrier] = []


def marks_restricted(marker: Marker) -> Marker:
    """Have ``marker`` asked about units that are shown or changed; may stand above a function."""
    if marker not in _markers:
        _markers.append(marker)
    return marker


def carries_over(carrier: Carrier) -> Carrier:
    """Have ``carrier`` told, in the same transaction, when codes change and things stay."""
    if carrier not in _carriers:
        _carriers.append(carrier)
    return carrier


def restricted_among(codes: Collection[str]) -> frozenset[str]:
    """Return the codes that anybody who knows says are restricted."""
    return frozenset(code for marker in _markers for code in marker(codes))


def carry_over(pairs: Sequence[tuple[str, str]]) -> None:
    """Tell everybody whose rows hang on codes that these go on under new ones."""
    for carrier in _carriers:
        carrier(pairs)
