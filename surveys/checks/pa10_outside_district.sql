-- Delivered parcels that do not lie in the sub-district of their code.
-- parameters: srid; places (int[]), codes (12 digits), shapes (hex WKB): one row a delivered parcel;
--             area_m2 (square metres), half_width_m (metres): what may stick out unremarked;
--             costliest: vertices times vertices beyond which no overlay is begun
-- columns: place, state (no_districts, unknown, elsewhere, sticks_out, too_costly), lies_in (the
--          sub-district it lies in, null when none), measured (square metres outside),
--          easting_m, northing_m (a place inside the parcel, or inside the part that sticks out)
-- relies on: the primary key and the GiST index of parcels_cadastralsubdistrict
select d.place,
       verdict.state,
       real.code as lies_in,
       round(st_area(outside.geom)::numeric, 6) as measured,
       st_x(coalesce(st_pointonsurface(outside.geom), d.inside)) as easting_m,
       st_y(coalesce(st_pointonsurface(outside.geom), d.inside)) as northing_m
from (
    select given.place, given.code, shape.geom, st_pointonsurface(shape.geom) as inside
    from unnest(%(places)s::int[], %(codes)s::text[], %(shapes)s::text[])
        as given(place, code, shape)
    cross join lateral (
        select st_geomfromwkb(decode(given.shape, 'hex'), %(srid)s) as geom
    ) as shape
) as d
left join parcels_cadastralsubdistrict s on s.code = d.code
left join lateral (
    select r.code
    from parcels_cadastralsubdistrict r
    where r.geom && d.inside and st_intersects(r.geom, d.inside)
    order by r.code <> d.code, r.code
    limit 1
) as real on true
cross join lateral (
    select case when s.code is not null and st_intersects(s.geom, d.inside)
                 and not st_covers(s.geom, d.geom)
                 and st_npoints(s.geom)::bigint * st_npoints(d.geom) <= %(costliest)s
                then st_collectionextract(st_difference(d.geom, s.geom), 3) end as geom
) as outside
cross join lateral (
    select case
        when s.code is null and not exists (select from parcels_cadastralsubdistrict)
            then 'no_districts'
        when s.code is null then 'unknown'
        when not st_intersects(s.geom, d.inside) then 'elsewhere'
        when st_covers(s.geom, d.geom) then 'inside'
        when outside.geom is null then 'too_costly'
        when round(st_area(outside.geom)::numeric, 6) > %(area_m2)s
          or not st_isempty(st_buffer(outside.geom, -%(half_width_m)s::float8)) then 'sticks_out'
        else 'inside' end as state
) as verdict
where verdict.state <> 'inside'
order by d.place
