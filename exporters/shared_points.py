"""Boundary points of parcels, each place once for all parcels that call it the same."""

from collections.abc import Iterable, Iterator

from exporters.figures import rings_of
from importers.records import ParcelRecord, PointRecord


def shared_points(parcels: Iterable[ParcelRecord]) -> Iterator[tuple[PointRecord, list[str]]]:
    """Yield points with the codes of the parcels they bound (ZDZHDM)."""
    shared: dict[tuple[object, object, str], tuple[PointRecord, list[str]]] = {}
    alone: list[tuple[PointRecord, list[str]]] = []
    for parcel in parcels:
        points = [point for ring in rings_of(parcel.polygons) for point in ring.points]
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
