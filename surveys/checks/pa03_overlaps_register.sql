-- Current parcels that delivered parcels of the same layer overlap.
-- parameters: srid; places (int[]), own_codes, layers, shapes (hex WKB): one row a delivered parcel;
--             area_m2 (square metres), half_width_m (metres): common ground that matters;
--             costliest: vertices times vertices beyond which no overlay is begun
-- columns: place, other_key, relation (equal, within, contains, partial), measured (square metres,
--          null when too costly), is_wide (wider than twice half_width_m), easting_m, northing_m
--          (a place inside the common ground)
-- relies on: the GiST index of parcels_parcel.geom
-- Order: box, relate (which a timeout can stop), cost, and only then the overlay (which none can).
select d.place,
       p.parcel_code as other_key,
       case when st_coveredby(d.geom, p.geom) and st_covers(d.geom, p.geom) then 'equal'
            when st_coveredby(d.geom, p.geom) then 'within'
            when st_covers(d.geom, p.geom) then 'contains'
            else 'partial' end as relation,
       round(st_area(common.geom)::numeric, 6) as measured,
       not st_isempty(st_buffer(common.geom, -%(half_width_m)s)) as is_wide,
       st_x(inside.geom) as easting_m,
       st_y(inside.geom) as northing_m
from (
    select given.place, given.own_code, given.layer,
           st_geomfromwkb(decode(given.shape, 'hex'), %(srid)s) as geom
    from unnest(%(places)s::int[], %(own_codes)s::text[], %(layers)s::text[], %(shapes)s::text[])
        as given(place, own_code, layer, shape)
) as d
join parcels_parcel p
    on p.geom && d.geom
   and p.valid_to is null
   and p.recorded_to is null
   and p.layer = d.layer
   and p.parcel_code <> d.own_code
   and st_relate(p.geom, d.geom, '2********')
cross join lateral (
    select case when st_npoints(p.geom)::bigint * st_npoints(d.geom) <= %(costliest)s
                then st_collectionextract(st_intersection(p.geom, d.geom), 3) end as geom
) as common
cross join lateral (select st_pointonsurface(common.geom) as geom) as inside
where common.geom is null
   or round(st_area(common.geom)::numeric, 6) > %(area_m2)s
   or not st_isempty(st_buffer(common.geom, -%(half_width_m)s))
order by d.place, p.parcel_code
