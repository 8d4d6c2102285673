-- Buildings in a box, of today or of a moment, as GeoJSON features in CGCS2000 degrees, by pages of code.
-- parameters: west, south, east, north (degrees, EPSG:4490), srid (the office's system),
--             prefixes (code prefixes that may be seen),
--             after (code that the page before ended with, '' for the first), most (features),
--             at (the moment it was so, null for today), known (when the register said so,
--             'infinity' for today)
-- columns: features (JSON array as text), shown (how many), last (code of the last one)
-- relies on: the GiST index of buildings_building.geom
-- The label is the one of large-scale maps: a character for the structure and the storeys.
with found as (
    select building_code, name, structure, storeys_above,
           st_transform(geom, 4490) as shape
    from buildings_building
    where (%(at)s::timestamptz is null and valid_to is null and recorded_to is null
           or valid_from <= %(at)s::timestamptz
          and recorded_from <= %(known)s::timestamptz
          and (recorded_to is null or recorded_to > %(known)s::timestamptz)
          and (valid_to is null or valid_to > %(at)s::timestamptz
               or closed_at > %(known)s::timestamptz))
      and geom && st_transform(st_makeenvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4490),
                               %(srid)s)
      and building_code ^@ any(%(prefixes)s::text[])
      and building_code > %(after)s
    order by building_code
    limit %(most)s
)
select coalesce(json_agg(json_build_object(
           'type', 'Feature',
           'id', building_code,
           'geometry', st_asgeojson(shape, 8, 0)::json,
           'properties', json_build_object(
               'building_code', building_code,
               'name', name,
               'structure', structure,
               'storeys_above', storeys_above,
               'label', case
                   when structure like '%%钢筋混凝土%%' or structure like '%%框架%%' then '砼'
                   else left(structure, 1)
               end || nullif(storeys_above, 0)
           )) order by building_code)::text, '[]') as features,
       count(*) as shown,
       max(building_code) as last
from found
