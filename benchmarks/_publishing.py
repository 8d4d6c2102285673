"""One publish of a parcel: by our service, and by the bare INSERTs of the same rows.

Both are under the same guards of the database, and in a transaction that is taken back.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from benchmarks._county import code_of

LATER = datetime(2026, 3, 5, tzinfo=UTC)

PUBLISHED = """
with p as (
    insert into parcels_parcel (
        valid_from, recorded_from, parcel_code, layer, address, land_use_system, land_use_code,
        land_use_name, geom, area_m2, area_rule, boundary_rule, source_id, area_source_id,
        sub_district_id)
    select %(now)s, %(now)s, %(code)s, layer, address, land_use_system, land_use_code,
           land_use_name, %(geom)s::geometry, 400, '', '', source_id, area_source_id,
           sub_district_id
    from parcels_parcel where parcel_code = %(like)s
    returning id, geom, source_id
),
side as (
    select p.*, d.path[1] as sequence, d.geom as line
    from p cross join lateral st_dumpsegments(st_exteriorring(st_geometryn(p.geom, 1))) as d
)
select id, sequence, st_x(st_startpoint(line)), st_y(st_startpoint(line)), source_id from side
"""
POINT = """
insert into parcels_boundarypoint (part, ring, sequence, label, northing_m, easting_m, geom,
    marker, method, source_id, source_file, parcel_id)
values (0, 0, %s, 'J', %s, %s, st_setsrid(st_makepoint(%s, %s), %s), '', '', %s, '', %s)
returning id
"""
LINE = """
insert into parcels_boundaryline (parcel_id, start_id, end_id, length_m, side, kind, position,
    quality, neighbour_code, geom)
select %s, a.id, b.id, 20, 'N', '', '', '', '', st_makeline(a.geom, b.geom)
from parcels_boundarypoint a, parcels_boundarypoint b where a.id = %s and b.id = %s
"""


def publishes() -> dict[str, Callable[[int], None]]:
    """Return both ways; the number they are given says which square beside the county it is."""
    from django.conf import settings
    from django.db import connection, transaction

    from cadastre.models import SpatialSource
    from parcels.domain.publication import ParcelContent, RegisterPoint
    from parcels.services import parcel_publish

    source = SpatialSource.objects.filter(stage="stock").first()
    like, code = code_of(1), f"{code_of(1)[:14]}99999"
    corners = [(0, 20), (20, 20), (20, 0), (0, 0)]

    def places(at: int) -> list[tuple[int, int]]:
        return [(410_000 + 30 * at + east, 3_990_000 + north) for east, north in corners]

    def service(at: int) -> None:
        ring = tuple(
            RegisterPoint(f"J{n}", Decimal(north), Decimal(east))
            for n, (east, north) in enumerate(places(at), start=1)
        )
        content = ParcelContent(code, "示例", ((ring,),), Decimal(400))
        parcel_publish(content, source=source, area_source=source, now=LATER)

    def bare(at: int) -> None:
        ring = ", ".join(f"{east} {north}" for east, north in [*places(at), places(at)[0]])
        geom = f"SRID={settings.SRID};MULTIPOLYGON((({ring})))"
        with connection.cursor() as cursor:
            cursor.execute(PUBLISHED, {"now": LATER, "code": code, "like": like, "geom": geom})
            keys = []
            sides = cursor.fetchall()
            for parcel, sequence, east, north, origin in sides:
                values = [sequence, north, east, east, north, settings.SRID, origin, parcel]
                cursor.execute(POINT, values)
                keys.append(cursor.fetchone()[0])
            for start, end in zip(keys, keys[1:] + keys[:1], strict=True):
                cursor.execute(LINE, [sides[0][0], start, end])

    def taken_back(act: Callable[[int], None]) -> Callable[[int], None]:
        def run(at: int) -> None:
            with transaction.atomic():
                act(at)
                transaction.set_rollback(True)

        return run

    return {
        "publish, service": taken_back(service),
        "publish, bare INSERTs": taken_back(bare),
    }
