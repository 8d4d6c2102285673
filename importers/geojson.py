"""GeoJSON (RFC 7946) of parcels, buildings and boundary points, read digit for digit.

Read by our own program: GDAL opens files that are no GeoJSON, and closes rings. Features are
parted into layers by their kind of shape and by whether they have a building number. A file without
``crs`` is by the standard in longitude and latitude; cadastral results are plane figures, so
degrees are named and refused, and the ``crs`` of older files is held against the figures.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from cadastre.domain.errors import FileRefused
from cadastre.domain.findings import Text
from cadastre.domain.pace import reached, share
from importers import layer_findings as say
from importers.chunks import joined
from importers.field_codes import BUILDING_FIELDS, match_fields
from importers.json_stream import DEEPEST, ITEM, BadJson, Members, TooDeep
from importers.layer_counts import COUNTED_EVERY, require_allowed
from importers.layer_rows import LINE, NOTHING, POINT, POLYGON, Shape
from importers.layer_spool import MOST_LAYERS, Spool, temporary_spool
from importers.layers import read_layers
from importers.limits import most_vertices
from importers.records import Delivery
from importers.reporting import Notes
from importers.shapefile_rings import FloatRing

FORMAT: Final = "geojson"

_BEGINNING: Final = 65_536
_FILL_SHARE: Final = 0.5
"""How much of the work is behind once all features were taken in."""
_MOST_KINDS_OF_FIELDS: Final = 1_000
_GEOMETRIES: Final = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
    | {"GeometryCollection"}
)
_TYPE: Final = re.compile(
    rb'"type"\s*:\s*"(?:FeatureCollection|Feature|(?:Multi)?(?:Point|LineString|Polygon)'
    rb'|GeometryCollection)"'
)
_MEMBERS: Final = re.compile(rb'"(?:features|geometry|coordinates|crs)"\s*:')
_EPSG: Final = re.compile(r"^(?:urn:(?:ogc|x-ogc):def:crs:)?EPSG:[\d.]*:?(\d{4,6})$", re.I)
_CRS84: Final = re.compile(r"CRS:?(?:1\.3:?)?:?84$", re.I)
_WGS84_SRID: Final = 4326
_FORM: Final = "GeoJSON"


class _Fault(Exception):
    """Something that the standard does not allow; both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


def recognises(path: Path) -> bool:
    """Tell whether a file begins as a JSON object with members of GeoJSON near its beginning."""
    with path.open("rb") as stream:
        beginning = stream.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not beginning.startswith(b"{"):
        return False
    return bool(_TYPE.search(beginning) or (_MEMBERS.search(beginning) and b'"type"' in beginning))


def read(path: Path, *, name: str, office_srid: int) -> Delivery:
    """Read one GeoJSON as a whole; parameters and refusals as in :func:`read_chunks`."""
    return joined(read_chunks(path, name=name, office_srid=office_srid))


def read_chunks(path: Path, *, name: str, office_srid: int) -> Iterator[Delivery]:
    """Read one GeoJSON chunk by chunk.

    Parameters
    ----------
    path
        The file on disk, UTF-8 (GB 18030 is read and said).
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
        Before the first chunk: no GeoJSON, against the standard, nested too deep, or TooLarge.
    """
    notes = Notes(name)
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
                notes=notes,
                encoding=encoding.removesuffix("-sig"),
            )


def _encoding(path: Path) -> str:
    """Return the encoding that the whole file is in; JSON is UTF-8, some tools write GBK."""
    with path.open(encoding="utf-8-sig") as stream:
        try:
            while stream.read(_BEGINNING):
                pass
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8-sig"


def _fill(spool: Spool, path: Path, encoding: str, name: str) -> None:
    collection, size = _Collection(spool), path.stat().st_size
    with path.open("rb") as data, TextIOWrapper(data, encoding, newline="") as stream:
        members = Members(stream)
        line = 1
        try:
            for key, value, line in members.items():
                collection.take(key, value, line)
                reached(data.tell(), size)
                if key == ITEM and spool.count % COUNTED_EVERY == 0:
                    collection.state_name()
                    require_allowed(spool.layers(), file=name, may_be_more=True)
            collection.close(has_list=members.has_list)
        except TooDeep as error:
            raise say.too_deep(name, _FORM, DEEPEST) from error
        except BadJson as error:
            why = Text(f"不是有效的 JSON（{error}）", f"it is no valid JSON ({error})")
            raise say.damaged(name, _FORM, why, line=error.line) from error
        except UnicodeDecodeError as error:
            why = Text("既不是 UTF-8 也不是 GB18030", "it is neither UTF-8 nor GB 18030")
            raise say.damaged(name, _FORM, why, line=members.line) from error
        except _Fault as fault:
            raise say.damaged(name, _FORM, fault.text, line=line) from fault
        except _LinkedSystem as linked:
            raise _linked(name, linked, line) from linked


class _LinkedSystem(Exception):
    """The coordinate system is to be fetched from somewhere else."""


def _linked(name: str, linked: _LinkedSystem, line: int) -> FileRefused:
    return say.external_reference(name, _FORM, str(linked), line)


class _Collection:
    """Takes the members of the outermost object, in whatever order they stand."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.members: dict[str, object] = {}
        self._apart: dict[tuple[str, ...], bool] = {}

    def take(self, key: str, value: object, line: int) -> None:
        if key == ITEM:
            if not isinstance(value, dict):
                raise _Fault("features 中有不是对象的项", "an item of features is no object")
            self._feature(value, line)
            return
        if key in self.members:
            raise _Fault(f"成员 {key[:40]} 重复", f"the member {key[:40]} comes twice")
        self.members[key] = value

    def close(self, *, has_list: bool) -> None:
        """Deal with what could not be told before the end: the type, a lone feature or shape."""
        kind = self.members.get("type")
        if kind == "Feature":
            self._feature(self.members, 1)
        elif isinstance(kind, str) and kind in _GEOMETRIES:
            self._feature({"type": "Feature", "geometry": self.members, "properties": None}, 1)
        elif kind != "FeatureCollection":
            shown = str(kind)[:40]
            raise _Fault(
                f"type 为“{shown}”，应为 FeatureCollection",
                f"its type is “{shown}”, FeatureCollection is expected",
            )
        elif not has_list:
            raise _Fault("没有 features 列表", "it has no list of features")
        if "bbox" in self.members:
            _check_bbox(self.members["bbox"])
        self.spool.state(self._name(), *_system(self.members.get("crs")))

    def state_name(self) -> None:
        """Let the layers have the name of the collection as far as it was read."""
        self.spool.state(self._name(), "", None)

    def _name(self) -> str:
        name = self.members.get("name")
        return name[:100] if isinstance(name, str) else ""

    def _feature(self, feature: Mapping[str, object], line: int) -> None:
        if feature.get("type") != "Feature":
            shown = str(feature.get("type"))[:40]
            raise _Fault(f"要素的 type 为“{shown}”", f"the type of a feature is “{shown}”")
        if "geometry" not in feature:
            raise _Fault("要素没有 geometry", "a feature has no geometry")
        if "properties" not in feature:
            raise _Fault("要素没有 properties", "a feature has no properties")
        properties = feature["properties"]
        if properties is not None and not isinstance(properties, dict):
            raise _Fault("properties 不是对象", "properties are no object")
        identity = feature.get("id", "")
        if not isinstance(identity, str | Decimal):
            raise _Fault("要素的 id 不是文字或数", "the id of a feature is no text or number")
        shape = _shape(feature["geometry"])
        values = {key: _plain(value) for key, value in (properties or {}).items()}
        kind = shape.kind if shape else POLYGON if _may_have_shape(values) else NOTHING
        apart = self._has_building_number(values)
        if not self.spool.add("features", line, values, shape, kind=kind, apart=apart):
            raise _Fault(f"图层多于 {MOST_LAYERS} 个", f"more than {MOST_LAYERS} layers")

    def _has_building_number(self, values: Mapping[str, str]) -> bool:
        """Tell by the fields that hold something; most features of a file have the same ones."""
        names = tuple(key for key, value in values.items() if value)
        found = self._apart.get(names)
        if found is None:
            found = "building_number" in match_fields(names, BUILDING_FIELDS)
            if len(self._apart) < _MOST_KINDS_OF_FIELDS:
                self._apart[names] = found
        return found


def _may_have_shape(values: Mapping[str, str]) -> bool:
    """Tell whether a feature without a shape is a parcel or building whose shape is missing."""
    return "ZDDM" in values or ("ZRZH" in values and "SHBW" not in values)


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < 40 else str(value)
    return value if isinstance(value, str) else ""


def _system(crs: object) -> tuple[str, int | None]:
    """Return (words, EPSG code) of the ``crs`` member of GeoJSON 2008."""
    if crs is None:
        return "", None
    if not isinstance(crs, dict) or not isinstance(crs.get("properties"), dict):
        raise _Fault("crs 不是对象", "crs is no object")
    properties = crs["properties"]
    if crs.get("type") != "name" or "href" in properties:
        raise _LinkedSystem(f"crs {str(properties.get('href', crs.get('type')))[:80]}")
    words = str(properties.get("name", ""))[:200]
    if _CRS84.search(words):
        return words, _WGS84_SRID
    found = _EPSG.match(words)
    return words, int(found[1]) if found else None


def _check_bbox(bbox: object) -> None:
    if (
        not isinstance(bbox, list)
        or len(bbox) not in (4, 6)
        or not all(isinstance(one, Decimal) for one in bbox)
    ):
        raise _Fault("bbox 应为 4 或 6 个数", "bbox must be four or six numbers")


def _shape(geometry: object) -> Shape | None:
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise _Fault("geometry 不是对象", "a geometry is no object")
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in _GEOMETRIES:
        shown = str(kind)[:40]
        raise _Fault(f"图形的 type 为“{shown}”", f"the type of a geometry is “{shown}”")
    if "bbox" in geometry:
        _check_bbox(geometry["bbox"])
    if kind == "GeometryCollection":
        return _collection(geometry.get("geometries"))
    if not isinstance(geometry.get("coordinates"), list):
        raise _Fault(f"{kind} 没有 coordinates", f"a {kind} has no coordinates")
    coordinates = geometry["coordinates"]
    if kind == "Polygon":
        return _polygon([coordinates] if coordinates else [])
    if kind == "MultiPolygon":
        return _polygon(coordinates)
    depth = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2}[kind]
    vertices = list(_flat(coordinates, depth, kind))
    if kind == "Point" or (kind == "MultiPoint" and len(vertices) == 1):
        return Shape(POINT, (tuple(vertices[:1]),))
    return _lines(kind, vertices) if "Line" in kind else Shape("MultiPoint")


def _lines(kind: str, vertices: list[tuple[Decimal, Decimal]]) -> Shape:
    return Shape(LINE, (tuple(vertices),) if kind == "LineString" else ())


def _collection(members: object) -> Shape:
    if not isinstance(members, list):
        raise _Fault("GeometryCollection 没有 geometries", "a collection has no geometries")
    shapes = [_shape(member) for member in members]
    if None in shapes:
        raise _Fault("GeometryCollection 中有空图形", "a collection has a null geometry")
    return Shape("GeometryCollection")


def _polygon(parts: list[object]) -> Shape:
    rings: list[FloatRing] = []
    holes: set[int] = set()
    has_heights, taken = False, 0
    for part in parts:
        if not isinstance(part, list) or not part:
            raise _Fault("面的坐标层次不对", "the coordinates of a polygon nest wrongly")
        for number, ring in enumerate(part):
            if not isinstance(ring, list):
                raise _Fault("面的坐标层次不对", "the coordinates of a polygon nest wrongly")
            vertices = [_vertex(one, "Polygon") for one in ring]
            has_heights = has_heights or any(len(one) > 2 for one in ring)
            taken += len(vertices)
            if vertices:
                holes |= {len(rings)} if number else set()
                rings.append(tuple(vertices))
    if taken > (most := most_vertices()):
        return Shape(POLYGON, fault=f"more than {most} vertices")
    return Shape(POLYGON, tuple(rings), has_heights, holes=frozenset(holes))


def _flat(value: object, depth: int, kind: str) -> Iterator[tuple[Decimal, Decimal]]:
    if depth == 0:
        yield _vertex(value, kind)
        return
    if not isinstance(value, list):
        raise _Fault(f"{kind} 的坐标层次不对", f"the coordinates of a {kind} nest wrongly")
    for one in value:
        yield from _flat(one, depth - 1, kind)


def _vertex(value: object, kind: str) -> tuple[Decimal, Decimal]:
    if not isinstance(value, list) or len(value) < 2:
        raise _Fault(f"{kind} 的坐标应为数对", f"a position of a {kind} is no pair of numbers")
    if not all(isinstance(one, Decimal) for one in value):
        raise _Fault(f"{kind} 的坐标中有不是数的值", f"a position of a {kind} holds no number")
    first, second = value[0], value[1]
    if not first.is_finite() or not second.is_finite():
        return first, second  # no JSON, but written; the range of all figures names the point
    if not (abs(first.adjusted()) < 40 and abs(second.adjusted()) < 40):
        raise _Fault("坐标数值超出任何范围", "a coordinate is beyond any measure")
    return first, second
