-- How much ground parcels gave up and won when others took their place.
-- parameters: ended, begun (keys of parcel rows)
-- columns: lost_m2, gained_m2 (square metres; null when the shapes are too complex to compare)
-- relies on: the primary key of parcels_parcel
select st_area(st_difference(was.shape, is_now.shape)) as lost_m2,
       st_area(st_difference(is_now.shape, was.shape)) as gained_m2
from (
    select sum(st_npoints(geom)) filter (where id = any(%(ended)s::bigint[]))
         * sum(st_npoints(geom)) filter (where id = any(%(begun)s::bigint[])) <= 1000000 as cheap
    from parcels_parcel
    where id = any(%(ended)s::bigint[] || %(begun)s::bigint[])
) as cost
left join lateral (
    select st_union(geom) as shape from parcels_parcel where id = any(%(ended)s::bigint[])
) as was on cheap
left join lateral (
    select st_union(geom) as shape from parcels_parcel where id = any(%(begun)s::bigint[])
) as is_now on cheap
