"""What nobody may write, because it once went wrong."""

import ast
import re

import pytest
from django import VERSION

from tests.architecture.sources import named, python_files, sql_files, text_of, tracked

THIS_FILE = "tests/architecture/test_forbidden.py"
FORBIDDEN = {
    "repairing a boundary: an invalid one is a finding, and a time limit crashes the server": (
        r"make_?valid\w*\s*\(|MakeValid|st_makevalid|buffer\s*\([^()]*,?\s*0(\.0+)?\s*\)"
    ),
    "opening a file with whichever driver GDAL thinks fit": (
        r"ogr2ogr|django\.contrib\.gis\.gdal|LayerMapping|/vsi(zip|curl|tar|s3)"
    ),
}
ONLY_SAID = {  # tests offer such files to be refused, and look at ours with other eyes
    # The benchmarks of loads and deliveries copy a file that they have just written themselves.
    "opening a file with whichever driver GDAL thinks fit": (
        "tests/",
        "benchmarks/load.py",
        "benchmarks/deliver.py",
    ),
}
CODE = (".py", ".sql", ".html", ".js", ".sh", ".txt", "")


def lines_with(pattern: str, *, apart: tuple[str, ...] = ()) -> list[str]:
    wanted = re.compile(pattern, re.IGNORECASE)
    return [
        f"{named(path)}:{number}: {line.strip()[:120]}"
        for path in tracked()
        if path.suffix in CODE and named(path) != THIS_FILE and not named(path).startswith(apart)
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if wanted.search(line)
    ]


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_code_does_it(fault):
    assert lines_with(FORBIDDEN[fault], apart=ONLY_SAID.get(fault, ())) == []


@pytest.mark.parametrize(
    "line",
    [
        "select st_makevalid(geom)",
        "shape.buffer(0)",
        "ST_Buffer(geom, 0)",
        "GeometryField().annotate(MakeValid('geom'))",
        "st_buffer(p.geom, 0.0)",
    ],
)
def test_the_search_for_repairs_finds_them(line):
    assert re.search(next(iter(FORBIDDEN.values())), line, re.IGNORECASE)


def test_no_file_names_a_package_registry():
    registries = (
        r"https?://[\w.-]*(pypi|pythonhosted|npmjs|jsdelivr|unpkg|cdnjs|crates\.io|rubygems|"
        r"debian\.org|ubuntu\.com|mirrors?\.|artifactory|nexus|googleapis|gstatic)"
    )
    assert lines_with_any_file(registries) == []


def test_no_file_names_a_folder_of_somebodys_machine():
    folders = r"(?<![\w.])/(work|root|home/\w+|Users/\w+|tmp/\w+)/"
    assert lines_with_any_file(folders) == []


def lines_with_any_file(pattern: str) -> list[str]:
    wanted = re.compile(pattern)
    return [
        f"{named(path)}:{number}: {line.strip()[:120]}"
        for path in tracked()
        if named(path) != THIS_FILE
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if wanted.search(line)
    ]


NO_DRIVER_THERE = ("tests/", "launcher/")
"""The launcher asks psql, with its own constants: it runs before there is a driver to bind with."""

SQL_WORDS = re.compile(
    r"^\s*(select\s.+\sfrom|insert\s+into|update\s.+\sset|delete\s+from|create\s|drop\s|alter\s)",
    re.IGNORECASE | re.DOTALL,
)


def sql_made_up(tree: ast.AST) -> list[int]:
    """Return the lines where SQL is put together from pieces."""
    pieces = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and any(
            isinstance(part, ast.FormattedValue) for part in node.values
        ):
            words = "".join(
                str(part.value) if isinstance(part, ast.Constant) else " x " for part in node.values
            )
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"execute", "executemany", "raw", "RawSQL", "extra"}
            and node.args
            and isinstance(node.args[0], ast.BinOp | ast.JoinedStr)
        ):
            words = "select x from x"
        else:
            continue
        if SQL_WORDS.match(words):
            pieces.append(node.lineno)
    return pieces


def test_no_sql_is_put_together_from_pieces():
    found = [
        f"{named(path)}:{line}"
        for path in python_files()
        if not named(path).startswith(NO_DRIVER_THERE)
        for line in sql_made_up(ast.parse(text_of(path)))
    ]
    assert found == []


def test_the_search_for_sql_in_pieces_finds_it():
    for code in (
        "f'select {x} from parcels_parcel'",
        "f'UPDATE parcels_parcel SET a = {b}'",
        "cursor.execute('select 1 ' + more)",
    ):
        assert sql_made_up(ast.parse(code)) == [1]
    assert sql_made_up(ast.parse("f'Please select {x} yourself'")) == []


def test_every_statement_in_a_file_takes_its_values_as_parameters():
    assert sql_files()
    for path in sql_files():
        assert not re.search(r"\{\w*\}|%s|\$\d", text_of(path)), named(path)


def test_django_has_the_fix_for_spatial_lookups():
    """5.2.17 fixed writing files and calling out through raster lookups (CVE-2026-15307)."""
    assert (5, 2, 17) <= VERSION[:3] < (6,)


def test_no_test_is_skipped_or_expected_to_fail():
    wanted = r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b"
    found = [line for line in lines_with(wanted) if line.startswith("tests/")]
    assert found == []
