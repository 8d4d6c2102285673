"""Features of a GML file one after the other, as small trees; nothing outside is ever looked at.

Expat reads; a document type, an entity or a reference to somewhere else ends the reading before
anything could follow it. Schemas are never fetched, whatever the file says of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final
from xml.parsers import expat

BLOCK: Final = 65_536
DEEPEST: Final = 60
MOST_NODES: Final = 200_000
"""Elements that one feature may have."""

_CONTAINERS: Final = frozenset({"featureMember", "featureMembers", "member"})
_REMOTE: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//|^[a-z][a-z0-9+.-]*:(?!ogc:)", re.I)
_OWN_SCHEMAS: Final = re.compile(r"^https?://schemas\.opengis\.net/", re.I)
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_PLACES: Final = frozenset({(_XSI, "noNamespaceSchemaLocation"), (_XLINK, "href")})


class OutsideReference(Exception):
    """The file points outside or declares entities; ``line`` says where."""

    def __init__(self, found: str, line: int) -> None:
        super().__init__(found)
        self.line = line


class BadXml(ValueError):
    """The text is no XML, or is larger or deeper than any survey result; ``line`` says where."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.line = line


class TooDeep(BadXml):
    """Elements nest deeper than :data:`DEEPEST`."""


@dataclass(slots=True)
class Node:
    """One element: its name without namespace, its attributes by local name, what is in it."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly in it."""
        return "".join(self.parts).strip()

    def all(self) -> Iterator["Node"]:
        """Yield it and everything below, in order."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += reversed(one.children)


@dataclass(slots=True)
class Features:
    """The features of one file; ``system`` is the srsName of the envelope around all of them."""

    stream: IO[str]
    system: str = ""
    line: int = 1
    _path: list[Node] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _done: list[Node] = field(default_factory=list)
    _nodes: int = 0

    def __iter__(self) -> Iterator[Node]:
        """Yield the features. Raises OutsideReference, BadXml."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ExternalEntityRefHandler = self._doctype
        while True:
            block = self.stream.read(BLOCK)
            self._parser = parser
            try:
                parser.Parse(block, not block)
            except expat.ExpatError as error:
                raise BadXml(expat.errors.messages[error.code], error.lineno) from error
            yield from self._done
            self._done.clear()
            if not block:
                return

    _parser: object = None

    def _doctype(self, name: str | None, *_: object) -> int:
        raise OutsideReference(f"<!DOCTYPE / ENTITY {name or ''}>", self._here())

    def _here(self) -> int:
        return int(getattr(self._parser, "CurrentLineNumber", 1))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.line = self._here()
        local = name.rpartition(" ")[2]
        own: dict[str, str] = {}
        if attributes:
            self._refuse_outside(attributes)
            own = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if len(self._names) >= DEEPEST:
            raise TooDeep("nested too deep", self.line)
        node = Node(local, self.line, own, [], [])
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise BadXml(f"more than {MOST_NODES} elements in one feature", self.line)
        if self._path:
            self._path[-1].children.append(node)
            self._path.append(node)
        elif self._names and self._names[-1] in _CONTAINERS:
            self._nodes = 0
            self._path.append(node)
        elif "srsName" in own and not self.system:
            self.system = own["srsName"][:200]
        self._names.append(local)

    def _end(self, _name: str) -> None:
        self._names.pop()
        if self._path:
            node = self._path.pop()
            if not self._path:
                self._done.append(node)
        else:
            self._nodes = 0

    def _data(self, text: str) -> None:
        if self._path:
            self._path[-1].parts.append(text)

    def _refuse_outside(self, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            space, _, local = key.rpartition(" ")
            places: list[str] = []
            if space == _XSI and local == "schemaLocation":
                places = value.split()[1::2]
            elif (space, local) in _PLACES:
                places = [value]
            for place in places:
                schema = space == _XSI and _OWN_SCHEMAS.match(place)
                if (_REMOTE.match(place) or place.startswith("/")) and not schema:
                    raise OutsideReference(f"{local} {place}"[:200], self._here())
