-- What the ledger of codes knows of delivered unit codes.
-- parameters: codes (28 characters each)
-- columns: code, retired (whether it names nothing any more), section, room (for which it was given)
-- relies on: the primary key of buildings_unitcode
select u.code,
       u.retired_at is not null as retired,
       u.section,
       u.room
from buildings_unitcode u
where u.code = any(%(codes)s::text[])
order by u.code
