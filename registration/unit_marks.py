"""What hangs on codes of the register: restrictions that bar a change, and what goes along."""

from collections.abc import Collection, Sequence

from buildings.marking import carries_over, marks_restricted
from registration.models import Holder, Restriction


@marks_restricted
def restricted_codes(codes: Collection[str]) -> frozenset[str]:
    """Return the codes under a restriction that nobody has lifted, their parcel's included.

    One query, however many codes.
    """
    bearers = {*codes, *(code[:19] for code in codes)}
    found = Restriction.objects.filter(object_code__in=bearers, lifted_on__isnull=True)
    restricted = set(found.values_list("object_code", flat=True))
    return frozenset(code for code in codes if restricted & {code, code[:19]})


@carries_over
def rows_carried_over(pairs: Sequence[tuple[str, str]]) -> None:
    """Copy restrictions that stand, and holders, to the codes that things go on under.

    The rows under the old codes stay: they say what was registered then.
    """
    new_codes = dict(pairs)
    for model, rows in (
        (Restriction, Restriction.objects.filter(lifted_on__isnull=True)),
        (Holder, Holder.objects.all()),
    ):
        copies = list(rows.filter(object_code__in=new_codes))
        for row in copies:
            row.pk, row.object_code = None, new_codes[row.object_code]
        model.objects.bulk_create(copies, batch_size=2000)
