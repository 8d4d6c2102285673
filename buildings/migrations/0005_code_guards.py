"""Codes are given upwards, once, and for good; buildings and units stand where their codes say.

Giving numbers locks the counter of their scope, so that writers at once neither collide nor leave
a number that no row explains. Rows of before are taken into the ledger as delivered.
"""

from django.db import migrations

BACKFILL = """
drop trigger unit_code_kept on buildings_unitcode;
update buildings_unitcode c
set kind = coalesce((select u.kind from buildings_unit u where u.unit_code = c.code
                     order by u.valid_from desc limit 1),
                    case when substr(c.code, 20, 1) = 'W' then 'land' else '' end);
insert into buildings_buildingcode (code, parcel_code, reserved_at, confirmed_at)
select building_code, min(parcel_code), min(valid_from), min(valid_from)
from buildings_building
group by building_code;
insert into buildings_codecounter (scope, last_number)
select left(code, 24), max(right(code, 4)::int)
from buildings_unitcode where substr(code, 20, 1) = 'F' group by 1
union all
select left(code, 20), max(right(code, 8)::int)
from buildings_unitcode where substr(code, 20, 1) in ('L', 'Q') group by 1
union all
select left(code, 20), max(right(code, 4)::int)
from buildings_buildingcode where right(code, 4) <> '9999' group by 1;
"""

KEPT = """
create function code_given_kept_v1() returns trigger language plpgsql as $$
declare
    filled text[] := array['confirmed_at', 'retired_at', 'confirmed_act_id', 'retired_act_id'];
    was jsonb := to_jsonb(old);
    said jsonb := to_jsonb(new);
    field text;
begin
    if tg_op = 'DELETE' then
        raise exception 'code % was given and is never deleted', old.code
            using errcode = 'integrity_constraint_violation', constraint = 'unit_code_kept';
    end if;
    foreach field in array filled loop
        if was ->> field is not null and was -> field is distinct from said -> field then
            raise exception 'code % keeps its %', old.code, field
                using errcode = 'integrity_constraint_violation', constraint = 'unit_code_kept';
        end if;
    end loop;
    if was ->> 'kind' = '' then
        filled := filled || 'kind'::text;
    end if;
    if was - filled is distinct from said - filled then
        raise exception 'code % keeps what it was given for', old.code
            using errcode = 'integrity_constraint_violation', constraint = 'unit_code_kept';
    end if;
    return new;
end $$;
create trigger unit_code_kept before update or delete on buildings_unitcode
    for each row execute function code_given_kept_v1();
create trigger building_code_kept before update or delete on buildings_buildingcode
    for each row execute function code_given_kept_v1();
create trigger code_act_kept before update or delete on buildings_codeact
    for each row execute function row_kept_v1();
create trigger code_lineage_kept before update or delete on buildings_codelineage
    for each row execute function row_kept_v1();

create function code_counter_kept_v1() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or new.scope <> old.scope or new.last_number < old.last_number then
        raise exception 'numbers under % are never given again', old.scope
            using errcode = 'integrity_constraint_violation', constraint = 'code_counter_kept';
    end if;
    return new;
end $$;
create trigger code_counter_kept before update or delete on buildings_codecounter
    for each row execute function code_counter_kept_v1();
"""

COUNTED = """
create function code_counted_v1(under text, lowest int, highest int) returns void
language plpgsql as $$
declare
    given int;
begin
    insert into buildings_codecounter (scope, last_number) values (under, 0)
        on conflict (scope) do nothing;
    select last_number into given from buildings_codecounter where scope = under for update;
    if lowest <= given then
        raise exception 'number % under % is not above %, the highest given', lowest, under, given
            using errcode = 'integrity_constraint_violation', constraint = 'code_goes_up';
    end if;
    update buildings_codecounter set last_number = highest
        where scope = under and last_number < highest;
end $$;

create function unit_codes_counted_v1() returns trigger language plpgsql as $$
begin
    perform code_counted_v1(f.scope, f.lowest, f.highest)
    from (select left(n.code, case substr(n.code, 20, 1) when 'F' then 24 else 20 end) as scope,
                 min(substr(n.code, case substr(n.code, 20, 1) when 'F' then 25 else 21 end)::int)
                     filter (where n.origin = 'allocated') as lowest,
                 max(substr(n.code, case substr(n.code, 20, 1) when 'F' then 25 else 21 end)::int)
                     as highest
          from given n
          where substr(n.code, 20, 1) <> 'W'
          group by 1
          order by 1) f;
    return null;
end $$;
create trigger unit_codes_counted after insert on buildings_unitcode
    referencing new table as given
    for each statement execute function unit_codes_counted_v1();

create function building_codes_counted_v1() returns trigger language plpgsql as $$
begin
    perform code_counted_v1(f.scope, f.lowest, f.highest)
    from (select left(n.code, 20) as scope,
                 min(right(n.code, 4)::int) filter (where n.origin = 'allocated') as lowest,
                 max(right(n.code, 4)::int) as highest
          from given n
          where right(n.code, 4) <> '9999'
          group by 1
          order by 1) f;
    return null;
end $$;
create trigger building_codes_counted after insert on buildings_buildingcode
    referencing new table as given
    for each statement execute function building_codes_counted_v1();
"""

RETIRED = """
create function code_retired_v1() returns trigger language plpgsql as $$
begin
    if exists (
        select 1 from buildings_unit u
        where u.unit_code = new.code and u.recorded_to is null
          and (u.valid_to is null or u.valid_to > new.retired_at)
        union all
        select 1 from buildings_building b
        where b.building_code = new.code and b.recorded_to is null
          and (b.valid_to is null or b.valid_to > new.retired_at)
    ) then
        raise exception 'code % is still that of a current version', new.code
            using errcode = 'integrity_constraint_violation', constraint = 'code_retired_in_use';
    end if;
    return null;
end $$;
create trigger unit_code_retired after update of retired_at on buildings_unitcode
    for each row when (old.retired_at is null and new.retired_at is not null)
    execute function code_retired_v1();
create trigger building_code_retired after update of retired_at on buildings_buildingcode
    for each row when (old.retired_at is null and new.retired_at is not null)
    execute function code_retired_v1();
"""

PLACED = """
create function units_placed_v1() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    perform 1
    from buildings_unitcode c
    where c.code in (select n.unit_code from placed n)
    order by c.code
    for share;
    select n.unit_code into wrong
    from placed n
    join buildings_unitcode c on c.code = n.unit_code
    where c.retired_at < coalesce(n.valid_to, 'infinity') and n.recorded_to is null
    limit 1;
    if found then
        raise exception 'unit code % is retired and never used again', wrong.unit_code
            using errcode = 'integrity_constraint_violation', constraint = 'code_reused';
    end if;
    select n.unit_code into wrong
    from placed n
    left join buildings_building b on b.id = n.building_id
    left join buildings_storey s on s.id = n.storey_id
    where left(n.unit_code, 19) <> n.parcel_code
       or left(n.unit_code, 24) <> b.building_code
       or s.building_id is distinct from n.building_id and n.storey_id is not null
       or (n.kind = 'land') <> (substr(n.unit_code, 20, 1) = 'W')
    limit 1;
    if found then
        raise exception 'unit % is not of the parcel, building or storey it is put in',
            wrong.unit_code
            using errcode = 'integrity_constraint_violation', constraint = 'unit_in_its_building';
    end if;
    return null;
end $$;
create trigger units_placed after insert on buildings_unit
    referencing new table as placed
    for each statement execute function units_placed_v1();

create function buildings_placed_v1() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    insert into buildings_buildingcode (code, parcel_code, reserved_at, confirmed_at)
    select distinct on (n.building_code) n.building_code, n.parcel_code, n.valid_from, n.valid_from
    from placed n
    order by n.building_code, n.valid_from
    on conflict (code) do nothing;
    perform 1
    from buildings_buildingcode c
    where c.code in (select n.building_code from placed n)
    order by c.code
    for share;
    select n.building_code into wrong
    from placed n
    join buildings_buildingcode c on c.code = n.building_code
    where c.retired_at < coalesce(n.valid_to, 'infinity') and n.recorded_to is null
    limit 1;
    if found then
        raise exception 'building code % is retired and never used again', wrong.building_code
            using errcode = 'integrity_constraint_violation', constraint = 'code_reused';
    end if;
    select n.building_code into wrong
    from placed n
    where n.outside_parcel = ''
      and n.valid_to is null
      and not exists (
          select 1 from parcels_parcel p
          where p.parcel_code = n.parcel_code
            and p.recorded_to is null
            and p.valid_from <= n.valid_from
            and (p.valid_to is null or p.valid_to > n.valid_from)
            and p.geom && n.geom
            and st_relate(p.geom, n.geom, '2********')
      )
    limit 1;
    if found then
        raise exception 'building % stands outside its parcel', wrong.building_code
            using errcode = 'integrity_constraint_violation', constraint = 'building_in_its_parcel';
    end if;
    return null;
end $$;
create trigger buildings_placed after insert on buildings_building
    referencing new table as placed
    for each statement execute function buildings_placed_v1();
"""

REVERSE = """
drop trigger buildings_placed on buildings_building;
drop function buildings_placed_v1();
drop trigger units_placed on buildings_unit;
drop function units_placed_v1();
drop trigger building_code_retired on buildings_buildingcode;
drop trigger unit_code_retired on buildings_unitcode;
drop function code_retired_v1();
drop trigger building_codes_counted on buildings_buildingcode;
drop function building_codes_counted_v1();
drop trigger unit_codes_counted on buildings_unitcode;
drop function unit_codes_counted_v1();
drop function code_counted_v1(text, int, int);
drop trigger code_counter_kept on buildings_codecounter;
drop function code_counter_kept_v1();
drop trigger code_lineage_kept on buildings_codelineage;
drop trigger code_act_kept on buildings_codeact;
drop trigger building_code_kept on buildings_buildingcode;
drop trigger unit_code_kept on buildings_unitcode;
drop function code_given_kept_v1();
create trigger unit_code_kept before update or delete on buildings_unitcode
    for each row execute function unit_code_kept_v1();
"""


class Migration(migrations.Migration):
    dependencies = [("buildings", "0004_code_ledger"), ("parcels", "0003_recorded_period")]
    operations = [
        migrations.RunSQL(BACKFILL + KEPT + COUNTED + RETIRED + PLACED, REVERSE),
    ]
