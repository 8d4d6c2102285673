"""Settling a unit list that changed between presale and completion (户核定)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Account, Role
from cadastre import audit
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input, parse_parcel_code
from surveys.domain.decision import Block
from surveys.models import UnitListConfirmation
from surveys.selectors import reuse_decision

LONGEST_REASON = 500


@transaction.atomic
def unit_list_confirm(
    parcel_code: str,
    *,
    building_number: str,
    presale: str,
    completion: str,
    reason: str,
    by: Account,
    now: datetime,
) -> tuple[UnitListConfirmation, bool]:
    """Record that what became of a building's units since presale is right as compared.

    Parameters
    ----------
    presale, completion
        The two results that were looked at, by id, as the block of the decision names them.
    reason
        What was found, in words; it is shown with the decision.

    Returns
    -------
    tuple
        The confirmation, and whether it was made now. Confirming again changes nothing: the first
        one stays as it was written.

    Raises
    ------
    ParcelCodeMalformed
        The code is no parcel code.
    NotAllowed
        The account is no registrar of the district.
    InvalidInput
        There is no reason, or it is too long.
    Conflict
        Today's decision does not stop the units of the building for these two results.
    """
    code = str(parse_parcel_code(normalise_input(parcel_code)))
    if not by.has_role(Role.REGISTRAR) or not by.covers(code):
        raise NotAllowed(
            Text("只有本区域的登记人员可以核定。", "Only a registrar of the district settles this.")
        )
    words, day = _reason(reason), timezone.localdate(now)
    decision = reuse_decision(code, building_number=building_number, on=day)
    blocks = [row for row in decision.blocks if row.kind == "unit_list_mismatch"]
    if not blocks and (before := _settled(code, building_number, (presale, completion))):
        return before, False
    block = _stopped(blocks, building_number, (presale, completion))
    confirmation, made = UnitListConfirmation.objects.get_or_create(
        parcel_code=code,
        building_number=building_number,
        presale_id=presale,
        completion_id=completion,
        rule=block.rule,
        defaults={
            "changes": [
                {"kind": row.kind, "zh": row.text.zh, "en": row.text.en}
                for row in decision.unit_changes
            ],
            "clause": decision.rule_set[block.rule].cites,
            "rule_set": decision.rule_set.reference,
            "reason": words,
            "confirmed_by": by,
            "confirmed_at": now,
        },
    )
    if made:
        audit.record(
            actor=by.get_username(),
            action="unit_list.confirm",
            objects=[f"{code}F{building_number}"],
            now=now,
            details={"presale": presale, "completion": completion, "rule": block.rule},
        )
    return confirmation, made


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST_REASON:
        raise InvalidInput(
            Text(
                f"核定须写明理由，至多 {LONGEST_REASON} 个字。",
                f"It is settled with a reason only, of at most {LONGEST_REASON} characters.",
            ),
            advice=Text(
                "请写明各户合并、分割、增减的依据。",
                "Say on what ground units were merged, split, added or taken away.",
            ),
        )
    return words


def _settled(
    code: str, building_number: str, results: tuple[str, str]
) -> UnitListConfirmation | None:
    """Return the confirmation of these two results, the newest where rules have changed."""
    rows = UnitListConfirmation.objects.filter(parcel_code=code, building_number=building_number)
    found = [row for row in rows if (str(row.presale_id), str(row.completion_id)) == results]
    return found[-1] if found else None


def _stopped(blocks: list[Block], building_number: str, results: tuple[str, str]) -> Block:
    """Return the block to be settled, which must be about these two results."""
    if blocks and blocks[0].results == results:
        return blocks[0]
    said = Text(
        f"幢 {building_number} 的户没有需要核定的变化。",
        f"The units of building {building_number} have no change to settle.",
    )
    if blocks:
        said = Text(
            f"幢 {building_number} 的预售或竣工成果已更新，您看到的已不是现在的户表。",
            f"Presale or completion of building {building_number} was delivered anew; what you "
            "saw is no longer its unit list.",
        )
    raise Conflict(said, advice=Text("请刷新页面后再核。", "Load the page again and look anew."))
