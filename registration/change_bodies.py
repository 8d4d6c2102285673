"""From what a registrar typed to a change as it is asked for: the body of split, adjust, correct.

The same body goes to the preview, to what is kept as prepared, and to the register; it is the one
that the API takes (:mod:`parcels.domain.requests`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from buildings.models import Building, BuildingCode
from cadastre import geometry
from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.domain.findings import Text
from parcels.domain.moving import Move, moved, plane_area_m2
from parcels.domain.publication import ParcelContent, Part, RegisterPoint
from parcels.models import Parcel
from parcels.selectors import content_of
from registration.domain.cutting import Cut, area_shares, cut
from registration.typed_points import TypedPoint, area_typed, point_typed

ATTRIBUTES = ("address", "land_use_system", "land_use_code", "land_use_name")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a registrar typed about a change, whatever its kind.

    Attributes
    ----------
    version
        Key of the version that was looked at.
    together
        Codes of the neighbours that take part.
    places
        Building code to the part it goes to, counted from 1 as on the page.
    attributes
        What a corrected parcel says, by field; ``area_m2`` as typed.
    addresses
        Addresses of the parts of a split, in their order.
    """

    kind: str
    version: str
    points: tuple[TypedPoint, ...]
    source: Mapping[str, Any]
    reason: str
    together: tuple[str, ...] = ()
    places: Mapping[str, str] | None = None
    attributes: Mapping[str, str] | None = None
    addresses: tuple[str, ...] = ()


def split_cut(parcel: Parcel, typed: Typed) -> Cut:
    """Return the parts that the typed line makes. Raises as :func:`registration.domain.cut`."""
    parts = content_of(parcel).parts
    if len(parts) != 1:
        raise Conflict(
            Text(
                f"宗地 {parcel.parcel_code} 由 {len(parts)} 块组成，不能用一条线分割。",
                f"Parcel {parcel.parcel_code} is of {len(parts)} pieces: a line cannot split it.",
            ),
            advice=Text(
                "请在案件中上传变更后各宗地的界址文件。",
                "Upload the file of the new boundaries in the case.",
            ),
        )
    rows = [row for row in typed.points if not row.is_empty]
    return cut(parts[0], [point_typed(row, n, parcel) for n, row in enumerate(rows, start=1)])


def split_body(parcel: Parcel, typed: Typed) -> dict[str, Any]:
    """Return the split along the typed line; the registered area is spread by plane area."""
    parts = split_cut(parcel, typed).parts
    before = content_of(parcel)
    planes = [plane_area_m2((part,)) for part in parts]
    contents = [
        replace(
            before,
            parcel_code="",
            parts=(part,),
            area_m2=share,
            address=(typed.addresses[n] if n < len(typed.addresses) else "") or before.address,
        )
        for n, (part, share) in enumerate(
            zip(parts, area_shares(planes, parcel.area_m2), strict=True)
        )
    ]
    shapes = [geometry.multipolygon(content.parts) for content in contents]
    return _body(typed, parcels=[parcel.parcel_code]) | {
        "results": [content_told(content) for content in contents],
        "fixtures": fixtures([parcel.parcel_code], shapes, asked=typed.places or {}),
    }


def adjust_body(parcel: Parcel, typed: Typed) -> dict[str, Any]:
    """Return the adjustment that moves the points whose typed coordinates are others.

    Raises InvalidInput when no point is moved, or one is missing.
    """
    moves = moves_typed(parcel, typed)
    if not moves:
        raise InvalidInput(
            Text("没有移动任何界址点。", "No boundary point is moved."),
            advice=Text(
                "请在表中改写界址点的坐标，或在图上拖动。",
                "Change coordinates in the table, or draw a point on the map.",
            ),
        )
    kept = {row.point for row in typed.points if not row.is_empty}
    if gone := [p.label for p in parcel.points.all() if str(p.pk) not in kept]:
        raise InvalidInput(
            Text(
                f"界址调整只移动界址点，不删除：缺 {'、'.join(gone)}。",
                f"An adjustment moves points and takes none away: {', '.join(gone)} missing.",
            )
        )
    codes = [parcel.parcel_code, *typed.together]
    return _body(typed, parcels=sorted(set(codes))) | {"moves": [_move_told(m) for m in moves]}


def correct_body(parcel: Parcel, typed: Typed, neighbours: Sequence[Parcel]) -> dict[str, Any]:
    """Return the correction of the parcel, and of the neighbours whose shared points move with it.

    Raises
    ------
    InvalidInput
        The area or a coordinate is none, or nothing is corrected.
    """
    before = content_of(parcel)
    told = typed.attributes or {}
    right = replace(
        before,
        **{name: told.get(name, getattr(before, name)) for name in ATTRIBUTES},
        area_m2=area_typed(told.get("area_m2", str(before.area_m2))),
        parts=_parts_typed(parcel, typed, before),
    )
    if right == before:
        raise InvalidInput(Text("没有更正任何内容。", "Nothing is corrected."))
    moves = moves_typed(parcel, typed)
    corrections = [(parcel.pk, right)]
    corrections += [(one.pk, moved(content_of(one), moves)) for one in neighbours]
    return _body(typed, parcels=[parcel.parcel_code, *(n.parcel_code for n in neighbours)]) | {
        "corrections": [
            {"version": version, "content": content_told(content) | {"parcel_code": code}}
            for (version, content) in corrections
            for code in [content.parcel_code]
        ]
    }


def retire_body(parcel: Parcel, typed: Typed) -> dict[str, Any]:
    """Return the retirement of the parcel."""
    return _body(typed, parcels=[parcel.parcel_code])


def moves_typed(parcel: Parcel, typed: Typed) -> list[Move]:
    """Return the points whose typed coordinates are not those of the register."""
    rows = {row.point: (n, row) for n, row in enumerate(typed.points, start=1) if not row.is_empty}
    moves = []
    for old in parcel.points.all():
        if str(old.pk) not in rows:
            continue
        number, row = rows[str(old.pk)]
        new = point_typed(row, number, parcel)
        if (new.northing_m, new.easting_m) != (old.northing_m, old.easting_m):
            moves.append(Move(old.northing_m, old.easting_m, replace(new, label=old.label)))
    return moves


def content_told(content: ParcelContent) -> dict[str, Any]:
    """Return what a parcel says as a request says it; empty fields are left away."""
    texts = {name: getattr(content, name) for name in ATTRIBUTES}
    rules = {"area_rule": content.area_rule, "boundary_rule": content.boundary_rule}
    return {
        **{name: value for name, value in (texts | rules).items() if value},
        "area_m2": str(content.area_m2),
        "parts": [
            [[_point_told(point) for point in ring] for ring in part] for part in content.parts
        ],
    }


def fixtures(
    codes: Sequence[str], shapes: Sequence[Any], *, asked: Mapping[str, str]
) -> dict[str, int]:
    """Say of each building to which result it goes, counted from 0.

    As asked for (counted from 1); else to the result that holds most of its footprint, and to the
    first one where only its number is reserved. A person sees this before it is registered.
    """
    standing = {
        b.building_code: b for b in Building.objects.current().filter(parcel_code__in=codes)
    }
    reserved = BuildingCode.objects.filter(parcel_code__in=codes, retired_at__isnull=True)
    places = {}
    for code in sorted({*standing, *reserved.values_list("code", flat=True)}):
        wanted = asked.get(code, "")
        if wanted.isdecimal() and 1 <= int(wanted[:3]) <= len(shapes):
            places[code] = int(wanted[:3]) - 1
        else:
            places[code] = _most_of(standing.get(code), shapes)
    return places


def _most_of(building: Building | None, shapes: Sequence[Any]) -> int:
    if building is None:
        return 0
    held = [0 if one is None else one.intersection(building.geom).area for one in shapes]
    return held.index(max(held))


def _body(typed: Typed, *, parcels: list[str]) -> dict[str, Any]:
    return {
        "kind": typed.kind,
        "parcels": parcels,
        "source": dict(typed.source),
        "reason": typed.reason,
    }


def _parts_typed(parcel: Parcel, typed: Typed, before: ParcelContent) -> tuple[Part, ...]:
    """Return the boundary as the table has it: points that stay keep all that is said of them."""
    rows = [(n, row) for n, row in enumerate(typed.points, start=1) if not row.is_empty]
    if not rows:
        return before.parts
    old = {
        str(point.pk): said
        for point, said in zip(
            parcel.points.all(), (p for part in before.parts for ring in part for p in ring),
            strict=True,
        )
    }  # fmt: skip
    rings: dict[tuple[int, int], list[RegisterPoint]] = {}
    for number, row in rows:
        new = point_typed(row, number, parcel)
        said = old.get(row.point)
        stays = said and (said.northing_m, said.easting_m) == (new.northing_m, new.easting_m)
        if said is not None:
            where = said if stays else replace(said, source_file="", source_line=None, source_id="")
            new = replace(
                where, label=new.label, northing_m=new.northing_m, easting_m=new.easting_m
            )
        rings.setdefault(_ring(row, number), []).append(new)
    return _nested(rings)


def _nested(rings: Mapping[tuple[int, int], list[RegisterPoint]]) -> tuple[Part, ...]:
    parts: dict[int, list[tuple[RegisterPoint, ...]]] = {}
    for (part, _), ring in sorted(rings.items()):
        parts.setdefault(part, []).append(tuple(ring))
    return tuple(tuple(rings_of) for _, rings_of in sorted(parts.items()))


def _ring(row: TypedPoint, number: int) -> tuple[int, int]:
    part, _, ring = row.ring.partition(".")
    if not (part.isdecimal() and ring.isdecimal() and len(row.ring) < 12):
        raise InvalidInput(
            Text(
                f"第 {number} 行的圈“{row.ring[:12]}”不存在。",
                f"Row {number}: there is no ring '{row.ring[:12]}'.",
            )
        )
    return int(part), int(ring)


def _point_told(point: RegisterPoint) -> dict[str, Any]:
    told = {name: value for name, value in asdict(point).items() if value not in ("", None)}
    return told | {"northing_m": str(point.northing_m), "easting_m": str(point.easting_m)}


def _move_told(move: Move) -> dict[str, Any]:
    return {
        "from": {"northing_m": str(move.northing_m), "easting_m": str(move.easting_m)},
        "to": _point_told(move.to),
    }
