"""What may be done to a parcel from its page: which acts are open, and keeping one as prepared.

A change is always part of a case: one that is open for the parcel is used, else one is opened in
the same transaction. Registering it is the last step of that case.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Account
from buildings.models import BuildingCode
from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.domain.findings import Text
from cadastre.idempotency import once
from cadastre.models import SpatialSource
from parcels.acts import Act, Closing, ask_before_closing
from parcels.change_checks import require_all_sharing
from parcels.models import ChangeKind, Parcel
from parcels.requests import change_prepare
from parcels.selectors import parcel_neighbours
from registration.change_bodies import (
    Typed,
    adjust_body,
    correct_body,
    moves_typed,
    retire_body,
    split_body,
)
from registration.domain.case import CaseKind, CaseStatus
from registration.models import Case
from registration.services import case_open
from registration.trying import tried


@dataclass(frozen=True, slots=True)
class ActShown:
    """One act as a choice: its words, and why it is not open now, if it is not."""

    kind: str
    name: str | Promise
    meaning: str | Promise
    icon: str
    why_not: Text | None = field(default=None)


ACTS = (
    ActShown(
        "split",
        pgettext_lazy("parcel", "Split"),
        gettext_lazy("One parcel becomes two or more along a surveyed line; each gets a new code."),
        "signpost-split",
    ),
    ActShown(
        "merge",
        pgettext_lazy("parcel", "Merge"),
        gettext_lazy("The parcel and neighbours become one; it gets a new code."),
        "layers",
    ),
    ActShown(
        "adjust",
        gettext_lazy("Adjust the boundary"),
        gettext_lazy("Boundary points move in all parcels that share them; each gets a new code."),
        "geo-alt",
    ),
    ActShown(
        "correct",
        pgettext_lazy("parcel", "Correct"),
        gettext_lazy("The register was wrong: what it says is put right and the code stays."),
        "clipboard-data",
    ),
    ActShown(
        "retire",
        pgettext_lazy("parcel", "Retire"),
        gettext_lazy("The parcel ends without a successor; its code names nothing from then on."),
        "slash-circle",
    ),
)
ON_A_PAGE = ("split", "adjust", "correct", "retire")
"""Acts that have a page of their own; a merger is made ready from a file in its case."""


def acts_open(parcel: Parcel, *, by: Account, now: datetime) -> list[ActShown]:
    """Return every act with the reason why the register would not take it today, if any."""
    held = held_by_first_registration(case_of(parcel))
    return [
        replace(one, why_not=held or _why_not(parcel, one.kind, by=by, now=now)) for one in ACTS
    ]


def case_of(parcel: Parcel) -> Case | None:
    """Return the open case of the parcel itself, of whatever kind."""
    return Case.objects.filter(
        parcel_code=parcel.parcel_code, building_number="", status=CaseStatus.OPEN
    ).first()


def neighbours_of(parcel: Parcel, account: Account) -> list[dict[str, Any]]:
    """Return the neighbours that may take part, once each: their districts are the account's."""
    rows = {str(row["parcel_code"]): row for row in parcel_neighbours(parcel)}
    return [rows[code] for code in sorted(rows) if account.covers(code)]


def mergeable(parcel: Parcel, account: Account) -> list[str]:
    """Return the codes of neighbours in the same sub-district that the account may change."""
    codes = [str(row["parcel_code"]) for row in neighbours_of(parcel, account)]
    return [code for code in codes if code[:12] == parcel.parcel_code[:12]]


def body_of(parcel: Parcel, typed: Typed, *, by: Account) -> dict[str, Any]:
    """Return the change that was typed, as a request for it.

    Raises
    ------
    InvalidInput, Conflict
        Something typed cannot be read, the parcel became another version since it was looked at,
        or a moved point bounds a parcel that does not take part.
    """
    if typed.version != str(parcel.pk):
        raise Conflict(
            Text(
                f"宗地 {parcel.parcel_code} 在您查看之后已有新的版本。",
                f"Parcel {parcel.parcel_code} has a new version since you looked at it.",
            ),
            advice=Text(
                "请重新打开本页，按现行的记载办理。", "Open this page again and begin anew."
            ),
        )
    match typed.kind:
        case "split":
            return split_body(parcel, typed)
        case "adjust":
            return adjust_body(parcel, typed)
        case "correct":
            return correct_body(parcel, typed, _taking_part(parcel, typed, by=by))
        case "retire":
            return retire_body(parcel, typed)
        case _:
            raise InvalidInput(
                Text(f"没有“{typed.kind[:20]}”这种变更。", f"There is no '{typed.kind[:20]}'.")
            )


def act_prepare(
    parcel: Parcel, typed: Typed, *, by: Account, now: datetime, request_key: str
) -> dict[str, Any]:
    """Keep a change as prepared in the parcel's case, which is opened if there is none.

    The same request key does it once. Returns ``case``, its number, and ``change``, the key.

    Raises
    ------
    InvalidInput, Conflict, NotAllowed
        As :func:`body_of`, and whatever the register would refuse: then nothing is kept and no
        case is opened.
    KeyReused
        The key came before with something else.
    """
    if not typed.reason:
        raise InvalidInput(Text("请写明变更原因。", "Say why the change is made."))
    body = body_of(parcel, typed, by=by)

    def prepare() -> dict[str, Any]:
        case = case_of(parcel)
        if why := held_by_first_registration(case):
            raise Conflict(why)
        if case is None:
            kind = CaseKind.CORRECTION if typed.kind == "correct" else CaseKind.CHANGE
            case = case_open(parcel.parcel_code, kind=kind, by=by, now=now)
        source = body["source"]
        number = source.get("document_number") or case.number
        named = body | {"source": source | {"document_number": number}}
        change = change_prepare(named, by=by, now=now)
        return {"case": case.number, "change": change["id"]}

    return once(
        prepare,
        actor=by.username,
        key=request_key,
        action="case.parcel_change",
        body=body,
        now=now,
    )


def _taking_part(parcel: Parcel, typed: Typed, *, by: Account) -> list[Parcel]:
    """Return the chosen neighbours; all that a corrected point bounds must be among them."""
    allowed = {str(row["parcel_code"]) for row in neighbours_of(parcel, by)}
    chosen = sorted(allowed.intersection(typed.together))
    neighbours = list(Parcel.objects.current().filter(parcel_code__in=chosen))
    for move in moves_typed(parcel, typed):
        require_all_sharing([parcel, *neighbours], move)
    return neighbours


def held_by_first_registration(case: Case | None) -> Text | None:
    """Return why nothing is changed while this case is open; None where it is no hindrance."""
    if case is None or case.kind != CaseKind.FIRST:
        return None
    return Text(
        f"首次登记案件 {case.number} 正在办理，办结之前不办变更。",
        f"The first registration {case.number} is open; nothing is changed before it ends.",
    )


def _why_not(parcel: Parcel, kind: str, *, by: Account, now: datetime) -> Text | None:
    """Ask the checks that come before a parcel ends; a correction ends nothing."""
    if kind == "merge" and not mergeable(parcel, by):
        return Text(
            "同一地籍子区内没有您可办理的相邻宗地。",
            "No parcel of the same sub-district that you may change adjoins.",
        )
    if kind == "correct":
        return None
    code = parcel.parcel_code
    act = Act(by=by.username, now=now, source=SpatialSource(), fixtures=_somewhere(code, kind))
    closing = Closing(ChangeKind(kind), (code,), act, 0 if kind == "retire" else 1)
    _nothing, refusal = tried(lambda: ask_before_closing(closing))
    return refusal and refusal.message


def _somewhere(parcel_code: str, kind: str) -> dict[str, int]:
    """Name a place for each building: where it goes is asked on the page of the act."""
    if kind == "retire":
        return {}
    codes = BuildingCode.objects.filter(parcel_code=parcel_code, retired_at__isnull=True)
    return dict.fromkeys(codes.values_list("code", flat=True), 0)
