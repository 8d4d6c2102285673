-- How many entries of the journal are sealed.
-- parameters: none
-- columns: entries
-- relies on: nothing: it counts the whole journal
select count(*) as entries
from cadastre_auditentry
where seq is not null
