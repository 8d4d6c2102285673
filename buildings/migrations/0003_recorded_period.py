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
drop trigger building_kept on buildings_building;
drop trigger unit_kept on buildings_unit;
"""

FREE_BACK = """
create trigger building_kept before update or delete on buildings_building
    for each row execute function register_row_kept_v1();
create trigger unit_kept before update or delete on buildings_unit
    for each row execute function register_row_kept_v1();
"""

FILL = """
update buildings_building set recorded_from = valid_from, closed_at = valid_to;
update buildings_unit set recorded_from = valid_from, closed_at = valid_to;
"""

GUARD = """
create function building_record_order_v1() returns trigger language plpgsql as $$
begin
    if new.valid_to is not null then
        new.closed_at := coalesce(new.closed_at, new.recorded_from);
    end if;
    if exists (
        select 1 from buildings_building t
        where t.building_code = new.building_code
          and greatest(t.recorded_from, t.closed_at, t.recorded_to) > new.recorded_from
    ) then
        raise exception '% was written later than %', new.building_code, new.recorded_from
            using errcode = 'integrity_constraint_violation',
                  constraint = 'building_record_order';
    end if;
    return new;
end $$;
create trigger building_record_order before insert on buildings_building
    for each row execute function building_record_order_v1();
create trigger building_kept before update or delete on buildings_building
    for each row execute function register_row_kept_v2();
create function unit_record_order_v1() returns trigger language plpgsql as $$
begin
    if new.valid_to is not null then
        new.closed_at := coalesce(new.closed_at, new.recorded_from);
    end if;
    if exists (
        select 1 from buildings_unit t
        where t.unit_code = new.unit_code
          and greatest(t.recorded_from, t.closed_at, t.recorded_to) > new.recorded_from
    ) then
        raise exception '% was written later than %', new.unit_code, new.recorded_from
            using errcode = 'integrity_constraint_violation',
                  constraint = 'unit_record_order';
    end if;
    return new;
end $$;
create trigger unit_record_order before insert on buildings_unit
    for each row execute function unit_record_order_v1();
create trigger unit_kept before update or delete on buildings_unit
    for each row execute function register_row_kept_v2();
"""

GUARD_BACK = """
drop trigger building_record_order on buildings_building;
drop function building_record_order_v1();
drop trigger building_kept on buildings_building;
drop trigger unit_record_order on buildings_unit;
drop function unit_record_order_v1();
drop trigger unit_kept on buildings_unit;
"""

FIELDS = [
    migrations.RemoveConstraint(model_name="building", name="building_one_version_at_a_time"),
    migrations.RemoveConstraint(model_name="unit", name="unit_one_version_at_a_time"),
    migrations.AddField(
        model_name="building",
        name="closed_at",
        field=models.DateTimeField(
            blank=True, editable=False, null=True, verbose_name="end recorded at"
        ),
    ),
    migrations.AddField(
        model_name="building",
        name="recorded_from",
        field=models.DateTimeField(
            db_default=Now(), editable=False, verbose_name="recorded from"
        ),
    ),
    migrations.AddField(
        model_name="building",
        name="recorded_to",
        field=models.DateTimeField(
            blank=True, editable=False, null=True, verbose_name="recorded to"
        ),
    ),
    migrations.AddField(
        model_name="unit",
        name="closed_at",
        field=models.DateTimeField(
            blank=True, editable=False, null=True, verbose_name="end recorded at"
        ),
    ),
    migrations.AddField(
        model_name="unit",
        name="recorded_from",
        field=models.DateTimeField(
            db_default=Now(), editable=False, verbose_name="recorded from"
        ),
    ),
    migrations.AddField(
        model_name="unit",
        name="recorded_to",
        field=models.DateTimeField(
            blank=True, editable=False, null=True, verbose_name="recorded to"
        ),
    ),
]

CONSTRAINTS = [
    migrations.AddConstraint(
        model_name="building",
        constraint=models.CheckConstraint(
            condition=Q(closed_at__isnull=True, valid_to__isnull=True)
            | Q(closed_at__isnull=False, closed_at__gte=F("recorded_from"), valid_to__isnull=False),
            name="building_period_is_recorded",
        ),
    ),
    migrations.AddConstraint(
        model_name="building",
        constraint=models.CheckConstraint(
            condition=Q(recorded_to__isnull=True)
            | (
                Q(recorded_to__gt=F("recorded_from"))
                & (Q(closed_at__isnull=True) | Q(closed_at__lte=F("recorded_to")))
            ),
            name="building_record_is_forward",
        ),
    ),
    migrations.AddConstraint(
        model_name="building",
        constraint=ExclusionConstraint(
            expressions=[
                ("building_code", "="),
                (Period("valid_from", "valid_to", RangeBoundary()), "&&"),
                (Period("recorded_from", "recorded_to", RangeBoundary()), "&&"),
            ],
            name="building_one_version_at_a_time",
        ),
    ),
    migrations.AddConstraint(
        model_name="unit",
        constraint=models.CheckConstraint(
            condition=Q(closed_at__isnull=True, valid_to__isnull=True)
            | Q(closed_at__isnull=False, closed_at__gte=F("recorded_from"), valid_to__isnull=False),
            name="unit_period_is_recorded",
        ),
    ),
    migrations.AddConstraint(
        model_name="unit",
        constraint=models.CheckConstraint(
            condition=Q(recorded_to__isnull=True)
            | (
                Q(recorded_to__gt=F("recorded_from"))
                & (Q(closed_at__isnull=True) | Q(closed_at__lte=F("recorded_to")))
            ),
            name="unit_record_is_forward",
        ),
    ),
    migrations.AddConstraint(
        model_name="unit",
        constraint=ExclusionConstraint(
            expressions=[
                ("unit_code", "="),
                (Period("valid_from", "valid_to", RangeBoundary()), "&&"),
                (Period("recorded_from", "recorded_to", RangeBoundary()), "&&"),
            ],
            name="unit_one_version_at_a_time",
        ),
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("buildings", "0002_guards"),
        ("cadastre", "0003_recorded_time"),
        ("parcels", "0003_recorded_period"),
    ]
    operations = [
        migrations.RunSQL(FREE, FREE_BACK),
        *FIELDS,
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        *CONSTRAINTS,
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
