"""How much one upload may hold, and how much reading it may cost."""

from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass

from cadastre.domain.held import held

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one upload; an office may set its own.

    Parameters
    ----------
    file_bytes, zip_bytes
        Size of a plain file and of a ZIP as delivered.
    entries, unpacked_bytes, ratio, ratio_from_bytes
        What a ZIP may hold: members, bytes once unpacked, and how many times a member larger
        than ``ratio_from_bytes`` may grow.
    name_length, depth
        Characters of a member's whole name, and folders it may lie in.
    features, vertices_per_file, vertices_per_polygon, rings_per_polygon, text_length
        What the records may hold after reading.
    result_bytes
        What the records of all files may take as lines of text. The caller takes them into its
        memory; to check and keep them takes about 24 times as much.
    child_memory_bytes, child_cpu_seconds, wall_seconds, child_file_bytes, child_open_files
        What the reading process may use; ``child_processes`` counts its threads too.
    """

    file_bytes: int = 100 * MEBIBYTE
    zip_bytes: int = 50 * MEBIBYTE
    entries: int = 200
    unpacked_bytes: int = 500 * MEBIBYTE
    ratio: int = 100
    ratio_from_bytes: int = MEBIBYTE
    name_length: int = 120
    depth: int = 3
    features: int = 100_000
    vertices_per_file: int = 2_000_000
    vertices_per_polygon: int = 10_000
    rings_per_polygon: int = 500
    text_length: int = 2_000
    result_bytes: int = 128 * MEBIBYTE
    child_memory_bytes: int = 2048 * MEBIBYTE
    child_cpu_seconds: int = 60
    wall_seconds: int = 120
    child_file_bytes: int = 500 * MEBIBYTE
    child_open_files: int = 64
    child_processes: int = 8


DEFAULT_LIMITS = Limits()
MOST_VERTICES = 200_000
"""Vertices of one shape that a reader takes before the limits of a polygon are asked."""
_IN_FORCE: ContextVar[Limits] = ContextVar("limits", default=DEFAULT_LIMITS)


def bounded_by(limits: Limits) -> AbstractContextManager[None]:
    """Read by these limits until the block ends: they differ by door and role."""
    return held(_IN_FORCE, limits)


def limits_in_force() -> Limits:
    """Return the limits of the upload being read; the usual ones outside of one.

    For a reader that can tell from a header that a file holds too much, before it reads it.
    """
    return _IN_FORCE.get()


def most_vertices() -> int:
    """Return how many vertices of one shape a reader takes: more only where a door lets them in."""
    return max(MOST_VERTICES, limits_in_force().vertices_per_polygon)
