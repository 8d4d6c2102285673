"""What is wrong, or merely odd, about a unit code or a parcel code: reasons with positions.

``cadastre.domain.unit_code`` is the door for other rooms; this file holds the rules behind it.
"""

from collections.abc import Iterator, Sequence

from cadastre.domain.findings import Severity, Text
from cadastre.domain.unit_code_form import (
    PARCEL_CODE_LENGTH,
    PARCEL_LAYERS,
    UNIT_CODE_LENGTH,
    CodeRemark,
    character_remarks,
    error,
    first_misfit,
    unit_layers,
    warning,
    whole_code_remarks,
)
from cadastre.domain.unit_code_letters import (
    CITIES_WITHOUT_COUNTIES,
    FIXTURES,
    LETTER_PAIRS,
    PARCEL_KINDS,
)

# Known false positives of "the county code must not end in 00".
_KNOWN_COUNTIES = frozenset(city.code for city in CITIES_WITHOUT_COUNTIES)


def check_unit_code(
    text: str,
    *,
    extra_counties: frozenset[str] = frozenset(),
    for_building: bool = False,
) -> list[CodeRemark]:
    """Return every remark on a 28-character unit code (不动产单元代码), in order of position.

    Parameters
    ----------
    text
        The code exactly as delivered; use :func:`normalise_input` first where people type.
    extra_counties
        Six-digit codes that the office uses as counties though they end in 00 or 01.
    for_building
        The code stands in a record of a building (自然幢): unit number 0000 is then a usual
        placeholder and only a warning.

    Returns
    -------
    list of CodeRemark
        Empty when nothing is to be said. An ERROR must not be registered.

    Notes
    -----
    GB/T 37346-2019. The layers are digits of fixed width; there is no check digit.
    """
    layers = unit_layers(text[19:20])
    remarks = whole_code_remarks(text, layers, UNIT_CODE_LENGTH)
    if remarks:
        return remarks
    remarks = character_remarks(text, layers)
    parcel_is_readable = first_misfit(text, PARCEL_LAYERS) is None
    fixture_is_readable = first_misfit(text, layers[len(PARCEL_LAYERS) :]) is None
    if parcel_is_readable:
        remarks += _parcel_remarks(text, extra_counties)
    if fixture_is_readable:
        remarks += _tail_remarks(text, for_building)
    if parcel_is_readable and fixture_is_readable and not _pair_is_impossible(remarks):
        remarks += _fixture_on_kind_remarks(text)
    return sorted(remarks, key=lambda remark: remark.position or 0)


def _pair_is_impossible(remarks: Sequence[CodeRemark]) -> bool:
    """Tell whether the letters contradict each other: what the kind allows is not known then."""
    return any(
        remark.reason == "letter_combination" and remark.severity is Severity.ERROR
        for remark in remarks
    )


def check_parcel_code(
    text: str, *, extra_counties: frozenset[str] = frozenset()
) -> list[CodeRemark]:
    """Return every remark on a 19-character parcel code (宗地代码); see check_unit_code."""
    remarks = whole_code_remarks(text, PARCEL_LAYERS, PARCEL_CODE_LENGTH)
    if not remarks:
        remarks = character_remarks(text, PARCEL_LAYERS)
    if not remarks:
        remarks = list(_parcel_remarks(text, extra_counties))
    return sorted(remarks, key=lambda remark: remark.position or 0)


def _parcel_remarks(text: str, extra_counties: frozenset[str]) -> Iterator[CodeRemark]:
    yield from _county_remarks(text[:6], extra_counties)
    yield from _district_remarks(text)
    pair = text[12:14]
    if pair in LETTER_PAIRS:
        severity, why = LETTER_PAIRS[pair]
        yield CodeRemark(
            severity,
            13,
            "letter_combination",
            Text(f"第 13–14 位特征码“{pair}”：{why.zh}。", f"positions 13–14, '{pair}': {why.en}."),
        )
    if text[14:19] == "00000":
        yield error(
            "sequence_zero",
            15,
            "第 15–19 位宗地顺序号为 00000，应为 00001–99999。",
            "positions 15–19, the parcel sequence number, are 00000; they start at 00001.",
        )


def _county_remarks(county: str, extra_counties: frozenset[str]) -> Iterator[CodeRemark]:
    if county in extra_counties or county in _KNOWN_COUNTIES:
        return
    if county.endswith("00"):
        yield error(
            "not_a_county",
            5,
            f"第 1–6 位“{county}”是省级或市级代码，应为县级行政区划代码；"
            "若本机构确以此作县级代码，请加入机构允许名单。",
            f"positions 1–6, '{county}', name a province or a city, not a county; if your office "
            "does use it as a county, put it on the office's allow-list.",
        )
    elif county.endswith("01"):
        yield warning(
            "not_a_county",
            5,
            f"第 1–6 位“{county}”通常是“市辖区”汇总代码而非县级区划，请核对。",
            f"positions 1–6, '{county}', usually stand for all urban districts together (市辖区), "
            "not for one county: please check.",
        )


def _district_remarks(text: str) -> Iterator[CodeRemark]:
    if PARCEL_KINDS[text[13]].at_sea:
        return
    if text[6:12] == "000000":
        yield error(
            "virtual_code",
            7,
            "第 7–12 位地籍区、地籍子区均为 000，仅宗海（H）和无居民海岛（G）可用；"
            "陆地上是软件自编的虚拟代码，不得登记，请查实际地籍区、地籍子区。",
            "positions 7–12 are 000000, which only sea (H) and island (G) parcels may have; on "
            "land it is a vendor's virtual code that cannot be registered: find the real ones.",
        )
        return
    for first, zh, en in ((7, "地籍区", "district"), (10, "地籍子区", "sub-district")):
        if text[first - 1 : first + 2] == "000":
            yield warning(
                "district_zero",
                first,
                f"第 {first}–{first + 2} 位{zh}为 000，陆地上应为 001–999，请核对。",
                f"positions {first}–{first + 2}, the {en}, are 000; on land they run from 001 to "
                "999: please check.",
            )


def _tail_remarks(text: str, for_building: bool) -> Iterator[CodeRemark]:
    """Yield what the eight digits after the fixture letter break."""
    letter, tail = text[19], text[20:]
    if letter == "W":
        position = next((at for at, digit in enumerate(tail, 21) if digit != "0"), None)
        if position:
            yield error(
                "fixture_tail",
                position,
                f"第 20 位为 W（无定着物），其后 8 位应全为 0，第 {position} 位是“"
                f"{text[position - 1]}”。",
                f"after W (no fixture) all eight digits are 0, yet position {position} holds "
                f"'{text[position - 1]}'.",
            )
    elif letter == "F":
        yield from _house_remarks(tail, for_building)
    elif tail == "00000000":
        yield error(
            "fixture_tail",
            21,
            f"第 20 位为 {letter} 时第 21–28 位从 00000001 起编，不能为 00000000。",
            f"after {letter} positions 21–28 start at 00000001 and cannot be 00000000.",
        )


def _house_remarks(tail: str, for_building: bool) -> Iterator[CodeRemark]:
    if tail == "99999999":
        yield error(
            "vendor_virtual",
            21,
            "第 21–28 位为 99999999，是某些软件的虚拟单元，不得登记。",
            "positions 21–28 are 99999999, a vendor's virtual unit that cannot be registered.",
        )
        return
    if tail[:4] == "0000":
        yield error(
            "building_zero",
            21,
            "第 21–24 位幢号为 0000，应为 0001–9999（多幢合一用 9999）。",
            "positions 21–24, the building number, are 0000; they run from 0001 to 9999 "
            "(9999 for several buildings as one unit).",
        )
    elif tail[4:] == "0000":
        yield CodeRemark(
            Severity.WARNING if for_building else Severity.ERROR,
            25,
            "unit_placeholder",
            Text(
                "第 25–28 位户号为 0000，只是自然幢的占位写法，不是不动产单元；"
                "户号应为 0001–9999，整幢作一个单元时为 0001。",
                "positions 25–28, the unit number, are 0000: a placeholder for the building, not "
                "a unit; units run from 0001 to 9999, a whole building as one unit is 0001.",
            ),
        )


def _fixture_on_kind_remarks(text: str) -> Iterator[CodeRemark]:
    kind, letter = text[13], text[19]
    rule = PARCEL_KINDS[kind]
    if letter in rule.fixtures:
        return
    what = FIXTURES[letter]
    if kind == "A":
        yield error(
            "fixture_not_usual",
            20,
            f"第 20 位是 {letter}（{what.zh}），集体土地所有权宗地（A）只能为 W（无定着物）。",
            f"position 20 is {letter} ({what.en}); a collective-ownership parcel (A) can only "
            "have W (no fixture).",
        )
        return
    yield warning(
        "fixture_not_usual",
        20,
        f"第 20 位是 {letter}（{what.zh}），{rule.name.zh}（{kind}）上一般只有 "
        f"{'、'.join(rule.fixtures)}，请核对。",
        f"position 20 is {letter} ({what.en}); on parcels of kind {kind} ({rule.name.en}) "
        f"{', '.join(rule.fixtures)} are usual: please check.",
    )
