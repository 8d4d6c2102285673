-- Boundary points that stand elsewhere than the shared point they are of.
-- parameters: none
-- columns: id, label, shared_id
-- relies on: nothing: it reads all boundary points
select b.id, b.label, b.shared_id
from parcels_boundarypoint b
join parcels_sharedpoint s on s.id = b.shared_id
where abs(b.northing_m * 1000 - s.northing_mm) > 0.5
   or abs(b.easting_m * 1000 - s.easting_mm) > 0.5
