"""Invented holders and restrictions, so that one can see who is shown what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from demo.dice import dice
from registration.domain.restrictions import RestrictionKind

FAMILY_NAMES = "张李王刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN_NAMES = ("示例", "演示", "样本", "范例", "试样", "虚构", "假设", "练习", "参考", "模拟")
LAST_DAY = date(2024, 11, 30)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@dataclass(frozen=True, slots=True)
class DemoHolder:
    """An invented holder of a parcel (19 characters) or a unit (28)."""

    object_code: str
    name: str
    identity_number: str
    share: str


@dataclass(frozen=True, slots=True)
class DemoRestriction:
    """A restriction on a parcel or unit as a dated fact; ``kind`` as in the registration room."""

    object_code: str
    kind: RestrictionKind
    registered_on: date
    term_ends_on: date | None = None
    lifted_on: date | None = None


def invented_name(number: int) -> str:
    """Return a personal name that anybody sees to be invented, such as 张示例."""
    family = FAMILY_NAMES[number % len(FAMILY_NAMES)]
    return family + GIVEN_NAMES[number // len(FAMILY_NAMES) % len(GIVEN_NAMES)]


def invented_identity(number: int) -> str:
    """Return eighteen characters like an identity number: of no place, and with a wrong check."""
    body = f"000000{19000101:08d}{number % 1000:03d}"
    right = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return body + _CHECK[(right + 5) % 11]


def holders(codes: Iterable[str]) -> Iterator[DemoHolder]:
    """Yield one holder for each code, and two who share for every eleventh."""
    for number, code in enumerate(codes):
        pair = number % 11 == 3
        share = "共同共有" if pair else "单独所有"
        yield DemoHolder(code, invented_name(number), invented_identity(number), share)
        if pair:
            other = number + 7
            yield DemoHolder(code, invented_name(other), invented_identity(other), share)


def restrictions(units: list[str], parcels: list[str]) -> Iterator[DemoRestriction]:
    """Yield restrictions of every kind: running, lifted, and past their term but not lifted."""
    throw = dice("restrictions")
    picked = throw.sample(units, 88)
    for number, code in enumerate(picked[:48]):
        begun = _day(number)
        lifted = begun + timedelta(days=400) if number % 5 == 0 else None
        yield DemoRestriction(
            code, RestrictionKind.MORTGAGE, begun, begun + timedelta(days=3650), lifted
        )
    for number, code in enumerate(picked[40:56]):
        begun = _day(100 + number)
        term = begun + timedelta(days=1095)
        lifted = begun + timedelta(days=300) if number % 4 == 0 else None
        yield DemoRestriction(code, RestrictionKind.SEIZURE, begun, term, lifted)
    for number, code in enumerate(picked[56:62]):
        begun = _day(200 + number)
        lifted = begun + timedelta(days=15) if number % 2 else None
        yield DemoRestriction(code, RestrictionKind.OBJECTION, begun, None, lifted)
    for number, code in enumerate(picked[62:80]):
        begun = _day(300 + number)
        lifted = begun + timedelta(days=90) if number % 3 == 0 else None
        yield DemoRestriction(code, RestrictionKind.ADVANCE_NOTICE, begun, None, lifted)
    for number, code in enumerate([*throw.sample(parcels, 9), *picked[80:83]]):
        yield DemoRestriction(code, RestrictionKind.EASEMENT, _day(400 + number))
    for number, code in enumerate(throw.sample(parcels, 24)):
        begun = _day(500 + number)
        lifted = begun + timedelta(days=500) if number % 6 == 0 else None
        yield DemoRestriction(
            code, RestrictionKind.MORTGAGE, begun, begun + timedelta(days=2555), lifted
        )


def _day(number: int) -> date:
    return LAST_DAY - timedelta(days=dice("day", number).randint(520, 2600))
