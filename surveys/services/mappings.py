"""Setting what a sending organisation's field names mean (字段对照)."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from accounts.models import Account, Organisation, Role
from cadastre import audit
from cadastre.domain.errors import Conflict, NotAllowed
from cadastre.domain.findings import Text
from surveys.domain.field_mapping import MappingEntry, mapping_checked
from surveys.models import FieldMapping


def may_map(account: Account, organisation: Organisation) -> bool:
    """Tell whether the account may set the mapping: a registrar, or a surveyor of that firm."""
    return account.has_role(Role.REGISTRAR) or (
        account.has_role(Role.SURVEYOR) and account.organisation_id == organisation.pk
    )


@transaction.atomic
def mapping_set(
    organisation: Organisation,
    entries: Iterable[MappingEntry],
    *,
    on_version: int,
    by: Account,
    now: datetime,
) -> FieldMapping:
    """Write the next version of an organisation's mapping; no entries end it.

    Results that were read before keep the mapping they were read with.

    Parameters
    ----------
    on_version
        The version that was looked at when the entries were written, 0 for none.

    Raises
    ------
    NotAllowed
        The account is no registrar and not of the organisation.
    InvalidInput
        An entry cannot be used; a holder's column is never mapped.
    Conflict
        Somebody else set another version in between.
    """
    if not may_map(by, organisation):
        raise NotAllowed(
            Text(
                "只有登记人员和该单位自己的测绘人员可以设置字段对照。",
                "Only a registrar, or a surveyor of the organisation itself, sets its mapping.",
            )
        )
    checked = mapping_checked(entries)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    newest = organisation.field_mappings.first()
    version = newest.version if newest else 0
    if version != on_version:
        raise Conflict(
            Text(
                f"字段对照已有第 {version} 版，您是在第 {on_version} 版上修改的。",
                f"The mapping is at version {version}; yours was written on {on_version}.",
            ),
            advice=Text("请刷新页面后重新修改。", "Reload the page and change it there."),
        )
    mapping = FieldMapping.objects.create(
        organisation=organisation,
        version=version + 1,
        entries=[asdict(entry) for entry in checked],
        set_by=by,
        set_at=now,
    )
    audit.record(
        actor=by.username,
        action="mapping.set",
        objects=[str(organisation.pk)],
        now=now,
        details={"version": mapping.version, "entries": len(checked)},
    )
    return mapping
