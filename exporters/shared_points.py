"""Boundary points of parcels, each place once for all parcels that call it the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from exporters.figures import rings_of
from importers.records import ParcelRecord, PointRecord

Place = tuple[Decimal, Decimal]
"""(northing_m, easting_m)."""


def label_by_place(parcels: Iterable[ParcelRecord]) -> Mapping[Place, str]:
    """Return the one label of each place: the first that any ring gives it, else ``""``."""
    labels: dict[Place, str] = {}
    for point in _points(parcels):
        place = point.northing_m, point.easting_m
        labels[place] = labels.get(place) or point.label
    return labels


def labelled_otherwise(parcels: Sequence[ParcelRecord]) -> int:
    """Return how many vertices have another label than the one of their place."""
    labels = label_by_place(parcels)
    return sum(
        point.label != labels[point.northing_m, point.easting_m] for point in _points(parcels)
    )


def _points(parcels: Iterable[ParcelRecord]) -> Iterator[PointRecord]:
    for parcel in parcels:
        for ring in rings_of(parcel.polygons):
            yield from ring.points


def shared_points(parcels: Iterable[ParcelRecord]) -> Iterator[tuple[PointRecord, list[str]]]:
    """Yield points with the codes of the parcels they bound (ZDZHDM)."""
    shared: dict[tuple[object, object, str], tuple[PointRecord, list[str]]] = {}
    alone: list[tuple[PointRecord, list[str]]] = []
    for parcel in parcels:
        points = list(_points([parcel]))
        codes = [parcel.parcel_code] if parcel.parcel_code else []
        if len({(point.northing_m, point.easting_m) for point in points}) < len(points):
            # The parcel comes back to a place: its labels are told apart by their order.
            alone += [(point, codes) for point in points]
            continue
        for point in points:
            key = (point.northing_m, point.easting_m, point.label)
            shared.setdefault(key, (point, []))[1].extend(codes)
    yield from shared.values()
    yield from alone
