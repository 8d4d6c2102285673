"""What a case of the catalogue is: files, and what must become of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from importers.gdal_door import SHAPEFILE

Files = Mapping[str, bytes] | Callable[[], Mapping[str, bytes]]
SQUARE_M = 60
EAST, NORTH = 432_000, 3_898_600
CODE = "410811001002GB00001"


@dataclass(frozen=True)
class Case:
    """One upload.

    ``kinds`` are the findings of which one must come, as errors unless ``warns``; with none of
    them, the upload is a good twin: objects come out, and no error does. ``objects`` states how
    many parcels, buildings and units must come out, None for any number; ``seconds`` how much
    computing it may take. A check that had to leave something out is a kind, ``PA04 unchecked``.
    """

    id: str
    files: Files
    kinds: frozenset[str] = frozenset()
    warns: bool = False
    objects: int | None = None
    driver: str = SHAPEFILE
    deep: bool = False
    seconds: float = 20

    @property
    def is_good(self) -> bool:
        """Whether this is an honest twin of a refused case."""
        return not self.kinds

    def made(self) -> Mapping[str, bytes]:
        """Return the files; a large upload is made only now."""
        return self.files() if callable(self.files) else self.files


def bad(id: str, files: Files, *kinds: str, **more: object) -> Case:
    """Return a case that must be refused, or told of, by one of the kinds."""
    assert kinds, id
    return Case(id, files, frozenset(kinds), **more)  # type: ignore[arg-type]


def good(id: str, files: Files, **more: object) -> Case:
    """Return an honest twin."""
    return Case(f"{id}-good", files, **more)  # type: ignore[arg-type]


def written(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by name."""
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir()) if one.is_file()}


def numbered(letter: str, cases: Iterable[Case]) -> list[Case]:
    """Return the cases with the letter of their class in front of their names; names are unique."""
    named = [Case(**{**one.__dict__, "id": f"{letter}-{one.id}"}) for one in cases]
    assert len({one.id for one in named}) == len(named), "two cases of one name"
    return named
