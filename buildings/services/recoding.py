"""Codes that change though the things stay: a district renumbered, fixtures on a new parcel.

Everything is written by a few statements however many codes there are. Old codes retire and go on
resolving; every object gets a version under its new code that says what the old one said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from django.db import connection
from django.db.models import Model
from psycopg2 import sql as composed

from buildings.domain.codes import require_renumbering
from buildings.models import Building, BuildingCode, CodeAct, LineageKind, Storey, Unit, UnitCode
from buildings.services.acts import Change, Done, changed
from buildings.services.codes import (
    BATCH,
    building_code_reserve,
    codes_retire,
    highest_number,
    require_in_use,
    steps_record,
)
from cadastre.domain.errors import Conflict, NotFound
from cadastre.domain.findings import Text
from parcels.codes import parcel_codes_retire
from parcels.models import CadastralDistrict, CadastralSubDistrict, IssuedParcelCode, Parcel
from parcels.selectors import content_of
from parcels.services import Entry, versions_write

Pairs = Sequence[tuple[str, str]]
"""Old and new code of each."""

UNIT_CODES = """
insert into buildings_unitcode (code, parcel_code, building_number, section, room, kind, origin,
                                reserved_at, confirmed_at, reserved_act_id, confirmed_act_id)
select m.new, left(m.new, 19),
       case when substr(m.new, 20, 1) = 'F' then substr(m.new, 21, 4) else '' end,
       c.section, c.room, c.kind, 'delivered', %(now)s,
       case when c.confirmed_at is not null then %(now)s end, %(act)s,
       case when c.confirmed_at is not null then %(act)s end
from unnest(%(old)s::text[], %(new)s::text[]) as m(old, new)
join buildings_unitcode c on c.code = m.old
order by m.new
"""
BUILDING_CODES = """
insert into buildings_buildingcode (code, parcel_code, origin, reserved_at, confirmed_at,
                                    reserved_act_id, confirmed_act_id)
select m.new, left(m.new, 19), 'delivered', %(now)s,
       case when c.confirmed_at is not null then %(now)s end, %(act)s,
       case when c.confirmed_at is not null then %(act)s end
from unnest(%(old)s::text[], %(new)s::text[]) as m(old, new)
join buildings_buildingcode c on c.code = m.old
order by m.new
on conflict (code) do update
    set confirmed_at = excluded.confirmed_at, confirmed_act_id = excluded.confirmed_act_id
"""
OF_BUILDINGS = {
    "building_code": "m.new",
    "parcel_code": "left(m.new, 19)",
    "building_number": "right(m.new, 4)",
}
OF_STOREYS = {"building_id": "b.id"}
OF_UNITS = {
    "unit_code": "m.new",
    "parcel_code": "left(m.new, 19)",
    "building_id": "b.id",
    "storey_id": "s.id",
}
OF_A_VERSION = {
    "valid_from": "%(now)s",
    "recorded_from": "%(now)s",
    "valid_to": "null",
    "closed_at": "null",
    "recorded_to": "null",
}
MAPPED = "unnest(%(old)s::text[], %(new)s::text[]) as m(old, new)"
FROM_BUILDINGS = f"""
{MAPPED}
join buildings_building o on o.building_code = m.old and o.id = any(%(buildings)s)
"""
FROM_STOREYS = f"""
{MAPPED}
join buildings_building w on w.building_code = m.old and w.id = any(%(buildings)s)
join buildings_building b on b.building_code = m.new and b.valid_to is null
                         and b.recorded_to is null
join buildings_storey o on o.building_id = w.id
"""
FROM_UNITS = f"""
{MAPPED}
join buildings_unit o on o.unit_code = m.old and o.id = any(%(units)s)
left join buildings_building b on b.building_code = left(m.new, 24) and b.valid_to is null
                              and b.recorded_to is null and o.building_id is not null
left join buildings_storey was on was.id = o.storey_id
left join buildings_storey s on s.building_id = b.id and s.number = was.number
"""


def codes_renumber(prefixes: Mapping[str, str], *, change: Change) -> Done:
    """Renumber whole districts, as an administrative merger does: one act, however many codes.

    Parameters
    ----------
    prefixes
        Old to new beginning of codes: county (6), district (9) or sub-district (12 digits), for
        example ``{"371202": "370116"}``. Districts that are not there yet are made with the extent
        of the old ones.

    Raises
    ------
    InvalidInput
        A prefix cannot take another's place.
    Conflict
        A new code was given before: the numbers of two districts cannot simply be put together.
    NotFound
        No code in use begins with any of the prefixes.
    """
    for old, new in prefixes.items():
        require_renumbering(old, new)

    def act_on(act: CodeAct) -> Done:
        retired: list[str] = []
        issued: list[str] = []
        for old, new in sorted(prefixes.items()):
            _make_districts(old, new)
            parcels = _in_use(Parcel.objects.current(), "parcel_code", old, new)
            buildings = _in_use(
                BuildingCode.objects.filter(retired_at__isnull=True), "code", old, new
            )
            units = _in_use(UnitCode.objects.filter(retired_at__isnull=True), "code", old, new)
            _recoded(parcels, buildings, units, act=act, change=change)
            retired += [code for pairs in (parcels, buildings, units) for code, _new in pairs]
            issued += [code for pairs in (parcels, buildings, units) for _old, code in pairs]
        if not retired:
            raise NotFound(
                Text(
                    f"没有以 {'、'.join(prefixes)} 开头的在用代码。",
                    f"No code in use begins with {', '.join(prefixes)}.",
                )
            )
        return {"retired": retired, "issued": issued}

    return changed(change, {"prefixes": dict(prefixes)}, act_on)


def fixtures_follow(moves: Mapping[str, str], *, change: Change) -> Done:
    """Recode buildings onto the parcel that their parcel became part of or was split into.

    Parameters
    ----------
    moves
        Building code to the code of the parcel it now stands on. It takes the next building number
        there; its units keep theirs.

    Raises
    ------
    Conflict
        A building is not in use, or does not stand on the parcel.
    """

    def act_on(act: CodeAct) -> Done:
        require_in_use(sorted(moves))
        for parcel_code in sorted(set(moves.values())):
            highest_number(f"{parcel_code}F")
        buildings = [
            (old, building_code_reserve(moves[old], now=change.now, act=act))
            for old in sorted(moves)
        ]
        units = [
            (code, new + code[24:])
            for old, new in buildings
            for code in UnitCode.objects.filter(
                code__startswith=old, retired_at__isnull=True
            ).values_list("code", flat=True)
        ]
        _recoded([], buildings, units, act=act, change=change)
        return {
            "retired": [old for old, _new in (*buildings, *units)],
            "issued": [new for _old, new in (*buildings, *units)],
        }

    return changed(change, {"moves": dict(moves)}, act_on)


def _in_use(rows: object, field: str, old: str, new: str) -> list[tuple[str, str]]:
    codes = (
        rows.filter(**{f"{field}__startswith": old})  # type: ignore[attr-defined]
        .order_by(field)
        .values_list(field, flat=True)
    )
    return [(code, new + code[len(old) :]) for code in codes]


def _make_districts(old: str, new: str) -> None:
    for district in CadastralDistrict.objects.filter(code__startswith=old[:9]):
        code = (new + district.code[len(old) :])[:9]
        CadastralDistrict.objects.get_or_create(
            code=code, defaults={"name": district.name, "geom": district.geom}
        )
    for part in CadastralSubDistrict.objects.filter(code__startswith=old[:12]):
        code = (new + part.code[len(old) :])[:12]
        CadastralSubDistrict.objects.get_or_create(
            code=code,
            defaults={"name": part.name, "geom": part.geom, "district_id": code[:9]},
        )


def _recoded(
    parcels: Pairs, buildings: Pairs, units: Pairs, *, act: CodeAct, change: Change
) -> None:
    """Give every code its new one, and every current object a version under it."""
    _require_never_given([new for _old, new in (*parcels, *buildings, *units)], act)
    _give(BUILDING_CODES, buildings, act=act, change=change)
    _give(UNIT_CODES, units, act=act, change=change)
    building_ids = _close(Building, "building_code", buildings, change)
    unit_ids = _close(Unit, "unit_code", units, change)
    codes_retire([old for old, _new in (*buildings, *units)], act=act, now=change.now)
    _recode_parcels(parcels, change)
    asked = {"now": change.now, "buildings": building_ids, "units": unit_ids}
    for model, source, figures, pairs in (
        (Building, FROM_BUILDINGS, OF_BUILDINGS | OF_A_VERSION, buildings),
        (Storey, FROM_STOREYS, OF_STOREYS, buildings),
        (Unit, FROM_UNITS, OF_UNITS | OF_A_VERSION, units),
    ):
        _copy(model, source, figures, pairs, asked)
    steps_record([*parcels, *buildings, *units], LineageKind.RENUMBER, act=act, now=change.now)


def _require_never_given(codes: Sequence[str], act: CodeAct) -> None:
    given = [
        *IssuedParcelCode.objects.filter(code__in=codes).values_list("code", flat=True)[:1],
        *UnitCode.objects.filter(code__in=codes).values_list("code", flat=True)[:1],
        *BuildingCode.objects.filter(code__in=codes)
        .exclude(reserved_act=act)
        .values_list("code", flat=True)[:1],
    ]
    if given:
        raise Conflict(
            Text(
                f"新代码 {given[0]} 已曾配号，不能直接改编。",
                f"The new code {given[0]} was given before; these codes cannot be renumbered.",
            ),
            advice=Text(
                "请另定不重号的新地籍区、子区代码。",
                "Choose new district codes under which no number is used yet.",
            ),
        )


def _give(statement: str, pairs: Pairs, *, act: CodeAct, change: Change) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, _lists(pairs) | {"now": change.now, "act": act.pk})


def _lists(pairs: Pairs) -> dict[str, object]:
    return {"old": [old for old, _new in pairs], "new": [new for _old, new in pairs]}


def _close(
    model: type[Building] | type[Unit], field: str, pairs: Pairs, change: Change
) -> list[int]:
    rows = model.objects.current().filter(**{f"{field}__in": [old for old, _new in pairs]})
    ids = list(rows.values_list("pk", flat=True))
    model.objects.filter(pk__in=ids).close(now=change.now)
    return ids


def _copy(
    model: type[Model],
    source: str,
    figures: Mapping[str, str],
    pairs: Pairs,
    asked: Mapping[str, object],
) -> None:
    """Insert rows of ``model`` that say what row ``o`` says, apart from ``figures``."""
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    values = [
        composed.SQL(figures[name]) if name in figures else composed.Identifier("o", name)
        for name in columns
    ]
    statement = composed.SQL(
        "insert into {table} ({columns}) select {values} from {source}"
    ).format(
        table=composed.Identifier(model._meta.db_table),
        columns=composed.SQL(", ").join(map(composed.Identifier, columns)),
        values=composed.SQL(", ").join(values),
        source=composed.SQL(source),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _lists(pairs) | dict(asked))


def _recode_parcels(pairs: Pairs, change: Change) -> None:
    """Publish every parcel under its new code, each with the sources it had."""
    new_codes = dict(pairs)
    current = list(
        Parcel.objects.current()
        .filter(parcel_code__in=new_codes)
        .select_related("source", "area_source")
        .prefetch_related("points", "lines")
        .order_by("source_id", "area_source_id", "parcel_code")
    )
    if not current:
        return
    contents = {
        parcel.pk: replace(content_of(parcel), parcel_code=new_codes[parcel.parcel_code])
        for parcel in current
    }
    Parcel.objects.filter(pk__in=contents).close(now=change.now)
    parcel_codes_retire(list(new_codes), at=change.now)
    for _sources, group in groupby(current, key=lambda row: (row.source_id, row.area_source_id)):
        alike = list(group)
        for start in range(0, len(alike), BATCH):
            part = alike[start : start + BATCH]
            versions_write(
                [Entry(contents[row.pk], change.now, follows=row.pk) for row in part],
                source=part[0].source,
                area_source=part[0].area_source,
                now=change.now,
            )
