-- Parcels of the same layer and moment that share an edge with a parcel, by its side.
-- parameters: parcel_id, tolerance_m (metres), at (the moment it was so, null for today),
--             known (when the register said so, 'infinity' for today)
-- columns: side (N, E, S, W), parcel_code, address, shared_m (length of the shared edge, metres)
-- relies on: the GiST index of parcels_parcel.geom
select l.side,
       p.parcel_code,
       p.address,
       round(sum(st_length(st_intersection(l.geom, st_buffer(p.geom, %(tolerance_m)s))))::numeric,
             2) as shared_m
from parcels_boundaryline l
join parcels_parcel own on own.id = l.parcel_id
join parcels_parcel p on p.geom && st_expand(l.geom, %(tolerance_m)s)
where l.parcel_id = %(parcel_id)s
  and (%(at)s::timestamptz is null and p.valid_to is null and p.recorded_to is null
       or p.valid_from <= %(at)s::timestamptz
      and p.recorded_from <= %(known)s::timestamptz
      and (p.recorded_to is null or p.recorded_to > %(known)s::timestamptz)
      and (p.valid_to is null or p.valid_to > %(at)s::timestamptz
           or p.closed_at > %(known)s::timestamptz))
  and p.layer = own.layer
  and p.parcel_code <> own.parcel_code
  and st_dwithin(p.geom, l.geom, %(tolerance_m)s)
group by l.side, p.parcel_code, p.address
having sum(st_length(st_intersection(l.geom, st_buffer(p.geom, %(tolerance_m)s)))) > 0.05
order by array_position(array['N', 'E', 'S', 'W'], l.side), shared_m desc
