"""The one door through which GDAL opens delivered files, each with the one driver it needs.

GDAL offers a file to every driver that is registered, whatever its name, and some of them open
other files or addresses that a file names. So a reader asks here for pyogrio and says its driver;
in the reading process that driver alone is registered, or pyogrio is not loaded at all.
"""

from types import ModuleType
from typing import Final

SHAPEFILE: Final = "ESRI Shapefile"
FILE_GEODATABASE: Final = "OpenFileGDB"
DRIVERS: Final = frozenset({SHAPEFILE, FILE_GEODATABASE})
"""The drivers that readers use; every other format is read by code of our own."""


class DriverNotAllowed(RuntimeError):
    """A driver was asked for, or is registered, that this process must not have."""


class _Door:
    """Which driver this process may use; any of ours where nothing bound it."""

    def __init__(self) -> None:
        self.bound = False
        self.driver: str | None = None

    def bind(self, driver: str | None) -> None:
        self.bound, self.driver = True, driver


_DOOR: Final = _Door()


def bind_to(driver: str | None) -> None:
    """Allow this process one driver, or none, from now on and for good.

    Raises
    ------
    DriverNotAllowed
        When it was bound before to another one, or the driver is none of ours.
    """
    if (_DOOR.bound and _DOOR.driver != driver) or driver not in (None, *DRIVERS):
        raise DriverNotAllowed(str(driver))
    _DOOR.bind(driver)


def pyogrio_for(driver: str) -> ModuleType:
    """Return pyogrio with its modules ``raw`` and ``errors``; loaded only now.

    Raises
    ------
    DriverNotAllowed
        When this process is bound to another driver or to none, or another one is registered.
    """
    if driver not in DRIVERS or (_DOOR.bound and driver != _DOOR.driver):
        raise DriverNotAllowed(driver)
    import pyogrio
    import pyogrio.errors
    import pyogrio.raw

    if _DOOR.bound and set(pyogrio.list_drivers()) != {driver}:
        raise DriverNotAllowed(", ".join(sorted(pyogrio.list_drivers())))
    return pyogrio  # type: ignore[no-any-return]
