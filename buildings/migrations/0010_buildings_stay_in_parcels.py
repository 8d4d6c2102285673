"""A building stands within its parcel, whichever of the two is written.

What stands outside is measured as check BU02 measures it: more ground than parcels may overlap by,
farther out than a boundary point may be off. Who writes a building holds its parcel as it is, so
that a writer at once who ends or changes the parcel waits, and then sees the building.
"""

from django.db import migrations

MEASURED = """
create function boundary_limit_m_v1(accuracy_class int) returns numeric
language sql immutable parallel safe as $$
    select case accuracy_class when 2 then 0.15 when 3 then 0.20 else 0.10 end
$$;
create function outside_ground_m2_v1() returns numeric
language sql immutable parallel safe as $$ select 0.1 $$;

create function building_outside_v1(footprint geometry, ground geometry)
returns table (away_m numeric, outside_m2 numeric)
language plpgsql immutable parallel safe as $$
declare
    outside geometry;
begin
    if st_covers(ground, footprint) then
        return query select 0.000, 0.00;
        return;
    end if;
    -- An overlay cannot be stopped once begun; one that would be too costly has no answer.
    if st_npoints(footprint)::bigint * st_npoints(ground) > 1000000 then
        return query select null::numeric, null::numeric;
        return;
    end if;
    outside := st_difference(footprint, ground);
    return query
        select case when round(st_area(outside)::numeric, 6) <= outside_ground_m2_v1() then 0.000
                    else round(max(st_distance(ground, corner.geom))::numeric, 3) end,
               round(st_area(outside)::numeric, 2)
        from st_dumppoints(st_segmentize(outside, 0.5)) as corner;
end $$;
"""

PLACED = """
create function building_strays_v1(ids bigint[], parcel_codes text[])
returns table (building_code text, parcel_code text, away_m numeric, outside_m2 numeric,
               limit_m numeric)
language sql stable as $$
    select b.building_code, asked.parcel_code, o.away_m, o.outside_m2, o.limit_m
    from unnest(ids, parcel_codes) as asked(id, parcel_code)
    join buildings_building b on b.id = asked.id
    left join parcels_parcel p
        on p.parcel_code = asked.parcel_code and p.valid_to is null and p.recorded_to is null
    left join lateral (
        select m.away_m, m.outside_m2,
               boundary_limit_m_v1(greatest(of_p.accuracy_class, of_b.accuracy_class)) as limit_m
        from building_outside_v1(b.geom, p.geom) as m
        join cadastre_spatialsource of_p on of_p.id = p.source_id
        join cadastre_spatialsource of_b on of_b.id = b.source_id
    ) as o on p.id is not null
    where b.valid_to is null
      and b.recorded_to is null
      and b.outside_parcel = ''
      and coalesce(o.away_m > o.limit_m, true)
    order by b.building_code
$$;

create function parcels_held_v1(codes text[]) returns void language plpgsql as $$
declare
    held bigint[];
    standing bigint[];
begin
    -- Who waited for a writer finds the row ended, and its successor not yet held.
    loop
        select array_agg(h.id order by h.id) into held
        from (select p.id from parcels_parcel p
              where p.parcel_code = any(codes) and p.valid_to is null and p.recorded_to is null
              order by p.parcel_code for share) as h;
        select array_agg(p.id order by p.id) into standing
        from parcels_parcel p
        where p.parcel_code = any(codes) and p.valid_to is null and p.recorded_to is null;
        exit when held is not distinct from standing;
    end loop;
end $$;

create function buildings_placed_v2() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    perform parcels_held_v1(array(
        select n.parcel_code from placed n
        where n.outside_parcel = '' and n.valid_to is null and n.recorded_to is null
    ));
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
      and n.recorded_to is null
      and not exists (
          select 1 from parcels_parcel p
          where p.parcel_code = n.parcel_code
            and p.recorded_to is null
            and p.valid_from <= n.valid_from
            and (p.valid_to is null or p.valid_to > n.valid_from)
      )
    limit 1;
    if found then
        raise exception 'building % has no parcel', wrong.building_code
            using errcode = 'integrity_constraint_violation', constraint = 'building_in_its_parcel';
    end if;
    select s.* into wrong
    from (select array_agg(n.id) as ids, array_agg(n.parcel_code::text) as codes
          from placed n) as asked
    cross join building_strays_v1(asked.ids, asked.codes) as s
    limit 1;
    if found then
        raise exception 'building % leaves parcel % by % m (% m2), the limit is % m',
            wrong.building_code, wrong.parcel_code, wrong.away_m, wrong.outside_m2, wrong.limit_m
            using errcode = 'integrity_constraint_violation', constraint = 'building_in_its_parcel';
    end if;
    return null;
end $$;
drop trigger buildings_placed on buildings_building;
create trigger buildings_placed after insert on buildings_building
    referencing new table as placed
    for each statement execute function buildings_placed_v2();

create function units_on_parcels_v1() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    perform parcels_held_v1(array(
        select distinct n.parcel_code from placed n
        where n.valid_to is null and n.recorded_to is null
    ));
    select n.unit_code into wrong
    from placed n
    left join buildings_building b on b.id = n.building_id
    where n.valid_to is null
      and n.recorded_to is null
      and coalesce(b.outside_parcel, '') = ''
      and not exists (
          select 1 from parcels_parcel p
          where p.parcel_code = n.parcel_code and p.valid_to is null and p.recorded_to is null)
    limit 1;
    if found then
        raise exception 'unit % has no parcel', wrong.unit_code
            using errcode = 'integrity_constraint_violation', constraint = 'unit_in_its_parcel';
    end if;
    return null;
end $$;
create trigger units_on_parcels after insert on buildings_unit
    referencing new table as placed
    for each statement execute function units_on_parcels_v1();
"""

STAYED = """
create function fixtures_in_parcel_v1() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        raise exception 'parcels are not ended or corrected under %',
            current_setting('transaction_isolation')
            using errcode = 'integrity_constraint_violation',
                  constraint = 'parcel_fixtures_isolation';
    end if;
    select s.* into wrong
    from (select array_agg(b.id) as ids, array_agg(b.parcel_code::text) as codes
          from buildings_building b
          where b.parcel_code = new.parcel_code and b.valid_to is null and b.recorded_to is null
         ) as asked
    cross join building_strays_v1(asked.ids, asked.codes) as s
    limit 1;
    if found then
        raise exception 'building % leaves parcel % by % m (% m2), the limit is % m',
            wrong.building_code, wrong.parcel_code, wrong.away_m, wrong.outside_m2, wrong.limit_m
            using errcode = 'integrity_constraint_violation', constraint = 'building_in_its_parcel';
    end if;
    if exists (select 1 from parcels_parcel p
               where p.parcel_code = new.parcel_code
                 and p.valid_to is null and p.recorded_to is null) then
        return null;
    end if;
    select u.unit_code into wrong
    from buildings_unit u
    left join buildings_building b on b.id = u.building_id
    where u.parcel_code = new.parcel_code
      and u.valid_to is null
      and u.recorded_to is null
      and coalesce(b.outside_parcel, '') = ''
    limit 1;
    if found then
        raise exception 'unit % is left without its parcel', wrong.unit_code
            using errcode = 'integrity_constraint_violation', constraint = 'unit_in_its_parcel';
    end if;
    return null;
end $$;
-- A row that is new under its code carries nothing; whatever stands, stands on a row that ends.
create constraint trigger fixtures_in_parcel after update on parcels_parcel
    deferrable initially deferred
    for each row when (old.valid_to is null and old.recorded_to is null)
    execute function fixtures_in_parcel_v1();
"""

REVERSE = """
drop trigger fixtures_in_parcel on parcels_parcel;
drop function fixtures_in_parcel_v1();
drop trigger units_on_parcels on buildings_unit;
drop function units_on_parcels_v1();
drop trigger buildings_placed on buildings_building;
create trigger buildings_placed after insert on buildings_building
    referencing new table as placed
    for each statement execute function buildings_placed_v1();
drop function buildings_placed_v2();
drop function parcels_held_v1(text[]);
drop function building_strays_v1(bigint[], text[]);
drop function building_outside_v1(geometry, geometry);
drop function outside_ground_m2_v1();
drop function boundary_limit_m_v1(int);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("buildings", "0009_shared_parts_kept"),
        ("parcels", "0007_version_by_code_key"),
    ]
    operations = [migrations.RunSQL(MEASURED + PLACED + STAYED, REVERSE)]
