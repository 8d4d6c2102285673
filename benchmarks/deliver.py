"""A large delivery from its file to its report, against an unchecked ``ogr2ogr`` COPY of the file.

An invented county is written as a GeoPackage, eight points to a parcel, and delivered for the land
supply of a project. The steps are those of ``survey_read``: "read" in the bounded process, with its
records taken over; "check" beside the register, which is empty; "reports" of the office and of the
desk as they are kept; "stage" parcels and points; "findings", "documents" (the reports on disk) and
"commit".
``ogr2ogr`` copies the parcels into a table of its own without an index; the quicker of two counts.
It runs in a database of its own, made and dropped here. Memory is the most that this process had.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks._county import code_of, own_database, sub_districts
from benchmarks._report import peak_mib, report
from benchmarks.load import NOW, copied, written_apart

if TYPE_CHECKING:
    from surveys.models import SurveyResult

DATABASE = "cadastre_bench_deliver"
STEPS_OF_KEEPING = ("stage", "findings", "documents", "commit")


def main(arguments: list[str]) -> int:
    """Run the benchmark; returns 0. Without ``ogr2ogr`` there are no ratios."""
    parser = argparse.ArgumentParser(prog="bin/bench deliver", description=__doc__)
    parser.add_argument("parcels", nargs="?", type=int, default=10_000, help="at most 100,000")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--ogr2ogr", default=shutil.which("ogr2ogr"), help="where the program is")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadastre.settings")
    import django
    from django.test import override_settings

    django.setup()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, own_database(DATABASE):
        path = Path(name) / "stock.gpkg"
        parcels = written_apart(path, chosen.parcels)
        bare = min(copied(chosen.ogr2ogr, path) for _ in range(2)) if chosen.ogr2ogr else None
        sub_districts(parcels)
        with override_settings(FILES_DIR=Path(name) / "files"):
            steps = _read(_delivered(path))
    steps |= {"keeping": sum(steps[name] for name in STEPS_OF_KEEPING)}
    measured: dict[str, dict[str, Any]] = {} if bare is None else {"ogr2ogr COPY": {"s": bare}}
    for name, seconds in steps.items():
        measured[name] = {"s": seconds, "parcels/s": parcels / seconds}
        measured[name] |= {} if bare is None else {"x ogr2ogr": seconds / bare}
    measured["this process"] = {"peak MiB": peak_mib()}
    report(measured, as_json=chosen.json, title=f"{parcels:,} parcels delivered")
    return 0


def _delivered(path: Path) -> "SurveyResult":
    """Deliver the file as a registrar does, whose caps are the wider ones."""
    from accounts.models import Account, Organisation, Role
    from surveys import services
    from surveys.models import Stage, SurveyProject

    office = Organisation.objects.create(name="示例登记中心")
    by = Account.objects.create_user(
        username="bench", organisation=office, roles=[Role.REGISTRAR], districts=["410811"]
    )
    project = SurveyProject.objects.create(
        number="DC-2026-001",
        name="示例",
        parcel_code=code_of(0),
        organisation=office,
        created_by=by,
        created_at=NOW,
    )
    with path.open("rb") as blocks:
        return services.survey_receive(
            project,
            Stage.objects.get(code="supply"),
            [services.Upload(path.name, path.stat().st_size, blocks)],
            services.Declaration(surveyed_on=date(2026, 1, 4)),
            by=by,
            now=NOW,
        )


def _read(result: "SurveyResult") -> dict[str, float]:
    """Read, check and keep a result as ``survey_read`` does; returns the seconds of each step."""
    from django.db import transaction

    from surveys import checking, report_store, staging
    from surveys.services.delivery import delivery_of
    from surveys.upload_limits import Door, limits_for

    seconds: dict[str, float] = {}

    @contextmanager
    def timed(step: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        seconds[step] = time.perf_counter() - started

    with timed("read"):
        limits = limits_for(result.uploaded_by, Door.DELIVERY)
        delivery = delivery_of(result, limits=limits, mapping={})
    with timed("check"):
        checked = checking.check_delivery(delivery, result=result)
    with timed("reports"):
        reports = checking.reports_of(delivery, checked, result=result)
        documents = report_store.documents_of(reports)
    with timed("commit"):
        with transaction.atomic():
            with timed("stage"):
                staging.stage(result, delivery)
            with timed("findings"):
                staging.store_report(result, checked)
            with timed("documents"):
                report_store.keep(result.pk, documents)
        written = sum(seconds[step] for step in ("stage", "findings", "documents"))
    seconds["commit"] -= written
    return seconds


if __name__ == "__main__":
    import sys

    raise SystemExit(main(sys.argv[1:]))
