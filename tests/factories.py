"""Small legal things to test with, in round metres."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import connection

from accounts.models import Account, Organisation, Role
from cadastre import geometry
from cadastre.models import SpatialSource
from parcels.domain.publication import ParcelContent, Part, RegisterPoint
from parcels.models import CadastralDistrict, CadastralSubDistrict, Parcel
from parcels.services import parcel_publish
from surveys.models import Stage, SurveyProject

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
DISTRICT = "410811001"
SUB_DISTRICT = "410811001002"
PARCEL_CODE = "410811001002GB00007"


def rectangle(
    north: int, east: int, *, height: int = 20, width: int = 30
) -> tuple[RegisterPoint, ...]:
    """Return a clockwise ring from its north-west corner; coordinates with three decimals."""
    corners = ((0, 0), (0, width), (-height, width), (-height, 0))
    return tuple(
        RegisterPoint(
            label=f"J{number}",
            northing_m=Decimal(f"{north + down}.000"),
            easting_m=Decimal(f"{east + right}.000"),
            source_file="square.txt",
            source_line=number,
        )
        for number, (down, right) in enumerate(corners, start=1)
    )


def sub_district(code: str = SUB_DISTRICT) -> CadastralSubDistrict:
    """Return the sub-district, made with its district when it is not there."""
    ring = rectangle(3_910_000, 420_000, height=20_000, width=20_000)
    extent = geometry.multipolygon([[ring]])
    district, _ = CadastralDistrict.objects.get_or_create(
        code=code[:9], defaults={"name": "示例街道", "geom": extent}
    )
    found, _ = CadastralSubDistrict.objects.get_or_create(
        code=code, defaults={"name": "示例社区", "district": district, "geom": extent}
    )
    return found


def source(title: str = "示例测量") -> SpatialSource:
    """Return a new source."""
    return SpatialSource.objects.create(title=title, stage="supply", surveyed_on=date(2021, 3, 1))


def content(code: str = PARCEL_CODE, *parts: Part) -> ParcelContent:
    """Return what a parcel says: a rectangle of 30 m by 20 m unless ``parts`` are given."""
    return ParcelContent(
        parcel_code=code,
        address="示例路1号",
        parts=parts or ((rectangle(3_898_650, 432_010),),),
        area_m2=Decimal("600.00"),
        area_rule="R-02B",
        boundary_rule="R-02C",
        land_use_system="GB/T 21010-2017",
        land_use_code="0701",
        land_use_name="城镇住宅用地",
    )


def parcel(code: str = PARCEL_CODE, *parts: Part, now: datetime = NOW) -> Parcel:
    """Return a parcel published into the register."""
    sub_district(code[:12])
    origin = source()
    return parcel_publish(content(code, *parts), source=origin, area_source=origin, now=now)


def account(
    username: str,
    *roles: Role,
    organisation: str = "示例测绘有限公司",
    districts: tuple[str, ...] = ("410811",),
) -> Account:
    """Return an account with roles in an organisation and districts."""
    firm, _ = Organisation.objects.get_or_create(name=organisation)
    return Account.objects.create_user(
        username=username,
        password="right-horse-battery",
        organisation=firm,
        roles=[role.value for role in roles],
        districts=list(districts),
    )


def project(by: Account, *, number: str = "DC-2026-001", code: str = PARCEL_CODE) -> SurveyProject:
    """Return a survey project of the account's firm on a parcel."""
    return SurveyProject.objects.create(
        number=number,
        name="示例花园",
        parcel_code=code,
        organisation=by.organisation,
        created_by=by,
        created_at=NOW,
    )


def stage(code: str) -> Stage:
    """Return one of the office's stages."""
    return Stage.objects.get(code=code)


FILL = """
insert into parcels_parcel (parcel_code, sub_district_id, layer, address, land_use_system,
    land_use_code, land_use_name, geom, area_m2, area_rule, boundary_rule, source_id,
    area_source_id, valid_from, recorded_from)
select '410811001002GB' || lpad((10000 + n)::text, 5, '0'), '410811001002', 'surface', '', '', '',
    '', st_multi(st_makeenvelope(421000 + (n %% 50) * 30, 3891000 + (n / 50) * 30,
                                 421020 + (n %% 50) * 30, 3891020 + (n / 50) * 30, %(srid)s)),
    400, '', '', %(source)s, %(source)s, now(), now()
from generate_series(1, 2000) as n;
insert into parcels_boundarypoint (part, ring, sequence, label, northing_m, easting_m, geom, marker,
    source_id, source_file, parcel_id, method)
select 0, 0, 1, 'J', st_ymin(geom)::numeric, st_xmin(geom)::numeric,
    st_setsrid(st_makepoint(st_xmin(geom), st_ymin(geom)), %(srid)s), '', source_id, '', id, ''
from parcels_parcel p
where not exists (select 1 from parcels_boundarypoint b where b.parcel_id = p.id);
insert into parcels_cadastralsubdistrict (code, name, district_id, geom)
select '410811001' || (100 + n), '', '410811001',
    st_multi(st_makeenvelope(460000 + n * 10, 3891000, 460010 + n * 10, 3891010, %(srid)s))
from generate_series(1, 500) as n;
insert into buildings_building (building_code, parcel_code, building_number, name, address, geom,
    footprint_area_m2, floor_area_m2, area_standard, storeys_above, storeys_below, structure,
    area_rule, footprint_rule, source_id, area_source_id, valid_from, recorded_from)
select parcel_code || 'F0001', parcel_code, '0001', '', '', geom, 400, 400, '', 1, 0, '', '', '',
    source_id, source_id, valid_from, recorded_from
from parcels_parcel;
analyze parcels_cadastralsubdistrict, parcels_parcel, parcels_boundarypoint, parcels_boundaryline,
    buildings_building;
"""


def fill_the_tables() -> None:
    """Put thousands of rows into the register and analyse it, so that a planner has a choice."""
    sub_district()
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"srid": settings.SRID, "source": source().pk})
