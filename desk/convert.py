"""``cadastre convert``: read as ``check`` reads, and write one file in another format.

Nothing is written of files that were not read to their end or have an error.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from cadastre.domain.crs import system as system_of
from cadastre.domain.errors import InvalidInput
from cadastre.domain.findings import Finding, Text
from desk.console import CLEAN, out, tell
from desk.convert_words import NOT_WRITTEN, finding_lines, holders_line, written_line
from desk.gather import gather
from desk.put import put, require_free
from desk.reading import VERDICTS, in_told_system, mapping_at, require_bounded_process
from desk.waiting import waiting
from exporters.formats import Writer, ending, title, write, writer, writers
from importers.field_mapping import NO_MAPPING
from importers.records import DeclaredSystem, Delivery
from importers.sandbox import read_in_child
from surveys.domain.check import CheckReport
from surveys.domain.field_mapping import AppliedMapping
from surveys.domain.report import InputFile, Report, Scope, StatedFacts, Verdict, report_of
from surveys.domain.report_facts import stated_facts
from surveys.domain.report_words import said
from surveys.file_check import in_reading_order, input_file


def convert(arguments: argparse.Namespace) -> int:
    """Run the verb; returns the exit code.

    Raises
    ------
    CadastreError
        The arguments cannot be used, the files are in several systems or in one that nobody
        told, or the format can hold nothing of them.
    """
    require_bounded_process()
    one = writer(arguments.to)
    files = gather(arguments.files)
    place = arguments.output or Path(f"{files[0].stem}{ending(one.FORMAT)}")
    require_free(place, read=files, may_replace=arguments.force)
    facts = stated_facts({} if arguments.srid is None else {"srid": arguments.srid})
    delivery = _read(files, arguments, facts)
    inputs = [input_file(path) for path in files]
    report = _report(delivery, delivery.findings, inputs, facts)
    verdict = Verdict(report["verdict"])
    if verdict is not Verdict.UNREADABLE:
        _require_one_system(delivery)
    tell(finding_lines(report["findings"], arguments.lang))
    if verdict is not Verdict.CLEAN:
        tell([said(NOT_WRITTEN, arguments.lang)])
        return VERDICTS[verdict]
    _require_something_held(delivery, one)
    system = _system(delivery, stated=arguments.srid, with_zone=arguments.zone_prefix)
    lost = put(
        place,
        lambda path: write(delivery, path, format=one.FORMAT, system=system),
        read=files,
        may_replace=arguments.force,
    )
    told = _report(delivery, lost, inputs, facts)["findings"]
    tell(finding_lines(told, arguments.lang))
    tell(holders_line(delivery, arguments.lang))
    line = written_line(place, one, delivery, system, arguments.lang)
    out(f"{line}\n".encode("utf-8", "replace"))
    return CLEAN


def _read(files: list[Path], arguments: argparse.Namespace, facts: StatedFacts) -> Delivery:
    mapping: AppliedMapping | None = mapping_at(arguments.mapping)
    words = mapping.words if mapping else NO_MAPPING
    ordered = in_reading_order(files)
    with waiting() as progress:
        return in_told_system(
            lambda srid: read_in_child(ordered, office_srid=srid, progress=progress, mapping=words),
            srid=facts.srid,
            is_open=arguments.srid is None,
            delivery_of=lambda delivery: delivery,
        )


def _report(
    delivery: Delivery, findings: Iterable[Finding], inputs: list[InputFile], facts: StatedFacts
) -> Report:
    """Report findings without the checks: their verdict, and their words with holders masked."""
    return report_of(
        delivery,
        CheckReport(tuple(findings), ()),
        facts=facts,
        inputs=inputs,
        scope=Scope.DELIVERY,
    )


def _systems(delivery: Delivery) -> dict[int, str]:
    """Return the EPSG codes that the files are in, each with the first file that is."""
    found: dict[int, str] = {}
    for file in delivery.files:
        if file.system is not None and file.system.srid is not None:
            found.setdefault(file.system.srid, file.name)
    return found


def _require_one_system(delivery: Delivery) -> None:
    found = _systems(delivery)
    if len(found) < 2:
        return
    listed = [f"{name} EPSG:{srid}" for srid, name in found.items()]
    raise InvalidInput(
        Text(
            f"文件的坐标系不同：{'，'.join(listed)}。一个文件只能有一个坐标系，没有写出。",
            f"The files are in several systems: {', '.join(listed)}. A file has one system; "
            "nothing was written.",
        ),
        advice=Text(
            "请把每个坐标系的文件分别转换；本命令不作坐标换算。",
            "Convert the files of each system apart; nothing is transformed here.",
        ),
    )


def _system(delivery: Delivery, *, stated: int | None, with_zone: bool) -> DeclaredSystem:
    """Return the system to write: the stated one, or the one that every file tells.

    Files without coordinates have none.

    Raises
    ------
    InvalidInput
        A file does not tell its system, and it was not stated: what is written must not claim
        what nobody said.
    """
    unknown = [each.file for each in delivery.findings if each.kind == "unknown_crs"]
    if stated is None and unknown:
        raise InvalidInput(
            Text(
                f"“{unknown[0]}”没有完整写明坐标系，写出的文件不能替它断定；没有写出。",
                f"“{unknown[0]}” does not fully tell its system, and the written file must not "
                "claim one for it; nothing was written.",
            ),
            advice=Text(
                "请用 --srid 写明坐标系，例如 114° 带为 --srid 4547。",
                "State the system with --srid, for example --srid 4547 for 114° E.",
            ),
        )
    srid = stated if stated is not None else next(iter(_systems(delivery)), None)
    known = system_of(srid) if srid is not None else None
    return DeclaredSystem(srid, zone_prefix=known.zone if known and with_zone else None)


def _require_something_held(delivery: Delivery, one: Writer) -> None:
    kinds = [kind for kind in ("parcels", "buildings", "units", "lines") if getattr(delivery, kind)]
    fitting = [
        other.FORMAT
        for other in writers()
        if any(getattr(other.HOLDS, kind) is not None for kind in kinds)
    ]
    if one.FORMAT in fitting:
        return
    if not fitting:
        raise InvalidInput(
            Text(
                "文件里没有宗地、自然幢、户或界址线，没有可写出的内容。",
                "The files hold no parcel, building, unit or boundary line: nothing to write.",
            ),
            advice=Text("请核对文件。", "Check the files."),
        )
    name, known = title(one), ", ".join(fitting)
    raise InvalidInput(
        Text(
            f"{name.zh}不能表示这些文件的任何内容，没有写出。",
            f"A {name.en} can hold nothing of these files; nothing was written.",
        ),
        advice=Text(f"可用 --to：{known}。", f"Use --to with one of: {known}."),
    )
