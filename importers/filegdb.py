"""File geodatabases: folders ``*.gdb``, delivered in a ZIP, with all their layers.

GDAL's OpenFileGDB driver reads them (pyogrio). It is given only tables, under a folder of our own:
what else lies in the folder is never seen by it. Arcs come from it as chords of four degrees; coded
values stay codes.
"""

import re
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Text
from importers import layer_findings as say
from importers.chunks import joined
from importers.gdal_door import FILE_GEODATABASE, pyogrio_for
from importers.layer_rows import LINE, MIXED, NOTHING, POINT, POLYGON, Layer, LayerRow
from importers.layers import read_layers
from importers.records import Delivery
from importers.reporting import Notes
from importers.wkb_shapes import shape_of_wkb

FORMAT: Final = "filegdb"
FOLDER: Final = True
"""Its file is a folder."""

DRIVER: Final = FILE_GEODATABASE
_BATCH: Final = 5_000
_MOST_LAYERS: Final = 200
_CATALOGUE: Final = "a00000001.gdbtable"
_MAGICS: Final = (b"\x03\0\0\0", b"\x04\0\0\0")
_TABLES: Final = re.compile(r"a[0-9a-f]{8}\.(?:gdbtable|gdbtablx|gdbindexes)|gdb|timestamps", re.I)
_FORM: Final = "FileGDB"
_GEOMETRIES: Final = {"Polygon": POLYGON, "Point": POINT, "LineString": LINE}


def recognises(path: Path) -> bool:
    """Tell whether a folder is called as geodatabases are; what is in it shows on reading."""
    return path.is_dir() and path.suffix.lower() == ".gdb"


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read one geodatabase as a whole; parameters and refusals as in :func:`read_chunks`."""
    return joined(read_chunks(path, name=name, office_srid=office_srid))


def read_chunks(path: Path, *, name: str, office_srid: int) -> Iterator[Delivery]:
    """Read all layers of one file geodatabase chunk by chunk.

    Parameters
    ----------
    path
        The folder.
    name
        Its name for people, as delivered.
    office_srid
        EPSG code of the office's plane system.

    Yields
    ------
    Delivery
        As :func:`importers.layers.read_layers` says; lines are object ids.

    Raises
    ------
    FileRefused
        Before the first chunk: no geodatabase, or damaged beyond opening.
    """
    notes = Notes(name)
    with _staged(path, name) as folder:
        try:
            layers = [_layer(folder, str(one), notes) for one in _names(folder)]
        except _faults() as error:
            # The driver's words name our temporary folder; its kind says enough.
            raise _damaged(name, type(error).__name__) from error
        yield from read_layers(layers, format=FORMAT, office_srid=office_srid, notes=notes)


@contextmanager
def _staged(path: Path, name: str) -> Iterator[Path]:
    """Lay the tables, and nothing else, into a folder of our own and give that."""
    tables = [
        one
        for one in sorted(path.iterdir())
        if _TABLES.fullmatch(one.name) and one.is_file() and not one.is_symlink()
    ]
    catalogue = next((one for one in tables if one.name.lower() == _CATALOGUE), None)
    if catalogue is None or _beginning(catalogue) not in _MAGICS:
        raise _damaged(name, f"no catalogue ({_CATALOGUE})")
    with tempfile.TemporaryDirectory(prefix="filegdb-") as temporary:
        folder = Path(temporary) / "layers.gdb"
        folder.mkdir()
        for one in tables:
            (folder / one.name.lower()).symlink_to(one.absolute())
        yield folder


def _beginning(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4)


def _faults() -> tuple[type[Exception], ...]:
    """Return what the driver raises at a damaged file."""
    errors = pyogrio_for(DRIVER).errors
    return (errors.DataSourceError, errors.DataLayerError, errors.FeatureError, ValueError)


def _damaged(name: str, why: str) -> FileRefused:
    return say.damaged(name, _FORM, Text(f"无法打开（{why}）", f"it cannot be opened ({why})"))


def _names(folder: Path) -> list[str]:
    return [str(name) for name, _ in pyogrio_for(DRIVER).list_layers(folder)][:_MOST_LAYERS]


def _layer(folder: Path, name: str, notes: Notes) -> Layer:
    info: dict[str, Any] = pyogrio_for(DRIVER).read_info(folder, layer=name)
    if info["driver"] != DRIVER:
        message = f"opened by {info['driver']}"
        raise ValueError(message)
    kind = str(info["geometry_type"] or "").removeprefix("Multi").partition(" ")[0]
    geometry = _GEOMETRIES.get(kind, MIXED) if info["geometry_type"] else NOTHING
    stated = str(info["crs"] or "")
    code = stated.removeprefix("EPSG:")
    return Layer(
        name=name,
        names=[str(field) for field in info["fields"]],
        geometry=geometry,
        rows=_rows(folder, name, notes),
        stated=stated,
        stated_srid=int(code) if stated.startswith("EPSG:") and code.isdigit() else None,
        expected=max(0, int(info["features"])),
    )


def _rows(folder: Path, name: str, notes: Notes) -> Callable[[], Iterator[LayerRow]]:
    def rows() -> Iterator[LayerRow]:
        start = 0
        while True:
            try:
                ids, shapes, columns = _batch(folder, name, start)
            except _faults() as error:
                finding = _damaged(notes.file, f"{name}: {type(error).__name__}").finding
                notes.put(finding)
                return
            for place, number in enumerate(ids):
                wkb = shapes[place] if shapes is not None else None
                shape = None if wkb is None else shape_of_wkb(wkb)
                yield LayerRow(int(number), [column[place] for column in columns], shape)
            if len(ids) < _BATCH:
                return
            start += _BATCH

    return rows


def _batch(folder: Path, name: str, start: int) -> tuple[Any, Any, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what GDAL warns of is looked for and reported by us
        _, ids, shapes, columns = pyogrio_for(DRIVER).raw.read(
            folder,
            layer=name,
            skip_features=start,
            max_features=_BATCH,
            return_fids=True,
            datetime_as_string=True,
        )
    return ids, shapes, columns
