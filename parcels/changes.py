"""Acts on registered parcels: split, merge, adjust, correct, retire. Each is whole or not at all.

Every act takes its locks in one order: the ground of all that ends and begins; the parcels that
end, by code; the series of codes. So two acts cannot wait for each other in a ring.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from cadastre import audit
from cadastre.domain.errors import Conflict, InvalidInput, NotFound
from cadastre.domain.findings import Text
from parcels.acts import (
    Act,
    Closing,
    Replacement,
    after_replacing,
    after_rewriting,
    ask_after_rewriting,
    ask_before_closing,
    before_closing,
    follow_after,
)
from parcels.change_checks import balance_of, not_current, require_all_sharing, require_same_ground
from parcels.codes import SERIES_LENGTH, parcel_codes_allocate, parcel_codes_retire, series_lock
from parcels.domain.balance import Balance, require_balance
from parcels.domain.moving import Move, moved
from parcels.domain.publication import ParcelContent
from parcels.models import ChangeKind, ChangeStatus, Parcel, ParcelChange, ParcelLineage
from parcels.selectors import content_of
from parcels.services import Entry, box_of, ground_lock, refusals_told, versions_write

__all__ = [
    "Act",
    "Correction",
    "after_replacing",
    "after_rewriting",
    "before_closing",
    "boundary_adjust",
    "parcel_retire",
    "parcel_split",
    "parcels_correct",
    "parcels_merge",
]

Steps = Sequence[tuple[int, int | None]]
"""Keys of the row that ended and of the row that came of it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a row should have said; ``period`` is when it was true, None: as the row has it."""

    version: int
    content: ParcelContent
    period: tuple[datetime, datetime | None] | None = None


@transaction.atomic
def parcel_split(parcel_code: str, parts: Sequence[ParcelContent], act: Act) -> ParcelChange:
    """End a parcel and begin two or more with new codes on the same ground.

    Parameters
    ----------
    parts
        What the new parcels say; their ``parcel_code`` is empty, or a series of 14 characters
        where a part gets other feature letters than the parcel had.

    Raises
    ------
    InvalidInput
        There are fewer than two parts, or one states a code of its own.
    Conflict
        The parcel is not current, areas do not balance, or the parts are not its ground.
    """
    if len(parts) < 2:
        raise InvalidInput(Text("分割后至少应有两宗。", "A split has two results at the least."))
    closing = Closing(ChangeKind.SPLIT, (parcel_code,), act, len(parts))
    (before,) = _ended(closing)
    contents = _with_codes(parts, series=parcel_code[:SERIES_LENGTH], act=act, kind="split")
    return _replaced([before], contents, closing)


@transaction.atomic
def parcels_merge(parcel_codes: Sequence[str], content: ParcelContent, act: Act) -> ParcelChange:
    """End two or more parcels and begin one with a new code on the same ground.

    Raises
    ------
    InvalidInput
        There are fewer than two parcels, they are of different sub-districts, or the result
        states a code of its own.
    Conflict
        A parcel is not current, areas do not balance, or the result is not their ground.
    """
    codes = sorted(set(parcel_codes))
    if len(codes) < 2:
        raise InvalidInput(Text("合并至少应有两宗。", "A merger takes two parcels at the least."))
    if len({code[:12] for code in codes}) > 1:
        raise InvalidInput(
            Text(
                f"宗地不得跨地籍子区合并：{'、'.join(codes)}。",
                f"Parcels of several sub-districts are not merged: {', '.join(codes)}.",
            )
        )
    closing = Closing(ChangeKind.MERGE, tuple(codes), act, 1)
    before = _ended(closing)
    contents = _with_codes([content], series=codes[0][:SERIES_LENGTH], act=act, kind="merge")
    return _replaced(before, contents, closing)


@transaction.atomic
def boundary_adjust(
    parcel_codes: Sequence[str],
    moves: Sequence[Move],
    act: Act,
    *,
    areas_m2: Mapping[str, Decimal] | None = None,
) -> ParcelChange:
    """Move boundary points in all parcels that share them; each parcel gets a new code.

    Parameters
    ----------
    parcel_codes
        The parcels that take part. All that a moved point bounds must be among them.
    areas_m2
        Registered areas after the change by old code; by default each changes as its plane area
        does.

    Raises
    ------
    InvalidInput
        No parcel named has a point where one is to be moved from.
    Conflict
        A parcel that is not named is bounded by a moved point; nothing is moved then.
    """
    codes = sorted(set(parcel_codes))
    closing = Closing(ChangeKind.ADJUST, tuple(codes), act, len(codes))
    before = _ended(closing)
    for move in moves:
        require_all_sharing(before, move)
    contents = []
    for parcel in before:
        content = moved(content_of(parcel), moves)
        area = (areas_m2 or {}).get(parcel.parcel_code, content.area_m2)
        series = parcel.parcel_code[:SERIES_LENGTH]
        contents.append(replace(content, parcel_code=series, area_m2=area))
    named = _with_codes(contents, series="", act=act, kind="adjust")
    return _replaced(before, named, closing)


@transaction.atomic
def parcels_correct(corrections: Sequence[Correction], act: Act) -> ParcelChange:
    """Take rows out of what the register says and put right ones in their place.

    The wrong rows stay readable as what was said until now. Codes stay; shared points are put
    right in all neighbours by one call, for each row of the time that has them.

    Raises
    ------
    NotFound
        There is no such row.
    Conflict
        A row was corrected before, its code would change, a right row overlaps another one of
        its time, or leaves out what stands on the parcel today.
    """
    named = Parcel.objects.filter(pk__in=[c.version for c in corrections])
    ground_lock(
        [
            *(geom.extent for geom in named.values_list("geom", flat=True)),
            *(box_of(correction.content) for correction in corrections),
        ]
    )
    wrong = {
        parcel.pk: parcel for parcel in named.select_for_update().order_by("parcel_code", "pk")
    }
    entries = [_entry_of(correction, wrong) for correction in corrections]
    Parcel.objects.filter(pk__in=wrong).supersede(now=act.now)
    right = versions_write(
        entries, source=act.source, area_source=act.area_source or act.source, now=act.now
    )
    ask_after_rewriting(sorted({parcel.parcel_code for parcel in wrong.values()}))
    steps = [(c.version, row.pk) for c, row in zip(corrections, right, strict=True)]
    at = min(entry.valid_from for entry in entries)
    return _noted(ChangeKind.CORRECT, steps, act, at=at)


@transaction.atomic
def parcel_retire(parcel_code: str, act: Act) -> ParcelChange:
    """End a parcel without a successor (灭失); its code names nothing from then on.

    Raises Conflict when the parcel is not current.
    """
    closing = Closing(ChangeKind.RETIRE, (parcel_code,), act, 0)
    (before,) = _ended(closing)
    follow_after(Replacement(closing, ()))
    parcel_codes_retire([parcel_code], at=act.holds_from)
    return _noted(ChangeKind.RETIRE, [(before.pk, None)], act, at=act.holds_from)


def _ended(closing: Closing) -> list[Parcel]:
    """Lock and close the current versions of the codes, in the order of the codes."""
    codes, act = closing.codes, closing.act
    if act.holds_from > act.now:
        raise InvalidInput(
            Text("生效时间不得晚于登簿时间。", "A change does not hold before it is recorded.")
        )
    named = Parcel.objects.current().filter(parcel_code__in=codes)
    ground_lock([geom.extent for geom in named.values_list("geom", flat=True)])
    current = list(
        named.select_related("source", "area_source")
        .select_for_update(of=("self",))
        .order_by("parcel_code")
    )
    if missing := sorted(set(codes) - {parcel.parcel_code for parcel in current}):
        raise not_current(missing[0])
    ask_before_closing(closing)
    with refusals_told(), transaction.atomic():
        Parcel.objects.filter(pk__in=[parcel.pk for parcel in current]).close(
            now=act.now, valid_to=act.holds_from
        )
    return current


def _with_codes(
    contents: Sequence[ParcelContent], *, series: str, act: Act, kind: str
) -> list[ParcelContent]:
    """Give each content a new code of its series, in the order given."""
    wanted: dict[str, list[int]] = {}
    for index, content in enumerate(contents):
        if len(content.parcel_code) not in (0, SERIES_LENGTH):
            raise InvalidInput(
                Text(
                    f"变更后的宗地代码由系统配号，不得自填 {content.parcel_code}。",
                    f"The code of a result is given out here; {content.parcel_code} was stated.",
                )
            )
        wanted.setdefault(content.parcel_code or series, []).append(index)
    series_lock(sorted(wanted))
    codes: dict[int, str] = {}
    for name in sorted(wanted):
        places = wanted[name]
        issued = parcel_codes_allocate(name, len(places), now=act.now, purpose=kind)
        codes |= dict(zip(places, issued, strict=True))
    return [replace(content, parcel_code=codes[n]) for n, content in enumerate(contents)]


def _replaced(
    before: Sequence[Parcel], contents: Sequence[ParcelContent], closing: Closing
) -> ParcelChange:
    """Write what takes the place of ``before``, and demand that ground and areas agree."""
    act, kind = closing.act, closing.kind
    is_adjusted = kind is ChangeKind.ADJUST
    balance = balance_of(before, contents, act.source)
    require_balance(balance)
    entries = [
        Entry(content, act.holds_from, follows=before[n].pk if is_adjusted else None)
        for n, content in enumerate(contents)
    ]
    after = versions_write(
        entries, source=act.source, area_source=act.area_source or act.source, now=act.now
    )
    require_same_ground(before, after)
    follow_after(Replacement(closing, tuple(after)))
    parcel_codes_retire([parcel.parcel_code for parcel in before], at=act.holds_from)
    if is_adjusted:
        steps = [(b.pk, a.pk) for b, a in zip(before, after, strict=True)]
    else:
        steps = [(b.pk, a.pk) for b in before for a in after]
    return _noted(kind, steps, act, at=act.holds_from, balance=balance)


def _entry_of(correction: Correction, wrong: Mapping[int, Parcel]) -> Entry:
    parcel = wrong.get(correction.version)
    if parcel is None:
        raise NotFound(
            Text(f"没有版本 {correction.version}。", f"There is no version {correction.version}.")
        )
    if parcel.recorded_to is not None:
        raise Conflict(
            Text(
                f"宗地 {parcel.parcel_code} 的版本 {parcel.pk} 已于 "
                f"{parcel.recorded_to:%Y-%m-%d} 更正过，请更正现行的记载。",
                f"Version {parcel.pk} of parcel {parcel.parcel_code} was corrected on "
                f"{parcel.recorded_to:%Y-%m-%d}; correct the row that stands.",
            )
        )
    if correction.content.parcel_code != parcel.parcel_code:
        raise Conflict(
            Text(
                f"更正不改变宗地代码：版本 {parcel.pk} 是 {parcel.parcel_code}。",
                f"A correction keeps the code: version {parcel.pk} is of {parcel.parcel_code}.",
            )
        )
    valid_from, valid_to = correction.period or (parcel.valid_from, parcel.valid_to)
    return Entry(correction.content, valid_from, valid_to, follows=parcel.pk)


def _noted(
    kind: ChangeKind,
    steps: Steps,
    act: Act,
    *,
    at: datetime,
    balance: Balance | None = None,
) -> ParcelChange:
    """Write the change, its lineage and its entry in the journal; ask every deferred rule."""
    change = _change(kind, act, at=at, balance=balance)
    keys = {key for step in steps for key in step if key is not None}
    codes = dict(Parcel.objects.filter(pk__in=keys).values_list("pk", "parcel_code"))
    with refusals_told(), transaction.atomic():
        ParcelLineage.objects.bulk_create(
            [
                ParcelLineage(
                    change=change,
                    kind=kind,
                    at=at,
                    source=act.source,
                    before_id=before,
                    before_code=codes[before],
                    after_id=after,
                    after_code="" if after is None else codes[after],
                )
                for before, after in steps
            ]
        )
        with connection.cursor() as cursor:
            cursor.execute("set constraints parcel_lineage_true, parcel_periods_adjoin immediate")
            cursor.execute("set constraints parcel_lineage_true, parcel_periods_adjoin deferred")
    details = {"change": str(change.pk), "reason": act.reason, "source": str(act.source.pk)}
    if balance is not None:
        details["area_difference_m2"] = str(balance.difference_m2)
    audit.record(
        actor=act.by,
        action=f"parcel.{kind.value}",
        objects=sorted(set(codes.values())),
        details=details,
        now=act.now,
        request_key=act.request_key,
    )
    return change


def _change(kind: ChangeKind, act: Act, *, at: datetime, balance: Balance | None) -> ParcelChange:
    decided = {
        "status": ChangeStatus.REGISTERED,
        "decided_by": act.by or audit.SYSTEM,
        "decided_at": act.now,
        "at": at,
        "source": act.source,
        "area_before_m2": balance.before_m2 if balance else None,
        "area_after_m2": balance.after_m2 if balance else None,
        "area_limit_m2": balance.limit_m2 if balance else None,
    }
    if act.prepared is None:
        return ParcelChange.objects.create(
            kind=kind,
            reason=act.reason,
            prepared_by=act.by or audit.SYSTEM,
            prepared_at=act.now,
            **decided,
        )
    waiting = ParcelChange.objects.filter(pk=act.prepared.pk, status=ChangeStatus.PREPARED)
    if waiting.update(**decided) != 1:
        raise Conflict(
            Text("该变更已登簿或已撤回。", "The change is registered or withdrawn already.")
        )
    return ParcelChange.objects.get(pk=act.prepared.pk)
