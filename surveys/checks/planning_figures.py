"""Planning figures of a parcel (规划指标) as delivered, and the buildings that stand on it."""

from decimal import Decimal

from importers.records import BuildingRecord, Delivery, ParcelRecord
from surveys.checks.stated import stated_figure

HALF_STEP = Decimal("0.005")
"""Ratios are stated to two decimals: half of the last one may be rounding."""


def limit_of(record: ParcelRecord, name: str) -> Decimal | None:
    """Return a planning figure above zero; None where there is none: 0 stands for an empty cell."""
    figure = stated_figure(record.attributes, name)
    return figure if figure is not None and figure > 0 else None


def buildings_on(delivery: Delivery, record: ParcelRecord) -> list[BuildingRecord]:
    """Return the buildings of a parcel by their code; all of them where there is one parcel."""
    alone = len(delivery.parcels) == 1
    return [
        building
        for building in delivery.buildings
        if building.parcel_code == record.parcel_code or (alone and not building.parcel_code)
    ]
