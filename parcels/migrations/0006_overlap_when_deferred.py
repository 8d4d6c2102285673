"""The rule of overlap looks at the row as it is when the rule is asked.

A transaction may defer the rule to its end. By then a row that it wrote first may be closed again,
and what took its ground is no overlap.
"""

from django.db import migrations

FORWARD = """
drop trigger parcel_overlap_refused on parcels_parcel;
create function parcel_overlap_refused_v3() returns trigger language plpgsql as $$
declare
    cell int;
    other record;
    mine parcels_parcel;
begin
    -- Closing and superseding take ground and time away: nothing new can overlap by them.
    if new.recorded_to is not null
       or (tg_op = 'UPDATE'
           and new.geom = old.geom and new.layer = old.layer and new.valid_from = old.valid_from
           and (old.valid_to is null or new.valid_to <= old.valid_to)) then
        return null;
    end if;
    -- Deferred to the commit, the rule is about the row as it is by then.
    select * into mine from parcels_parcel where id = new.id;
    if mine.recorded_to is not null then
        return null;
    end if;
    if current_setting('transaction_isolation') = 'repeatable read' then
        raise exception 'parcels are not written under repeatable read'
            using errcode = 'integrity_constraint_violation', constraint = 'parcel_overlap_isolation';
    end if;
    for cell in select c from parcel_cells_v1(mine.geom) as c loop
        perform pg_advisory_xact_lock(19152, cell);
    end loop;
    for other in
        select p.parcel_code, p.geom
        from parcels_parcel p
        where p.geom && mine.geom
          and p.recorded_to is null
          and p.layer = mine.layer
          and p.id <> mine.id
          and tstzrange(p.valid_from, p.valid_to) && tstzrange(mine.valid_from, mine.valid_to)
          and st_relate(p.geom, mine.geom, '2********')
    loop
        if st_npoints(other.geom)::bigint * st_npoints(mine.geom) > 1000000 then
            raise exception 'parcels % and % are too complex to compare', mine.parcel_code,
                other.parcel_code
                using errcode = 'integrity_constraint_violation', constraint = 'parcel_too_complex';
        end if;
        if st_area(st_intersection(other.geom, mine.geom)) > 0.1 then
            raise exception 'parcel % overlaps parcel % of the same time', mine.parcel_code,
                other.parcel_code
                using errcode = 'integrity_constraint_violation', constraint = 'parcel_overlap';
        end if;
    end loop;
    return null;
end $$;

create constraint trigger parcel_overlap_refused after insert or update on parcels_parcel
    deferrable initially immediate
    for each row execute function parcel_overlap_refused_v3();
"""

REVERSE = """
drop trigger parcel_overlap_refused on parcels_parcel;
drop function parcel_overlap_refused_v3();
create constraint trigger parcel_overlap_refused after insert or update on parcels_parcel
    deferrable initially immediate
    for each row execute function parcel_overlap_refused_v2();
"""


class Migration(migrations.Migration):
    dependencies = [("parcels", "0005_change_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
