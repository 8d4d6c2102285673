"""Which rows an account may see."""

from django.db.models import Q

from accounts.models import Account


def in_districts(account: Account, field: str) -> Q:
    """Return the condition that the code in ``field`` lies in the account's districts."""
    inside = Q(pk__in=[])
    for prefix in account.districts:
        inside |= Q(**{f"{field}__startswith": prefix})
    return inside
