"""What a check is made of, as one digest: its declaration, its code, its figures, its statement.

The digest follows the names that a check uses through our own modules, one definition at a time.
Wording and comments are not part of it, nor is the engine that runs and reports the checks.
"""

import ast
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.abc import SourceLoader
from importlib.util import find_spec
from typing import Any, Final

from surveys.domain.check import CHECKS_PACKAGE, Check

_OURS: Final = ("cadastre.", "importers.", "parcels.", "surveys.")
_ENGINE: Final = frozenset(
    {
        "cadastre.domain.errors",
        "cadastre.domain.findings",
        "importers.records",
        "surveys.domain.check",
        "surveys.domain.check_context",
        "surveys.domain.evidence",
    }
)
"""How checks are declared, run and told, and the form of what they are given."""
_WORDS: Final = frozenset({"Text"})
_WORDY_ARGUMENTS: Final = frozenset({"advice", "cites", "title"})
_NOT_CODE: Final = frozenset({"ctx", "kind", "type_comment", "type_ignores", "returns"})

Name = tuple[str, str]
"""A module and a name at its top level; an empty name is the whole module."""


def digest_of(check: Check) -> str:
    """Return the SHA-256 (hex) of what decides the answer of a check."""
    start = (check.function.__module__, check.function.__name__)
    seen: dict[Name, Any] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        code, used = _definition(name)
        seen[name] = code
        waiting += used
    content = {
        "declared": [check.code, check.kinds, check.severity.value, check.stages, check.needs],
        "code": sorted([module, name, code] for (module, name), code in seen.items() if code),
        "statement": _statement(check.module),
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _statement(module: str) -> str:
    file = resources.files(CHECKS_PACKAGE) / f"{module}.sql"
    return " ".join(file.read_text(encoding="utf-8").split()) if file.is_file() else ""


@cache
def _definition(name: Name) -> tuple[str, tuple[Name, ...]]:
    """Return the code of a definition in one writing, and the names of ours that it uses."""
    module, own = name
    if module in _ENGINE or not module.startswith(_OURS):
        return "", ()
    defined, imported = _module(module)
    if own and own not in defined:
        # A name that the module only passes on, or a module of its package.
        if own in imported:
            return "", (imported[own],)
        return "", ((f"{module}.{own}", ""),) if _source(f"{module}.{own}") else ()
    nodes = defined[own] if own else [node for each in defined.values() for node in each]
    used: list[Name] = []
    for word in dict.fromkeys(_words(nodes)):
        if word in imported:
            used.append(imported[word])
        elif word in defined and word != own:
            used.append((module, word))
    return json.dumps([_plain(node) for node in nodes], ensure_ascii=True), tuple(used)


def _words(nodes: list[ast.stmt]) -> Iterator[str]:
    for node in nodes:
        for each in _code_below(node):
            if isinstance(each, ast.Name):
                yield each.id


def _code_below(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it, without what is only said to people."""
    yield node
    for _, value in _fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _code_below(child)


def _plain(node: object) -> Any:
    """Return a node as plain values, the same for every version of Python."""
    if isinstance(node, ast.AST):
        return [type(node).__name__, {name: _plain(value) for name, value in _fields(node)}]
    if isinstance(node, list):
        return [_plain(item) for item in node]
    return repr(node)


def _fields(node: ast.AST) -> Iterator[tuple[str, Any]]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WORDS:
        return
    for name, value in ast.iter_fields(node):
        kept = value
        if name == "keywords":
            kept = [each for each in value if each.arg not in _WORDY_ARGUMENTS]
        elif name == "decorator_list":
            kept = [each for each in value if not _is_memory(each)]
        elif name == "body" and isinstance(value, list):
            kept = [each for each in value if not _is_words_alone(each)]
        if name not in _NOT_CODE and kept not in (None, []):
            yield name, kept


def _is_memory(decorator: ast.expr) -> bool:
    """Tell a decorator that only remembers answers."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Name) and called.id in ("cache", "lru_cache")


def _is_words_alone(node: ast.AST) -> bool:
    """Tell a docstring, or another text that stands by itself."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@cache
def _module(name: str) -> tuple[dict[str, list[ast.stmt]], dict[str, Name]]:
    """Return what a module defines at its top level, and what its imports mean."""
    defined: dict[str, list[ast.stmt]] = {}
    imported: dict[str, Name] = {}
    for node in ast.parse(_source(name)).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                imported[alias.asname or alias.name] = (node.module, alias.name)
        else:
            for word in _defined_by(node):
                defined.setdefault(word, []).append(node)
    return defined, imported


def _defined_by(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return [
        each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)
    ]


@cache
def _source(name: str) -> str:
    """Return the text of a module; empty where there is no such module."""
    found = find_spec(name)
    if found is None or not isinstance(found.loader, SourceLoader):
        return ""
    return found.loader.get_source(name) or ""
