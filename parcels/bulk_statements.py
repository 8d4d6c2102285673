"""The statements of the bulk load, in the order in which it runs them.

The staging table lives only inside the load's transaction, so these are no files of ``sql/``.
"""

from typing import Final

STAGE: Final = """
create unlogged table parcels_bulkstage (
    seq bigint not null,
    parcel_code text not null,
    address text not null,
    land_use_system text not null,
    land_use_code text not null,
    land_use_name text not null,
    area_m2 numeric,
    area_rule text not null,
    source_file text not null,
    source_line int,
    labels text[],
    northings_m numeric[],
    eastings_m numeric[],
    geom geometry(MultiPolygon, %(srid)s) not null
)
"""

COPY: Final = "copy parcels_bulkstage from stdin"

INDEXES: Final = """
create index parcels_bulkstage_code on parcels_bulkstage (parcel_code);
create index parcels_bulkstage_geom on parcels_bulkstage using gist (geom);
analyze parcels_bulkstage;
"""

BROKEN: Final = r"""
select 'malformed_parcel_code' as kind, parcel_code, '' as other, null::float8 as measured,
       source_file, source_line
from parcels_bulkstage
where parcel_code !~ '^\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}$'
union all
select 'invalid_geometry', parcel_code, st_isvalidreason(geom), null, source_file, source_line
from parcels_bulkstage
where not st_isvalid(geom) or st_isempty(geom)
union all
select 'zero_area', parcel_code, '', area_m2::float8, source_file, source_line
from parcels_bulkstage
where area_m2 is null or area_m2 <= 0
union all
select 'duplicate_vertex', parcel_code, '', null, source_file, source_line
from parcels_bulkstage
where st_npoints(st_removerepeatedpoints(geom)) <> st_npoints(geom)
union all
select 'duplicate_parcel_code', parcel_code, count(*)::text, null, min(source_file),
       min(source_line)
from parcels_bulkstage
group by parcel_code
having count(*) > 1
limit %(most)s
"""

OUTSIDE: Final = """
select 'outside_district' as kind, s.parcel_code,
       case when d.code is null then '-' else d.name end as other, null::float8 as measured,
       s.source_file, s.source_line
from parcels_bulkstage s
left join parcels_cadastralsubdistrict d on d.code = left(s.parcel_code, 12)
where d.code is null or not st_intersects(d.geom, st_pointonsurface(s.geom))
limit %(most)s
"""

POINTS_ASTRAY: Final = """
select 'point_off_boundary' as kind, s.parcel_code, '' as other, max(off.by_m) as measured,
       s.source_file, s.source_line
from parcels_bulkstage s
cross join lateral (
    select greatest(abs(st_x(d.geom) - s.eastings_m[d.place]),
                    abs(st_y(d.geom) - s.northings_m[d.place])) as by_m
    from (
        select point.geom,
               row_number() over (order by ring.place, point.path[1]) as place
        from (
            select r.geom, row_number() over (order by part.path[1], r.path[1]) as place
            from st_dump(s.geom) as part
            cross join lateral st_dumprings(part.geom) as r
        ) as ring
        cross join lateral st_dumppoints(st_exteriorring(ring.geom)) as point
        where point.path[1] < st_npoints(ring.geom)
    ) as d
) as off
where s.northings_m is not null
group by s.seq, s.parcel_code, s.source_file, s.source_line
having count(off.by_m) <> max(cardinality(s.northings_m)) or max(off.by_m) > 0.0005
limit %(most)s
"""

TILE: Final = """
copy (
    select seq, case substr(parcel_code, 14, 1) when 'S' then 1 when 'X' then 2 else 0 end,
           encode(st_asbinary(geom), 'hex')
    from parcels_bulkstage
    where geom && st_makeenvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s)
) to stdout
"""

NAMED: Final = """
select seq, parcel_code, source_file, source_line
from parcels_bulkstage
where seq = any(%(seqs)s)
"""

KNOWN: Final = """
select 'parcel_code_known' as kind, s.parcel_code, '' as other, null::float8 as measured,
       s.source_file, s.source_line
from parcels_bulkstage s
where exists (select 1 from parcels_parcel p where p.parcel_code = s.parcel_code)
   or exists (select 1 from parcels_issuedparcelcode i
              where i.code = s.parcel_code and i.retired_at is not null)
limit %(most)s
"""

# Pairs are left in one order by the two tables; no comparison of keys misleads the planner.
OVERLAPS_REGISTER: Final = """
select 'overlaps_register' as kind, s.parcel_code, p.parcel_code as other,
       case when cost.cheap then st_area(st_intersection(p.geom, s.geom)) end as measured,
       s.source_file, s.source_line
from parcels_bulkstage s
join parcels_parcel p
    on p.geom && s.geom
   and p.recorded_to is null
   and (p.valid_to is null or p.valid_to > %(now)s)
   and p.layer = case substr(s.parcel_code, 14, 1)
                     when 'S' then 'above' when 'X' then 'below' else 'surface' end
   and st_relate(p.geom, s.geom, '2********')
cross join lateral (
    select st_npoints(p.geom)::bigint * st_npoints(s.geom) <= 1000000 as cheap
) as cost
where not cost.cheap or st_area(st_intersection(p.geom, s.geom)) > 0.1
limit %(most)s
"""

SERIES_LOCKED: Final = """
select count(pg_advisory_xact_lock(37346, hashtext(s.series)))
from (select distinct left(parcel_code, 14) as series from parcels_bulkstage order by 1) as s
"""

SUB_DISTRICTS_LOCKED: Final = """
select count(pg_advisory_xact_lock(37347, hashtext(s.code)))
from (select distinct left(parcel_code, 12) as code from parcels_bulkstage order by 1) as s
"""

RESERVED: Final = """
select setval(pg_get_serial_sequence(%(table)s, 'id'),
              nextval(pg_get_serial_sequence(%(table)s, 'id')) + %(count)s) - %(count)s - 1 as base
"""

PARCELS: Final = """
insert into parcels_parcel (
    id, parcel_code, sub_district_id, layer, address, land_use_system, land_use_code,
    land_use_name, geom, area_m2, area_rule, boundary_rule, source_id, area_source_id, valid_from,
    recorded_from)
select %(base)s + seq, parcel_code, left(parcel_code, 12),
       case substr(parcel_code, 14, 1) when 'S' then 'above' when 'X' then 'below'
            else 'surface' end,
       address, land_use_system, land_use_code, land_use_name, geom, area_m2, area_rule, '',
       %(source)s, %(source)s, %(now)s, %(now)s
from parcels_bulkstage
order by seq
"""

SIDES: Final = """
create unlogged table parcels_bulksides (
    id bigint, next_id bigint, parcel_id bigint, sub_district_id text, part int, ring int,
    sequence int, left_is_out boolean, label text, northing_m numeric, easting_m numeric,
    northing_mm bigint, easting_mm bigint, line geometry, source_file text, source_line int
)
"""

SIDES_COUNTED: Final = """
select coalesce(sum(st_npoints(geom) - st_nrings(geom)), 0) as sides
from parcels_bulkstage
where seq > %(after)s and seq <= %(upto)s
"""

# Numbers run in the order in which the sides come out of the nested loops: ring by ring.
SIDES_OF: Final = """
insert into parcels_bulksides
select %(points)s + side.n,
       %(points)s + side.n + case when side.sequence = side.size then 1 - side.size else 1 end,
       %(base)s + side.seq, left(side.parcel_code, 12), side.part, side.ring, side.sequence,
       side.left_is_out, side.label, side.northing_m, side.easting_m,
       round(side.northing_m * 1000)::bigint, round(side.easting_m * 1000)::bigint,
       side.line, side.source_file, side.source_line
from (
    select row_number() over () as n, s.seq, s.parcel_code, ring.part, ring.ring,
           each.path[1] as sequence, ring.size, ring.left_is_out, each.geom as line,
           coalesce(s.labels[ring.before + each.path[1]],
                    'J' || ring.before + each.path[1]) as label,
           coalesce(s.northings_m[ring.before + each.path[1]],
                    st_y(st_startpoint(each.geom))::numeric) as northing_m,
           coalesce(s.eastings_m[ring.before + each.path[1]],
                    st_x(st_startpoint(each.geom))::numeric) as easting_m,
           s.source_file, s.source_line
    from parcels_bulkstage s
    cross join lateral (
        select part.path[1] - 1 as part, r.path[1] as ring, st_exteriorring(r.geom) as line,
               st_npoints(r.geom) - 1 as size,
               st_ispolygoncw(r.geom) <> (r.path[1] > 0) as left_is_out,
               coalesce(sum(st_npoints(r.geom) - 1) over (
                   rows between unbounded preceding and 1 preceding), 0)::int as before
        from st_dump(s.geom) as part
        cross join lateral st_dumprings(part.geom) as r
    ) as ring
    cross join lateral st_dumpsegments(ring.line) as each
    where s.seq > %(after)s and s.seq <= %(upto)s
) as side
"""

SHARED: Final = """
with place as (
    select distinct sub_district_id, northing_mm, easting_mm from parcels_bulksides
),
highest as materialized (
    select d.code, coalesce((select max(s.number) from parcels_sharedpoint s
                             where s.sub_district_id = d.code), 0) as number
    from (select distinct sub_district_id as code from place) as d
)
insert into parcels_sharedpoint (sub_district_id, northing_mm, easting_mm, number)
select place.sub_district_id, place.northing_mm, place.easting_mm,
       highest.number + row_number() over (
           partition by place.sub_district_id
           order by place.northing_mm desc, place.easting_mm)
from place
join highest on highest.code = place.sub_district_id
left join parcels_sharedpoint s
    on s.northing_mm = place.northing_mm
   and s.easting_mm = place.easting_mm
   and s.sub_district_id = place.sub_district_id
where s.id is null
"""

POINTS: Final = """
insert into parcels_boundarypoint (
    id, part, ring, sequence, label, northing_m, easting_m, geom, marker, method, accuracy_class,
    source_id, source_file, source_line, parcel_id, shared_id)
select b.id, b.part, b.ring, b.sequence, b.label, b.northing_m, b.easting_m,
       st_startpoint(b.line), '', '', %(accuracy_class)s, %(source)s, b.source_file, b.source_line,
       b.parcel_id, s.id
from parcels_bulksides b
join parcels_sharedpoint s
    on s.northing_mm = b.northing_mm
   and s.easting_mm = b.easting_mm
   and s.sub_district_id = b.sub_district_id
"""

# In whole millimetres the float root rounds as the exact one; finer figures take the exact one.
LINES: Final = """
insert into parcels_boundaryline (
    parcel_id, start_id, end_id, length_m, side, kind, position, quality, neighbour_code, geom)
select b.parcel_id, b.id, b.next_id,
       case when b.northing_m * 1000 = b.northing_mm and b.easting_m * 1000 = b.easting_mm
             and e.northing_m * 1000 = e.northing_mm and e.easting_m * 1000 = e.easting_mm
            then (floor(sqrt((d.north * d.north + d.east * d.east)::float8) / 10 + 0.5)::bigint
                  * 0.01)::numeric(15, 2)
            else round(sqrt((e.northing_m - b.northing_m) ^ 2
                            + (e.easting_m - b.easting_m) ^ 2), 2) end,
       case when out_east > 0 and -out_east < out_north and out_north <= out_east then 'E'
            when out_north < 0 and out_north < out_east and out_east <= -out_north then 'S'
            when out_east < 0 and out_east <= out_north and out_north < -out_east then 'W'
            else 'N' end,
       '', '', '', '', b.line
from parcels_bulksides b
join parcels_bulksides e on e.id = b.next_id
cross join lateral (
    select e.northing_mm - b.northing_mm as north, e.easting_mm - b.easting_mm as east
) as d
cross join lateral (
    select case when b.left_is_out then d.east else -d.east end as out_north,
           case when b.left_is_out then -d.north else d.north end as out_east
) as o
"""

REBUILT: Final = """
select format('alter table %%s drop constraint %%I', c.conrelid::regclass, c.conname) as taken_off,
       format('alter table %%s add constraint %%I %%s', c.conrelid::regclass, c.conname,
              pg_get_constraintdef(c.oid)) as put_on,
       case c.contype when 'f' then 1 else 2 end as rank
from pg_constraint c
where c.conrelid = any(%(tables)s::text[]::regclass[])
  and (c.contype = 'f' or (c.contype = 'u' and c.conrelid <> 'parcels_sharedpoint'::regclass))
union all
select format('drop index %%I', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 3
from pg_index i
where i.indrelid = any(%(tables)s::text[]::regclass[])
  and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
order by rank
"""

OWNED: Final = """
select pg_has_role(c.relowner, 'usage') as owned, current_setting('transaction_isolation') as level
from pg_class c
where c.oid = 'parcels_parcel'::regclass
"""

LARGER: Final = """
select count(*) > %(most)s as is_large
from (select 1 from parcels_parcel limit %(most)s + 1) as counted
"""

LOCK_FOR_REBUILDING: Final = """
lock table cadastre_spatialsource, parcels_cadastralsubdistrict, parcels_parcel,
    parcels_sharedpoint, parcels_boundarypoint, parcels_boundaryline in access exclusive mode
"""

LOCK: Final = """
lock table parcels_parcel, parcels_sharedpoint, parcels_boundarypoint, parcels_boundaryline
    in share row exclusive mode
"""

ANALYZE: Final = """
analyze parcels_parcel, parcels_issuedparcelcode, parcels_sharedpoint, parcels_boundarypoint,
    parcels_boundaryline
"""

# Guards that ask row by row what the load asks once: off while it alone can write.
GUARDS_OFF: Final = """
alter table parcels_parcel disable trigger parcel_overlap_refused;
alter table parcels_parcel disable trigger parcel_record_order;
alter table parcels_parcel disable trigger parcel_periods_adjoin;
alter table parcels_parcel disable trigger parcels_in_sub_districts;
alter table parcels_boundarypoint disable trigger boundary_points_on_boundary;
"""

GUARDS_ON: Final = """
alter table parcels_parcel enable trigger parcel_overlap_refused;
alter table parcels_parcel enable trigger parcel_record_order;
alter table parcels_parcel enable trigger parcel_periods_adjoin;
alter table parcels_parcel enable trigger parcels_in_sub_districts;
alter table parcels_boundarypoint enable trigger boundary_points_on_boundary;
"""
