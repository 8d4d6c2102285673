"""A register of any size, only to be measured: written by plain statements, behind the guards.

No service, check or trigger takes part, so this is no way into a register that anybody relies on:
it is for the benchmark's own database, which the benchmark makes and drops. Triggers and foreign
keys do not fire (``session_replication_role = replica``, which PostgreSQL gives to superusers),
and indexes that no foreign key needs are taken off before and made again after, by their own
definitions. What comes of it keeps the rules all the same, and the CHECK constraints are asked as
ever: lots that share sides, codes in their sub-districts, versions that adjoin. Two are left off:
one version at a time of buildings and units, which no read uses and nothing here writes, and
whose index would take longer than all the rest. Nothing here gives codes, so their counters are
left out as well. A test puts every auditor query to what is written.

Each parcel has four boundary points and lines, a building of one storey, and three units. Every
twentieth has a history: it and its units have three closed versions and one that was corrected,
and its first unit two codes before its own.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks._county import A_SUB_DISTRICT

LOT_EAST_M, LOT_NORTH_M = 20, 30
COLUMNS = 1_000
ROWS = A_SUB_DISTRICT // COLUMNS
"""Rows of lots in a sub-district."""
WITH_HISTORY = 20
"""One parcel in so many has a history."""
ORIGIN = (430_000, 3_830_000)
TABLES = (
    "parcels_parcel",
    "parcels_boundarypoint",
    "parcels_boundaryline",
    "buildings_unit",
    "buildings_unitcode",
    "buildings_building",
    "parcels_sharedpoint",
    "buildings_storey",
    "buildings_buildingcode",
    "parcels_issuedparcelcode",
    "buildings_codelineage",
)
"""What is filled, the longest to be indexed first."""

SOURCES = """
insert into cadastre_spatialsource (id, title, stage, organisation, surveyed_on, document_number,
    files, accepted_by)
select md5(n::text)::uuid, '示例测量 ' || n, 'stock', '示例测绘有限公司', '2018-06-01', '',
    jsonb_build_array(jsonb_build_object('name', n || '.txt', 'sha256', repeat('0', 64))), ''
from generate_series(0, 999) as n;
analyze cadastre_spatialsource
"""
LOTS = """
create temporary table lot as
select n, n %% %(columns)s as col, n / %(columns)s as row,
       md5((n %% 1000)::text)::uuid as source_id,
       '410811001' || lpad((n / %(a_sub_district)s + 1)::text, 3, '0') as sub_district,
       '410811001' || lpad((n / %(a_sub_district)s + 1)::text, 3, '0') || 'GB'
           || lpad((n %% %(a_sub_district)s + 1)::text, 5, '0') as code
from generate_series(0, %(parcels)s - 1) as n;
create temporary table said (
    has_history boolean, valid_from timestamptz, valid_to timestamptz, closed_at timestamptz,
    recorded_from timestamptz, recorded_to timestamptz, address text);
insert into said values
    (false, '2019-01-01Z', null, null, '2019-01-01Z', null, '示例路'),
    (true, '2019-01-01Z', '2021-01-01Z', '2021-01-01Z', '2019-01-01Z', null, '旧名路'),
    (true, '2021-01-01Z', '2024-01-01Z', '2024-01-01Z', '2021-01-01Z', '2024-06-01Z', '误记路'),
    (true, '2021-01-01Z', '2024-01-01Z', '2024-06-01Z', '2024-06-01Z', null, '示例路'),
    (true, '2024-01-01Z', '2026-01-05Z', '2026-01-05Z', '2024-01-01Z', null, '示例路'),
    (true, '2026-01-05Z', null, null, '2026-01-05Z', null, '示例路');
create temporary table told as
select lot.*, said.valid_from, said.valid_to, said.closed_at, said.recorded_from, said.recorded_to,
       said.address || (lot.n + 1) || '号' as address
from lot join said on said.has_history = (lot.n %% %(with_history)s = 0);
analyze lot
"""
PARCELS = """
insert into parcels_issuedparcelcode (code, series, number, issued_at, issued_for)
select code, left(code, 14), right(code, 5)::int, '2019-01-01Z', '' from lot;
insert into parcels_parcel (
    valid_from, valid_to, closed_at, recorded_from, recorded_to, parcel_code, layer, address,
    land_use_system, land_use_code, land_use_name, geom, area_m2, area_rule, boundary_rule,
    source_id, area_source_id, sub_district_id)
select valid_from, valid_to, closed_at, recorded_from, recorded_to, code, 'surface', address,
       'GB/T 21010-2017', '0701', '城镇住宅用地',
       st_multi(st_makeenvelope(
           %(east)s + col * %(lot_east)s, %(north)s + row * %(lot_north)s,
           %(east)s + (col + 1) * %(lot_east)s, %(north)s + (row + 1) * %(lot_north)s, %(srid)s)),
       %(lot_east)s * %(lot_north)s, '', '', source_id, source_id, sub_district
from told
"""
SHARED = """
insert into parcels_sharedpoint (id, sub_district_id, number, northing_mm, easting_mm)
select d * %(nodes)s + r * (%(columns)s + 1) + c + 1,
       '410811001' || lpad((d + 1)::text, 3, '0'), r * (%(columns)s + 1) + c + 1,
       (%(north)s + (d * %(rows)s + r) * %(lot_north)s) * 1000::bigint,
       (%(east)s + c * %(lot_east)s) * 1000::bigint
from generate_series(0, (%(parcels)s - 1) / %(a_sub_district)s) as d,
     generate_series(0, %(rows)s) as r, generate_series(0, %(columns)s) as c
"""
POINTS = """
insert into parcels_boundarypoint (
    id, part, ring, sequence, label, northing_m, easting_m, geom, shared_id, marker, method,
    source_id, source_file, source_line, parcel_id)
select (p.id - 1) * 4 + corner.number, 0, 0, corner.number, 'J' || corner.number,
       at.north::numeric(12, 3), at.east::numeric(12, 3),
       st_setsrid(st_makepoint(at.east, at.north), %(srid)s),
       (right(p.sub_district_id, 3)::int - 1) * %(nodes)s
           + ((at.north - %(north)s)::int / %(lot_north)s
              - (right(p.sub_district_id, 3)::int - 1) * %(rows)s) * (%(columns)s + 1)
           + (at.east - %(east)s)::int / %(lot_east)s + 1,
       '', '', p.source_id, 'stock.txt', (p.id %% 1000) * 4 + corner.number, p.id
from parcels_parcel p
cross join (values (1, 0, 0), (2, 0, 1), (3, 1, 1), (4, 1, 0)) as corner (number, e, n)
cross join lateral (
    select st_xmin(p.geom) + corner.e * %(lot_east)s as east,
           st_ymin(p.geom) + corner.n * %(lot_north)s as north
) as at
"""
LINES = """
insert into parcels_boundaryline (parcel_id, start_id, end_id, length_m, side, kind, position,
    quality, neighbour_code, geom)
select p.id, (p.id - 1) * 4 + side.number, (p.id - 1) * 4 + side.number %% 4 + 1, side.length,
       side.name, '', '', '', '',
       st_makeline(st_pointn(ring.line, side.number), st_pointn(ring.line, side.number + 1))
from parcels_parcel p
cross join lateral (select st_exteriorring(st_geometryn(p.geom, 1)) as line) as ring
cross join (
    values (1, 'W', %(lot_north)s), (2, 'N', %(lot_east)s),
           (3, 'E', %(lot_north)s), (4, 'S', %(lot_east)s)
) as side (number, name, length)
"""
BUILDINGS = """
insert into buildings_buildingcode (code, parcel_code, reserved_at, confirmed_at)
select code || 'F0001', code, '2019-01-01Z', '2019-01-01Z' from lot;
insert into buildings_building (
    id, valid_from, recorded_from, building_code, parcel_code, building_number, name, address,
    geom, footprint_area_m2, floor_area_m2, area_standard, storeys_above, storeys_below, structure,
    area_rule, footprint_rule, area_source_id, source_id)
select n + 1, '2019-01-01Z', '2019-01-01Z', code || 'F0001', code, '0001', '', '',
       st_multi(st_makeenvelope(
           %(east)s + col * %(lot_east)s + 4, %(north)s + row * %(lot_north)s + 4,
           %(east)s + col * %(lot_east)s + 16, %(north)s + row * %(lot_north)s + 24, %(srid)s)),
       240, 240, 'GB/T 17986.1-2000', 1, 0, '钢筋混凝土', '', '', source_id, source_id
from lot;
insert into buildings_storey (id, building_id, number, label, floor_area_m2)
select n + 1, n + 1, 1, '1层', 240 from lot
"""
UNITS = """
insert into buildings_unitcode (
    code, parcel_code, building_number, section, room, reserved_at, confirmed_at, kind)
select code || 'F0001' || lpad(k::text, 4, '0'), code, '0001', '1', '10' || k,
       '2018-01-01Z', '2019-01-01Z', 'room'
from lot, generate_series(1, 3) as k;
insert into buildings_unit (
    valid_from, valid_to, closed_at, recorded_from, recorded_to, kind, unit_code, parcel_code,
    building_id, storey_id, section, room, address, use, built_m2, inner_m2, shared_m2,
    presale_built_m2, land_share_m2, area_standard, area_rule, area_source_id)
select valid_from, valid_to, closed_at, recorded_from, recorded_to, 'room',
       code || 'F0001' || lpad(k::text, 4, '0'), code, n + 1, n + 1, '1', '10' || k, address,
       '成套住宅', 80, 70, 10, 79.5, 200, 'GB/T 17986.1-2000', '', source_id
from told, generate_series(1, 3) as k
"""
CODES_BEFORE = """
insert into buildings_codeact (id, kind, at, actor, reason, document_number, details)
values (1, 'renumber', '2017-01-01Z', '', '示例', '', '{}');
insert into buildings_unitcode (
    code, parcel_code, building_number, section, room, reserved_at, confirmed_at, retired_at, kind)
select code || 'F0001' || old.number, code, '0001', '1', old.number, '2016-01-01Z', '2016-01-01Z',
       old.until, 'room'
from lot, (values ('9001', '2017-01-01Z'::timestamptz),
                  ('9002', '2018-01-01Z')) as old (number, until)
where n %% %(with_history)s = 0;
insert into buildings_codelineage (from_code, to_code, kind, at, act_id)
select code || 'F0001' || step.before, code || 'F0001' || step.after, 'renumber', step.at, 1
from lot, (values ('9001', '9002', '2017-01-01Z'::timestamptz),
                  ('9002', '0001', '2018-01-01Z'::timestamptz)) as step (before, after, at)
where n %% %(with_history)s = 0
"""
NUMBERED = """
select setval(pg_get_serial_sequence(t.name, 'id'), t.last)
from (
    select 'parcels_boundarypoint' as name, max(id) as last from parcels_boundarypoint
    union all select 'parcels_sharedpoint', max(id) from parcels_sharedpoint
    union all select 'buildings_building', max(id) from buildings_building
    union all select 'buildings_storey', max(id) from buildings_storey
    union all select 'buildings_codeact', max(id) from buildings_codeact
) as t
"""
STEPS = (
    SOURCES,
    LOTS,
    PARCELS,
    SHARED,
    POINTS,
    LINES,
    BUILDINGS,
    UNITS,
    CODES_BEFORE,
    NUMBERED,
    "drop table lot, said, told",
)

TAKEN_OFF = """
select c.relname, i.relname,
       case when k.oid is null then format('drop index %%I', i.relname)
            else format('alter table %%I drop constraint %%I', c.relname, k.conname) end,
       case when k.oid is null then pg_get_indexdef(x.indexrelid)
            else format('alter table %%I add constraint %%I %%s', c.relname, k.conname,
                        pg_get_constraintdef(k.oid)) end
from pg_index x
join pg_class c on c.oid = x.indrelid
join pg_class i on i.oid = x.indexrelid
left join pg_constraint k on k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x')
where c.relname = any(%(tables)s)
  and not x.indisprimary
  and not exists (select 1 from pg_constraint f
                  where f.contype = 'f' and f.conindid = x.indexrelid)
order by c.relname, i.relname
"""
LEFT_OFF = {"building_one_version_at_a_time", "unit_one_version_at_a_time"}


@dataclass(frozen=True, slots=True)
class TakenOff:
    """An index or constraint: how it is taken off a table, and how it is made again."""

    table: str
    name: str
    drop: str
    make: str


def fill_register(parcels: int) -> None:
    """Fill an empty database with ``parcels`` parcels and three times the units, and commit.

    The sub-districts of the codes must be there.
    """
    from django.db import connection

    taken_off = _taken_off()
    with connection.cursor() as cursor:
        for each in taken_off:
            cursor.execute(each.drop)
    write_register(parcels)
    made = [each for each in taken_off if each.name not in LEFT_OFF]
    jobs = {table: [each.make for each in made if each.table == table] for table in TABLES}
    with ThreadPoolExecutor(2) as both:
        list(both.map(_indexed, jobs, jobs.values()))


def write_register(parcels: int) -> None:
    """Write the rows alone; the tables stay as they are."""
    from django.conf import settings
    from django.db import connection

    values = {
        "parcels": parcels,
        "columns": COLUMNS,
        "rows": ROWS,
        "nodes": (ROWS + 1) * (COLUMNS + 1),
        "a_sub_district": A_SUB_DISTRICT,
        "with_history": WITH_HISTORY,
        "east": ORIGIN[0],
        "north": ORIGIN[1],
        "lot_east": LOT_EAST_M,
        "lot_north": LOT_NORTH_M,
        "srid": settings.SRID,
    }
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for step in STEPS:
            cursor.execute(step, values)
        cursor.execute("set session_replication_role = default")


def _taken_off() -> list[TakenOff]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(TAKEN_OFF, {"tables": list(TABLES)})
        return [TakenOff(*row) for row in cursor.fetchall()]


def _indexed(table: str, statements: list[str]) -> None:
    """Make the indexes of a table and look at its rows, over a connection of its own."""
    from django.db import connection
    from psycopg2.sql import SQL, Identifier

    try:
        with connection.cursor() as cursor:
            cursor.execute("set maintenance_work_mem = '400MB'")
            cursor.execute("set max_parallel_maintenance_workers = 0")
            for statement in statements:
                cursor.execute(statement)
            cursor.execute(SQL("vacuum analyze {}").format(Identifier(table)))
    finally:
        connection.close()
