-- Parcels by their codes, of today or of a moment, whole: with sources, points and lines, as JSON.
-- parameters: codes (of parcels), prefixes (code prefixes that may be seen),
--             at (the moment it was so, null for today), known (when the register said so,
--             'infinity' for today)
-- columns: parcel_code, valid_from, facts (JSON object as text, what stands before valid_from),
--          rest (JSON object as text, what stands after it)
-- relies on: nothing: it looks up the codes it is given by their index
select p.parcel_code,
       p.valid_from,
       json_build_object(
           'parcel_code', p.parcel_code, 'layer', p.layer, 'address', p.address,
           'land_use_system', p.land_use_system, 'land_use_code', p.land_use_code,
           'land_use_name', p.land_use_name, 'area_m2', p.area_m2::text,
           'area_rule', p.area_rule, 'boundary_rule', p.boundary_rule, 'srid', st_srid(p.geom)
       )::text as facts,
       json_build_object(
           'source', (
               select json_build_object(
                   'title', s.title, 'stage', s.stage, 'organisation', s.organisation,
                   'surveyed_on', s.surveyed_on, 'accuracy_class', s.accuracy_class,
                   'document_number', s.document_number, 'result_id', s.result_id,
                   'files', s.files)
               from cadastre_spatialsource s where s.id = p.source_id),
           'area_source', (
               select json_build_object(
                   'title', s.title, 'stage', s.stage, 'organisation', s.organisation,
                   'surveyed_on', s.surveyed_on, 'accuracy_class', s.accuracy_class,
                   'document_number', s.document_number, 'result_id', s.result_id,
                   'files', s.files)
               from cadastre_spatialsource s where s.id = p.area_source_id),
           'points', (
               select coalesce(json_agg(json_build_object(
                   'part', b.part, 'ring', b.ring, 'sequence', b.sequence, 'label', b.label,
                   'northing_m', b.northing_m::text, 'easting_m', b.easting_m::text,
                   'source_file', b.source_file, 'source_line', b.source_line)
                   order by b.part, b.ring, b.sequence), '[]')
               from parcels_boundarypoint b where b.parcel_id = p.id),
           'lines', (
               select coalesce(json_agg(json_build_object(
                   'start', o.label, 'end', e.label, 'length_m', l.length_m::text,
                   'side', l.side)
                   order by o.part, o.ring, o.sequence), '[]')
               from parcels_boundaryline l
               join parcels_boundarypoint o on o.id = l.start_id
               join parcels_boundarypoint e on e.id = l.end_id
               where l.parcel_id = p.id)
       )::text as rest
from parcels_parcel p
where p.parcel_code = any(%(codes)s::text[])
  and p.parcel_code ^@ any(%(prefixes)s::text[])
  and (%(at)s::timestamptz is null and p.valid_to is null and p.recorded_to is null
       or p.valid_from <= %(at)s::timestamptz
      and p.recorded_from <= %(known)s::timestamptz
      and (p.recorded_to is null or p.recorded_to > %(known)s::timestamptz)
      and (p.valid_to is null or p.valid_to > %(at)s::timestamptz
           or p.closed_at > %(known)s::timestamptz))
order by p.parcel_code
