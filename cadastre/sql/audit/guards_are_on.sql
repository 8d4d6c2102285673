-- Triggers of the register that somebody has switched off.
-- parameters: none
-- columns: table_name, trigger_name
-- relies on: nothing: it reads the catalogue
select t.tgrelid::regclass::text as table_name, t.tgname as trigger_name
from pg_trigger t
where not t.tgisinternal
  and t.tgenabled <> 'O'
