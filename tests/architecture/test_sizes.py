"""Files and functions stay small enough to read; what is longer says why."""

import ast

from tests.architecture.sources import named, python_files, text_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGER_FILES: dict[str, tuple[int, str]] = {}
LONGER_FUNCTIONS: dict[str, tuple[int, str]] = {}
LONGEST_TEST_FILE = 760
"""A module's cases stand together, so its test file may be twice as long, and no longer."""


def limit_of(name: str) -> int:
    if name.startswith("tests/"):
        return LONGEST_TEST_FILE
    return LONGER_FILES.get(name, (LONGEST_FILE, ""))[0]


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines without its docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        told = function.body[0]
        lines -= (told.end_lineno or 0) - told.lineno + 1
    return lines


def test_no_file_is_too_long():
    lengths = {named(path): len(text_of(path).splitlines()) for path in python_files()}
    assert {name: n for name, n in lengths.items() if n > limit_of(name)} == {}


def test_no_function_is_too_long():
    longer = {}
    for path in python_files():
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{named(path)}:{node.name}"
                if lines_of(node) > LONGER_FUNCTIONS.get(name, (LONGEST_FUNCTION, ""))[0]:
                    longer[name] = lines_of(node)
    assert longer == {}


def test_an_exception_that_is_no_longer_needed_is_taken_off_the_list():
    known = {named(path): len(text_of(path).splitlines()) for path in python_files()}
    assert [name for name in LONGER_FILES if known.get(name, 0) <= LONGEST_FILE] == []


def test_no_drawer_for_everything():
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py", "core.py"}
    assert [named(path) for path in python_files() if path.name in drawers] == []
