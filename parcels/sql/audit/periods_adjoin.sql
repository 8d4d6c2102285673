-- Standing versions of one parcel between which time is missing.
-- parameters: none
-- columns: parcel_code, ended (end of the one), began (beginning of the next)
-- relies on: nothing: it reads the whole register
select parcel_code, ended, began
from (
    select parcel_code, valid_from as began,
           lag(valid_to) over (partition by parcel_code order by valid_from) as ended
    from parcels_parcel
    where recorded_to is null
) as versions
where ended <> began
