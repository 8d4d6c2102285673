"""Codes that are never given again, points that are shared, lineage that is final, and ground.

Statement triggers look at all rows of one statement at once, so that a load of many thousand rows
is checked by a few queries.
"""

from django.db import migrations

FREE_POINTS = """
drop trigger boundary_point_kept on parcels_boundarypoint;
"""

KEEP_POINTS = """
create trigger boundary_point_kept before update or delete on parcels_boundarypoint
    for each row execute function row_kept_v1();
"""

FILL = """
insert into parcels_issuedparcelcode (code, series, number, issued_at, issued_for)
select parcel_code, left(parcel_code, 14), right(parcel_code, 5)::int, min(recorded_from), ''
from parcels_parcel
group by parcel_code;

insert into parcels_sharedpoint (sub_district_id, northing_mm, easting_mm, number)
select place.*, row_number() over (
           partition by sub_district_id order by northing_mm desc, easting_mm)
from (
    select distinct p.sub_district_id,
           round(b.northing_m * 1000)::bigint as northing_mm,
           round(b.easting_m * 1000)::bigint as easting_mm
    from parcels_boundarypoint b
    join parcels_parcel p on p.id = b.parcel_id
) as place;

update parcels_boundarypoint b
set shared_id = s.id
from parcels_parcel p, parcels_sharedpoint s
where p.id = b.parcel_id
  and s.sub_district_id = p.sub_district_id
  and s.northing_mm = round(b.northing_m * 1000)::bigint
  and s.easting_mm = round(b.easting_m * 1000)::bigint;

set constraints all immediate;
set constraints all deferred;
"""

CODES = """
create function parcel_code_kept_v1() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.retired_at is null
       and to_jsonb(old) - 'retired_at' = to_jsonb(new) - 'retired_at' then
        return new;
    end if;
    raise exception 'parcel code % was issued and stays what it is', old.code
        using errcode = 'integrity_constraint_violation', constraint = 'parcel_code_kept';
end $$;
create trigger parcel_code_kept before update or delete on parcels_issuedparcelcode
    for each row execute function parcel_code_kept_v1();

create function parcel_codes_issued_v1() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    perform pg_advisory_xact_lock(37346, hashtext(s.series))
    from (select distinct left(parcel_code, 14) as series from entered order by 1) as s;
    insert into parcels_issuedparcelcode (code, series, number, issued_at, issued_for)
    select parcel_code, left(parcel_code, 14), right(parcel_code, 5)::int,
           min(recorded_from), ''
    from entered
    group by parcel_code
    order by parcel_code
    on conflict (code) do nothing;
    select e.parcel_code, i.retired_at into wrong
    from entered e
    join parcels_issuedparcelcode i on i.code = e.parcel_code
    where i.retired_at is not null
      and e.recorded_to is null
      and (e.valid_to is null or e.valid_to > i.retired_at)
    limit 1;
    if found then
        raise exception 'parcel code % was retired at % and is not given again',
            wrong.parcel_code, wrong.retired_at
            using errcode = 'integrity_constraint_violation', constraint = 'parcel_code_reused';
    end if;
    return null;
end $$;
create trigger parcel_codes_issued after insert on parcels_parcel
    referencing new table as entered
    for each statement execute function parcel_codes_issued_v1();
"""

GROUND = """
create function parcels_in_sub_districts_v1() returns trigger language plpgsql as $$
declare
    wrong text;
begin
    select e.parcel_code into wrong
    from entered e
    where not exists (
        select 1 from parcels_cadastralsubdistrict d
        where d.code = e.sub_district_id
          and st_intersects(d.geom, st_pointonsurface(e.geom))
    )
    limit 1;
    if found then
        raise exception 'parcel % does not lie in the sub-district of its code', wrong
            using errcode = 'integrity_constraint_violation',
                  constraint = 'parcel_in_its_sub_district';
    end if;
    return null;
end $$;
create trigger parcels_in_sub_districts after insert on parcels_parcel
    referencing new table as entered
    for each statement execute function parcels_in_sub_districts_v1();

create function parcel_periods_adjoin_v1() returns trigger language plpgsql as $$
begin
    if exists (
        select 1
        from (
            select valid_from, lag(valid_to) over (order by valid_from) as before
            from parcels_parcel
            where parcel_code = new.parcel_code and recorded_to is null
        ) as standing
        where before <> valid_from
    ) then
        raise exception 'the versions of parcel % leave a gap of time', new.parcel_code
            using errcode = 'integrity_constraint_violation', constraint = 'parcel_periods_adjoin';
    end if;
    return null;
end $$;
create constraint trigger parcel_periods_adjoin after insert or update on parcels_parcel
    deferrable initially deferred
    for each row execute function parcel_periods_adjoin_v1();

create function boundary_points_on_boundary_v1() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    select e.parcel_id, e.label into wrong
    from entered e
    join parcels_parcel p on p.id = e.parcel_id
    cross join lateral (
        select case when e.ring = 0 then st_exteriorring(st_geometryn(p.geom, e.part + 1))
                    else st_interiorringn(st_geometryn(p.geom, e.part + 1), e.ring) end as line
    ) as ring
    where ring.line is null
       or e.sequence not between 1 and st_npoints(ring.line) - 1
       or st_distance(st_pointn(ring.line, e.sequence::int), e.geom) > 0.0005
       or abs(st_x(e.geom) - e.easting_m) > 0.0005
       or abs(st_y(e.geom) - e.northing_m) > 0.0005
    limit 1;
    if found then
        raise exception 'point % is not where the boundary of parcel row % has it',
            wrong.label, wrong.parcel_id
            using errcode = 'integrity_constraint_violation',
                  constraint = 'boundary_point_on_boundary';
    end if;
    return null;
end $$;
create trigger boundary_points_on_boundary after insert on parcels_boundarypoint
    referencing new table as entered
    for each statement execute function boundary_points_on_boundary_v1();

create trigger shared_point_kept before update or delete on parcels_sharedpoint
    for each row execute function row_kept_v1();
"""

CHANGES = """
create function parcel_change_final_v1() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.status = 'prepared' and new.status <> 'prepared'
       and (new.id, new.kind, new.body, new.prepared_by, new.prepared_at, new.reason)
           is not distinct from
           (old.id, old.kind, old.body, old.prepared_by, old.prepared_at, old.reason) then
        return new;
    end if;
    raise exception 'a change of parcels is decided once and kept'
        using errcode = 'integrity_constraint_violation', constraint = 'parcel_change_final';
end $$;
create trigger parcel_change_final before update or delete on parcels_parcelchange
    for each row execute function parcel_change_final_v1();

create trigger parcel_lineage_kept before update or delete on parcels_parcellineage
    for each row execute function row_kept_v1();

create function parcel_lineage_true_v1() returns trigger language plpgsql as $$
declare
    change parcels_parcelchange;
    ended numeric;
    begun numeric;
begin
    select * into change from parcels_parcelchange where id = new.change_id;
    if (new.kind, new.at, new.source_id) is distinct from
       (change.kind, change.at, change.source_id) or change.status <> 'registered' then
        raise exception 'a step of lineage says what its change says'
            using errcode = 'integrity_constraint_violation', constraint = 'parcel_lineage_true';
    end if;
    if exists (
        select 1
        from parcels_parcel b
        left join parcels_parcel a on a.id = new.after_id
        where b.id = new.before_id
          and (b.parcel_code <> new.before_code
               or coalesce(a.parcel_code, '') <> new.after_code
               or (new.kind <> 'correct' and b.valid_to is distinct from new.at)
               or (new.kind = 'correct' and b.recorded_to is distinct from a.recorded_from)
               or (new.kind in ('split', 'merge', 'adjust') and a.valid_from <> new.at))
    ) then
        raise exception 'parcel % and parcel % do not change at one moment',
            new.before_code, new.after_code
            using errcode = 'integrity_constraint_violation', constraint = 'parcel_lineage_moment';
    end if;
    if new.kind in ('split', 'merge', 'adjust') then
        select sum(area_m2) into ended from parcels_parcel
        where id in (select before_id from parcels_parcellineage where change_id = change.id);
        select sum(area_m2) into begun from parcels_parcel
        where id in (select after_id from parcels_parcellineage where change_id = change.id);
        if (ended, begun) is distinct from (change.area_before_m2, change.area_after_m2) then
            raise exception 'areas before % and after % are not those of the change', ended, begun
                using errcode = 'integrity_constraint_violation',
                      constraint = 'parcel_lineage_areas';
        end if;
    end if;
    return null;
end $$;
create constraint trigger parcel_lineage_true after insert on parcels_parcellineage
    deferrable initially deferred
    for each row execute function parcel_lineage_true_v1();
"""

KEPT = (
    "parcel",
    "boundarypoint",
    "boundaryline",
    "sharedpoint",
    "issuedparcelcode",
    "parcelchange",
    "parcellineage",
)
NOT_EMPTIED = "".join(
    f"create trigger {table}_table_kept before truncate on parcels_{table} "
    "for each statement execute function table_kept_v1();\n"
    for table in KEPT
)
MAY_BE_EMPTIED = "".join(f"drop trigger {table}_table_kept on parcels_{table};\n" for table in KEPT)

REVERSE = """
drop trigger parcel_lineage_true on parcels_parcellineage;
drop function parcel_lineage_true_v1();
drop trigger parcel_lineage_kept on parcels_parcellineage;
drop trigger parcel_change_final on parcels_parcelchange;
drop function parcel_change_final_v1();
drop trigger shared_point_kept on parcels_sharedpoint;
drop trigger boundary_points_on_boundary on parcels_boundarypoint;
drop function boundary_points_on_boundary_v1();
drop trigger parcel_periods_adjoin on parcels_parcel;
drop function parcel_periods_adjoin_v1();
drop trigger parcels_in_sub_districts on parcels_parcel;
drop function parcels_in_sub_districts_v1();
drop trigger parcel_codes_issued on parcels_parcel;
drop function parcel_codes_issued_v1();
drop trigger parcel_code_kept on parcels_issuedparcelcode;
drop function parcel_code_kept_v1();
"""


class Migration(migrations.Migration):
    dependencies = [("parcels", "0004_changes"), ("cadastre", "0004_audit")]
    operations = [
        migrations.RunSQL(FREE_POINTS, KEEP_POINTS),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP_POINTS, FREE_POINTS),
        migrations.RunSQL(
            CODES + GROUND + CHANGES + NOT_EMPTIED, MAY_BE_EMPTIED + REVERSE
        ),
    ]
