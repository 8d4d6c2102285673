-- One unit by its code, of today or of a moment, with its place and the source of its areas, as JSON.
-- parameters: code (of a unit), prefixes (code prefixes of parcels that may be seen),
--             at (the moment it was so, null for today), known (when the register said so,
--             'infinity' for today)
-- columns: valid_from, facts (JSON object as text, what stands before valid_from)
-- relies on: nothing: it looks up the code it is given by its index; LIMIT, which takes nothing
--            away, tells a planner that does not know the code yet that it is one row
select u.valid_from,
       (
           select row_to_json(f)::text
           from (
               select u.unit_code, u.kind, u.parcel_code, b.building_code, u.section,
                      s.number as storey_number, coalesce(s.label, '') as storey_label,
                      u.room, u.address, u.use, u.use_2, u.use_3, u.house_code, u.layout,
                      u.layout_form, u.house_type, u.house_nature, u.built_m2::text,
                      u.inner_m2::text, u.shared_m2::text, u.coefficient::text,
                      u.basement_m2::text, u.other_m2::text, u.presale_built_m2::text,
                      u.land_share_m2::text, u.shared_land_m2::text, u.exclusive_land_m2::text,
                      u.area_standard, u.area_rule,
                      (
                          select row_to_json(a)
                          from (
                              select title, stage, organisation, surveyed_on, accuracy_class,
                                     document_number, result_id, files
                              from cadastre_spatialsource where id = u.area_source_id
                          ) as a
                      ) as area_source
           ) as f
       ) as facts
from (
    select *
    from buildings_unit
    where unit_code = %(code)s
      and parcel_code ^@ any(%(prefixes)s::text[])
      and (%(at)s::timestamptz is null and valid_to is null and recorded_to is null
           or valid_from <= %(at)s::timestamptz
          and recorded_from <= %(known)s::timestamptz
          and (recorded_to is null or recorded_to > %(known)s::timestamptz)
          and (valid_to is null or valid_to > %(at)s::timestamptz
               or closed_at > %(known)s::timestamptz))
    limit 1
) as u
left join buildings_building b on b.id = u.building_id
left join buildings_storey s on s.id = u.storey_id
