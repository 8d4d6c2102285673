-- Two rows of one parcel code of which the register says, on some day, that both held at a time.
-- parameters: none
-- columns: parcel_code, one (key of a row), other
-- relies on: nothing: it reads the whole register
-- An end counts from the day it was recorded: until then the row had none.
with said as (
    select id, parcel_code, tstzrange(valid_from, valid_to) as held,
           tstzrange(coalesce(closed_at, recorded_from), recorded_to) as known
    from parcels_parcel
    union all
    select id, parcel_code, tstzrange(valid_from, null), tstzrange(recorded_from, closed_at)
    from parcels_parcel
    where closed_at > recorded_from
)
select distinct a.parcel_code, a.id as one, b.id as other
from said a
join said b on b.parcel_code = a.parcel_code and b.id > a.id
           and b.held && a.held and b.known && a.known
