-- Current buildings that stand outside the current parcel of their code, apart from those marked so.
-- parameters: none
-- columns: building_code, parcel_code, valid_from, away_m, outside_m2 (nothing: no such parcel, or
--          too many corners to measure)
-- relies on: the keys of the sources: it reads everything that is current
select b.building_code, b.parcel_code, b.valid_from, o.away_m, o.outside_m2
from buildings_building b
join cadastre_spatialsource of_b on of_b.id = b.source_id
left join parcels_parcel p
    on p.parcel_code = b.parcel_code and p.valid_to is null and p.recorded_to is null
left join cadastre_spatialsource of_p on of_p.id = p.source_id
left join lateral building_outside_v1(b.geom, p.geom) as o on p.id is not null
where b.valid_to is null
  and b.recorded_to is null
  and b.outside_parcel = ''
  and coalesce(o.away_m > boundary_limit_m_v1(greatest(of_p.accuracy_class, of_b.accuracy_class)),
               true)
