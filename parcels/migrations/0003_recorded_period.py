"""When the register said each version, beside when it was true.

Rows of before have been said since they became true, and their ends since they ended. A row
enters after everything that was written about its code, so what the register said on a day never
changes afterwards.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Now

from cadastre.models import Period

FREE = """
drop trigger parcel_kept on parcels_parcel;
drop trigger parcel_overlap_refused on parcels_parcel;
"""

FREE_BACK = """
create constraint trigger parcel_overlap_refused after insert or update on parcels_parcel
    deferrable initially immediate
    for each row execute function parcel_overlap_refused_v1();
create trigger parcel_kept before update or delete on parcels_parcel
    for each row execute function register_row_kept_v1();
"""

FILL = """
update parcels_parcel set recorded_from = valid_from, closed_at = valid_to;
"""

GUARD = """
create function parcel_record_order_v1() returns trigger language plpgsql as $$
begin
    if new.valid_to is not null then
        new.closed_at := coalesce(new.closed_at, new.recorded_from);
    end if;
    if exists (
        select 1 from parcels_parcel t
        where t.parcel_code = new.parcel_code
          and greatest(t.recorded_from, t.closed_at, t.recorded_to) > new.recorded_from
    ) then
        raise exception '% was written later than %', new.parcel_code, new.recorded_from
            using errcode = 'integrity_constraint_violation',
                  constraint = 'parcel_record_order';
    end if;
    return new;
end $$;
create trigger parcel_record_order before insert on parcels_parcel
    for each row execute function parcel_record_order_v1();
create trigger parcel_kept before update or delete on parcels_parcel
    for each row execute function register_row_kept_v2();

create function parcel_cells_v1(place geometry) returns setof int language plpgsql immutable as $$
begin
    if (floor(st_xmax(place) / 1000) - floor(st_xmin(place) / 1000) + 1)
       * (floor(st_ymax(place) / 1000) - floor(st_ymin(place) / 1000) + 1) > 2500 then
        raise exception 'a parcel reaches over more than 2500 square kilometres'
            using errcode = 'integrity_constraint_violation', constraint = 'parcel_too_complex';
    end if;
    return query
        select distinct ((east * 100000 + north) % 2147483647)::int as cell
        from generate_series(floor(st_xmin(place) / 1000)::bigint,
                             floor(st_xmax(place) / 1000)::bigint) as east,
             generate_series(floor(st_ymin(place) / 1000)::bigint,
                             floor(st_ymax(place) / 1000)::bigint) as north
        order by 1;
end $$;

create function parcel_overlap_refused_v2() returns trigger language plpgsql as $$
declare
    cell int;
    other record;
begin
    -- Closing and superseding take ground and time away: nothing new can overlap by them.
    if new.recorded_to is not null
       or (tg_op = 'UPDATE'
           and new.geom = old.geom and new.layer = old.layer and new.valid_from = old.valid_from
           and (old.valid_to is null or new.valid_to <= old.valid_to)) then
        return null;
    end if;
    if current_setting('transaction_isolation') = 'repeatable read' then
        raise exception 'parcels are not written under repeatable read'
            using errcode = 'integrity_constraint_violation', constraint = 'parcel_overlap_isolation';
    end if;
    for cell in select c from parcel_cells_v1(new.geom) as c loop
        perform pg_advisory_xact_lock(19152, cell);
    end loop;
    for other in
        select p.parcel_code, p.geom
        from parcels_parcel p
        where p.geom && new.geom
          and p.recorded_to is null
          and p.layer = new.layer
          and p.id <> new.id
          and tstzrange(p.valid_from, p.valid_to) && tstzrange(new.valid_from, new.valid_to)
          and st_relate(p.geom, new.geom, '2********')
    loop
        if st_npoints(other.geom)::bigint * st_npoints(new.geom) > 1000000 then
            raise exception 'parcels % and % are too complex to compare', new.parcel_code,
                other.parcel_code
                using errcode = 'integrity_constraint_violation', constraint = 'parcel_too_complex';
        end if;
        if st_area(st_intersection(other.geom, new.geom)) > 0.1 then
            raise exception 'parcel % overlaps parcel % of the same time', new.parcel_code,
                other.parcel_code
                using errcode = 'integrity_constraint_violation', constraint = 'parcel_overlap';
        end if;
    end loop;
    return null;
end $$;

create constraint trigger parcel_overlap_refused after insert or update on parcels_parcel
    deferrable initially immediate
    for each row execute function parcel_overlap_refused_v2();
"""

GUARD_BACK = """
drop trigger parcel_overlap_refused on parcels_parcel;
drop function parcel_overlap_refused_v2();
drop function parcel_cells_v1(geometry);
drop trigger parcel_record_order on parcels_parcel;
drop function parcel_record_order_v1();
drop trigger parcel_kept on parcels_parcel;
"""

FIELDS = [
    migrations.RemoveConstraint(model_name="parcel", name="parcel_one_version_at_a_time"),
    migrations.AddField(
        model_name="parcel",
        name="closed_at",
        field=models.DateTimeField(
            blank=True, editable=False, null=True, verbose_name="end recorded at"
        ),
    ),
    migrations.AddField(
        model_name="parcel",
        name="recorded_from",
        field=models.DateTimeField(
            db_default=Now(), editable=False, verbose_name="recorded from"
        ),
    ),
    migrations.AddField(
        model_name="parcel",
        name="recorded_to",
        field=models.DateTimeField(
            blank=True, editable=False, null=True, verbose_name="recorded to"
        ),
    ),
]

CONSTRAINTS = [
    migrations.AddConstraint(
        model_name="parcel",
        constraint=models.CheckConstraint(
            condition=Q(closed_at__isnull=True, valid_to__isnull=True)
            | Q(closed_at__isnull=False, closed_at__gte=F("recorded_from"), valid_to__isnull=False),
            name="parcel_period_is_recorded",
        ),
    ),
    migrations.AddConstraint(
        model_name="parcel",
        constraint=models.CheckConstraint(
            condition=Q(recorded_to__isnull=True)
            | (
                Q(recorded_to__gt=F("recorded_from"))
                & (Q(closed_at__isnull=True) | Q(closed_at__lte=F("recorded_to")))
            ),
            name="parcel_record_is_forward",
        ),
    ),
    migrations.AddConstraint(
        model_name="parcel",
        constraint=ExclusionConstraint(
            expressions=[
                ("parcel_code", "="),
                (Period("valid_from", "valid_to", RangeBoundary()), "&&"),
                (Period("recorded_from", "recorded_to", RangeBoundary()), "&&"),
            ],
            name="parcel_one_version_at_a_time",
        ),
    ),
]


class Migration(migrations.Migration):
    dependencies = [("parcels", "0002_guards"), ("cadastre", "0003_recorded_time")]
    operations = [
        migrations.RunSQL(FREE, FREE_BACK),
        *FIELDS,
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        *CONSTRAINTS,
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
