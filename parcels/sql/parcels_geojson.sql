-- Parcels of one layer in a box, of today or of a moment, as GeoJSON features in CGCS2000 degrees, by pages of code.
-- parameters: west, south, east, north (degrees, EPSG:4490), srid (the office's system),
--             layer (surface, above, below), prefixes (code prefixes that may be seen),
--             after (code that the page before ended with, '' for the first), most (features),
--             at (the moment it was so, null for today), known (when the register said so,
--             'infinity' for today)
-- columns: features (JSON array as text), shown (how many), last (code of the last one)
-- relies on: the GiST index of parcels_parcel.geom
with found as (
    select parcel_code, address, layer, land_use_code, area_m2,
           st_transform(geom, 4490) as shape
    from parcels_parcel
    where (%(at)s::timestamptz is null and valid_to is null and recorded_to is null
           or valid_from <= %(at)s::timestamptz
          and recorded_from <= %(known)s::timestamptz
          and (recorded_to is null or recorded_to > %(known)s::timestamptz)
          and (valid_to is null or valid_to > %(at)s::timestamptz
               or closed_at > %(known)s::timestamptz))
      and geom && st_transform(st_makeenvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4490),
                               %(srid)s)
      and layer = %(layer)s
      and parcel_code ^@ any(%(prefixes)s::text[])
      and parcel_code > %(after)s
    order by parcel_code
    limit %(most)s
)
select coalesce(json_agg(json_build_object(
           'type', 'Feature',
           'id', parcel_code,
           'geometry', st_asgeojson(shape, 8, 0)::json,
           'properties', json_build_object(
               'parcel_code', parcel_code,
               'address', address,
               'layer', layer,
               'land_use_code', land_use_code,
               'area_m2', area_m2::text
           )) order by parcel_code)::text, '[]') as features,
       count(*) as shown,
       max(parcel_code) as last
from found
