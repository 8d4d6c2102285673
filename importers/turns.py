"""Which files of an upload one reading process reads: it has one GDAL driver, or none at all."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from importers.archive_directory import ArchiveFault, read_directory
from importers.gdal_door import FILE_GEODATABASE, SHAPEFILE

_MOST_ENTRIES: Final = 1_000


@dataclass(slots=True)
class Turn:
    """Which files one process reads: it has one GDAL driver, or none.

    Parameters
    ----------
    driver
        Read files that need this driver.
    first
        Read files that need no driver, too, and say what is refused. A further turn, for another
        driver, says nothing of what the first one saw.
    left
        Filled with the drivers of files that were passed over, for which a further turn is due.
    """

    driver: str | None
    first: bool = True
    left: set[str] = field(default_factory=set)

    def takes(self, needed: str | None) -> bool:
        """Tell whether files that need a driver, or none, are read in this turn."""
        if needed is None:
            return self.first
        if needed != self.driver:
            self.left.add(needed)
        return needed == self.driver


def likely_driver(paths: list[Path]) -> str | None:
    """Guess the GDAL driver that files need, by their names and those in archives; None for none.

    Only a guess, so that the first process started is mostly the right one; what a file is shows
    when it is read.
    """
    for path in paths:
        for name in _names(path):
            if name.endswith(".shp"):
                return SHAPEFILE
            if name.endswith((".gdb", ".gdbtable")):
                return FILE_GEODATABASE
    return None


def _names(path: Path) -> list[str]:
    """Return the name of a file and of what it holds, if it is an archive that can be looked at."""
    names = [path.name.lower()]
    if path.is_file():
        with path.open("rb") as stream:
            if stream.read(2) == b"PK":
                try:
                    members = read_directory(stream, most=_MOST_ENTRIES)
                except ArchiveFault:
                    return names
                names += [member.name.lower() for member in members]
    return names
