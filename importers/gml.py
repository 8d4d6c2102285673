"""GML 2 and 3 (ISO 19136) with simple features: one element a feature, its fields beneath it.

Read by our own program and not by GDAL, which fetches schemas, expands entities and closes rings.
A layer is what the features are called.
"""

import re
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from cadastre.domain.findings import Text
from cadastre.domain.pace import reached, share
from importers import layer_findings as say
from importers.chunks import joined
from importers.gml_shapes import GEOMETRIES, shape_of, system_of
from importers.gml_tree import DEEPEST, BadXml, Features, Node, OutsideReference, TooDeep
from importers.layer_counts import COUNTED_EVERY, require_allowed
from importers.layer_rows import NOTHING, POLYGON, Shape
from importers.layer_spool import MOST_LAYERS, Spool, temporary_spool
from importers.layers import read_layers
from importers.records import Delivery
from importers.reporting import Notes

FORMAT: Final = "gml"

_BEGINNING: Final = 65_536
_FILL_SHARE: Final = 0.5
"""How much of the work is behind once all features were taken in."""
_FORM: Final = "GML"
_NAMESPACE: Final = re.compile(rb"""["']https?://www\.opengis\.net/gml(?:/3\.\d)?["']""")
_ENCODING: Final = re.compile(rb"""^<\?xml[^>]{0,100}encoding=["']([\w.-]{1,20})["']""")
_CHINESE: Final = frozenset({"gbk", "gb2312", "gb18030", "cp936", "x-gbk"})


def recognises(path: Path) -> bool:
    """Tell whether a file begins as XML and names the namespace of GML near its beginning."""
    with path.open("rb") as stream:
        beginning = stream.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip()
    return beginning.startswith(b"<") and bool(_NAMESPACE.search(beginning))


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read one GML as a whole; parameters and refusals as in :func:`read_chunks`."""
    return joined(read_chunks(path, name=name, office_srid=office_srid))


def read_chunks(path: Path, *, name: str, office_srid: int) -> Iterator[Delivery]:
    """Read one GML chunk by chunk.

    Parameters
    ----------
    path
        The file on disk; nothing beside it is looked at, no schema either.
    name
        Its name for people, as delivered.
    office_srid
        EPSG code of the office's plane system.

    Yields
    ------
    Delivery
        As :func:`importers.layers.read_layers` says; lines are lines of the file.

    Raises
    ------
    FileRefused
        Before the first chunk: no XML, nested too deep, entities, references to elsewhere, or
        TooLarge.
    """
    encoding = _encoding(path)
    with temporary_spool() as spool:
        with share(0, _FILL_SHARE):
            _fill(spool, path, encoding, name)
        require_allowed(spool.layers(), file=name)
        with share(_FILL_SHARE, 1):
            yield from read_layers(
                spool.layers(),
                format=FORMAT,
                office_srid=office_srid,
                notes=Notes(name),
                encoding=encoding.removesuffix("-sig"),
            )


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        found = _ENCODING.match(stream.read(200).removeprefix(b"\xef\xbb\xbf"))
    stated = found[1].decode().lower() if found else ""
    return "gb18030" if stated in _CHINESE else "utf-8-sig"


def _fill(spool: Spool, path: Path, encoding: str, name: str) -> None:
    size = path.stat().st_size
    with path.open("rb") as data, TextIOWrapper(data, encoding, newline="") as stream:
        features = Features(stream)
        try:
            for feature in features:
                if not _keep(spool, feature, features.system):
                    why = Text(f"图层多于 {MOST_LAYERS} 个", f"more than {MOST_LAYERS} layers")
                    raise say.damaged(name, _FORM, why, line=feature.line)
                if spool.count % COUNTED_EVERY == 0:
                    require_allowed(spool.layers(), file=name, may_be_more=True)
                reached(data.tell(), size)
        except OutsideReference as found:
            raise say.external_reference(name, _FORM, str(found), found.line) from found
        except TooDeep as error:
            raise say.too_deep(name, _FORM, DEEPEST) from error
        except BadXml as error:
            why = Text(f"不是有效的 XML（{error}）", f"it is no valid XML ({error})")
            raise say.damaged(name, _FORM, why, line=error.line) from error
        except UnicodeDecodeError as error:
            why = Text(f"不是 {encoding} 编码", f"it is not in {encoding}")
            raise say.damaged(name, _FORM, why, line=features.line) from error


def _keep(spool: Spool, feature: Node, around: str) -> bool:
    """Put one feature down; the last of several geometries counts."""
    values: dict[str, str] = {}
    shape: Shape | None = None
    system = around
    for child in feature.children:
        if child.name == "boundedBy":
            continue
        geometry = next((node for node in child.all() if node.name in GEOMETRIES), None)
        if geometry is None:
            values[child.name] = child.text
        else:
            shape = shape_of(geometry)
            system = geometry.attributes.get("srsName", "") or around
    stated, srid, order = system_of(system)
    kind = (
        shape.kind if shape else POLYGON if "ZDDM" in values and "SHBW" not in values else NOTHING
    )
    return spool.add(
        feature.name,
        feature.line,
        values,
        shape,
        kind=kind,
        stated=stated,
        srid=srid,
        order=order,
    )
