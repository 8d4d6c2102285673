"""Filters of the case list that accounts keep."""

from django.db import transaction

from accounts.models import Account
from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.domain.findings import Text
from registration.models import CaseView

MOST_VIEWS, LONGEST_NAME, LONGEST_QUERY = 20, 40, 500


@transaction.atomic
def case_view_keep(name: str, query: str, *, by: Account) -> CaseView:
    """Keep a filter under a name; the same name again replaces it.

    Raises
    ------
    InvalidInput
        There is no name, or name or filter is too long.
    Conflict
        The account keeps as many as it may.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise InvalidInput(
            Text(
                f"视图要有名称，不超过 {LONGEST_NAME} 字；收到 {len(name)} 字。",
                f"A view has a name of at most {LONGEST_NAME} characters; found {len(name)}.",
            )
        )
    others = CaseView.objects.filter(account=by).exclude(name=name)
    if others.count() >= MOST_VIEWS:
        raise Conflict(
            Text(f"每人最多保存 {MOST_VIEWS} 个视图。", f"At most {MOST_VIEWS} views are kept."),
            advice=Text("请先删除不用的。", "Drop one first."),
        )
    view, _ = CaseView.objects.update_or_create(account=by, name=name, defaults={"query": query})
    return view


def case_view_drop(view_id: int, *, by: Account) -> None:
    """Drop a kept filter of the account; one that is not there is dropped already."""
    CaseView.objects.filter(pk=view_id, account=by).delete()
