-- Parcels and boundary points without a source.
-- parameters: none
-- columns: kind, id
-- relies on: nothing: it reads the whole register
select 'parcel' as kind, p.id
from parcels_parcel p
where not exists (select 1 from cadastre_spatialsource s where s.id = p.source_id)
   or not exists (select 1 from cadastre_spatialsource s where s.id = p.area_source_id)
union all
select 'point', b.id
from parcels_boundarypoint b
where not exists (select 1 from cadastre_spatialsource s where s.id = b.source_id)
