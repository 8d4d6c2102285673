"""A change of parcels as JSON: what the API, the command line and a prepared change hold.

Coordinates and areas are decimal strings (or whole numbers): a JSON number with a point would
lose digits on its way. ``{"kind": "split", "parcels": ["410811001002GB00007"], "source": {…},
"results": [{"area_m2": "300.00", "rings": [[{"label": "J1", "northing_m": "…", …}, …]]}, …]}``.
``"fixtures": {"410811001002GB00007F0001": 0}`` says to which of the results, counted from 0, each
building of the parcel goes. A point that is taken over unchanged may name the ``source_id`` it
has; it keeps it where the register says the same (:mod:`parcels.taken_over`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.json_fields import items_at, object_at, path_to, text_at, wrong_field
from parcels.domain.moving import Move
from parcels.domain.publication import ParcelContent, Part, RegisterPoint

KINDS = ("split", "merge", "adjust", "correct", "retire")
MOST_POINTS = 10_000
"""Points in all boundaries of one request."""
POINT_TEXTS = (
    "source_id",
    "source_file",
    "marker",
    "method",
    "line_kind",
    "line_position",
    "line_quality",
    "line_neighbour",
)
CONTENT_TEXTS = (
    "parcel_code",
    "address",
    "area_rule",
    "boundary_rule",
    "land_use_system",
    "land_use_code",
    "land_use_name",
)


@dataclass(frozen=True, slots=True)
class AskedCorrection:
    """A row by its key, what it should have said, and when that was true if not as the row has."""

    version: int
    content: ParcelContent
    period: tuple[datetime, datetime | None] | None


@dataclass(frozen=True, slots=True)
class AskedChange:
    """One change as it was asked for; fields that its kind does not use are empty."""

    kind: str
    parcels: tuple[str, ...]
    source: Mapping[str, Any] | str
    results: tuple[ParcelContent, ...] = ()
    moves: tuple[Move, ...] = ()
    areas_m2: Mapping[str, Decimal] | None = None
    corrections: tuple[AskedCorrection, ...] = ()
    fixtures: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""
    at: datetime | None = None


def change_asked(body: Any) -> AskedChange:
    """Read a request.

    Raises
    ------
    InvalidInput
        At the first field that is missing or cannot be read, naming it by its path.
    """
    told = object_at(body, "")
    kind = text_at(told, "kind", "", required=True)
    if kind not in KINDS:
        raise wrong_field("kind", kind, "、".join(KINDS), ", ".join(KINDS))
    results = tuple(
        _content(one, f"results[{n}]") for n, one in enumerate(_list(told, "results", ""))
    )
    corrections = tuple(
        _correction(one, f"corrections[{n}]")
        for n, one in enumerate(_list(told, "corrections", ""))
    )
    _require_few_points([*results, *(c.content for c in corrections)])
    source = told.get("source")
    if not isinstance(source, str | Mapping) or not source:
        raise wrong_field(
            "source", source, "成果来源的标识或内容", "the key of a source, or a source"
        )
    return AskedChange(
        kind=kind,
        parcels=tuple(
            _code(one, f"parcels[{n}]") for n, one in enumerate(_list(told, "parcels", ""))
        ),
        source=source,
        results=results,
        moves=tuple(_move(one, f"moves[{n}]") for n, one in enumerate(_list(told, "moves", ""))),
        areas_m2=_areas(told),
        corrections=corrections,
        fixtures=_fixtures(told, len(results)),
        reason=text_at(told, "reason", ""),
        at=_moment(told, "at", ""),
    )


def _content(value: Any, path: str) -> ParcelContent:
    told = object_at(value, path)
    return ParcelContent(
        **{name: text_at(told, name, path) for name in CONTENT_TEXTS},
        parts=parts_asked(told, path),
        area_m2=_decimal(told, "area_m2", path),
    )


def parts_asked(told: Mapping[str, Any], path: str) -> tuple[Part, ...]:
    """Read ``rings`` (one part, its outer ring first) or ``parts`` of an object at ``path``."""
    rings = told.get("rings")
    parts = told.get("parts") if rings is None else [rings]
    if not isinstance(parts, list) or not parts:
        raise wrong_field(f"{path}.rings", parts, "圈的列表", "a list of rings")
    return tuple(
        tuple(
            tuple(
                _point(one, f"{path}.parts[{p}][{r}][{n}]")
                for n, one in enumerate(items_at(ring, f"{path}.parts[{p}][{r}]"))
            )
            for r, ring in enumerate(items_at(part, f"{path}.parts[{p}]"))
        )
        for p, part in enumerate(parts)
    )


def _point(value: Any, path: str) -> RegisterPoint:
    told = object_at(value, path)
    line, accuracy = told.get("source_line"), told.get("accuracy_class")
    for name, number in (("source_line", line), ("accuracy_class", accuracy)):
        if number is not None and (not isinstance(number, int) or not 0 <= number < 2**31):
            raise wrong_field(f"{path}.{name}", number, "自然数", "a whole number")
    if accuracy not in (None, 1, 2, 3):
        raise wrong_field(f"{path}.accuracy_class", accuracy, "1、2、3 之一", "one of 1, 2, 3")
    return RegisterPoint(
        label=text_at(told, "label", path, required=True, longest=40),
        northing_m=_decimal(told, "northing_m", path),
        easting_m=_decimal(told, "easting_m", path),
        source_line=line,
        accuracy_class=accuracy,
        **{name: text_at(told, name, path) for name in POINT_TEXTS},
    )


def _move(value: Any, path: str) -> Move:
    told = object_at(value, path)
    start = object_at(told.get("from"), f"{path}.from")
    to = dict(object_at(told.get("to"), f"{path}.to"))
    to.setdefault("label", "J")
    to.pop("source_id", None)  # what moves is of the source of the change
    return Move(
        _decimal(start, "northing_m", f"{path}.from"),
        _decimal(start, "easting_m", f"{path}.from"),
        _point(to, f"{path}.to"),
    )


def _correction(value: Any, path: str) -> AskedCorrection:
    told = object_at(value, path)
    version = told.get("version")
    if not isinstance(version, int) or not 0 < version < 2**63:
        raise wrong_field(f"{path}.version", version, "版本的编号", "the key of a version")
    begins = _moment(told, "valid_from", path)
    period = None if begins is None else (begins, _moment(told, "valid_to", path))
    return AskedCorrection(version, _content(told.get("content"), f"{path}.content"), period)


def _areas(told: Mapping[str, Any]) -> dict[str, Decimal] | None:
    areas = told.get("areas_m2")
    if areas is None:
        return None
    named = object_at(areas, "areas_m2")
    return {code: _decimal(named, code, "areas_m2") for code in named}


def _fixtures(told: Mapping[str, Any], results: int) -> dict[str, int]:
    named = object_at(told.get("fixtures") or {}, "fixtures")
    for code, place in named.items():
        if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < results:
            raise wrong_field(
                f"fixtures.{code[:24]}",
                place,
                f"results 的序号，0 至 {results - 1}",
                f"the place in results, 0 to {results - 1}",
            )
    return dict(named)


def _list(told: Mapping[str, Any], name: str, path: str) -> Sequence[Any]:
    return items_at(told.get(name) or [], path_to(path, name))


def _code(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise wrong_field(path, value, "宗地代码", "a parcel code")
    return value


def _decimal(told: Mapping[str, Any], name: str, path: str) -> Decimal:
    value = told.get(name)
    field = path_to(path, name)
    wanted = ('十进制数的文字，例如 "3898650.120"', 'a decimal as text, e.g. "3898650.120"')
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise wrong_field(field, value, *wanted)
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise wrong_field(field, value, *wanted) from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12 or len(str(value)) > 40:
        raise wrong_field(field, value, *wanted)
    return number


def _moment(told: Mapping[str, Any], name: str, path: str) -> datetime | None:
    value = told.get(name)
    if value is None:
        return None
    field = path_to(path, name)
    wanted = (
        "带时区的时间，例如 2026-11-21T09:00:00+08:00",
        "a time with its zone, e.g. 2026-11-21T09:00:00+08:00",
    )
    if not isinstance(value, str):
        raise wrong_field(field, value, *wanted)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise wrong_field(field, value, *wanted) from error
    if moment.tzinfo is None:
        raise wrong_field(field, value, *wanted)
    return moment


def _require_few_points(contents: Sequence[ParcelContent]) -> None:
    count = sum(len(ring) for content in contents for part in content.parts for ring in part)
    if count > MOST_POINTS:
        raise InvalidInput(
            Text(
                f"一次变更最多 {MOST_POINTS} 个界址点，本次有 {count} 个。",
                f"A change has {MOST_POINTS} boundary points at the most; this one has {count}.",
            )
        )
