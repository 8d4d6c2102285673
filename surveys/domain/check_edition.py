"""Which checks a report was made with: a version word, and a digest that changes with the rules.

The digest covers what decides an answer: the codes, kinds, severities, stages and needs of the
checks, the figures they hold their data against, and the statements they ask the register. Wording
is not part of it.
"""

import dataclasses
import hashlib
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Any, Final

from cadastre.domain import tolerances
from cadastre.domain.findings import Text
from surveys.domain.check import CHECKS_PACKAGE, registered_checks

EDITION: Final = "2026.11.2"
"""Version word of the checks; the digest tells two states of one edition apart."""

_CONSTANT: Final = re.compile(r"_?[A-Z][A-Z0-9_]*")
_NOT_A_FIGURE: Final = object()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Version word, digest (SHA-256, hex) and number of the checks."""

    version: str
    digest: str
    checks: int


@cache
def rule_set() -> RuleSet:
    """Return the rule set of the checks that are installed here."""
    declared = registered_checks()
    content = {
        "checks": [
            {
                "code": check.code,
                "kinds": check.kinds,
                "severity": check.severity.value,
                "stages": [stage.value for stage in check.stages],
                "needs": check.needs,
            }
            for check in declared
        ],
        "limits": dict(_limits()),
        "statements": dict(_statements()),
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode("ascii")).hexdigest()
    return RuleSet(EDITION, digest, len(declared))


def _modules() -> Iterator[ModuleType]:
    package = importlib.import_module(CHECKS_PACKAGE)
    yield tolerances
    for found in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{CHECKS_PACKAGE}.{found.name}")


def _limits() -> Iterator[tuple[str, Any]]:
    """Yield the figures that the modules of the checks hold, by module and name."""
    for module in _modules():
        for name, value in vars(module).items():
            if _CONSTANT.fullmatch(name):
                plain = _plain(value)
                if plain is not _NOT_A_FIGURE:
                    yield f"{module.__name__}.{name}", plain


def _statements() -> Iterator[tuple[str, str]]:
    for file in resources.files(CHECKS_PACKAGE).iterdir():
        if file.name.endswith(".sql"):
            yield file.name, " ".join(file.read_text(encoding="utf-8").split())


def _plain(value: object) -> Any:
    """Return a figure, or figures, in a form that is written the same everywhere."""
    if value is None or isinstance(value, bool | int | float | Decimal):
        return str(value)
    if isinstance(value, Text):
        return _NOT_A_FIGURE
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {entry.name: getattr(value, entry.name) for entry in dataclasses.fields(value)}
        return _plain(named)
    return _plain_many(value)


def _plain_many(value: object) -> Any:
    if isinstance(value, Mapping):
        pairs = {str(key): _plain(item) for key, item in value.items()}
        return {key: item for key, item in pairs.items() if item is not _NOT_A_FIGURE}
    if isinstance(value, tuple | list | set | frozenset):
        items = [item for item in map(_plain, value) if item is not _NOT_A_FIGURE]
        ordered = isinstance(value, tuple | list)
        return items if ordered else sorted(items, key=repr)
    return _NOT_A_FIGURE
