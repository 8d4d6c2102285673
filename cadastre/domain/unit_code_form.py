"""The form of a unit code or parcel code: length, layers, and which characters may stand where."""

import re
from dataclasses import dataclass

from cadastre.domain.findings import Severity, Text
from cadastre.domain.unit_code_letters import (
    FIXTURES,
    OWNERSHIP,
    PARCEL_KINDS,
)

UNIT_CODE_LENGTH = 28
PARCEL_CODE_LENGTH = 19

# Everything that is typed or pasted around a code without meaning anything.
_BLANKS = " \t\r\n\u00a0\u3000"
_FULL_WIDTH_FIRST, _FULL_WIDTH_LAST, _FULL_WIDTH_SHIFT = 0xFF01, 0xFF5E, 0xFEE0
_NORMALISE = dict.fromkeys(map(ord, _BLANKS)) | {
    point: point - _FULL_WIDTH_SHIFT
    for point in range(_FULL_WIDTH_FIRST, _FULL_WIDTH_LAST + 1)
    if chr(point - _FULL_WIDTH_SHIFT).isalnum()
}

# After unit 9999 one vendor goes on with a001 … z999.
_VENDOR_UNIT = re.compile(r"[a-z][0-9]{3}")
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class CodeRemark:
    """One remark on a code.

    ``position`` is the one-based place of the first offending character, None when the whole code
    is meant; ``reason`` is a stable word for programs; ``message`` says what and what instead.
    """

    severity: Severity
    position: int | None
    reason: str
    message: Text


@dataclass(frozen=True, slots=True)
class CodeLayer:
    """One layer of the code: one-based first and last position, and what may stand there.

    ``letters`` is empty for a layer of digits; ``reason`` is the remark for a wrong letter.
    """

    first: int
    last: int
    name: Text
    letters: str = ""
    reason: str = "not_a_digit"


PARCEL_LAYERS: tuple[CodeLayer, ...] = (
    CodeLayer(1, 6, Text("县级行政区划代码", "county code")),
    CodeLayer(7, 9, Text("地籍区", "cadastral district")),
    CodeLayer(10, 12, Text("地籍子区", "cadastral sub-district")),
    CodeLayer(13, 13, Text("所有权类型", "ownership"), "".join(OWNERSHIP), "ownership_letter"),
    CodeLayer(14, 14, Text("宗地类型", "parcel kind"), "".join(PARCEL_KINDS), "kind_letter"),
    CodeLayer(15, 19, Text("宗地顺序号", "parcel sequence number")),
)
_FIXTURE_LAYER = CodeLayer(
    20, 20, Text("定着物特征码", "fixture letter"), "".join(FIXTURES), "fixture_letter"
)
_HOUSE_LAYERS = (
    CodeLayer(21, 24, Text("幢号", "building number")),
    CodeLayer(25, 28, Text("户号", "unit number")),
)
_OTHER_LAYERS = (CodeLayer(21, 28, Text("定着物单元号", "fixture unit number")),)


def unit_layers(fixture_kind: str) -> tuple[CodeLayer, ...]:
    """Return the layers of a unit code; under F the last eight digits are building and unit."""
    tail = _HOUSE_LAYERS if fixture_kind == "F" else _OTHER_LAYERS
    return (*PARCEL_LAYERS, _FIXTURE_LAYER, *tail)


def normalise_input(text: str) -> str:
    """Take off what display and typing add: blanks anywhere, full-width letters and digits.

    Never changes case and never turns O into 0 or I into 1: those are for a person to decide, so
    the check names them.
    """
    return text.translate(_NORMALISE)


def error(reason: str, position: int | None, zh: str, en: str) -> CodeRemark:
    """Return a remark that forbids registering the code."""
    return CodeRemark(Severity.ERROR, position, reason, Text(zh, en))


def warning(reason: str, position: int | None, zh: str, en: str) -> CodeRemark:
    """Return a remark that a person should look at."""
    return CodeRemark(Severity.WARNING, position, reason, Text(zh, en))


def _shown(character: str) -> str:
    """Return a character as people can see it; what does not print is shown by its number."""
    if character.isprintable() and not character.isspace():
        return character
    return f"U+{ord(character):04X}"


def _allowed(layer: CodeLayer) -> frozenset[str]:
    return frozenset(layer.letters) if layer.letters else _DIGITS


def _wanted(layer: CodeLayer) -> Text:
    """Return what belongs into a layer, for a message."""
    if layer.letters:
        letters = "、".join(layer.letters)
        return Text(f"{letters} 之一", f"one of {', '.join(layer.letters)}")
    return Text("数字 0–9", "a digit 0–9")


def first_misfit(text: str, layers: tuple[CodeLayer, ...]) -> tuple[int, CodeLayer] | None:
    """Return the one-based position and layer of the first character that cannot stand there."""
    for layer in layers:
        allowed = _allowed(layer)
        for position in range(layer.first, min(layer.last, len(text)) + 1):
            if text[position - 1] not in allowed:
                return position, layer
    return None


def whole_code_remarks(text: str, layers: tuple[CodeLayer, ...], length: int) -> list[CodeRemark]:
    """Return the remark that stops all others: display form, or not as long as it must be."""
    plain = normalise_input(text)
    if len(plain) == length and plain != text:
        position = next(at for at, character in enumerate(text, 1) if not _is_plain(character))
        return [
            error(
                "display_form",
                position,
                f"第 {position} 位是空格或全角字符（{_shown(text[position - 1])}）；"
                f"存储时应为不带空格的 {length} 位半角字符：{plain}。",
                f"position {position} holds a blank or full-width character "
                f"({_shown(text[position - 1])}); stored codes are {length} half-width "
                f"characters without blanks: {plain}.",
            )
        ]
    if len(plain) == length:
        return []
    if not plain:
        return [
            error(
                "length",
                None,
                f"代码为空，应为 {length} 位。",
                f"the code is empty; it must have {length} characters.",
            )
        ]
    return [_length_remark(plain, layers, length)]


def _is_plain(character: str) -> bool:
    return ord(character) not in _NORMALISE


def _length_remark(plain: str, layers: tuple[CodeLayer, ...], length: int) -> CodeRemark:
    """Say how long the code is and where it leaves the pattern, the likely place of the slip."""
    misfit = first_misfit(plain, layers)
    if misfit:
        position, layer = misfit
        found, wanted = _shown(plain[position - 1]), _wanted(layer)
        where = Text(
            f"从第 {position} 位（{layer.name.zh}）起不符：此处是“{found}”，应为{wanted.zh}",
            f"it leaves the pattern at position {position} ({layer.name.en}), which holds "
            f"'{found}' where {wanted.en} belongs",
        )
    elif len(plain) < length:
        position = len(plain) + 1
        where = Text(
            f"自第 {position} 位起缺少 {length - len(plain)} 位",
            f"{length - len(plain)} missing from position {position} on",
        )
    else:
        position = length + 1
        where = Text(
            f"自第 {position} 位起多出 {len(plain) - length} 位",
            f"{len(plain) - length} too many from position {position} on",
        )
    return error(
        "length",
        position,
        f"不计空格共 {len(plain)} 位，应为 {length} 位；{where.zh}。",
        f"it has {len(plain)} characters without blanks where {length} are needed; {where.en}.",
    )


def character_remarks(text: str, layers: tuple[CodeLayer, ...]) -> list[CodeRemark]:
    """Return what cannot stand where it stands: one remark for each layer, one for lower case."""
    remarks: list[CodeRemark] = []
    lower: list[int] = []
    for layer in layers:
        part = text[layer.first - 1 : layer.last]
        if layer.letters:
            if part in layer.letters:
                continue
            if part.isascii() and part.upper() in layer.letters:
                lower.append(layer.first)
                continue
        elif layer.first == 25 and _VENDOR_UNIT.fullmatch(part):
            remarks.append(_vendor_letters(part))
            continue
        position = _misfit_in(part, layer)
        if position:
            remarks.append(_character_remark(text[position - 1], position, layer))
    if lower:
        remarks.append(_lower_case(text, lower))
    return remarks


def _misfit_in(part: str, layer: CodeLayer) -> int | None:
    allowed = _allowed(layer)
    return next(
        (at for at, character in enumerate(part, layer.first) if character not in allowed), None
    )


def _character_remark(character: str, position: int, layer: CodeLayer) -> CodeRemark:
    found, wanted = _shown(character), _wanted(layer)
    hint = Text("", "")
    if not layer.letters and character in "OoIl":
        digit = "0" if character in "Oo" else "1"
        hint = Text(f"（疑为 {digit}，请核对原件）", f" (perhaps {digit}: see the original)")
    return error(
        layer.reason,
        position,
        f"第 {position} 位（{layer.name.zh}）是“{found}”，应为{wanted.zh}{hint.zh}。",
        f"position {position} ({layer.name.en}) holds '{found}' where {wanted.en} belongs"
        f"{hint.en}.",
    )


def _lower_case(text: str, positions: list[int]) -> CodeRemark:
    places = "、".join(map(str, positions))
    letters = "".join(text[position - 1] for position in positions)
    return error(
        "lower_case",
        positions[0],
        f"第 {places} 位是小写字母“{letters}”，应为大写“{letters.upper()}”。",
        f"position {places.replace('、', ', ')} holds lower case '{letters}'; "
        f"it must be '{letters.upper()}'.",
    )


def _vendor_letters(part: str) -> CodeRemark:
    return warning(
        "vendor_letters",
        25,
        f"第 25–28 位户号“{part}”含字母，是某些软件在 9999 之后的续编方式，不符合国家标准；"
        "请改编为 0001–9999。",
        f"unit number '{part}' (positions 25–28) holds a letter: a vendor's way to count past "
        "9999, against the standard; renumber within 0001–9999.",
    )
