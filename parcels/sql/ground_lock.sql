-- Takes the advisory locks of all one-kilometre cells that some boxes touch, in ascending order.
-- parameters: boxes (JSON array of [west, south, east, north] in the office's system, metres)
-- columns: locked (how many)
-- relies on: nothing: it reads no table
select count(pg_advisory_xact_lock(19152, cells.cell)) as locked
from (
    select distinct cell
    from json_array_elements(%(boxes)s::json) as box,
         parcel_cells_v1(st_makeenvelope((box ->> 0)::float8, (box ->> 1)::float8,
                                         (box ->> 2)::float8, (box ->> 3)::float8)) as cell
    order by cell
) as cells
