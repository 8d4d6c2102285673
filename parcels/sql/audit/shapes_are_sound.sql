-- Parcels whose boundary is invalid, empty, without ground, or of another system than the first.
-- parameters: none
-- columns: id, parcel_code, reason
-- relies on: nothing: it reads the whole register
select id, parcel_code,
       case when not st_isvalid(geom) then st_isvalidreason(geom)
            when st_isempty(geom) or st_area(geom) <= 0 then 'no ground'
            else 'system ' || st_srid(geom) end as reason
from parcels_parcel
where not st_isvalid(geom)
   or st_isempty(geom)
   or st_area(geom) <= 0
   or st_srid(geom) <> (select find_srid(current_schema()::varchar, 'parcels_parcel', 'geom'))
