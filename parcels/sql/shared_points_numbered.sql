-- Gives each place its shared point, numbering those that have none after the highest number.
-- parameters: at_places (JSON array of [sub-district, northing, easting], millimetres)
-- columns: id, sub_district_id, northing_mm, easting_mm
-- relies on: nothing: it looks up what it is given by unique keys
-- The caller holds the lock of the sub-districts, so that numbers are given out in turn.
with asked as (
    select distinct place ->> 0 as sub_district_id,
           (place ->> 1)::bigint as northing_mm,
           (place ->> 2)::bigint as easting_mm
    from json_array_elements(%(at_places)s::json) as place
),
known as (
    select s.id, s.sub_district_id, s.northing_mm, s.easting_mm
    from asked
    join parcels_sharedpoint s using (sub_district_id, northing_mm, easting_mm)
),
highest as (
    select a.sub_district_id,
           coalesce((select max(s.number) from parcels_sharedpoint s
                     where s.sub_district_id = a.sub_district_id), 0) as number
    from (select distinct sub_district_id from asked) as a
),
made as (
    insert into parcels_sharedpoint (sub_district_id, northing_mm, easting_mm, number)
    select a.sub_district_id, a.northing_mm, a.easting_mm,
           h.number + row_number() over (
               partition by a.sub_district_id order by a.northing_mm desc, a.easting_mm)
    from asked a
    join highest h using (sub_district_id)
    where not exists (
        select 1 from known k
        where (k.sub_district_id, k.northing_mm, k.easting_mm)
            = (a.sub_district_id, a.northing_mm, a.easting_mm)
    )
    returning id, sub_district_id, northing_mm, easting_mm
)
select id, sub_district_id, northing_mm, easting_mm from known
union all
select id, sub_district_id, northing_mm, easting_mm from made
