-- Entries of the journal that no commit has sealed; there are none, unless a trigger was off.
-- parameters: none
-- columns: id, action, at
-- relies on: nothing: it reads the whole journal
select id, action, at
from cadastre_auditentry
where seq is null
   or hash is null
