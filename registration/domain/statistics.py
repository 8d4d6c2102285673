"""Surveys that need not be made: counted from the decisions of registered cases and nothing else.

The same cases give the same figures for ever: a finished case keeps its decision as it was made.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

BOUNDARY = "boundary"
"""The datum that a boundary survey would be for; the land area comes with it."""
HOUSE_DATA = frozenset({"footprint", "floor_area", "unit_areas"})
"""The data that one house survey of a building would be for."""
COUNTY_LENGTH = 6
COLUMNS = (
    "month",
    "office",
    "stage",
    "cases",
    "data_reused",
    "boundary_surveys_saved",
    "house_surveys_saved",
)


@dataclass(frozen=True, slots=True)
class RegisteredCase:
    """A registered case: its month (``2026-11``), and its decision as it was kept."""

    number: str
    month: str
    decision: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReuseRow:
    """What one stage saved in one month at one office (county code).

    ``cases`` counts the cases that reused anything of the stage; a boundary survey is saved where
    the boundary was adopted, a house survey for each building all of whose adopted data are from
    earlier results, counted for the stage that supplied its floor area.
    """

    month: str
    office: str
    stage: str
    cases: int
    data_reused: int
    boundary_surveys_saved: int
    house_surveys_saved: int

    def values(self) -> tuple[str | int, ...]:
        """Return the row in the order of :data:`COLUMNS`."""
        return tuple(getattr(self, name) for name in COLUMNS)


def surveys_saved(cases: Iterable[RegisteredCase]) -> list[ReuseRow]:
    """Count by month, office and stage, in that order; no cases give no rows."""
    counted: dict[tuple[str, str, str], Counter[str]] = {}
    for case in cases:
        office = case.decision["parcel_code"][:COUNTY_LENGTH]
        for stage, counts in _of_one(case.decision).items():
            key = (case.month, office, stage)
            counted.setdefault(key, Counter()).update(counts)
    return [
        ReuseRow(
            *key,
            cases=counts["cases"],
            data_reused=counts["data"],
            boundary_surveys_saved=counts["boundary"],
            house_surveys_saved=counts["houses"],
        )
        for key, counts in sorted(counted.items())
    ]


def _of_one(decision: Mapping[str, Any]) -> dict[str, Counter[str]]:
    taken = [row for row in decision["data"] if row["state"] == "adopted" and row["stage"]]
    counts: dict[str, Counter[str]] = {}
    for row in taken:
        of_stage = counts.setdefault(row["stage"], Counter(cases=1))
        of_stage["data"] += 1
        if row["datum"] == BOUNDARY:
            of_stage["boundary"] += 1
    for stage in _house_stages(decision["data"]):
        counts[stage]["houses"] += 1
    return counts


def _house_stages(data: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return, for each building that needs no house survey, the stage of its floor area."""
    buildings: dict[str, list[Mapping[str, Any]]] = {}
    for row in data:
        if row["datum"] in HOUSE_DATA:
            buildings.setdefault(row["building_number"], []).append(row)
    return [
        next(row["stage"] for row in rows if row["datum"] == "floor_area")
        for rows in buildings.values()
        if all(row["state"] == "adopted" and row["stage"] for row in rows)
        and any(row["datum"] == "floor_area" for row in rows)
    ]
