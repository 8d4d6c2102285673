"""Versions are kept, and no two current parcels of one layer overlap.

The overlap rule takes advisory locks on the one-kilometre cells of the new parcel's box before it
looks, so that two writers cannot both pass; it refuses REPEATABLE READ, whose snapshot would be
older than the lock. Overlap means more than 0.1 square metre of common area.
"""

from django.db import migrations

FORWARD = """
create trigger parcel_kept before update or delete on parcels_parcel
    for each row execute function register_row_kept_v1();
create trigger boundary_point_kept before update or delete on parcels_boundarypoint
    for each row execute function row_kept_v1();
create trigger boundary_line_kept before update or delete on parcels_boundaryline
    for each row execute function row_kept_v1();

create function parcel_overlap_refused_v1() returns trigger language plpgsql as $$
declare
    cell bigint;
    other record;
begin
    if new.valid_to is not null then
        return null;
    end if;
    if current_setting('transaction_isolation') = 'repeatable read' then
        raise exception 'parcels are not written under repeatable read'
            using errcode = 'integrity_constraint_violation', constraint = 'parcel_overlap_isolation';
    end if;
    for cell in
        select east * 100000 + north
        from generate_series(floor(st_xmin(new.geom) / 1000)::bigint,
                             floor(st_xmax(new.geom) / 1000)::bigint) as east,
             generate_series(floor(st_ymin(new.geom) / 1000)::bigint,
                             floor(st_ymax(new.geom) / 1000)::bigint) as north
        order by 1
        limit 400
    loop
        perform pg_advisory_xact_lock(19152, (cell % 2147483647)::int);
    end loop;
    for other in
        select p.parcel_code, p.geom
        from parcels_parcel p
        where p.geom && new.geom
          and p.valid_to is null
          and p.layer = new.layer
          and p.id <> new.id
          and st_relate(p.geom, new.geom, '2********')
    loop
        if st_npoints(other.geom)::bigint * st_npoints(new.geom) > 1000000 then
            raise exception 'parcels % and % are too complex to compare', new.parcel_code,
                other.parcel_code
                using errcode = 'integrity_constraint_violation', constraint = 'parcel_too_complex';
        end if;
        if st_area(st_intersection(other.geom, new.geom)) > 0.1 then
            raise exception 'parcel % overlaps current parcel %', new.parcel_code, other.parcel_code
                using errcode = 'integrity_constraint_violation', constraint = 'parcel_overlap';
        end if;
    end loop;
    return null;
end $$;

create constraint trigger parcel_overlap_refused after insert or update on parcels_parcel
    deferrable initially immediate
    for each row execute function parcel_overlap_refused_v1();
"""

REVERSE = """
drop trigger parcel_overlap_refused on parcels_parcel;
drop function parcel_overlap_refused_v1();
drop trigger boundary_line_kept on parcels_boundaryline;
drop trigger boundary_point_kept on parcels_boundarypoint;
drop trigger parcel_kept on parcels_parcel;
"""


class Migration(migrations.Migration):
    dependencies = [("parcels", "0001_initial"), ("cadastre", "0002_kept_rows")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
