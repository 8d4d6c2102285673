"""Which units are restricted, for the building tables of the register."""

from collections.abc import Collection

from buildings.marking import marks_restricted
from registration.models import Restriction


@marks_restricted
def restricted_codes(codes: Collection[str]) -> frozenset[str]:
    """Return the codes under a restriction that nobody has lifted, their parcel's included.

    One query, however many codes.
    """
    bearers = {*codes, *(code[:19] for code in codes)}
    found = Restriction.objects.filter(object_code__in=bearers, lifted_on__isnull=True)
    restricted = set(found.values_list("object_code", flat=True))
    return frozenset(code for code in codes if restricted & {code, code[:19]})
