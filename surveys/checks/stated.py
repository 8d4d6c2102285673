"""Figures, dates and names that records carry as text beside their own fields."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

_DATE = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T].*)?")


def stated_figure(attributes: Mapping[str, str], name: str) -> Decimal | None:
    """Return a stated figure exactly; None when it is absent or no number."""
    try:
        figure = Decimal(attributes.get(name, ""))
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None


def stated_date(attributes: Mapping[str, str], name: str) -> date | None:
    """Return a stated day (20240501, 2024-5-1, 2024年5月1日); None when it is no whole day."""
    written = _DATE.fullmatch(attributes.get(name, "").strip())
    try:
        return date(*map(int, written.groups())) if written else None
    except ValueError:
        return None


def some(names: Sequence[str], most: int = 5) -> str:
    """Return the first names; an ellipsis stands for the rest."""
    return "、".join(names[:most]) + ("…" if len(names) > most else "")
