"""How much one upload may hold: by the door it comes through and the role of who sends it."""

from dataclasses import replace
from enum import StrEnum

from django.conf import settings

from accounts.models import Account, Role
from importers.limits import DEFAULT_LIMITS, MEBIBYTE, Limits

_NO_CAP = 1 << 60
_DAY_SECONDS = 24 * 3600


class Door(StrEnum):
    """Where files come in."""

    DELIVERY = "delivery"
    CHECK = "check"
    STOCK = "stock"


def limits_for(account: Account, door: Door = Door.DELIVERY) -> Limits:
    """Return the caps of one upload.

    A delivery of the office's own people has a wider cap than a surveyor's; a check that is waited
    for has a narrower one; an office's stock, loaded at its own command line, is bounded by the
    disk alone. How far an archive may grow is bounded at every door.
    """
    if door is Door.STOCK:
        return STOCK_LIMITS
    if door is Door.CHECK:
        return check_limits()
    staff = account.has_role(Role.REGISTRAR, Role.REVIEWER)
    return delivery_limits(settings.UPLOAD_OFFICE_MAX_MB if staff else settings.UPLOAD_MAX_MB)


def delivery_limits(megabytes: int) -> Limits:
    """Return the usual caps for files of so many megabytes; archives grow with them."""
    usual = DEFAULT_LIMITS
    factor = max(1, megabytes * MEBIBYTE // usual.file_bytes)
    return replace(
        usual,
        file_bytes=megabytes * MEBIBYTE,
        zip_bytes=usual.zip_bytes * factor,
        unpacked_bytes=usual.unpacked_bytes * factor,
        child_file_bytes=usual.child_file_bytes * factor,
        features=usual.features * factor,
        vertices_per_file=usual.vertices_per_file * factor,
        child_cpu_seconds=min(usual.child_cpu_seconds * factor, 240),
        wall_seconds=min(usual.wall_seconds * factor, 280),
    )


def check_limits() -> Limits:
    """Return the caps of a check whose answer is waited for.

    The checks run where the request is answered, with little memory to spare: five times a file are
    the records of about 140,000 parcels of eight points.
    """
    file_bytes = settings.CHECK_MAX_MB * MEBIBYTE
    return Limits(
        file_bytes=file_bytes,
        zip_bytes=file_bytes,
        unpacked_bytes=10 * file_bytes,
        result_bytes=5 * file_bytes,
        child_cpu_seconds=25,
        wall_seconds=30,
    )


STOCK_LIMITS = replace(
    DEFAULT_LIMITS,
    file_bytes=_NO_CAP,
    zip_bytes=_NO_CAP,
    entries=100_000,
    unpacked_bytes=_NO_CAP,
    features=_NO_CAP,
    vertices_per_file=_NO_CAP,
    vertices_per_polygon=_NO_CAP,
    rings_per_polygon=_NO_CAP,
    result_bytes=_NO_CAP,
    child_memory_bytes=_NO_CAP,
    child_file_bytes=_NO_CAP,
    child_cpu_seconds=_DAY_SECONDS,
    wall_seconds=_DAY_SECONDS,
)
"""What an office loads at its own command line: read whole, however large one polygon is.

The checks look at no shape of more than 10,000 vertices, whatever door it came by: BP05 names it.
"""
