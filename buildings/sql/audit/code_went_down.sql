-- Numbers given here that do not follow the one before, and counters below a number given.
-- parameters: none
-- columns: scope, code, given (its number), last_number (of the counter)
-- relies on: nothing: it reads both ledgers
with numbers as (
    select left(code, case substr(code, 20, 1) when 'F' then 24 else 20 end) as scope, code, origin,
           substr(code, case substr(code, 20, 1) when 'F' then 25 else 21 end)::int as given
    from buildings_unitcode
    where substr(code, 20, 1) <> 'W'
    union all
    select left(code, 20), code, origin, right(code, 4)::int
    from buildings_buildingcode
    where right(code, 4) <> '9999'
),
in_order as (
    select *, lag(given, 1, 0) over (partition by scope order by given) as before from numbers
)
select n.scope, n.code, n.given, c.last_number
from in_order n
left join buildings_codecounter c on c.scope = n.scope
where c.last_number is null
   or c.last_number < n.given
   or n.origin = 'allocated' and n.given <> n.before + 1
