"""Every read of buildings and units."""

from django.contrib.gis.db.models.functions import Transform
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Account
from accounts.selectors import in_districts
from buildings.domain.codes import parse_building_code
from buildings.models import Building, Storey, Unit, UnitCode
from cadastre.boxes import Box
from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import parse_unit_code
from cadastre.geometry import GEOGRAPHIC_SRID
from parcels.moments import TODAY, Moment
from parcels.selectors import (
    FeaturePage,
    absent_at,
    box_parameters,
    feature_page,
)


def buildings_current() -> QuerySet[Building]:
    """Return the current building versions."""
    return Building.objects.current()


def units_current() -> QuerySet[Unit]:
    """Return the current unit versions with what a listing shows."""
    return Unit.objects.current().select_related("building", "storey", "area_source")


def units_seen_by(account: Account, *, moment: Moment = TODAY) -> QuerySet[Unit]:
    """Return the units in the account's districts, of today or of a moment."""
    units = moment.of(Unit.objects).select_related("building", "storey", "area_source")
    return units.filter(in_districts(account, "parcel_code"))


def buildings_seen_by(account: Account, *, moment: Moment = TODAY) -> QuerySet[Building]:
    """Return the buildings in the account's districts, of a moment, with their sources."""
    return (
        moment.of(Building.objects)
        .select_related("source", "area_source")
        .filter(in_districts(account, "parcel_code"))
    )


def building_current(building_code: str) -> Building:
    """Return the current version. Raises NotFound when the register has none."""
    building = (
        buildings_current()
        .select_related("source", "area_source")
        .filter(building_code=building_code)
        .first()
    )
    if building is None:
        raise NotFound(
            Text(
                f"登记簿中没有现势自然幢 {building_code}。",
                f"The register has no current building {building_code}.",
            )
        )
    return building


def unit_current(unit_code: str) -> Unit:
    """Return the current version. Raises NotFound when the register has none."""
    unit = units_current().filter(unit_code=unit_code).first()
    if unit is None:
        raise NotFound(
            Text(
                f"登记簿中没有现势不动产单元 {unit_code}。",
                f"The register has no current unit {unit_code}.",
            )
        )
    return unit


def building_seen_by(
    account: Account,
    building_code: str,
    *,
    version: int | None = None,
    moment: Moment = TODAY,
) -> Building:
    """Return a building of today or of a moment, or its version with key ``version``.

    With its sources; ``shape`` is its footprint in EPSG:4490.

    Raises
    ------
    NotFound
        There is none, or it lies outside the account's districts: both are answered alike.
    InvalidInput
        The code is malformed.
    """
    code = parse_building_code(building_code)
    seen = Building.objects.filter(in_districts(account, "parcel_code"))
    building = (
        (moment.of(seen) if version is None else seen.filter(pk=version))
        .filter(building_code=code)
        .select_related("source", "area_source")
        .annotate(shape=Transform("geom", GEOGRAPHIC_SRID))
        .first()
    )
    if building is None:
        raise absent_at(seen, code, moment, field="building_code")
    return building


def unit_seen_by(
    account: Account, unit_code: str, *, version: int | None = None, moment: Moment = TODAY
) -> Unit:
    """Return a unit of today or of a moment, or its version with key ``version``.

    With its ledger row, building, storey and source. Raises as :func:`building_seen_by`.
    """
    code = str(parse_unit_code(unit_code))
    seen = Unit.objects.filter(in_districts(account, "parcel_code"))
    unit = (
        (moment.of(seen) if version is None else seen.filter(pk=version))
        .filter(unit_code=code)
        .select_related("unit_code", "building", "storey", "area_source")
        .first()
    )
    if unit is None:
        raise absent_at(seen, code, moment, field="unit_code")
    return unit


def building_versions(building_code: str) -> QuerySet[Building]:
    """Return the standing versions of a building without their shapes, the oldest first."""
    return (
        Building.objects.standing()
        .filter(building_code=building_code)
        .select_related("area_source")
        .defer("geom")
        .order_by("valid_from")
    )


def unit_versions(unit_code: str) -> QuerySet[Unit]:
    """Return the standing versions of a unit, the oldest first."""
    return (
        Unit.objects.standing()
        .filter(unit_code=unit_code)
        .select_related("area_source")
        .order_by("valid_from")
    )


def units_of(building: Building, *, moment: Moment = TODAY) -> QuerySet[Unit]:
    """Return the units of one building version with their storeys, in the order of their codes.

    Units may change within one version of their building: these are its last, or those of the
    moment.
    """
    if moment.is_today:
        found = building.units.standing().filter(valid_to=building.valid_to)
    else:
        found = moment.of(building.units)
    return found.select_related("storey").order_by("unit_code")


def codes_reserved(building: Building) -> QuerySet[UnitCode]:
    """Return the unit codes of a building that presale reserved and nothing has registered yet."""
    held = UnitCode.objects.in_use(building.parcel_code, building.building_number)
    return held.filter(confirmed_at__isnull=True).order_by("code")


def storeys_of(building: Building) -> QuerySet[Storey]:
    """Return the storeys of one building version from the lowest up."""
    return building.storeys.all()


def buildings_of_parcel(
    account: Account, parcel_code: str, *, moment: Moment = TODAY
) -> QuerySet[Building]:
    """Return the buildings of a parcel that the account may see, with ``unit_count``."""
    units = moment.of(Unit.objects).filter(building=OuterRef("pk")).order_by()
    counted = units.values("building").annotate(number=Count("pk")).values("number")
    return (
        buildings_seen_by(account, moment=moment)
        .filter(parcel_code=parcel_code)
        .defer("geom")
        .annotate(unit_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
        .order_by("building_code")
    )


def units_beside_buildings(
    account: Account, parcel_code: str, *, moment: Moment = TODAY
) -> QuerySet[Unit]:
    """Return the units of a parcel that are in no single building: land, fixtures."""
    return (
        units_seen_by(account, moment=moment)
        .filter(parcel_code=parcel_code, building__isnull=True)
        .order_by("unit_code")
    )


def building_features(
    account: Account, box: Box, *, after: str = "", moment: Moment = TODAY
) -> FeaturePage:
    """Return the buildings of a moment in a box, as far as the account may see them."""
    parameters = box_parameters(account, box, after=after, moment=moment)
    return feature_page("buildings", "buildings_geojson", parameters)
