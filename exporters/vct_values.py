"""Records as values of the database standard's fields."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from exporters.figures import area_in_hectares, power_of_ten, text_of, with_step
from importers.cell_values import scaled
from importers.field_codes import (
    BUILDING_FIELDS,
    BUILDING_STRUCTURES,
    PARCEL_FIELDS,
    PLANNED_USES,
    UNIT_FIELDS,
)
from importers.records import BoundaryLineRecord, BuildingRecord, ParcelRecord, UnitRecord
from importers.vct_records import (
    BUILDING_EXTRAS,
    PARCEL_EXTRAS,
    UNIT_FIGURE_EXTRAS,
    UNIT_TEXT_EXTRAS,
)

_STRUCTURE_CODES: Final = {word: code for code, word in BUILDING_STRUCTURES.items()}
_USE_CODES: Final = {word: code for code, word in PLANNED_USES.items()}
_STAGES: Final = {"completion": "SC", "presale": "YC", "": ""}
_STAGED: Final = {"inner": "TNJZMJ", "shared": "FTJZMJ", "built": "JZMJ", "coefficient": "FTXS"}
_STAGED_EXTRAS: Final = {"basement_built_m2": "DXBFJZMJ", "other_built_m2": "QTJZMJ"}
_SQUARE_METRES, _MU, _HECTARES = "1", "2", "3"
_MU_M2: Final = (2000, 3)
_MOST_DECIMALS: Final = 12


def parcel_values(parcel: ParcelRecord) -> dict[str, str]:
    """Return the fields of ZDJBXX."""
    area, unit = _area(parcel.declared_area_m2, parcel.declared_area_step_m2)
    return {
        "ZDDM": parcel.parcel_code,
        "ZDMC": parcel.name,
        "ZL": parcel.address,
        "ZDMJ": area,
        "MJDW": unit,
        "YT": parcel.land_use_code,
        **_extras(parcel.attributes, PARCEL_EXTRAS, PARCEL_FIELDS),
    }


def building_values(one: BuildingRecord) -> dict[str, str]:
    """Return the fields of ZRZ."""
    number = one.building_number
    full = f"{one.parcel_code}F{number}" if len(one.parcel_code) == 19 and number else number
    use = one.attributes.get("use", "")
    return {
        "ZDDM": one.parcel_code,
        "ZRZH": full,
        "JZWMC": one.name,
        "DSCS": _whole(one.storeys_above),
        "DXCS": _whole(one.storeys_below),
        "FWJG": _STRUCTURE_CODES.get(one.structure, one.structure),
        "GHYT": _USE_CODES.get(use, use),
        "SCJZMJ": _figure(one.floor_area_m2),
        "YCJZMJ": one.attributes.get("presale_floor_area_m2", ""),
        "ZZDMJ": _figure(one.footprint_area_m2),
        **_extras(one.attributes, BUILDING_EXTRAS, BUILDING_FIELDS),
    }


def line_values(one: BoundaryLineRecord) -> dict[str, str]:
    """Return the fields of JZX; the labels of the ends only where both have one."""
    labels = [point.label for point in one.points]
    start, end = (labels[0], labels[-1]) if len(labels) > 1 else ("", "")
    return {
        "ZDZHDM": one.parcel_codes,
        "JZXCD": _figure(one.length_m),
        "JZXLB": one.kind,
        "JZXWZ": one.position,
        "JXXZ": one.quality,
        "QDH": start if end else "",
        "ZDH": end if start else "",
    }


def building_number(unit: UnitRecord, known: Mapping[str, str]) -> str:
    """Return ZRZH of a unit: 24 characters where its code or the buildings tell them."""
    number = unit.building_number
    if number and len(unit.unit_code) == 28 and unit.unit_code[19:24] == f"F{number}":
        return unit.unit_code[:24]
    return known.get(number, number)


def storey_values(building: str, number: int | None, label: str, key: str) -> dict[str, str]:
    """Return the fields of C."""
    return {"CH": key, "ZRZH": building, "SJC": _whole(number), "MYC": label}


def unit_values(unit: UnitRecord, building: str, storey: str) -> dict[str, str]:
    """Return the fields of H; ``storey`` is the key of its row in C."""
    attributes = unit.attributes
    stage = attributes.get("area_stage", "")
    prefix = _STAGES.get(stage, "")
    values = {
        "BDCDYH": unit.unit_code,
        "ZRZH": building,
        "LJZH": unit.section,
        "CH": storey,
        "ZL": unit.address,
        "SHBW": unit.room,
        "FWYT1": _USE_CODES.get(unit.use, unit.use),
        **_extras(attributes, UNIT_TEXT_EXTRAS, UNIT_FIELDS),
        **_extras(attributes, UNIT_FIGURE_EXTRAS, UNIT_FIELDS),
    }
    if stage != "presale":
        for role, code in _STAGED.items():
            name = "presale_coefficient" if role == "coefficient" else f"presale_{role}_m2"
            values[f"YC{code}"] = attributes.get(name, "")
    figures = {
        "inner": unit.inner_m2,
        "shared": unit.shared_m2,
        "built": unit.built_m2,
        "coefficient": unit.coefficient,
    }
    for role, code in _STAGED.items():
        values[f"{prefix}{code}"] = _figure(figures[role])
    for name, code in _STAGED_EXTRAS.items():
        values[f"{prefix}{code}"] = attributes.get(name, "")
    return values


def _extras(
    attributes: Mapping[str, str], roles: tuple[str, ...], fields: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """Return attributes by the standard's code of each, the first spelling in letters."""
    return {
        next(name for name in fields[role] if name.isascii()): attributes[role]
        for role in roles
        if role in attributes
    }


def _area(area_m2: Decimal | None, step_m2: Decimal | None) -> tuple[str, str]:
    """Return an area and its unit, so that value and weight of the last digit come back.

    Square metres have two to four decimals (clause 宗地基本信息); other steps need hectares, and
    an area that was stated in mu goes back into mu.
    """
    if area_m2 is None:
        return "", ""
    power = power_of_ten(step_m2)
    if power in (-2, -3, -4):
        return text_of(with_step(area_m2, step_m2)), _SQUARE_METRES
    if power is not None:
        return text_of(area_in_hectares(area_m2, step_m2)), _HECTARES
    return _in_mu(area_m2, step_m2) or (text_of(area_m2), _SQUARE_METRES)


def _in_mu(area_m2: Decimal, step_m2: Decimal | None) -> tuple[str, str] | None:
    numerator, denominator = _MU_M2
    for decimals in range(_MOST_DECIMALS):
        step = Decimal(1).scaleb(-decimals)
        if scaled(step, numerator=numerator, denominator=denominator) == step_m2:
            figure = (area_m2 * denominator / numerator).quantize(step)
            if scaled(figure, numerator=numerator, denominator=denominator) == area_m2:
                return text_of(figure), _MU
    return None


def _figure(figure: Decimal | None) -> str:
    return "" if figure is None else text_of(figure)


def _whole(number: int | None) -> str:
    return "" if number is None else str(number)
