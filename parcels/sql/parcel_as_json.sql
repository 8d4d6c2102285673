-- One parcel by its code, of today or of a moment, whole: with sources, points and lines, as JSON.
-- parameters: code (of a parcel), prefixes (code prefixes that may be seen),
--             at (the moment it was so, null for today), known (when the register said so,
--             'infinity' for today)
-- columns: valid_from, facts (JSON object as text, what stands before valid_from),
--          rest (JSON object as text, what stands after it)
-- relies on: nothing: it looks up the code it is given by its index; LIMIT, which takes nothing
--            away, tells a planner that does not know the code yet that it is one row
select p.valid_from,
       (
           select row_to_json(f)::text
           from (
               select p.parcel_code, p.layer, p.address, p.land_use_system, p.land_use_code,
                      p.land_use_name, p.area_m2::text, p.area_rule, p.boundary_rule, p.srid
           ) as f
       ) as facts,
       (
           select row_to_json(r)::text
           from (
               select (
                          select row_to_json(s)
                          from (
                              select title, stage, organisation, surveyed_on, accuracy_class,
                                     document_number, result_id, files
                              from cadastre_spatialsource where id = p.source_id
                          ) as s
                      ) as source,
                      (
                          select row_to_json(s)
                          from (
                              select title, stage, organisation, surveyed_on, accuracy_class,
                                     document_number, result_id, files
                              from cadastre_spatialsource where id = p.area_source_id
                          ) as s
                      ) as area_source,
                      array_to_json(array(
                          select row_to_json(b)
                          from (
                              select part, ring, sequence, label, northing_m::text,
                                     easting_m::text, source_file, source_line
                              from parcels_boundarypoint
                              where parcel_id = p.id
                              order by part, ring, sequence
                          ) as b
                      )) as points,
                      array_to_json(array(
                          select row_to_json(b)
                          from (
                              select o.label as start, e.label as "end", l.length_m::text, l.side
                              from parcels_boundaryline l
                              join parcels_boundarypoint o on o.id = l.start_id
                              join parcels_boundarypoint e on e.id = l.end_id
                              where l.parcel_id = p.id
                              order by o.part, o.ring, o.sequence
                          ) as b
                      )) as lines
           ) as r
       ) as rest
from (
    select *, st_srid(geom) as srid
    from parcels_parcel
    where parcel_code = %(code)s
      and parcel_code ^@ any(%(prefixes)s::text[])
      and (%(at)s::timestamptz is null and valid_to is null and recorded_to is null
           or valid_from <= %(at)s::timestamptz
          and recorded_from <= %(known)s::timestamptz
          and (recorded_to is null or recorded_to > %(known)s::timestamptz)
          and (valid_to is null or valid_to > %(at)s::timestamptz
               or closed_at > %(known)s::timestamptz))
    limit 1
) as p
