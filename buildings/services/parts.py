"""Writing shared parts, logical buildings and addresses: the current version closes, one opens."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction

from buildings.models import LogicalBuilding, ObjectAddress, SharedPart
from buildings.services.acts import Change
from cadastre import audit
from cadastre.models import SpatialSource

Kept = TypeVar("Kept", SharedPart, LogicalBuilding, ObjectAddress)


def shared_part_publish(
    building_code: str,
    number: int,
    figures: Mapping[str, Any],
    *,
    source: SpatialSource,
    change: Change,
) -> SharedPart:
    """Publish a shared part; ``figures`` are the fields of :class:`SharedPart`, areas in m2."""
    keys = {"building_code": building_code, "number": number}
    return _published(SharedPart, keys, figures, source=source, change=change)


def logical_building_publish(
    logical_code: str, figures: Mapping[str, Any], *, source: SpatialSource, change: Change
) -> LogicalBuilding:
    """Publish a logical building; ``figures`` are the fields of :class:`LogicalBuilding`."""
    return _published(
        LogicalBuilding, {"logical_code": logical_code}, figures, source=source, change=change
    )


def address_publish(
    object_code: str, kind: str, text: str, *, source: SpatialSource, change: Change
) -> ObjectAddress:
    """Give an object an address; the location and doorplate it had of that kind end.

    Former names add up: an object may have had several.
    """
    keys = {"object_code": object_code, "kind": kind}
    if kind == "former":
        keys["text"] = text
    return _published(ObjectAddress, keys, {"text": text}, source=source, change=change)


@transaction.atomic
def _published(
    model: type[Kept],
    keys: Mapping[str, Any],
    figures: Mapping[str, Any],
    *,
    source: SpatialSource,
    change: Change,
) -> Kept:
    model.objects.filter(**keys).close(now=change.now)
    row = model.objects.create(
        **{**keys, **figures},
        source=source,
        valid_from=change.now,
        recorded_from=change.now,
    )
    audit.record(
        actor=change.ground.actor,
        action=change.action,
        objects=[str(next(iter(keys.values())))],
        now=change.now,
        request_key=change.request_key,
    )
    return row
