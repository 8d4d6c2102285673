-- Delivered boundary points that miss the nearest registered point of a neighbour by a little.
-- parameters: srid; places (int[]), northings_m, eastings_m (numeric[]), own_codes, layers: one row
--             a delivered point; same_m, near_miss_m (metres): not nearer than, not farther than
-- columns: place, other_key, other_label, northing_m, easting_m (the registered coordinate),
--          measured (metres)
-- relies on: the GiST index of parcels_boundarypoint.geom
-- Distances are reckoned on the exact coordinates; the index only proposes. A point that has a
-- registered partner within same_m misses nothing. The inner selects hide how many points there
-- are, so that one plan is as good as another.
select d.place,
       nearest.parcel_code as other_key,
       nearest.label as other_label,
       nearest.northing_m,
       nearest.easting_m,
       nearest.apart_m as measured
from (
    select given.place, given.northing_m, given.easting_m, given.own_code, given.layer,
           st_setsrid(
               st_makepoint(given.easting_m::float8, given.northing_m::float8), %(srid)s
           ) as geom
    from unnest((select %(places)s::int[]), (select %(northings_m)s::numeric[]),
                (select %(eastings_m)s::numeric[]), (select %(own_codes)s::text[]),
                (select %(layers)s::text[]))
        as given(place, northing_m, easting_m, own_code, layer)
    offset 0
) as d
cross join lateral (
    select p.parcel_code, b.label, b.northing_m, b.easting_m, exact.apart_m
    from (
        select near.parcel_id, near.label, near.northing_m, near.easting_m
        from parcels_boundarypoint near
        where st_dwithin(near.geom, d.geom, 2 * %(near_miss_m)s::numeric::float8)
        offset 0 -- the index on places comes first, whatever the planner thinks of parcels
    ) as b
    join parcels_parcel p on p.id = b.parcel_id
    cross join lateral (
        select round(sqrt(
            (b.northing_m - d.northing_m) * (b.northing_m - d.northing_m)
            + (b.easting_m - d.easting_m) * (b.easting_m - d.easting_m)), 6) as apart_m
    ) as exact
    where p.valid_to is null
      and p.recorded_to is null
      and p.layer = d.layer
      and p.parcel_code <> d.own_code
    order by exact.apart_m, p.parcel_code, b.label
    limit 1
) as nearest
where nearest.apart_m > %(same_m)s::numeric
  and nearest.apart_m <= %(near_miss_m)s::numeric
order by d.place
