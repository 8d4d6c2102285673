"""Whether buildings stand within parcels, and what is said when one does not.

The database refuses a building outside its parcel whoever writes it, and measures; here it is
asked beforehand, so that the refusal can name every building and say what to do.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from buildings.domain.codes import BUILDING_LENGTH
from cadastre import sql
from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text

MOST_NAMED = 5
"""So many one refusal names; of the others it says how many there are."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A building outside the parcel it should stand on, or a unit whose parcel would be gone.

    ``away_m`` and ``outside_m2`` say how far and by how much ground, ``limit_m`` how far it may
    be out; all are None where the parcel is not current, and the first two where there are too
    many corners to measure.
    """

    code: str
    parcel_code: str
    away_m: Decimal | None
    outside_m2: Decimal | None
    limit_m: Decimal | None

    @property
    def told(self) -> Text:
        """What is wrong, in a clause."""
        zh, en = ("幢", "building") if len(self.code) == BUILDING_LENGTH else ("不动产单元", "unit")
        if self.limit_m is None:
            return Text(
                f"{zh} {self.code} 所在的宗地 {self.parcel_code} 不再是现势宗地",
                f"{en} {self.code} is left on {self.parcel_code}, which is no current parcel",
            )
        if self.away_m is None:
            return Text(
                f"{zh} {self.code} 与宗地 {self.parcel_code} 的点数过多，无法核对",
                f"{en} {self.code} and parcel {self.parcel_code} have too many points to compare",
            )
        return Text(
            f"{zh} {self.code} 超出宗地 {self.parcel_code} {self.away_m} m"
            f"（{self.outside_m2} m²，限差 {self.limit_m} m）",
            f"{en} {self.code} leaves parcel {self.parcel_code} by {self.away_m} m "
            f"({self.outside_m2} m²; the limit is {self.limit_m} m)",
        )


def require_within(places: Mapping[str, str]) -> None:
    """Refuse to let buildings stand outside parcels, apart from those marked as doing so.

    Parameters
    ----------
    places
        Codes of current buildings, each with the code of the parcel it should stand on; codes
        that are only reserved are passed over.

    Raises
    ------
    Conflict
        Naming the buildings, by how many metres and how much ground they stand outside.
    """
    asked = {"buildings": list(places), "parcels": list(places.values())}
    if rows := sql.rows("buildings", "buildings_outside", asked):
        raise _outside([Stray(**row) for row in rows])


def require_fixtures_within(parcel_codes: Collection[str]) -> None:
    """Refuse what these parcels say now when a building or unit on them would be left outside.

    Raises
    ------
    Conflict
        As :func:`require_within`; or a unit is left on a parcel that is no longer current.
    """
    if rows := sql.rows("buildings", "fixtures_outside", {"parcels": list(parcel_codes)}):
        raise _outside([Stray(**row) for row in rows])


def _outside(strays: list[Stray]) -> Conflict:
    named = [stray.told for stray in strays[:MOST_NAMED]]
    more = len(strays) - len(named)
    in_chinese = "；".join(text.zh for text in named) + (f"；另有 {more} 处" if more else "")
    in_english = "; ".join(text.en for text in named) + (f"; and {more} more" if more else "")
    return Conflict(
        Text(
            f"{in_chinese}，未登簿。",
            f"{in_english[0].upper()}{in_english[1:]}. Nothing was registered.",
        ),
        advice=Text(
            "请移动界址线，或在 fixtures 中写明该幢所在的宗地；确应建于宗地之外的，"
            "先以 building_mark 为该幢写明原因。",
            "Move the line, or name under fixtures the parcel that the building stands on; where "
            "it rightly stands outside, say why by building_mark first.",
        ),
    )
