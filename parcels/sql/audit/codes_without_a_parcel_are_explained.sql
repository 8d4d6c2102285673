-- Numbers of a series below the highest that no parcel ever had and nothing explains.
-- parameters: none
-- columns: code, issued_at
-- relies on: nothing: it reads the whole ledger
select i.code, i.issued_at
from parcels_issuedparcelcode i
where i.issued_for = ''
  and not exists (select 1 from parcels_parcel p where p.parcel_code = i.code)
