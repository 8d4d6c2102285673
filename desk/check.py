"""``cadastre check``: read, check, report; the exit code is the verdict."""

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from cadastre.domain.crs import system
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Text
from desk.console import CLEAN, COULD_NOT, ERRORS, is_terminal, out
from desk.gather import gather
from importers.records import Delivery
from surveys.domain.check_editions import Edition, edition_asked
from surveys.domain.field_mapping import AppliedMapping, applied_document
from surveys.domain.report import Report, StatedFacts, Verdict, report_bytes
from surveys.domain.report_compare import compare, read_report
from surveys.domain.report_facts import is_plane, stated_facts
from surveys.file_check import FileCheck, check_files

_CODES: Final = {Verdict.CLEAN: CLEAN, Verdict.ERRORS: ERRORS, Verdict.UNREADABLE: COULD_NOT}


@dataclass(frozen=True, slots=True)
class _Stated:
    """The facts to check with, and whether the system among them may be told by the files."""

    facts: StatedFacts
    system_is_open: bool


def check(arguments: argparse.Namespace) -> int:
    """Run the verb; returns the exit code.

    Raises
    ------
    CadastreError
        The arguments cannot be used: a wrong code, a path that leads nowhere, no report.
    """
    if sys.platform == "win32":
        raise InvalidInput(
            Text(
                "文件须在受限的进程中读取，Windows 不支持。",
                "Files are read in a bounded process, which Windows does not offer.",
            ),
            advice=Text("请在 WSL 或 Linux 中运行。", "Run it in WSL or on Linux."),
        )
    before = _report_at(arguments.against) if arguments.against else None
    files = gather(arguments.files)
    stated = _stated(arguments, before)
    mapping = _mapping_at(arguments.mapping) if arguments.mapping else None
    asked = edition_asked(arguments.edition, before)
    result = _checked(files, stated, mapping, asked)
    report = result.report
    if before is not None:
        report = report | {"comparison": compare(before, report)}
    written = _rendered(arguments, report, result)
    if arguments.output:
        arguments.output.write_bytes(written)
    else:
        out(written)
    return _CODES[Verdict(report["verdict"])]


def _report_at(path: Path) -> Report:
    if not path.is_file():
        raise InvalidInput(Text(f"没有文件“{path}”。", f"There is no file “{path}”."))
    return read_report(path.read_bytes(), name=path.name)


def _stated(arguments: argparse.Namespace, before: Report | None) -> _Stated:
    """Return what was stated: by the arguments, else by the earlier report, else as usual."""
    known: dict[str, Any] = dict(before["facts"]) if before else {}
    asked = {
        "stage": arguments.stage,
        "srid": arguments.srid,
        "accuracy_class": arguments.accuracy_class,
        "area_standard": arguments.area_standard,
        "parcel_code": arguments.parcel,
        "county_code": arguments.county,
    }
    known |= {name: value for name, value in asked.items() if value is not None}
    return _Stated(stated_facts(known), system_is_open="srid" not in known)


def _mapping_at(path: Path) -> AppliedMapping | None:
    if not path.is_file():
        raise InvalidInput(Text(f"没有文件“{path}”。", f"There is no file “{path}”."))
    return applied_document(path.read_bytes(), name=path.name)


def _checked(
    files: list[Path], stated: _Stated, mapping: AppliedMapping | None, asked: Edition | None
) -> FileCheck:
    """Check the files in the stated system, or in the one plane system they state themselves."""
    context = stated.facts.context()
    result = check_files(files, context=context, mapping=mapping, edition=asked)
    if stated.system_is_open:
        told = _told_system(result.delivery)
        if told is not None and told != stated.facts.srid:
            facts = replace(stated.facts, srid=told)
            return check_files(files, context=facts.context(), mapping=mapping, edition=asked)
    return result


def _told_system(delivery: Delivery) -> int | None:
    """Return the plane system that the files are in, None when they differ or do not tell."""
    told = {file.system.srid for file in delivery.files if file.system and file.system.srid}
    found = system(told.pop()) if len(told) == 1 else None
    if found is None or not is_plane(found):
        return None
    return found.srid


def _rendered(arguments: argparse.Namespace, report: Report, result: FileCheck) -> bytes:
    if arguments.form == "json":
        return report_bytes(report)
    if arguments.form == "html":
        from surveys.domain.report_html import report_html
        from surveys.domain.report_sketch import shapes_of

        text = report_html(report, shapes=shapes_of(result.delivery), language=arguments.lang)
    else:
        from surveys.domain.report_text import report_text

        colour = is_terminal() and not arguments.output
        text = report_text(report, language=arguments.lang, colour=colour)
    return text.encode("utf-8", "replace")
