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
    geom geometry(MultiPolygon, %(srid)s) not null
)
"""

COPY: Final = "copy parcels_bulkstage from stdin"

STAGE_ANALYZED: Final = "analyze parcels_bulkstage"

BROKEN: Final = r"""
select wrong.kind, parcel_code, wrong.other, wrong.measured, source_file, source_line
from parcels_bulkstage
cross join lateral (values
    ('malformed_parcel_code', parcel_code !~ '^\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}$', '', null),
    ('invalid_geometry', not st_isvalid(geom) or st_isempty(geom), st_isvalidreason(geom), null),
    ('zero_area', area_m2 is null or area_m2 <= 0, '', area_m2::float8),
    ('duplicate_vertex', st_npoints(st_removerepeatedpoints(geom)) <> st_npoints(geom), '', null)
) as wrong (kind, is_so, other, measured)
where wrong.is_so
  and (parcel_code !~ '^\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}$'
       or not st_isvalid(geom) or st_isempty(geom)
       or area_m2 is null or area_m2 <= 0
       or st_npoints(st_removerepeatedpoints(geom)) <> st_npoints(geom))
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

CODES: Final = """
insert into parcels_issuedparcelcode (code, series, number, issued_at, issued_for)
select parcel_code, left(parcel_code, 14), right(parcel_code, 5)::int, %(now)s, ''
from parcels_bulkstage
order by parcel_code
on conflict (code) do nothing
"""

HAD_PLACES: Final = "select exists (select from parcels_sharedpoint)"

PLACES: Final = """
create unlogged table parcels_bulkplaces (
    row int, sub_district_id text, northing_mm bigint, easting_mm bigint
)
"""

COPY_PLACES: Final = "copy parcels_bulkplaces from stdin"

# The planner takes tables that fill in this transaction for empty ones.
PLACES_ANALYZED: Final = "analyze parcels_bulkplaces, parcels_sharedpoint"

PLACES_KNOWN: Final = """
copy (
    select place.row, s.id
    from parcels_bulkplaces place
    join parcels_sharedpoint s
        on s.northing_mm = place.northing_mm
       and s.easting_mm = place.easting_mm
       and s.sub_district_id = place.sub_district_id
) to stdout
"""

HIGHEST: Final = """
select sub_district_id, max(number)
from parcels_sharedpoint
where sub_district_id = any(%(codes)s)
group by sub_district_id
"""

COPY_SHARED: Final = """
copy parcels_sharedpoint (id, sub_district_id, northing_mm, easting_mm, number) from stdin
"""

COPY_POINTS: Final = """
copy parcels_boundarypoint (
    id, part, ring, sequence, label, northing_m, easting_m, geom, marker, method, accuracy_class,
    source_id, source_file, source_line, parcel_id, shared_id) from stdin
"""

COPY_LINES: Final = """
copy parcels_boundaryline (
    parcel_id, start_id, end_id, length_m, side, kind, position, quality, neighbour_code, geom)
from stdin
"""

REBUILT: Final = """
select format('alter table %%s drop constraint %%I', c.conrelid::regclass, c.conname) as taken_off,
       format('alter table %%s add constraint %%I %%s', c.conrelid::regclass, c.conname,
              pg_get_constraintdef(c.oid)) as put_on,
       case c.contype when 'f' then 1 else 2 end as rank
from pg_constraint c
where c.conrelid = any(%(tables)s::text[]::regclass[])
  and c.contype in ('f', 'u', 'x')
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

# Guards that ask again what the load asks once: off while it alone can write.
GUARDS_OFF: Final = """
alter table parcels_parcel disable trigger parcel_codes_issued;
alter table parcels_parcel disable trigger parcel_overlap_refused;
alter table parcels_parcel disable trigger parcel_record_order;
alter table parcels_parcel disable trigger parcel_periods_adjoin;
alter table parcels_parcel disable trigger parcels_in_sub_districts;
alter table parcels_boundarypoint disable trigger boundary_points_on_boundary;
"""

GUARDS_ON: Final = """
alter table parcels_parcel enable trigger parcel_codes_issued;
alter table parcels_parcel enable trigger parcel_overlap_refused;
alter table parcels_parcel enable trigger parcel_record_order;
alter table parcels_parcel enable trigger parcel_periods_adjoin;
alter table parcels_parcel enable trigger parcels_in_sub_districts;
alter table parcels_boundarypoint enable trigger boundary_points_on_boundary;
"""
