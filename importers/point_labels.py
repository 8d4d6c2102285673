"""Labels of the vertices of a ring where the file has a boundary point for some of them only."""

from collections.abc import Sequence


def told_apart(delivered: Sequence[str | None], numbered: Sequence[str]) -> list[str]:
    """Return one label a vertex: the delivered one, else that of its place in the ring.

    A file may well call the third vertex J1 and leave the first without a number. What we number
    ourselves must not look like a point delivered twice, so it gives way: J1 becomes J1-1.

    Parameters
    ----------
    delivered
        The label that the file gives each vertex of one ring, None where it gives none.
    numbered
        What each vertex is called by its place (J1, J2 …).
    """
    taken = {label for label in delivered if label}
    return [
        label if label is not None else (own if own not in taken else _free(own, taken))
        for label, own in zip(delivered, numbered, strict=True)
    ]


def _free(own: str, taken: set[str]) -> str:
    count = 1
    while f"{own}-{count}" in taken:
        count += 1
    return f"{own}-{count}"
