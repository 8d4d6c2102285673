"""What a check may know and need beside the delivered records themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, TypeVar

from cadastre.domain.findings import Text
from importers.records import Delivery
from surveys.domain.check_inputs import STATED, Stated
from surveys.domain.evidence import BaseStage, ResultEvidence, Rings

Row = dict[str, Any]
Rows = Callable[..., list[Row]]
"""Runs the check's own statement with named parameters; rows are dicts by column name."""
Query = Callable[[str, Mapping[str, Any]], list[Row]]
"""Runs the statement kept beside the named check module."""


Shared = TypeVar("Shared")


def _no_register(**parameters: Any) -> list[Row]:
    raise LookupError("a check that reads the register declares needs=('register', …)")


class Outcome(StrEnum):
    """What became of one check on one delivery."""

    PASSED = "passed"
    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    NOT_APPLICABLE = "not_applicable"
    COULD_NOT_CHECK = "could_not_check"


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a check may know beside the delivery.

    Parameters
    ----------
    office_srid
        EPSG code of the office's plane system, in which all coordinates are.
    county_code, parcel_code
        Six digits of the office's county; parcel code of the project. Empty when unknown.
    base_stage, accuracy_class, area_rule
        Stage, boundary-point class (1 to 3) and floor-area standard of the checked result.
    query
        Reads the register; None at a desk without one.
    project_boundary
        Parts of the project's parcel as accepted or registered before; empty when there is none.
    supply, presale
        The accepted results of these stages of the same project, where there are any.
    rows
        Runs the check's own statement; :func:`surveys.domain.check.run_checks` sets it for each
        check in turn, where there is a register.
    shared
        What one check reckons and others use as well, by name; each run begins with none.
    """

    office_srid: int
    county_code: str = ""
    parcel_code: str = ""
    base_stage: BaseStage = BaseStage.SUPPLY
    accuracy_class: int = 1
    area_rule: str = ""
    query: Query | None = None
    project_boundary: tuple[Rings, ...] = ()
    supply: ResultEvidence | None = None
    presale: ResultEvidence | None = None
    rows: Rows = _no_register
    shared: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], Shared]) -> Shared:
        """Return what was made under this name in this run, making it the first time."""
        if name not in self.shared:
            self.shared[name] = make()
        found: Shared = self.shared[name]
        return found


_BEYOND = frozenset({"query", "rows", "project_boundary", "supply", "presale"})
"""What an office knows and a desk does not."""


@dataclass(frozen=True, slots=True)
class WatchedContext(CheckContext):
    """A context that notices which check looks beyond the delivery and the stated facts.

    ``looked`` holds what was looked at since it was emptied, ``beyond`` the names of shared values
    that somebody looked beyond for.
    """

    looked: set[str] = field(default_factory=set, repr=False, compare=False)
    beyond: set[str] = field(default_factory=set, repr=False, compare=False)

    def __getattribute__(self, name: str) -> Any:
        if name in _BEYOND:
            object.__getattribute__(self, "looked").add(name)
        return object.__getattribute__(self, name)

    def once(self, name: str, make: Callable[[], Shared]) -> Shared:
        """As in CheckContext; whoever takes a shared value looked at what it was made from."""
        if name not in self.shared:
            before = set(self.looked)
            self.looked.clear()
            self.shared[name] = make()
            if self.looked:
                self.beyond.add(name)
            self.looked.update(before)
        if name in self.beyond:
            self.looked.add(name)
        found: Shared = self.shared[name]
        return found


def watched(context: CheckContext) -> CheckContext:
    """Return the context watched where it knows more than a desk; else as it is."""
    if all(getattr(context, name) in (None, ()) for name in _BEYOND - {"rows"}):
        return context
    known = {each.name: getattr(context, each.name) for each in fields(CheckContext)}
    return WatchedContext(**known)


@dataclass(frozen=True, slots=True)
class Need:
    """Something a check cannot do without, and what its absence means."""

    present: Callable[[Delivery, CheckContext], bool]
    absent: Outcome
    missing: Text


def _input(zh: str, en: str, present: Callable[[Delivery, CheckContext], bool]) -> Need:
    return Need(present, Outcome.NOT_APPLICABLE, Text(f"交付中没有{zh}", f"no {en} delivered"))


def _precondition(zh: str, en: str, present: Callable[[Delivery, CheckContext], bool]) -> Need:
    return Need(present, Outcome.COULD_NOT_CHECK, Text(f"缺少{zh}", f"missing: {en}"))


def _stated(stated: Stated) -> Need:
    return _input(stated.name.zh, stated.name.en, lambda d, _: stated.present(d))


NEEDS: Mapping[str, Need] = {
    **{word: _stated(stated) for word, stated in STATED.items()},
    "parcels": _input("宗地", "parcels", lambda d, _: bool(d.parcels)),
    "parcel_codes": _input(
        "宗地代码", "parcel codes", lambda d, _: any(p.parcel_code for p in d.parcels)
    ),
    "several_parcels": _input(
        "两宗以上宗地", "two or more parcels", lambda d, _: len(d.parcels) > 1
    ),
    "parcel_shapes": _input(
        "宗地图形", "parcel shapes", lambda d, _: any(p.polygons for p in d.parcels)
    ),
    "declared_areas": _input(
        "宗地面积",
        "parcel areas",
        lambda d, _: any(p.declared_area_m2 is not None and p.polygons for p in d.parcels),
    ),
    "buildings": _input("自然幢", "buildings", lambda d, _: bool(d.buildings)),
    "footprints": _input(
        "自然幢图形", "footprints", lambda d, _: any(b.polygons for b in d.buildings)
    ),
    "shapes": _input(
        "图形",
        "shapes",
        lambda d, _: any(r.polygons for r in d.parcels) or any(r.polygons for r in d.buildings),
    ),
    "storeys": _input(
        "自然幢层数",
        "numbers of storeys",
        lambda d, _: any(b.storeys_above is not None for b in d.buildings),
    ),
    "units": _input("户", "units", lambda d, _: bool(d.units)),
    "unit_codes": _input(
        "不动产单元代码", "unit codes", lambda d, _: any(u.unit_code for u in d.units)
    ),
    "coefficients": _input(
        "分摊系数",
        "apportionment coefficients",
        lambda d, _: any(u.coefficient is not None for u in d.units),
    ),
    "totals": _input("合计行", "total rows", lambda d, _: bool(d.totals)),
    "register": _precondition(
        "登记簿（未连接数据库）",
        "the register (no database)",
        lambda _, context: context.query is not None,
    ),
    "project_parcel": _precondition(
        "项目的宗地代码",
        "the parcel code of the project",
        lambda _, context: bool(context.parcel_code),
    ),
    "county": _precondition(
        "登记机构的县级代码",
        "the county code of the office",
        lambda _, context: bool(context.county_code),
    ),
    "project_boundary": _precondition(
        "本项目此前的宗地界址",
        "an earlier boundary of this project",
        lambda _, context: bool(context.project_boundary),
    ),
    "supply": _precondition(
        "本项目已通过审核的供地界址",
        "an accepted supply boundary of this project",
        lambda _, context: context.supply is not None and bool(context.supply.boundary),
    ),
    "presale": _precondition(
        "本项目已通过审核的预售楼盘表",
        "an accepted presale building table of this project",
        lambda _, context: (
            context.presale is not None and any(b.units for b in context.presale.buildings)
        ),
    ),
}
"""What checks can declare as their needs; the first one absent decides the outcome."""
