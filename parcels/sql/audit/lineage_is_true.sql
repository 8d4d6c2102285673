-- Steps of lineage whose ends do not meet, or changes whose areas do not balance.
-- parameters: none
-- columns: change_id, before_code, after_code, reason
-- relies on: nothing: it reads all steps of lineage
select l.change_id, l.before_code, l.after_code,
       'the one does not end where the other begins' as reason
from parcels_parcellineage l
join parcels_parcel b on b.id = l.before_id
left join parcels_parcel a on a.id = l.after_id
where b.parcel_code <> l.before_code
   or coalesce(a.parcel_code, '') <> l.after_code
   or (l.kind = 'correct' and b.recorded_to is distinct from a.recorded_from)
   or (l.kind <> 'correct' and b.valid_to is distinct from l.at and b.recorded_to is null)
   or (l.kind in ('split', 'merge', 'adjust') and a.valid_from <> l.at and a.recorded_to is null)
union all
select c.id, '', '', 'areas ' || c.area_before_m2 || ' and ' || c.area_after_m2
from parcels_parcelchange c
where c.status = 'registered'
  and c.kind in ('split', 'merge', 'adjust')
  and (c.area_before_m2 is distinct from (
           select sum(p.area_m2) from parcels_parcel p
           where p.id in (select before_id from parcels_parcellineage where change_id = c.id))
       or c.area_after_m2 is distinct from (
           select sum(p.area_m2) from parcels_parcel p
           where p.id in (select after_id from parcels_parcellineage where change_id = c.id))
       or abs(c.area_after_m2 - c.area_before_m2) > c.area_limit_m2)
