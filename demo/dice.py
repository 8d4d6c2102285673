"""Chance that is no chance: a generator for each thing, the same on every run and machine."""

from random import Random


def dice(*key: object) -> Random:
    """Return a generator that depends on nothing but ``key``.

    Every lot, building and tree throws its own dice, so that changing one does not move the rest.
    """
    # Not a secret: the demo must come out the same every time.
    return Random("|".join(str(part) for part in key))  # noqa: S311
