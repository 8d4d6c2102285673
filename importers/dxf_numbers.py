"""Numbers of boundary points (界址点号) in a drawing: which corner each symbol stands on."""

from collections.abc import Sequence
from typing import Final

from cadastre.domain.findings import Text
from importers.dxf_entities import NumberedPoint, Place
from importers.reporting import Notes

_REACH_M: Final = 0.001


class PointNumbers:
    """The numbers by their places; of several on one place the first."""

    def __init__(self, numbers: Sequence[NumberedPoint]) -> None:
        self._exact: dict[Place, str] = {}
        self._near: dict[tuple[int, int], str] = {}
        for point in numbers:
            self._exact.setdefault(point.place, point.number)
            self._near.setdefault(_cell(point.place), point.number)

    def at(self, place: Place) -> str | None:
        """Return the number of a corner; None when no symbol stands on it."""
        return self._exact.get(place) or self._near.get(_cell(place))


def say_several_numbers(notes: Notes, numbers: Sequence[NumberedPoint]) -> None:
    """Warn of places with several numbers, of which the drawing says not whose each is."""
    by_place: dict[Place, list[str]] = {}
    for point in numbers:
        here = by_place.setdefault(point.place, [])
        if point.number not in here:
            here.append(point.number)
    for (easting_m, northing_m), here in by_place.items():
        if len(here) < 2:
            continue
        notes.warn(
            "FI99",
            "several_point_numbers",
            Text(
                f"点位 X {northing_m:.3f}、Y {easting_m:.3f} 处的界址点有 {len(here)} 个点号："
                f"{'、'.join(here)}；图上不能分清各属哪宗地，一律取 {here[0]}。",
                f"The boundary point at X {northing_m:.3f}, Y {easting_m:.3f} has {len(here)} "
                f"numbers: {', '.join(here)}. The drawing does not say which parcel calls it "
                f"what; {here[0]} was taken for all.",
            ),
            advice=Text(
                "请在 CASS 中每个界址点只留一个点号后重新上传。",
                "Leave one number at each boundary point in CASS and upload again.",
            ),
            object_key=here[0],
            field="SOUTH[2] (301000)",
            found=", ".join(here),
            expected="1",
        )


def _cell(place: Place) -> tuple[int, int]:
    """Return the millimetre that a place lies in, which a symbol shares with its corner."""
    if not all(abs(figure) < 1e12 for figure in place):
        return (0, 0)
    return round(place[0] / _REACH_M), round(place[1] / _REACH_M)
