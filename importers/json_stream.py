"""The members of one large JSON object, one after the other, without holding the whole text.

Only the list called ``features`` is taken apart into its items; every other member is given whole.
Numbers are Decimals, digit for digit. Depth is counted and size is bounded before a value is given:
nested brackets bring other programs down, ours too. The parser of Python stops by itself at a depth
that is still safe, so that an object that is whole in the text is parsed first and counted then.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Final

BLOCK: Final = 262_144
DEEPEST: Final = 20
LARGEST_VALUE: Final = 64 * 1024 * 1024
"""Characters that one feature, or one other member, may take."""

ITEM: Final = "features[]"
"""Name under which the items of ``features`` come."""

_BLANKS: Final = re.compile(r"[ \t\r\n]*")
_LONGEST_NUMBER: Final = 400
_STEP: Final = re.compile(r'["\\{}\[\]]')
_NO_BRACKETS: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[^"{}\[\]]+')


class BadJson(ValueError):
    """The text is no JSON, at ``line`` (one-based)."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.line = line


class TooDeep(BadJson):
    """Brackets nest deeper than :data:`DEEPEST`."""


def _number(text: str) -> Decimal:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("a number of more than 400 digits")
    return Decimal(text)


_DECODER: Final = json.JSONDecoder(parse_float=_number, parse_int=_number, parse_constant=Decimal)


class Members:
    """Goes through one object; ``line`` is the line that is read, ``has_list`` tells whether a list
    called ``features`` was seen."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._ended = False
        self.line = 1
        self.has_list = False

    def items(self) -> Iterator[tuple[str, object, int]]:
        """Yield (name, value, line); items of the list ``features`` come one by one as ITEM.

        Raises
        ------
        BadJson
            When the text is no JSON object.
        """
        self._expect("{")
        if self._peek() == "}":
            self._take()
        else:
            while True:
                name = self._value()
                if not isinstance(name, str):
                    raise BadJson("a member without a name", self.line)
                self._expect(":")
                if name == "features" and self._peek() == "[":
                    self.has_list = True
                    yield from self._list()
                else:
                    line = self.line
                    yield name, self._value(), line
                if self._take() == "}":
                    break
        if self._peek():
            raise BadJson("text behind the end of the object", self.line)

    def _list(self) -> Iterator[tuple[str, object, int]]:
        self._expect("[")
        if self._peek() == "]":
            self._take("]")
            return
        while True:
            self._peek()
            line = self.line
            yield ITEM, self._value(), line
            if self._take(",]") == "]":
                return

    def _value(self) -> object:
        """Parse the value that begins here."""
        self._peek()
        if (whole := self._whole_object()) is not None:
            return whole
        end = self._end_of_value()
        try:
            value, stop = _DECODER.raw_decode(self._text, self._at)
        except (ValueError, RecursionError) as error:
            raise BadJson(str(error)[:120], self.line) from error
        if stop > end:
            raise BadJson("a value without an end", self.line)
        self._move(stop)
        return value

    def _whole_object(self) -> dict[str, object] | None:
        """Parse an object that ends in the text at hand; None for what takes a closer look."""
        if self._text[self._at : self._at + 1] != "{":
            return None
        try:
            value, stop = _DECODER.raw_decode(self._text, self._at)
        except (ValueError, RecursionError):
            return None
        nested = _NO_BRACKETS.sub("", self._text[self._at : stop])
        nested = nested.replace("{", "[").replace("}", "]")
        for _ in range(DEEPEST):  # each time the innermost go
            nested = nested.replace("[]", "")
        if nested:
            return None
        self._move(stop)
        whole: dict[str, object] = value
        return whole

    def _end_of_value(self) -> int:
        """Read on until the value is whole in the text; return the place behind it at most."""
        if self._text[self._at : self._at + 1] not in ("{", "[", '"'):
            while self._at + _LONGEST_NUMBER + 1 > len(self._text) and self._more():
                pass
            return len(self._text)
        depth, at, quoted = 0, self._at, False
        while True:
            mark, at = self._next_mark(at)
            if mark == "\\" and quoted:
                at += 1  # whatever is escaped ends no text
            elif mark == '"':
                quoted = not quoted
            elif not quoted and mark in "{[":
                depth += 1
                if depth > DEEPEST:
                    raise TooDeep("nested too deep", self.line)
            elif not quoted and mark in "]}":
                depth -= 1
            if depth <= 0 and not quoted:
                return at

    def _next_mark(self, at: int) -> tuple[str, int]:
        """Return the next bracket, quote or backslash and the place behind it, reading on."""
        while True:
            found = _STEP.search(self._text, at)
            if found is not None:
                return found[0], found.end()
            at = max(at, len(self._text))
            if not self._more():
                raise BadJson("the text ends within a value", self.line)

    def _more(self) -> bool:
        """Read another block; what was dealt with is dropped only between values."""
        if self._ended:
            return False
        if len(self._text) - self._at > LARGEST_VALUE:
            raise BadJson(f"one value of more than {LARGEST_VALUE} characters", self.line)
        block = self._stream.read(BLOCK)
        self._ended = not block
        self._text += block
        return not self._ended

    def _peek(self) -> str:
        while True:
            found = _BLANKS.match(self._text, self._at)
            self._move(found.end() if found else self._at)
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def _take(self, wanted: str = ",}") -> str:
        mark = self._peek()
        if not mark or mark not in wanted:
            raise BadJson(f"“{mark}” where one of {' '.join(wanted)} belongs", self.line)
        self._move(self._at + 1)
        return mark

    def _expect(self, mark: str) -> None:
        self._take(mark)

    def _move(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = to
        if self._at > BLOCK:
            self._text = self._text[self._at :]
            self._at = 0
