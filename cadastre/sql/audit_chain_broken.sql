-- The first link of the journal that does not hold; no row when all do.
-- parameters: none
-- columns: seq (number of the entry), reason
-- relies on: nothing: it reads the whole journal once
select link.seq,
       case when link.number is distinct from link.seq then 'a link before it is missing'
            when link.previous is distinct from link.before then 'it does not follow the one before'
            else 'what it says is not what was sealed' end as reason
from (
    select e.seq, e.previous, e.hash,
           row_number() over (order by e.seq) as number,
           lag(e.hash, 1, repeat('0', 64)) over (order by e.seq) as before,
           audit_digest_v1(e.previous, e) as digest
    from cadastre_auditentry e
    where e.seq is not null
) as link
where link.number is distinct from link.seq
   or link.previous is distinct from link.before
   or link.hash is distinct from link.digest
order by link.seq
limit 1
