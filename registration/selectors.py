"""Every read of cases, restrictions and holders."""

from django.db.models import QuerySet

from accounts.models import Account, Role
from accounts.selectors import in_districts
from cadastre.domain.errors import NotAllowed, NotFound
from cadastre.domain.findings import Text
from registration.models import Case, Holder, Restriction


def cases_seen_by(account: Account) -> QuerySet[Case]:
    """Return the cases of the account's districts; registrars only."""
    if not account.has_role(Role.REGISTRAR):
        return Case.objects.none()
    return Case.objects.filter(in_districts(account, "parcel_code")).select_related(
        "opened_by", "decided_by"
    )


def case_seen_by(account: Account, number: str) -> Case:
    """Return one case. Raises NotFound also for one that the account may not see."""
    case = cases_seen_by(account).filter(number=number).first()
    if case is None:
        raise NotFound(
            Text("没有这个案件，或您无权查看。", "There is no such case, or none you may see.")
        )
    return case


def active_restrictions(object_code: str) -> QuerySet[Restriction]:
    """Return the restrictions on a parcel or unit that nobody has lifted.

    A unit also carries the restrictions of its parcel. A term that has run out does not lift a
    restriction: it stays until it is lifted.
    """
    codes = {object_code, object_code[:19]}
    return Restriction.objects.filter(object_code__in=codes, lifted_on__isnull=True)


def holders_of(object_code: str, *, account: Account) -> QuerySet[Holder]:
    """Return the holders of a parcel or unit. Raises NotAllowed for anyone but registrars."""
    if not account.has_role(Role.REGISTRAR) or not account.covers(object_code):
        raise NotAllowed(
            Text("只有本区域的登记人员可以查看权利人。", "Only registrars may see holders.")
        )
    return Holder.objects.filter(object_code=object_code)
