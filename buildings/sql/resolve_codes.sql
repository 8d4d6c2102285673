-- Each asked code with every step on from it and every step that led to it, at any depth.
-- parameters: codes (parcel, building or unit codes)
-- columns: asked, way (self, forward, back), from_code, to_code, kind, at (the step),
--          code (the far end of the step, or the asked code), reserved_at, confirmed_at, retired_at
-- relies on: the b-tree indexes of the lineage's two columns and the ledgers' keys. UNION, which
--            takes each code once, ends a circle. OFFSET 0 and LIMIT 1 take nothing away: they have
--            each code looked up by its index, where a planner that takes a code for thousands of
--            rows would read a ledger of millions for one
with recursive asked as materialized (
    select distinct code from unnest(%(codes)s::text[]) as code
),
onward as (
    select code as asked, code from asked
    union
    select o.asked, s.to_code
    from onward o
    cross join lateral (select to_code from code_step_v1 where from_code = o.code offset 0) as s
),
backward as (
    select code as asked, code from asked
    union
    select b.asked, s.from_code
    from backward b
    cross join lateral (select from_code from code_step_v1 where to_code = b.code offset 0) as s
),
found as (
    select code as asked, 'self' as way, null::text as from_code, null::text as to_code,
           null::text as kind, null::timestamptz as at, code
    from asked
    union all
    select o.asked, 'forward', s.from_code, s.to_code, s.kind, s.at, s.to_code
    from onward o
    cross join lateral (select * from code_step_v1 where from_code = o.code offset 0) as s
    union all
    select b.asked, 'back', s.from_code, s.to_code, s.kind, s.at, s.from_code
    from backward b
    cross join lateral (select * from code_step_v1 where to_code = b.code offset 0) as s
)
select f.asked, f.way, f.from_code, f.to_code, f.kind, f.at, f.code,
       coalesce(u.reserved_at, b.reserved_at, p.first_at) as reserved_at,
       coalesce(u.confirmed_at, b.confirmed_at, p.first_at) as confirmed_at,
       coalesce(u.retired_at, b.retired_at, p.last_at) as retired_at
from found f
left join lateral (
    select reserved_at, confirmed_at, retired_at
    from buildings_unitcode where length(f.code) = 28 and code = f.code limit 1
) as u on true
left join lateral (
    select reserved_at, confirmed_at, retired_at
    from buildings_buildingcode where length(f.code) = 24 and code = f.code limit 1
) as b on true
left join lateral (
    select min(v.valid_from) as first_at,
           case when bool_and(v.valid_to is not null) then max(v.valid_to) end as last_at
    from parcels_parcel v
    where length(f.code) = 19
      and v.parcel_code = f.code
      and v.recorded_to is null
) as p on true
order by f.asked, f.way desc, f.at, f.from_code, f.to_code
