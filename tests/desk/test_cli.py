"""The command itself: its verbs, its start, and that no file brings a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk import cli
from surveys.domain.check import registered_checks
from tests.architecture.sources import ROOT
from tests.desk.conftest import GOLDEN_TXT


def test_alone_it_says_what_it_is_for(cadastre):
    code, out, _ = cadastre()
    assert code == 0
    assert "usage: cadastre" in out


def test_its_version_is_the_installed_ones(cadastre):
    code, out, _ = cadastre("--version")
    assert code == 0
    assert out.startswith("cadastre 0.")


def test_an_unknown_verb_is_said_in_both_languages(cadastre):
    code, _, complaints = cadastre("fly")
    assert code == 2
    assert "fly" in complaints
    assert "命令写法有误" in complaints


def test_every_check_is_listed(cadastre):
    code, out, _ = cadastre("checks", "--json")
    told = json.loads(out)
    assert code == 0
    assert [each["code"] for each in told["checks"]] == [c.code for c in registered_checks()]
    assert told["rule_set"]["checks"] == len(told["checks"])
    text = cadastre("checks", "--lang", "en")[1]
    assert all(check.code in text for check in registered_checks())


def test_every_format_is_listed(cadastre):
    listed = json.loads(cadastre("formats", "--json")[1])
    assert {"coordinate_txt", "shapefile", "building_table_xlsx"} <= {f["format"] for f in listed}
    assert "勘测定界坐标 TXT" in cadastre("formats", "--lang", "zh")[1]


def test_the_schema_is_printed(cadastre):
    schema = json.loads(cadastre("schema")[1])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_it_is_installed_in_the_environment_and_needs_no_settings():
    command = Path(sys.executable).with_name("cadastre")
    done = subprocess.run([command], env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_check_loads_neither_django_nor_a_database(supply):
    code = (
        "import sys; from desk.cli import main; main(['check', sys.argv[1], '--html']);"
        "unwanted = {'django', 'psycopg2', 'rasterio', 'weasyprint', 'pyogrio'};"
        "sys.exit(bool(unwanted & set(sys.modules)))"
    )
    words = [sys.executable, "-c", code, str(supply)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0


def test_its_start_loads_nothing_slow():
    code = (
        "import sys, desk.cli; sys.exit(bool({'numpy', 'shapely', 'pyogrio'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GB18030", "en_US.UTF-8"])
def test_the_answer_is_utf8_in_every_locale(process, supply, locale):
    code, out, complaints = process("check", supply, "--json", LC_ALL=locale)
    assert (code, complaints) == (0, "")
    assert json.loads(out)["inputs"][0]["name"] == supply.name


def test_the_language_is_that_of_the_terminal(process, crossed):
    assert process("check", crossed, LANG="en_GB.UTF-8")[1].startswith("■ Errors found")
    assert process("check", crossed, LANG="zh_CN.UTF-8")[1].startswith("■ 发现错误")


def test_a_reader_of_the_output_may_leave(supply):
    words = f"{sys.executable} -m desk check {supply} --json | head -c 10"
    done = subprocess.run(["sh", "-c", words], cwd=ROOT, capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b'{\n  "forma', b"")


def test_a_fault_of_the_program_is_told_as_one(cadastre, supply, monkeypatch):
    def broken(arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "_check", broken)
    code, out, complaints = cadastre("check", supply)
    assert (code, out) == (2, "")
    assert "程序出错（ZeroDivisionError）" in complaints
    assert "It is no fault of the file" in complaints
    assert "Traceback" not in complaints
    monkeypatch.setenv("CADASTRE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main(["check", str(supply)])


def test_an_interrupted_check_says_so(cadastre, supply, monkeypatch):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_check", interrupted)
    code, _, complaints = cadastre("check", supply)
    assert code == 130
    assert "已中断" in complaints


def _damaged() -> st.SearchStrategy[bytes]:
    """Random bytes, and good files with a piece taken out or put in."""
    pieces = st.tuples(
        st.integers(0, len(GOLDEN_TXT)), st.integers(0, 60), st.binary(max_size=20)
    ).map(lambda cut: GOLDEN_TXT[: cut[0]] + cut[2] + GOLDEN_TXT[cut[0] + cut[1] :])
    begun = st.sampled_from([b"PK\x03\x04", b"\x00\x00\x27\x0a", b"SQLite format 3\0", b"<?xml "])
    return st.one_of(st.binary(max_size=400), pieces, st.tuples(begun, st.binary()).map(b"".join))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=_damaged(), ending=st.sampled_from([".txt", ".zip", ".shp", ".xlsx", ""]))
def test_no_file_brings_a_traceback(cadastre, tmp_path, content, ending):
    path = tmp_path / f"任意{ending}"
    path.write_bytes(content)
    code, out, complaints = cadastre("check", path, "--lang", "zh")
    assert code in (0, 1, 2)
    assert complaints == ""
    assert "Traceback" not in out
    if code:
        assert "错误" in out
