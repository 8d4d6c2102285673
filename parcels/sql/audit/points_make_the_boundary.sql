-- Parcels whose boundary is not the ring of their boundary points, to half a millimetre.
-- parameters: none
-- columns: id, parcel_code, corners (of the boundary), points (that stand on them)
-- relies on: nothing: it reads the whole register
-- Rows that are superseded keep their points too.
select p.id, p.parcel_code, ring.corners, count(b.id) as points
from parcels_parcel p
cross join lateral (
    select st_npoints(p.geom) - sum(1 + st_numinteriorrings(part.geom)) as corners
    from st_dump(p.geom) as part
) as ring
left join lateral (
    select d.path[1] - 1 as part, d.path[2] - 1 as ring, d.path[3] as sequence, d.geom
    from st_dumppoints(p.geom) as d
) as corner on true
left join parcels_boundarypoint b
    on b.parcel_id = p.id
   and b.part = corner.part and b.ring = corner.ring and b.sequence = corner.sequence
   and st_distance(b.geom, corner.geom) <= 0.0005
   and abs(st_x(b.geom) - b.easting_m) <= 0.0005
   and abs(st_y(b.geom) - b.northing_m) <= 0.0005
group by p.id, p.parcel_code, ring.corners
having count(b.id) <> ring.corners
    or (select count(*) from parcels_boundarypoint x where x.parcel_id = p.id) <> ring.corners
