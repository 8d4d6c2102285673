"""What a load brings, kept on disk between its steps: shapes, digits and labels of points.

Memory holds 60 bytes a parcel (where it is in the file, its box, layer and sub-district), so that
a load is bounded by the disk.
"""

import mmap
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from parcels.bulk_rows import StockRows, escaped

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]
Shapes = NDArray[np.object_]

_LAYERS: Final = {"S": 1, "X": 2}


@dataclass(frozen=True, slots=True)
class Spooled:
    """One chunk of a load as it was put in; ``first`` is the number of its first parcel, from 0.

    Texts are escaped for COPY. Labels and digits are of all points in their order, or None where
    the shape alone says them.
    """

    first: int
    shapes: Shapes
    sub_districts: Sequence[str]
    sources: Sequence[str]
    labels: Sequence[str] | None
    northings_m: Sequence[str] | None
    eastings_m: Sequence[str] | None

    def __len__(self) -> int:
        return len(self.shapes)


class Spool:
    """Chunks in the order in which they came, and the shape of any parcel by its number."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="stock-")  # noqa: SIM115 - closed by close()
        self._texts: list[list[tuple[int, int] | None]] = []
        self._counts: list[int] = []
        self._ends: list[Indexes] = []
        self._lengths: list[Indexes] = []
        self._boxes: list[Floats] = []
        self._layers: list[NDArray[np.int8]] = []
        self._map: mmap.mmap | None = None
        self._where = self._size = np.empty(0, np.int64)

    def __len__(self) -> int:
        return sum(self._counts)

    def close(self) -> None:
        """Give the disk back."""
        if self._map is not None:
            self._map.close()
        self._file.close()

    def put(self, rows: StockRows, wkb: Sequence[bytes]) -> None:
        """Add a chunk; ``wkb`` are its shapes."""
        lengths = np.fromiter(map(len, wkb), np.int64, len(wkb))
        self._ends.append(self._file.tell() + np.cumsum(lengths))
        self._lengths.append(lengths)
        self._file.write(b"".join(wkb))
        self._counts.append(len(wkb))
        self._boxes.append(shapely.bounds(rows.shapes))
        self._layers.append(
            np.array([_LAYERS.get(code[13:14], 0) for code in rows.parcel_codes], np.int8)
        )
        lines = ["\\N" if line is None else str(line) for line in rows.source_lines]
        files = escaped(rows.source_files)
        self._texts.append(
            [
                self._written(escaped([code[:12] for code in rows.parcel_codes])),
                self._written([f"{file}\t{line}" for file, line in zip(files, lines, strict=True)]),
                *(
                    None if lists is None else self._written(escaped(_flat(lists)))
                    for lists in (rows.labels, rows.northings_m, rows.eastings_m)
                ),
            ]
        )

    def _written(self, texts: Sequence[str]) -> tuple[int, int]:
        start = self._file.tell()
        return start, self._file.write("\n".join(texts).encode())

    @property
    def boxes(self) -> Floats:
        """West, south, east and north of every parcel, in metres."""
        return np.concatenate([np.empty((0, 4)), *self._boxes])

    @property
    def layers(self) -> NDArray[np.int8]:
        """A number for the layer of every parcel: surface, above, below."""
        return np.concatenate([np.empty(0, np.int8), *self._layers])

    def seal(self) -> None:
        """Make it ready to be read by any thread; nothing can be put in after."""
        self._file.flush()
        if len(self):
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
            self._where, self._size = np.concatenate(self._ends), np.concatenate(self._lengths)

    def shapes(self, numbers: Indexes) -> Shapes:
        """Return the shapes of parcels by their numbers, from 0."""
        ends = self._where[numbers]
        begins = ends - self._size[numbers]
        held = self._map
        assert held is not None or not len(numbers)  # noqa: S101 - sealed before
        parts = [
            held[begin:end]  # type: ignore[index]
            for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
        ]
        shapes: Shapes = shapely.from_wkb(np.array(parts, dtype=object))
        return shapes

    def chunks(self) -> Iterator[Spooled]:
        """Yield the chunks in the order in which they came."""
        first = 0
        for count, texts in zip(self._counts, self._texts, strict=True):
            read = [None if place is None else self._read(place) for place in texts]
            sub_districts, sources, labels, northings_m, eastings_m = read
            yield Spooled(
                first,
                self.shapes(np.arange(first, first + count)),
                sub_districts or [],
                sources or [],
                labels,
                northings_m,
                eastings_m,
            )
            first += count

    def _read(self, place: tuple[int, int]) -> list[str]:
        start, length = place
        assert self._map is not None  # noqa: S101 - sealed before
        return self._map[start : start + length].decode().split("\n")


def _flat(lists: Sequence[Sequence[str]]) -> list[str]:
    return [each for some in lists for each in some]
