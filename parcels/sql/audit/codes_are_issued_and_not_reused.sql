-- Parcels whose code was never issued, or that hold beyond the day their code was retired.
-- parameters: none
-- columns: id, parcel_code, retired_at
-- relies on: nothing: it reads the whole register
select p.id, p.parcel_code, i.retired_at
from parcels_parcel p
left join parcels_issuedparcelcode i on i.code = p.parcel_code
where i.code is null
   or (p.recorded_to is null and i.retired_at is not null
       and (p.valid_to is null or p.valid_to > i.retired_at))
