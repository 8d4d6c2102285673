"""Boundary-point tables (.csv, UTF-8 with a mark): one row a point, X north and Y east said so.

A ring's first point is repeated at its end, so that a reader need not know the rows of the next.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from exporters.figures import easting_text, rings_of, text_of
from exporters.holding import Holds, Kept
from importers.records import DeclaredSystem, Delivery

FORMAT: Final = "point_table"
ENDING: Final = ".csv"
HOLDS: Final = Holds(
    parcels=Kept(frozenset({"parcel_code"})),
    replaced={",": "、", "，": "、", '"': "”", ";": "；", "\t": " "},
)
HEADINGS: Final = ("宗地代码", "圈号", "点号", "X（北）", "Y（东）")


def write(delivery: Delivery, path: Path, *, system: DeclaredSystem) -> None:
    """Write the parcels; see :mod:`exporters.formats` for the contract."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(HEADINGS)
        writer.writerows(_rows(delivery, system))


def _rows(delivery: Delivery, system: DeclaredSystem) -> Iterator[tuple[str, ...]]:
    for parcel in delivery.parcels:
        for number, ring in enumerate(rings_of(parcel.polygons), start=1):
            for point in (*ring.points, ring.points[0]):
                yield (
                    parcel.parcel_code,
                    str(number),
                    point.label,
                    text_of(point.northing_m),
                    easting_text(point, system),
                )
