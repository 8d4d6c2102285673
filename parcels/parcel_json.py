"""One parcel as the API answers it, by one statement: the fields of its serializer, in order."""

from accounts.models import Account
from cadastre import sql
from parcels.moments import TODAY, Moment
from parcels.written_json import WrittenJSON


def parcel_as_json(
    account: Account, parcel_code: str, *, moment: Moment = TODAY
) -> WrittenJSON | None:
    """Return a parcel of the account's districts as JSON text; None when there is none to see.

    The text holds what ``parcels.api.ParcelSerializer`` gives for the same row; a test compares
    them.
    """
    found = sql.prepared_rows(
        "parcels",
        "parcel_as_json",
        {"code": parcel_code, "prefixes": list(account.districts), **moment.parameters},
    )
    return WrittenJSON.of_version(found[0]) if found else None
