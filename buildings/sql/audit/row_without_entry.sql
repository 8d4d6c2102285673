-- Rows of the register that were written, ended or corrected at a moment of which the journal has no
-- act on their code. Rows from before the first entry of the journal are passed over.
-- parameters: none
-- columns: table_name, id, code, what (written, ended, corrected), at
-- relies on: nothing: it reads the whole journal and the whole register
with begun as (
    select min(said_at) as at from cadastre_auditentry
),
named as (
    select e.said_at as at, o.code
    from cadastre_auditentry e
    cross join lateral unnest(e.objects) as o(code)
),
not_all_named as (
    select distinct said_at as at
    from cadastre_auditentry
    where details ? 'objects_in_all' or action = 'parcel.load'
),
written as (
    select 'parcels_parcel' as table_name, p.id, p.parcel_code as code, p.parcel_code as building,
           p.parcel_code as parcel, w.what, w.at
    from parcels_parcel p
    cross join lateral (values ('written', p.recorded_from), ('ended', p.closed_at),
                               ('corrected', p.recorded_to)) as w(what, at)
    union all
    select 'buildings_building', b.id, b.building_code, b.building_code, b.parcel_code, w.what, w.at
    from buildings_building b
    cross join lateral (values ('written', b.recorded_from), ('ended', b.closed_at),
                               ('corrected', b.recorded_to)) as w(what, at)
    union all
    select 'buildings_unit', u.id, u.unit_code, left(u.unit_code, 24), u.parcel_code, w.what, w.at
    from buildings_unit u
    cross join lateral (values ('written', u.recorded_from), ('ended', u.closed_at),
                               ('corrected', u.recorded_to)) as w(what, at)
)
select w.table_name, w.id, w.code, w.what, w.at
from written w
cross join begun
where w.at >= begun.at
  and not exists (select 1 from named n where n.at = w.at and n.code = w.code)
  and not exists (select 1 from named n where n.at = w.at and n.code = w.building)
  and not exists (select 1 from named n where n.at = w.at and n.code = w.parcel)
  and not exists (select 1 from not_all_named n where n.at = w.at)
