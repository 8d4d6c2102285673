-- What is different between two moments in a set of sub-districts, by pages of code.
-- parameters: from_at, from_known, to_at, to_known (each moment: when it was so, and when the
--             register said so, 'infinity' for today), sub_districts (their codes),
--             prefixes (code prefixes that may be seen), kinds (those wanted),
--             after (code that the page before ended with, '' for the first), most (rows)
-- columns: kind (new, retired, boundary, attributes), code, code_before, address, shift_m,
--          area_before_m2, area_after_m2, differences (JSON), became, came_from,
--          shape_before, shape_after (GeoJSON, EPSG:4490), plane_shape (the outline after, or
--          before when there is none, exactly: WKB, hex), counts (JSON, of each kind)
-- relies on: the b-tree of parcels by their sub-district; only rows that hold at one of the two
--            moments and not at the other are compared. A parcel whose boundary was adjusted got
--            a new code and is followed to it.
with recursive near as materialized (
    select p.*,
           p.valid_from <= %(from_at)s::timestamptz
           and p.recorded_from <= %(from_known)s::timestamptz
           and (p.recorded_to is null or p.recorded_to > %(from_known)s::timestamptz)
           and (p.valid_to is null or p.valid_to > %(from_at)s::timestamptz
                or p.closed_at > %(from_known)s::timestamptz) as held,
           p.valid_from <= %(to_at)s::timestamptz
           and p.recorded_from <= %(to_known)s::timestamptz
           and (p.recorded_to is null or p.recorded_to > %(to_known)s::timestamptz)
           and (p.valid_to is null or p.valid_to > %(to_at)s::timestamptz
                or p.closed_at > %(to_known)s::timestamptz) as holds
    from parcels_parcel p
    where p.sub_district_id = any(%(sub_districts)s::text[])
      and p.parcel_code ^@ any(%(prefixes)s::text[])
      and (p.valid_from > %(from_at)s::timestamptz
           or p.recorded_from > %(from_known)s::timestamptz
           or p.valid_to <= %(to_at)s::timestamptz
           or p.recorded_to <= %(to_known)s::timestamptz)
),
gone as materialized (select * from near where held and not holds),
come as materialized (select * from near where holds and not held),
followed as (
    select id as before_id, parcel_code as code
    from gone
    union
    select f.before_id, s.after_code
    from followed f
    join parcels_parcellineage s on s.before_code = f.code and s.kind = 'adjust'
),
paired as (
    select f.before_id, c.id as after_id
    from followed f
    join come c on c.parcel_code = f.code
),
sides as (
    select before_id, after_id from paired
    union all
    select id, null from gone where id not in (select before_id from paired)
    union all
    select null, id from come where id not in (select after_id from paired)
),
compared as (
    select coalesce(c.parcel_code, g.parcel_code) as code,
           g.parcel_code as code_before,
           g.id as before_id,
           c.id as after_id,
           coalesce(c.address, g.address) as address,
           g.area_m2 as area_before_m2,
           c.area_m2 as area_after_m2,
           g.geom as geom_before,
           c.geom as geom_after,
           case when st_orderingequals(g.geom, c.geom) then 0
                else st_hausdorffdistance(st_boundary(g.geom), st_boundary(c.geom))
           end as shift_m,
           jsonb_strip_nulls(jsonb_build_object(
               'address', case when g.address <> c.address
                               then jsonb_build_array(g.address, c.address) end,
               'land_use', case when (g.land_use_code, g.land_use_name)
                                     <> (c.land_use_code, c.land_use_name)
                                then jsonb_build_array(
                                    g.land_use_code || ' ' || g.land_use_name,
                                    c.land_use_code || ' ' || c.land_use_name) end,
               'area_m2', case when g.area_m2 <> c.area_m2
                               then jsonb_build_array(g.area_m2::text, c.area_m2::text) end,
               'area_rule', case when g.area_rule <> c.area_rule
                                 then jsonb_build_array(g.area_rule, c.area_rule) end,
               'boundary_rule', case when g.boundary_rule <> c.boundary_rule
                                     then jsonb_build_array(g.boundary_rule, c.boundary_rule) end,
               'source', case when g.source_id <> c.source_id
                              then (select jsonb_build_array(a.title, b.title)
                                    from cadastre_spatialsource a, cadastre_spatialsource b
                                    where a.id = g.source_id and b.id = c.source_id) end
           )) as differences
    from sides s
    left join gone g on g.id = s.before_id
    left join come c on c.id = s.after_id
),
named as (
    select *,
           case when before_id is null then 'new'
                when after_id is null then 'retired'
                when shift_m >= 0.0005 then 'boundary'
                else 'attributes'
           end as kind
    from compared
),
page as (
    select *
    from named
    where kind = any(%(kinds)s::text[])
      and code > %(after)s
    order by code
    limit %(most)s
),
counted as (
    select json_object_agg(kind, number) as counts
    from (select kind, count(*) as number from named group by kind) as by_kind
)
select p.kind, p.code, p.code_before, p.address,
       round(p.shift_m::numeric, 3) as shift_m,
       p.area_before_m2, p.area_after_m2, p.differences::json,
       (select array_agg(distinct s.after_code)
        from parcels_parcellineage s
        where s.before_code = p.code_before and s.kind <> 'correct' and s.after_code <> '') as became,
       (select array_agg(distinct s.before_code)
        from parcels_parcellineage s
        where s.after_code = p.code and s.kind <> 'correct') as came_from,
       st_asgeojson(st_transform(p.geom_before, 4490), 8, 0) as shape_before,
       st_asgeojson(st_transform(p.geom_after, 4490), 8, 0) as shape_after,
       encode(st_asbinary(coalesce(p.geom_after, p.geom_before)), 'hex') as plane_shape,
       counted.counts
from counted
left join page p on true
order by p.code
