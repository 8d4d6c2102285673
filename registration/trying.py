"""An act tried to learn what it would do, or why it is refused; nothing of it stays."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from cadastre.domain.errors import CadastreError

Told = TypeVar("Told")


def tried(act: Callable[[], Told]) -> tuple[Told | None, CadastreError | None]:
    """Do an act in a transaction that is always taken back.

    Returns what the act gave, or else its refusal; whatever is no refusal goes on to the caller.
    """
    try:
        with transaction.atomic():
            told = act()
            transaction.set_rollback(True)
    except CadastreError as error:
        return None, error
    return told, None
