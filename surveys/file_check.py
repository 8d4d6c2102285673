"""Check files as they lie on a disk; nothing is kept, and neither Django nor a database is needed.

All doors come through here: the desk, the server's dry check, and a delivery that is taken in.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from importers.field_mapping import NO_MAPPING
from importers.limits import DEFAULT_LIMITS, Limits
from importers.records import Delivery
from importers.sandbox import read_in_child
from importers.upload_pace import Progress
from surveys.domain.check import CheckReport, run_checks
from surveys.domain.check_context import CheckContext
from surveys.domain.check_editions import Edition, run_edition
from surveys.domain.field_mapping import AppliedMapping
from surveys.domain.report import InputFile, Report, Scope, facts_of, report_of


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What was read, what the checks said of it, and the report of both."""

    delivery: Delivery
    checked: CheckReport
    report: Report


def in_reading_order(paths: Iterable[Path]) -> list[Path]:
    """Return files in the order they are read in, whatever order they came in: by name."""
    return sorted(paths, key=lambda path: (path.name, str(path)))


def input_file(path: Path) -> InputFile:
    """Return name, SHA-256 and size of a file on disk."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return InputFile(path.name, digest, path.stat().st_size)


def check_files(
    paths: Sequence[Path],
    *,
    context: CheckContext,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    mapping: AppliedMapping | None = None,
    edition: Edition | None = None,
) -> FileCheck:
    """Read files in the bounded process, run the checks, and report.

    Parameters
    ----------
    context
        What the checks may know. With a register to ask, the scope is ``register``, else
        ``delivery``; see :meth:`~surveys.domain.report.StatedFacts.context`.
    mapping
        The sender's own field names.
    edition
        An edition of the checks to replay; see :func:`surveys.domain.check_editions.run_edition`.

    Raises
    ------
    OSError
        A path leads nowhere or must not be read.
    """
    inputs = [input_file(path) for path in paths]
    delivery = read_in_child(
        in_reading_order(paths),
        office_srid=context.office_srid,
        limits=limits,
        progress=progress,
        mapping=mapping.words if mapping else NO_MAPPING,
    )
    return check_read(delivery, context=context, inputs=inputs, mapping=mapping, edition=edition)


def check_read(
    delivery: Delivery,
    *,
    context: CheckContext,
    inputs: Sequence[InputFile],
    mapping: AppliedMapping | None = None,
    edition: Edition | None = None,
) -> FileCheck:
    """Run the checks on what was read, and report; ``mapping`` is what it was read with."""
    replayed = edition if edition is not None and not edition.is_installed else None
    if replayed is None:
        checked = run_checks(delivery, context)
    else:
        checked = run_edition(delivery, context, replayed)
    report = report_of(
        delivery,
        checked,
        facts=facts_of(context),
        inputs=inputs,
        scope=Scope.DELIVERY if context.query is None else Scope.REGISTER,
        rules=replayed.rules if replayed else None,
        left_out=len(replayed.changed) if replayed else 0,
        mapping=mapping,
    )
    return FileCheck(delivery, checked, report)
