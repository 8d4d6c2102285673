"""What people state about a delivery, looked at before it is used: the same at every door."""

from collections.abc import Mapping
from typing import Final

from cadastre.domain.crs import Datum, GkSystem, system
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input, parse_parcel_code
from surveys.domain.evidence import BaseStage
from surveys.domain.report import StatedFacts

USUAL_SRID: Final = 4547
"""Where nobody tells: CGCS2000, three-degree zone, 114° E."""
USUAL: Final = StatedFacts(USUAL_SRID)
ACCURACY_CLASSES: Final = (1, 2, 3)
LONGEST_STANDARD: Final = 40
_COUNTY_DIGITS: Final = 6


def stated_facts(values: Mapping[str, object]) -> StatedFacts:
    """Return stated facts from values by their names in a report; what is missing is as usual.

    Raises
    ------
    InvalidInput
        A value is none of those there are.
    """
    return StatedFacts(
        srid=_plane_srid(values.get("srid", USUAL.srid)),
        stage=_stage(values.get("stage", USUAL.stage)),
        accuracy_class=_accuracy_class(values.get("accuracy_class", USUAL.accuracy_class)),
        area_standard=str(values.get("area_standard", USUAL.area_standard))[:LONGEST_STANDARD],
        parcel_code=_parcel_code(str(values.get("parcel_code", ""))),
        county_code=_county_code(str(values.get("county_code", ""))),
    )


def is_plane(found: GkSystem) -> bool:
    """Tell whether a system is a plane one of CGCS2000 whose eastings carry no zone number."""
    return found.datum is Datum.CGCS2000 and not (found.prefixed or found.geographic)


def _plane_srid(srid: object) -> int:
    found = system(srid) if type(srid) is int else None
    if found is None or not is_plane(found):
        raise InvalidInput(
            Text(
                f"EPSG:{srid} 不是不带带号的 CGCS2000 平面坐标系。",
                f"EPSG:{srid} is no plane system of CGCS2000 without a zone prefix.",
            ),
            advice=Text(
                "请用 4534 至 4554 之间的代码，例如 114° 带为 4547。",
                "Use a code from 4534 to 4554, for example 4547 for 114° E.",
            ),
        )
    return found.srid


def _stage(word: object) -> BaseStage:
    try:
        return BaseStage(str(word))
    except ValueError as error:
        known = ", ".join(stage.value for stage in BaseStage)
        raise InvalidInput(
            Text(
                f"没有阶段“{word}”；可用：{known}。",
                f"There is no stage “{word}”; there are: {known}.",
            )
        ) from error


def _accuracy_class(number: object) -> int:
    if type(number) is not int or number not in ACCURACY_CLASSES:
        raise InvalidInput(
            Text(
                f"没有精度等级“{number}”；可用：1、2、3。",
                f"There is no accuracy class “{number}”; there are 1, 2 and 3.",
            )
        )
    return number


def _parcel_code(text: str) -> str:
    return str(parse_parcel_code(normalise_input(text))) if text else ""


def _county_code(text: str) -> str:
    if text and not (text.isascii() and text.isdigit() and len(text) == _COUNTY_DIGITS):
        raise InvalidInput(
            Text(f"县（区）代码“{text}”不是六位数字。", f"The county “{text}” is not six digits.")
        )
    return text
