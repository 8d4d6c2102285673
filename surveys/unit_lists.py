"""Unit lists that a registrar settled, as the rules read them."""

from django.utils import timezone

from surveys.domain.evidence import UnitListConfirmed
from surveys.models import UnitListConfirmation


def unit_lists_confirmed(parcel_code: str) -> tuple[UnitListConfirmed, ...]:
    """Return the unit lists of a parcel that a registrar settled, the oldest first."""
    rows = UnitListConfirmation.objects.filter(parcel_code=parcel_code)
    return tuple(
        UnitListConfirmed(
            building_number=row.building_number,
            presale=str(row.presale_id),
            completion=str(row.completion_id),
            rule=row.rule,
            reason=row.reason,
            by=str(row.confirmed_by),
            on=timezone.localdate(row.confirmed_at),
        )
        for row in rows.select_related("confirmed_by")
    )
