"""``cadastre check``: read, check, report; the exit code is the verdict."""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desk.console import complain, is_terminal, out
from desk.gather import gather
from desk.reading import (
    VERDICTS,
    content_of,
    in_told_system,
    mapping_at,
    require_bounded_process,
)
from desk.waiting import waiting
from surveys.domain.check_editions import Edition, edition_asked
from surveys.domain.field_mapping import AppliedMapping
from surveys.domain.report import Report, StatedFacts, Verdict, replay_note, report_bytes
from surveys.domain.report_compare import compare, read_report
from surveys.domain.report_facts import stated_facts
from surveys.file_check import FileCheck, check_files


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
    require_bounded_process()
    before = _report_at(arguments.against) if arguments.against else None
    files = gather(arguments.files)
    stated = _stated(arguments, before)
    mapping = mapping_at(arguments.mapping)
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
    if (note := replay_note(report)) is not None:
        complain(note)
    return VERDICTS[Verdict(report["verdict"])]


def _report_at(path: Path) -> Report:
    return read_report(content_of(path), name=path.name)


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


def _checked(
    files: list[Path], stated: _Stated, mapping: AppliedMapping | None, asked: Edition | None
) -> FileCheck:
    def look(srid: int) -> FileCheck:
        context = replace(stated.facts, srid=srid).context()
        with waiting() as progress:
            return check_files(
                files, context=context, progress=progress, mapping=mapping, edition=asked
            )

    return in_told_system(
        look,
        srid=stated.facts.srid,
        is_open=stated.system_is_open,
        delivery_of=lambda seen: seen.delivery,
    )


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
