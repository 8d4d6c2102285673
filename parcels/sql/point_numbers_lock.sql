-- Takes the locks under which shared points of some sub-districts are numbered, in their order.
-- parameters: codes (of sub-districts)
-- columns: locked (how many)
-- relies on: nothing: it reads no table
select count(pg_advisory_xact_lock(37347, hashtext(named.code))) as locked
from (select distinct code from unnest(%(codes)s::text[]) as code order by code) as named
