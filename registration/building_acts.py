"""What may be done to a building or a unit from its page, why the rest may not, and doing it once.

Buildings have no prepared changes as parcels have: an act is registered when it is confirmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Account
from buildings.models import Building, Unit, UnitCode
from buildings.requests import building_change_make
from buildings.selectors import building_current, building_seen_by
from buildings.services.codes import require_in_use, require_unrestricted
from buildings.services.unit_changes import building_held
from cadastre.domain.errors import Conflict, InvalidInput, NotFound
from cadastre.domain.findings import Text
from cadastre.idempotency import once
from registration.building_bodies import ReservedBuilding, Thing, TypedAct, body_of
from registration.domain.case import CaseKind, CaseStatus
from registration.models import Case
from registration.parcel_acts import ActShown, held_by_first_registration
from registration.trying import tried

UNIT_ACTS = (
    ActShown(
        "unit_split",
        pgettext_lazy("unit", "Split"),
        gettext_lazy("One unit becomes two or more; each gets the next number of the building."),
        "signpost-split",
    ),
    ActShown(
        "units_merge",
        pgettext_lazy("unit", "Merge"),
        gettext_lazy("Units of the building become one, which gets the next number."),
        "layers",
    ),
    ActShown(
        "unit_correct",
        pgettext_lazy("unit", "Correct"),
        gettext_lazy("A figure or word was wrong: it is put right and the code stays."),
        "clipboard-data",
    ),
    ActShown(
        "unit_code_correct",
        gettext_lazy("Correct the code"),
        gettext_lazy("The code was wrong: the unit gets the next number, the old one leads to it."),
        "key",
    ),
    ActShown(
        "unit_retire",
        pgettext_lazy("unit", "Retire"),
        gettext_lazy("The unit is no more; its code is never used again."),
        "slash-circle",
    ),
)
BUILDING_ACTS = (
    ActShown(
        "storey_add",
        gettext_lazy("Add a storey"),
        gettext_lazy("New units get the next numbers; all the others carry on."),
        "layers",
    ),
    ActShown(
        "building_rebuild",
        gettext_lazy("Rebuild"),
        gettext_lazy("A rebuilt or extended building, or another in its place: new unit numbers."),
        "building",
    ),
    ActShown(
        "building_mark",
        gettext_lazy("Mark as standing outside"),
        gettext_lazy("Say why the building rightly stands outside its parcel, or take that back."),
        "geo-alt",
    ),
    ActShown(
        "unit_list_complete",
        gettext_lazy("Presale list to completion list"),
        gettext_lazy("Which codes reserved at presale stay, and which give way as it was built."),
        "clipboard-data",
    ),
    ActShown(
        "building_retire",
        pgettext_lazy("building", "Retire"),
        gettext_lazy("The building is no more; its code and those of all its units end."),
        "slash-circle",
    ),
)
ENDING = ("unit_split", "units_merge", "unit_retire", "building_rebuild", "building_retire")
"""Acts that end codes: nothing under a restriction ends."""
WITHIN = ("unit_split", "units_merge", "unit_code_correct")
"""Acts that only a unit within a building knows."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The version of a building or a unit that a page is about."""

    row: Thing

    @property
    def is_unit(self) -> bool:
        """Whether it is a unit."""
        return isinstance(self.row, Unit)

    @property
    def code(self) -> str:
        """Its code, of 24 or 28 characters."""
        return self.row.unit_code_id if isinstance(self.row, Unit) else self.row.building_code

    @property
    def building(self) -> Building | None:
        """The building itself, or the one that the unit is in, if any."""
        if isinstance(self.row, ReservedBuilding):
            return None
        return self.row.building if isinstance(self.row, Unit) else self.row

    @property
    def acts(self) -> tuple[ActShown, ...]:
        """The acts there are for it."""
        return UNIT_ACTS if self.is_unit else BUILDING_ACTS

    @property
    def page(self) -> str:
        """The address of its own page; at presale, of its first code."""
        if isinstance(self.row, ReservedBuilding):
            return reverse("buildings:code", args=[codes_held(self.code)[0]])
        return reverse("buildings:unit" if self.is_unit else "buildings:building", args=[self.code])

    @property
    def acts_page(self) -> str:
        """The address of the list of its acts."""
        name = "registration:unit_acts" if self.is_unit else "registration:building_acts"
        return reverse(name, args=[self.code])


def building_asked(account: Account, building_code: str, *, version: int | None = None) -> Subject:
    """Return a building to act on: its version, the current one, or what presale reserved of it.

    Raises
    ------
    NotFound
        There is none of them, or it lies outside the account's districts.
    CodeMalformed
        It is no code of a building.
    """
    try:
        return Subject(building_seen_by(account, building_code, version=version))
    except NotFound:
        if version is not None:
            return building_asked(account, building_code)
        if not account.covers(building_code) or not codes_held(building_code):
            raise
        return Subject(ReservedBuilding(building_code))


def acts_open(subject: Subject) -> list[tuple[ActShown, str]]:
    """Return every act with the reason why it would be refused now, if any, and its address."""
    case = _blocked_by(subject)
    return [
        (
            replace(one, why_not=case or _why_not(subject, one.kind)),
            f"{subject.acts_page}{one.kind}/",
        )
        for one in subject.acts
    ]


def act_make(
    subject: Subject, typed: TypedAct, *, by: Account, now: datetime, request_key: str
) -> dict[str, Any]:
    """Register an act and return its kind and the codes by what became of them.

    The same request key does it once.

    Raises
    ------
    InvalidInput, CodeMalformed, NotFound, Conflict, NotAllowed
        As :func:`registration.building_bodies.body_of` and the services; nothing is written then.
        Conflict also when the version that was looked at is not the current one any more.
    KeyReused
        The key came before with something else.
    """
    if not typed.reason:
        raise InvalidInput(Text("请写明变更原因。", "Say why the change is made."))
    body = body_of(subject.row, typed)

    def make() -> dict[str, Any]:
        require_current(subject, typed)
        return building_change_make(body, by=by, now=now)

    return once(
        make,
        actor=by.username,
        key=request_key,
        action=f"page.{typed.kind}",
        body=body | {"version": typed.version},
        now=now,
    )


def require_current(subject: Subject, typed: TypedAct) -> None:
    """Refuse what was typed about another version, and what a first registration holds up.

    Raises Conflict.
    """
    if why := _blocked_by(subject):
        raise Conflict(why)
    if typed.version != str(subject.row.pk) or not _is_current(subject):
        raise Conflict(
            Text(
                f"{subject.code} 在您查看之后已有新的版本或已停用。",
                f"{subject.code} has a new version or has ended since you looked at it.",
            ),
            advice=Text(
                "请重新打开本页，按现行的记载办理。", "Open this page again and begin anew."
            ),
        )


def _is_current(subject: Subject) -> bool:
    """Ask anew: the row may be of a version that has ended."""
    if isinstance(subject.row, ReservedBuilding):
        return not Building.objects.current().filter(building_code=subject.code).exists()
    return type(subject.row).objects.current().filter(pk=subject.row.pk).exists()


def others_in_building(unit: Unit) -> Sequence[Unit]:
    """Return the other current units of a unit's building, in the order of their codes."""
    if unit.building_id is None:
        return []
    return list(
        Unit.objects.current()
        .filter(building_id=unit.building_id)
        .exclude(unit_code=unit.unit_code_id)
        .select_related("storey")
        .order_by("unit_code")
    )


def _blocked_by(subject: Subject) -> Text | None:
    case = Case.objects.filter(
        parcel_code=subject.code[:19],
        building_number=subject.code[20:24] if subject.code[19] == "F" else "none",
        kind=CaseKind.FIRST,
        status=CaseStatus.OPEN,
    ).first()
    return held_by_first_registration(case)


def _why_not(subject: Subject, kind: str) -> Text | None:
    """Ask the checks of the services that come before anything is typed."""
    _nothing, refusal = tried(lambda: _ask(subject, kind))
    return refusal and refusal.message


def _ask(subject: Subject, kind: str) -> None:
    code = subject.code
    if kind == "unit_list_complete":
        return _require_reserved(code)
    if isinstance(subject.row, ReservedBuilding):
        building_current(code)
    if kind in WITHIN:
        building_held(code)
    require_in_use([code])
    if kind in ENDING:
        require_unrestricted([code] if subject.is_unit else [code, *codes_held(code)])
    if kind == "units_merge" and isinstance(subject.row, Unit):
        _require_others(subject.row)
    return None


def codes_held(building_code: str) -> list[str]:
    """Return the codes of a building's units that are in use, reserved ones too, in order."""
    held = UnitCode.objects.in_use(building_code[:19], building_code[20:])
    return list(held.order_by("code").values_list("code", flat=True))


def _require_others(unit: Unit) -> None:
    if not others_in_building(unit):
        raise Conflict(Text("幢内没有可以合并的其他单元。", "The building has no other unit."))


def _require_reserved(building_code: str) -> None:
    waiting = UnitCode.objects.filter(
        code__in=codes_held(building_code), confirmed_at__isnull=True
    ).exists()
    if not waiting:
        raise Conflict(
            Text(
                f"幢 {building_code} 没有预配而未登簿的单元代码。",
                f"Building {building_code} has no codes that are reserved and not yet registered.",
            )
        )
