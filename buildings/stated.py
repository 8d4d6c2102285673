"""What a file stated of a unit besides its areas, in words for a page."""

from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

from buildings.domain.publication import STATED_OF_UNITS
from buildings.models import CodeListEntry, Unit
from cadastre.domain.findings import Text
from cadastre.http import said

_LISTS: Final = {
    "use_2": "use",
    "use_3": "use",
    "layout": "layout",
    "layout_form": "layout_form",
    "house_type": "house_type",
    "house_nature": "house_nature",
}


def stated_of(unit: Unit) -> list[tuple[str, str]]:
    """Return name and value of each stated column; a code is told by the list of the unit's day.

    Empty where the file stated nothing; a code that its list does not have stays as it is.
    """
    given = {
        name: value for name in STATED_OF_UNITS if (value := getattr(unit, name)) not in ("", None)
    }
    names = _names({(_LISTS[name], str(given[name])) for name in given if name in _LISTS}, unit)
    return [
        (
            capfirst(Unit._meta.get_field(name).verbose_name),
            names.get((_LISTS.get(name, ""), str(value)), str(value)),
        )
        for name, value in given.items()
    ]


def _names(codes: set[tuple[str, str]], unit: Unit) -> dict[tuple[str, str], str]:
    if not codes:
        return {}
    day = timezone.localdate(unit.valid_from)
    entries = CodeListEntry.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        list_name__in={name for name, _code in codes},
        code__in={code for _name, code in codes},
        valid_from__lte=day,
    )
    return {
        (entry.list_name, entry.code): said(Text(entry.name_zh, entry.name_en)) for entry in entries
    }
