-- Steps of lineage that begin or end at a code nobody gave, or at one that was not given up by then.
-- parameters: none
-- columns: from_code, to_code, at, fault
-- relies on: the ledgers' keys
with known as (
    select code, reserved_at as given_at, retired_at from buildings_unitcode
    union all
    select code, reserved_at, retired_at from buildings_buildingcode
    union all
    select code, issued_at, retired_at from parcels_issuedparcelcode
)
select s.from_code, s.to_code, s.at,
       case when f.code is null then 'from a code never given'
            when t.code is null then 'to a code never given'
            else 'from a code still in use' end as fault
from buildings_codelineage s
left join known f on f.code = s.from_code
left join known t on t.code = s.to_code
where f.code is null
   or t.code is null
   or f.retired_at is null
   or f.retired_at > s.at
