-- Current parcels that delivered parcels of the same layer overlap.
-- parameters: srid; places (int[]), own_codes, layers, shapes (hex WKB): one row a delivered parcel;
--             area_m2 (square metres), half_width_m (metres): common ground that matters;
--             costliest: vertices times vertices beyond which no overlay is begun
-- columns: place, other_key, relation (equal, within, contains, partial), measured (square metres,
--          null when too costly), is_wide (wider than twice half_width_m), easting_m, northing_m
--          (a place inside the common ground)
-- relies on: the GiST index of parcels_parcel.geom
-- Order: box, relate (which a timeout can stop), cost, and only then the overlay (which none can).
-- The inner selects hide how many parcels there are, so that one plan is as good as another, and
-- offset 0 keeps shapes and common ground from being worked out once for each use.
select d.place,
       p.parcel_code as other_key,
       case when st_coveredby(d.geom, p.geom) and st_covers(d.geom, p.geom) then 'equal'
            when st_coveredby(d.geom, p.geom) then 'within'
            when st_covers(d.geom, p.geom) then 'contains'
            else 'partial' end as relation,
       common.area_m2 as measured,
       common.is_wide,
       st_x(inside.geom) as easting_m,
       st_y(inside.geom) as northing_m
from (
    select given.place, given.own_code, given.layer,
           st_geomfromwkb(decode(given.shape, 'hex'), %(srid)s) as geom
    from unnest((select %(places)s::int[]), (select %(own_codes)s::text[]),
                (select %(layers)s::text[]), (select %(shapes)s::text[]))
        as given(place, own_code, layer, shape)
    offset 0
) as d
join parcels_parcel p
    on p.geom && d.geom
   and p.valid_to is null
   and p.recorded_to is null
   and p.layer = d.layer
   and p.parcel_code <> d.own_code
   and st_relate(p.geom, d.geom, '2********')
cross join lateral (
    select overlay.geom,
           round(st_area(overlay.geom)::numeric, 6) as area_m2,
           not st_isempty(st_buffer(overlay.geom, -%(half_width_m)s::float8)) as is_wide
    from (
        select case when st_npoints(p.geom)::bigint * st_npoints(d.geom) <= %(costliest)s
                    then st_collectionextract(st_intersection(p.geom, d.geom), 3) end as geom
        offset 0
    ) as overlay
    offset 0
) as common
cross join lateral (select st_pointonsurface(common.geom) as geom) as inside
where common.geom is null
   or common.area_m2 > %(area_m2)s
   or common.is_wide
order by d.place, p.parcel_code
