-- Sub-districts that may be seen, with how many parcels of them may be seen, today or at a moment.
-- parameters: prefixes (code prefixes that may be seen: of districts or longer),
--             at (the moment it was so, null for today), known (when the register said so,
--             'infinity' for today)
-- columns: code, name, parcels (how many), west, south, east, north (degrees, EPSG:4490),
--          shape (GeoJSON, EPSG:4490, outlines simplified to a metre)
-- relies on: nothing: it reads all sub-districts and counts all parcels of the moment
with counted as (
    select sub_district_id as code, count(*) as parcels
    from parcels_parcel
    where (%(at)s::timestamptz is null and valid_to is null and recorded_to is null
           or valid_from <= %(at)s::timestamptz
          and recorded_from <= %(known)s::timestamptz
          and (recorded_to is null or recorded_to > %(known)s::timestamptz)
          and (valid_to is null or valid_to > %(at)s::timestamptz
               or closed_at > %(known)s::timestamptz))
      and parcel_code ^@ any(%(prefixes)s::text[])
    group by sub_district_id
)
select d.code,
       d.name,
       coalesce(counted.parcels, 0) as parcels,
       st_xmin(degrees.shape) as west,
       st_ymin(degrees.shape) as south,
       st_xmax(degrees.shape) as east,
       st_ymax(degrees.shape) as north,
       st_asgeojson(degrees.shape, 6, 0) as shape
from parcels_cadastralsubdistrict d
left join counted on counted.code = d.code
cross join lateral (
    select st_transform(st_simplifypreservetopology(d.geom, 1), 4490) as shape
) as degrees
where exists (
    select 1
    from unnest(%(prefixes)s::text[]) as seen(prefix)
    where d.code ^@ seen.prefix or seen.prefix ^@ d.code
)
order by d.code
