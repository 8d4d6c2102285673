"""Buildings follow their parcel: nothing stands outside every parcel when one is changed.

The register of parcels does not know this room. It asks :func:`fixtures_may_follow` before parcels
end, calls :func:`fixtures_taken_along` when others have begun in their place, and asks
:func:`fixtures_may_stay` when parcels were written anew under their codes; all in the transaction
of the act.
"""

from collections.abc import Sequence

from django.db.models import Max

from buildings.marking import carry_over
from buildings.models import ActKind, Building, BuildingCode, LineageKind, Unit, UnitCode, UnitKind
from buildings.services.acts import Change
from buildings.services.codes import (
    Ground,
    act_record,
    codes_retire,
    highest_number,
    require_unrestricted,
    steps_record,
)
from buildings.services.placing import require_fixtures_within, require_within
from buildings.services.publication import land_unit_publish
from buildings.services.recoding import fixtures_follow
from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.domain.findings import Text
from parcels.acts import (
    Act,
    Closing,
    Replacement,
    after_replacing,
    after_rewriting,
    before_closing,
)
from parcels.models import ChangeKind, Parcel

LINEAGE = {
    ChangeKind.SPLIT: LineageKind.SPLIT,
    ChangeKind.MERGE: LineageKind.MERGE,
    ChangeKind.ADJUST: LineageKind.RENUMBER,
}
"""What became of the unit of the land itself, by the act on its parcel."""


@before_closing
def fixtures_may_follow(closing: Closing) -> None:
    """Refuse to end parcels while it is not said where their buildings go.

    A merger has one result and an adjusted parcel one successor: there nothing needs to be said.

    Raises
    ------
    InvalidInput
        A building is named that does not stand on the parcels.
    Conflict
        A building is not named, would be left without a parcel, or changed later than the act
        is to hold; or the land is under a restriction.
    """
    fixtures = _fixtures(closing.codes)
    if stray := sorted(set(closing.act.fixtures) - set(fixtures)):
        raise InvalidInput(
            Text(
                f"{stray[0]} 不是 {'、'.join(closing.codes)} 上的在用自然幢。",
                f"{stray[0]} is no building in use on {', '.join(closing.codes)}.",
            )
        )
    if closing.kind is not ChangeKind.ADJUST:
        require_unrestricted([*closing.codes, *_land_units(closing.codes)])
    if not fixtures:
        return
    if closing.kind is ChangeKind.RETIRE:
        raise _left_behind(fixtures, closing)
    if closing.kind is ChangeKind.SPLIT:
        unnamed = [code for code in fixtures if code not in closing.act.fixtures]
        if unnamed:
            raise _unnamed(unnamed, closing)
    _require_later(fixtures, closing.act)


@after_replacing
def fixtures_taken_along(replacement: Replacement) -> None:
    """Put buildings with their units, and the unit of the land, under the new parcels' codes.

    Raises Conflict when a building does not stand within the parcel it is said to go to.
    """
    closing, after = replacement.closing, replacement.after
    moves = {
        code: after[_place(code, closing)].parcel_code
        for code in (_fixtures(closing.codes) if after else ())
    }
    if moves:
        require_within(moves)
        fixtures_follow(moves, change=_change(closing.act))
    _land_follows(replacement, built_on=set(moves.values()))
    if closing.kind is ChangeKind.ADJUST:
        carry_over([(old, new.parcel_code) for old, new in zip(closing.codes, after, strict=True)])


@after_rewriting
def fixtures_may_stay(parcel_codes: Sequence[str]) -> None:
    """Refuse what parcels say now when it leaves a building or a unit on them outside.

    Raises Conflict, naming the buildings and how far they stand outside.
    """
    require_fixtures_within(parcel_codes)


def _place(building_code: str, closing: Closing) -> int:
    if closing.kind is ChangeKind.ADJUST:
        return closing.codes.index(building_code[:19])
    return closing.act.fixtures.get(building_code, 0)


def _fixtures(parcel_codes: Sequence[str]) -> list[str]:
    """Return the buildings in use, those whose numbers are only reserved for a presale too.

    No number is given on the parcels until the transaction ends.
    """
    for code in sorted(parcel_codes):
        highest_number(f"{code}F")
    standing = Building.objects.current().filter(parcel_code__in=parcel_codes)
    reserved = BuildingCode.objects.filter(parcel_code__in=parcel_codes, retired_at__isnull=True)
    return sorted(
        {
            *standing.values_list("building_code", flat=True),
            *reserved.values_list("code", flat=True),
        }
    )


def _land_units(parcel_codes: Sequence[str]) -> list[str]:
    rows = UnitCode.objects.filter(
        parcel_code__in=parcel_codes, kind=UnitKind.LAND, retired_at__isnull=True
    )
    return sorted(rows.values_list("code", flat=True))


def _change(act: Act) -> Change:
    ground = Ground(
        actor=act.by,
        reason=act.reason,
        document_number=act.source.document_number,
        source=act.source,
    )
    return Change(ActKind.RENUMBER, "building.follow_parcel", ground, act.now)


def _land_follows(replacement: Replacement, *, built_on: set[str]) -> None:
    """Retire the units of the land without fixtures and open those of the new parcels."""
    closing = replacement.closing
    old = _land_units(closing.codes)
    if not old:
        return
    act, change = closing.act, _change(closing.act)
    registered = set(
        Unit.objects.current().filter(unit_code__in=old).values_list("parcel_code", flat=True)
    )
    ended = act_record(ActKind.RETIRE, change.ground, now=act.now)
    Unit.objects.filter(unit_code__in=old).close(now=act.now)
    codes_retire(old, act=ended, now=act.now)
    bare = [parcel for parcel in replacement.after if parcel.parcel_code not in built_on]
    new = {}
    for parcel in bare if registered else ():
        new[parcel.parcel_code] = _land_opened(parcel, act)
    steps_record(
        [
            (code, new[parcel.parcel_code])
            for code in old
            for parcel in _successors(code, replacement)
            if parcel.parcel_code in new
        ],
        LINEAGE.get(closing.kind, LineageKind.RENUMBER),
        act=ended,
        now=act.now,
    )


def _successors(unit_code: str, replacement: Replacement) -> Sequence[Parcel]:
    closing = replacement.closing
    if closing.kind is ChangeKind.ADJUST:
        return [replacement.after[closing.codes.index(unit_code[:19])]]
    return replacement.after


def _land_opened(parcel: Parcel, act: Act) -> str:
    unit = land_unit_publish(
        parcel.parcel_code,
        address=parcel.address,
        area_m2=parcel.area_m2,
        area_rule=parcel.area_rule,
        area_source=act.area_source or act.source,
        now=act.now,
        by=act.by,
    )
    return str(unit.unit_code_id)


def _require_later(fixtures: Sequence[str], act: Act) -> None:
    """A building's version is recorded when it begins, so its parcel cannot begin earlier."""
    if act.holds_from == act.now:
        return
    last = Building.objects.current().filter(building_code__in=fixtures)
    began = last.aggregate(at=Max("valid_from"))["at"]
    raise Conflict(
        Text(
            f"宗地上有自然幢 {'、'.join(fixtures[:5])}"
            + (f"（现行版本自 {began:%Y-%m-%d} 起）" if began else "")
            + "，变更只能自登簿时起生效，不得追溯。",
            f"Buildings stand on the parcels ({', '.join(fixtures[:5])}): the change holds from "
            "the moment it is registered, not from an earlier one.",
        ),
        advice=Text("请不填生效时间。", "Leave the effective time empty."),
    )


def _left_behind(fixtures: Sequence[str], closing: Closing) -> Conflict:
    codes = "、".join(closing.codes)
    return Conflict(
        Text(
            f"宗地 {codes} 上还有自然幢 {'、'.join(fixtures)}，不能注销。",
            f"Parcel {codes} still carries building {', '.join(fixtures)}; it cannot be retired.",
        ),
        advice=Text(
            "请先办理各幢注销（灭失），或随分割、合并转入新宗地。",
            "Retire the buildings first, or let them follow in a split or merger.",
        ),
    )


def _unnamed(fixtures: Sequence[str], closing: Closing) -> Conflict:
    return Conflict(
        Text(
            f"未写明宗地 {closing.codes[0]} 上的自然幢 {'、'.join(fixtures)} 分割后归入哪一宗。",
            f"It is not said to which part of {closing.codes[0]} building "
            f"{', '.join(fixtures)} goes.",
        ),
        advice=Text(
            f"请在 fixtures 中为每一幢写明归入第几宗（0 至 {closing.results - 1}）。",
            f"Name the part, 0 to {closing.results - 1}, for each building under fixtures.",
        ),
    )
