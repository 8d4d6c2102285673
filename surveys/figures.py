"""What survey results hold, in figures, for many results at once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Sum

from surveys.models import StagedBuilding, StagedParcel, StagedUnit, SurveyResult


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and sums of one result; areas in m2, None where nothing of that kind was delivered."""

    parcels: int = 0
    land_area_m2: Decimal | None = None
    buildings: int = 0
    footprint_m2: Decimal | None = None
    units: int = 0
    floor_area_m2: Decimal | None = None


def figures_of(results: Iterable[SurveyResult]) -> dict[UUID, Figures]:
    """Return the figures of each result by its key, in three statements for all of them."""
    keys = [result.pk for result in results]
    found = {key: Figures() for key in keys}
    for model, area, names in (
        (StagedParcel, "computed_area_m2", ("parcels", "land_area_m2")),
        (StagedBuilding, "computed_area_m2", ("buildings", "footprint_m2")),
        (StagedUnit, "built_m2", ("units", "floor_area_m2")),
    ):
        rows = (
            model.objects.filter(result__in=keys)
            .order_by()
            .values("result")
            .annotate(count=Count("pk"), area=Sum(area))
        )
        for row in rows:
            values = dict(zip(names, (row["count"], row["area"]), strict=True))
            found[row["result"]] = replace(found[row["result"]], **values)
    return found
