"""Invented cases with clocks: in time, towards the end, over, stopped, waiting for a supplement."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import Account
from registration.domain.case import CaseKind, Move, Step
from registration.models import Case
from registration.services import case_assign, case_move, case_open, limit_set


@dataclass(frozen=True, slots=True)
class DemoCase:
    """A case opened so many days ago, with what happened in it since."""

    parcel_code: str
    kind: CaseKind
    days_ago: int
    moves: tuple[tuple[Move, int, dict[str, object]], ...] = ()


STOPPED = {"stop": "announcement", "reason": "依法公告（演示）"}
ASKED = {"materials": ("identity",), "reason": "委托书未签名（演示）"}
CASES = (
    DemoCase("410811001001GB00001", CaseKind.CORRECTION, 3, ((Move.HAND_OVER, 1, {}),)),
    DemoCase("410811001001GB00002", CaseKind.CORRECTION, 60),
    DemoCase("410811001001GB00004", CaseKind.CORRECTION, 36),
    DemoCase("410811001001GB00003", CaseKind.CHANGE, 6),
    DemoCase("410811001001GB00005", CaseKind.CORRECTION, 20, ((Move.STOP, 12, STOPPED),)),
    DemoCase(
        "410811001001GB00006", CaseKind.CORRECTION, 12, ((Move.REQUEST_SUPPLEMENT, 8, ASKED),)
    ),
)
"""On parcels of the invented stock, so that each has a page in the register."""


STEP_DAYS = {Step.ACCEPTANCE: 5, Step.EXAMINATION: 15, Step.ENTRY: 5}
"""What the invented office allows each step of a correction, in working days."""


@transaction.atomic
def load_cases(*, now: datetime) -> int:
    """Open the demo's cases that are not there yet; return how many that were."""
    registrar = Account.objects.get(username="registrar")
    for step, days in STEP_DAYS.items():
        limit_set(
            "correction",
            scope="410811",
            step=step,
            amount=days,
            valid_from=date(2020, 1, 1),
            document="演示办法〔2020〕1号（虚构）",
            by=None,
            now=now,
        )
    opened = 0
    for demo in CASES:
        if Case.objects.filter(parcel_code=demo.parcel_code).exists():
            continue
        began = now - timedelta(days=demo.days_ago)
        case = case_open(demo.parcel_code, kind=demo.kind, by=registrar, now=began)
        for move, days_ago, given in demo.moves:
            when = now - timedelta(days=days_ago)
            case = case_move(case, move, by=registrar, now=when, **given)
        stand_in = Account.objects.filter(username="registrar2").first()
        if stand_in is not None:
            case_assign(case, handler=registrar, backup=stand_in, by=registrar, now=now)
        opened += 1
    return opened
