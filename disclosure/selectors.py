"""What the public finds by an exact code or an exact address."""

from dataclasses import dataclass

from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input
from disclosure.models import PublicBuilding, PublicParcel, PublicRestriction, PublicUnit

PARCEL_CODE_LENGTH, UNIT_CODE_LENGTH = 19, 28

NOTHING_TO_SHOW = Text("没有可以公开的结果。", "There is nothing to show for this.")
HOW_TO_ASK = Text(
    "请输入完整的宗地代码（19 位）、不动产单元代码（28 位），或完整的坐落，例如“演示路12号”。",
    "Enter a complete parcel code (19 characters), unit code (28 characters), or a complete "
    "address.",
)


@dataclass(frozen=True, slots=True)
class PublicObject:
    """What is disclosed of a parcel or a unit, with the restrictions' kinds."""

    code: str
    parcel: PublicParcel
    building: PublicBuilding | None
    unit: PublicUnit | None
    restrictions: tuple[str, ...]


def find(question: str) -> str:
    """Return the code that an exact code or address means.

    The answer for what is not there and for what is not public is the same.

    Raises
    ------
    NotFound
        Nothing that may be shown has this code or address.
    """
    text = normalise_input(question)
    if len(text) == UNIT_CODE_LENGTH and PublicUnit.objects.filter(unit_code=text).exists():
        return text
    if len(text) == PARCEL_CODE_LENGTH and PublicParcel.objects.filter(parcel_code=text).exists():
        return text
    address = question.strip()
    unit = PublicUnit.objects.filter(address=address).exclude(address="").first()
    if unit is not None:
        return unit.unit_code
    parcel = PublicParcel.objects.filter(address=address).exclude(address="").first()
    if parcel is not None:
        return parcel.parcel_code
    raise NotFound(NOTHING_TO_SHOW, advice=HOW_TO_ASK)


def public_object(code: str) -> PublicObject:
    """Return what is disclosed of a parcel code or unit code. Raises NotFound as :func:`find`."""
    unit = PublicUnit.objects.filter(unit_code=code).first()
    parcel_code = code[:PARCEL_CODE_LENGTH]
    parcel = PublicParcel.objects.filter(parcel_code=parcel_code).first()
    if parcel is None or (unit is None and len(code) != PARCEL_CODE_LENGTH):
        raise NotFound(NOTHING_TO_SHOW, advice=HOW_TO_ASK)
    building = None
    if unit is not None and unit.building_code:
        building = PublicBuilding.objects.filter(building_code=unit.building_code).first()
    kinds = PublicRestriction.objects.filter(object_code__in={code, parcel_code})
    return PublicObject(
        code=code,
        parcel=parcel,
        building=building,
        unit=unit,
        restrictions=tuple(sorted(set(kinds.values_list("kind", flat=True)))),
    )
