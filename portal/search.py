"""Where a search goes: a code to its page, a text to what it was found in."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Account, Role
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import (
    CodeMalformed,
    normalise_input,
    parse_parcel_code,
    parse_unit_code,
)
from portal.selectors import Found, found_by_text, register_holds

BUILDING_CODE_LENGTH = 24
SHORTEST_CODE, LONGEST_CODE = 19, 28
PAGES = {"unit": "buildings:unit", "building": "buildings:building", "parcel": "parcels:parcel"}


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """Either an address to go to, or what to show."""

    address: str = ""
    remark: Text | None = None
    found: Found | None = None


def looks_like_code(text: str) -> bool:
    """Tell whether somebody meant a code: long, half-width, digits at its front."""
    return (
        text.isascii()
        and text.isalnum()
        and text[:6].isdigit()
        and SHORTEST_CODE - 4 <= len(text) <= LONGEST_CODE + 4
    )


def code_fault(code: str) -> Text | None:
    """Return what is wrong with a code, naming the position; None when it has the right form."""
    try:
        if len(code) == BUILDING_CODE_LENGTH:
            parse_unit_code(code + "0001")
        elif len(code) <= BUILDING_CODE_LENGTH - 2:
            parse_parcel_code(code)
        else:
            parse_unit_code(code)
    except CodeMalformed as error:
        return error.message
    return None


def answer_search(account: object, typed: str) -> SearchAnswer:
    """Decide where what was typed leads for this account (or for nobody).

    Office people come to the register for codes in their districts; everybody else, and every
    other code, to the public page. Texts of people without an account go to the public page too.
    """
    works_here = isinstance(account, Account) and account.has_role(
        Role.SURVEYOR, Role.REVIEWER, Role.REGISTRAR
    )
    code = normalise_input(typed)
    if not looks_like_code(code):
        if not works_here:
            return SearchAnswer(address=public_page(typed))
        return _answer_text(account, typed)
    fault = code_fault(code)
    if fault is not None:
        return SearchAnswer(remark=fault)
    if not works_here or not account.covers(code):
        return SearchAnswer(address=public_page(code))
    kind = register_holds(code)
    if kind:
        return SearchAnswer(address=reverse(PAGES[kind], args=[code]))
    return SearchAnswer(found=found_by_text(account, code))


def _answer_text(account: Account, typed: str) -> SearchAnswer:
    found = found_by_text(account, typed)
    address = ""
    if found.total == 1 and found.projects:
        address = reverse("surveys:project", args=[found.projects[0].pk])
    elif found.total == 1 and found.cases:
        address = reverse("registration:case", args=[found.cases[0].number])
    return SearchAnswer(address=address, found=found)


def public_page(typed: str) -> str:
    """Return the address of the public look-up for what was typed."""
    return f"{reverse('disclosure:search')}?{urlencode({'q': typed})}"
