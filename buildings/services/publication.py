"""Publishing buildings and units: the current versions are closed, new ones opened."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from buildings.domain.publication import (
    STATED_OF_BUILDINGS,
    STATED_OF_UNITS,
    BuildingContent,
    UnitContent,
)
from buildings.models import ActKind, Building, Storey, Unit, UnitCode, UnitKind
from buildings.services.codes import (
    Ground,
    act_record,
    building_code_take,
    codes_confirm,
    parcel_held,
    unit_code_of_land,
)
from cadastre import audit, geometry
from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import parse_unit_code
from cadastre.models import SpatialSource

BATCH = 2000


@transaction.atomic
def land_unit_publish(
    parcel_code: str,
    *,
    address: str,
    area_m2: Decimal,
    area_rule: str,
    area_source: SpatialSource,
    now: datetime,
    by: str = "",
) -> Unit:
    """Register a parcel without fixtures as a unit of its own (W00000000)."""
    parcel_held(parcel_code)
    ground = Ground(actor=by, source=area_source)
    ledger = unit_code_of_land(parcel_code, now=now, ground=ground)
    codes_confirm([ledger.code], act=act_record(ActKind.PUBLISH, ground, now=now), now=now)
    Unit.objects.filter(unit_code=ledger).close(now=now)
    audit.record(
        actor=by,
        action="unit.publish",
        objects=[ledger.code],
        details={"source": str(area_source.pk)},
        now=now,
    )
    return Unit.objects.create(
        unit_code=ledger,
        kind=UnitKind.LAND,
        parcel_code=parcel_code,
        address=address,
        land_share_m2=area_m2,
        area_rule=area_rule,
        area_source=area_source,
        valid_from=now,
        recorded_from=now,
    )


@transaction.atomic
def building_publish(
    content: BuildingContent,
    *,
    source: SpatialSource,
    area_source: SpatialSource,
    now: datetime,
    by: str = "",
) -> Building:
    """Close the current version of the building and its units and open new ones.

    ``by`` is the user name that the journal and the ledger of codes name for the act.

    Raises
    ------
    InvalidInput
        The footprint is no shape, or a unit code does not belong to the building.
    Conflict
        A unit code was never issued, or is retired.
    """
    shape = geometry.multipolygon(content.footprint)
    if shape is None:
        raise InvalidInput(
            Text(
                f"幢 {content.building_code} 没有可用的占地范围。",
                f"Building {content.building_code} has no usable footprint.",
            )
        )
    _require_codes(content)
    parcel_held(content.parcel_code)
    Unit.objects.filter(building__building_code=content.building_code).close(now=now)
    Building.objects.filter(building_code=content.building_code).close(now=now)
    act = act_record(ActKind.PUBLISH, Ground(actor=by, source=area_source), now=now)
    building_code_take(content.building_code, act=act, now=now)
    building = Building(
        building_code=content.building_code,
        parcel_code=content.parcel_code,
        building_number=content.building_number,
        name=content.name,
        address=content.address,
        geom=shape,
        footprint_area_m2=content.footprint_area_m2,
        floor_area_m2=content.floor_area_m2,
        area_standard=content.area_standard,
        storeys_above=content.storeys_above,
        storeys_below=content.storeys_below,
        structure=content.structure,
        completed_on=content.completed_on,
        area_rule=content.area_rule,
        footprint_rule=content.footprint_rule,
        outside_parcel=content.outside_parcel,
        **{name: getattr(content, name) for name in STATED_OF_BUILDINGS},
        source=source,
        area_source=area_source,
        valid_from=now,
        recorded_from=now,
    )
    building_open(building)
    storeys = _write_storeys(building, content.units)
    codes_confirm(
        [building.building_code, *(unit.unit_code for unit in content.units)], act=act, now=now
    )
    _write_units(building, content, storeys, area_source=area_source, now=now)
    audit.record(
        actor=by,
        action="building.publish",
        objects=[building.building_code, *(unit.unit_code for unit in content.units)],
        details={"source": str(source.pk)},
        now=now,
    )
    return building


def building_open(building: Building) -> None:
    """Write a version, or say in our words why the database would not have it. Raises Conflict."""
    try:
        with transaction.atomic():
            building.save(force_insert=True)
    except IntegrityError as error:
        diagnostics = getattr(error.__cause__, "diag", None)
        name = getattr(diagnostics, "constraint_name", None)
        code = building.building_code
        if name == "building_in_its_parcel":
            said = getattr(diagnostics, "message_primary", "")
            raise Conflict(
                Text(
                    f"幢 {code} 的占地范围不在现势宗地 {building.parcel_code} 之内，未登簿"
                    f"（{said}）。",
                    f"Building {code} stands outside current parcel {building.parcel_code}; "
                    f"nothing was registered ({said}).",
                ),
                advice=Text(
                    "请核对占地坐标；确有依据建在宗地之外的，请写明原因。",
                    "Compare the coordinates; where it rightly stands outside, say why.",
                ),
            ) from error
        if name == "code_reused":
            raise Conflict(
                Text(
                    f"幢 {code} 的代码已停用，不再使用。",
                    f"Building code {code} is retired and is never used again.",
                )
            ) from error
        raise


def _write_units(
    building: Building,
    content: BuildingContent,
    storeys: dict[int | None, Storey],
    *,
    area_source: SpatialSource,
    now: datetime,
) -> None:
    Unit.objects.bulk_create(
        [
            Unit(
                unit_code_id=unit.unit_code,
                kind=unit.kind,
                parcel_code=content.parcel_code,
                building=building,
                storey=storeys.get(unit.storey_number),
                section=unit.section,
                room=unit.room,
                address=unit.address,
                use=unit.use,
                built_m2=unit.built_m2,
                inner_m2=unit.inner_m2,
                shared_m2=unit.shared_m2,
                presale_built_m2=unit.presale_built_m2,
                land_share_m2=unit.land_share_m2,
                **{name: getattr(unit, name) for name in STATED_OF_UNITS},
                area_standard=content.area_standard,
                area_rule=unit.area_rule,
                area_source=area_source,
                valid_from=now,
                recorded_from=now,
            )
            for unit in content.units
        ],
        batch_size=BATCH,
    )


def _require_codes(content: BuildingContent) -> None:
    for unit in content.units:
        if parse_unit_code(unit.unit_code).building_code != content.building_code:
            raise InvalidInput(
                Text(
                    f"不动产单元代码 {unit.unit_code} 不属于幢 {content.building_code}。",
                    f"Unit code {unit.unit_code} is not of building {content.building_code}.",
                )
            )
    wanted = {unit.unit_code for unit in content.units}
    usable = UnitCode.objects.filter(code__in=wanted, retired_at__isnull=True)
    if missing := sorted(wanted - set(usable.values_list("code", flat=True))):
        raise Conflict(
            Text(
                f"不动产单元代码 {missing[0]} 未曾配号或已停用。",
                f"Unit code {missing[0]} was never issued, or is retired.",
            )
        )


def _write_storeys(building: Building, units: Sequence[UnitContent]) -> dict[int | None, Storey]:
    of_storey: dict[int, list[UnitContent]] = defaultdict(list)
    for unit in units:
        if unit.storey_number is not None:
            of_storey[unit.storey_number].append(unit)
    storeys = [_storey(building, number, inside) for number, inside in sorted(of_storey.items())]
    Storey.objects.bulk_create(storeys)
    return {storey.number: storey for storey in storeys}


def _storey(building: Building, number: int, units: Sequence[UnitContent]) -> Storey:
    """Return a storey with the sums over its units; a sum needs the figure of each of them."""
    heights = {unit.storey_height_m for unit in units}
    return Storey(
        building=building,
        number=number,
        label=units[0].storey_label or str(number),
        floor_area_m2=sum((unit.built_m2 or Decimal(0) for unit in units), Decimal(0)),
        inner_m2=_sum([unit.inner_m2 for unit in units]),
        shared_m2=_sum([unit.shared_m2 for unit in units]),
        height_m=heights.pop() if len(heights) == 1 else None,
    )


def _sum(figures: Sequence[Decimal | None]) -> Decimal | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known, Decimal(0)) if len(known) == len(figures) else None
