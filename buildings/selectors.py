"""Every read of buildings and units."""

from django.db.models import QuerySet

from accounts.models import Account
from accounts.selectors import in_districts
from buildings.models import Building, Unit
from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text


def buildings_current() -> QuerySet[Building]:
    """Return the current building versions."""
    return Building.objects.filter(valid_to__isnull=True)


def units_current() -> QuerySet[Unit]:
    """Return the current unit versions with what a listing shows."""
    return Unit.objects.filter(valid_to__isnull=True).select_related(
        "building", "storey", "area_source"
    )


def units_seen_by(account: Account) -> QuerySet[Unit]:
    """Return the current units in the account's districts."""
    return units_current().filter(in_districts(account, "parcel_code"))


def buildings_seen_by(account: Account) -> QuerySet[Building]:
    """Return the current buildings in the account's districts, with their sources."""
    return (
        buildings_current()
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
