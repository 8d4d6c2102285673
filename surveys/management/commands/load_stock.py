"""Load an office's stock of parcels into the register: all of it, or nothing."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cadastre.domain.errors import CadastreError
from cadastre.http import finding_as_dict, refusal_as_dict
from parcels.bulk import StockRefused
from surveys.management.commands.import_survey import iso_date
from surveys.stock import StockSource, stock_load_files

SHOWN = 20
"""Findings printed for people; --json has all of them."""


class Command(BaseCommand):
    """``bin/manage load_stock FILE… [--dry-run]``: exit 0 loaded, 1 refused, 2 no file."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--title", default="存量宗地", help="name of the source")
        parser.add_argument("--organisation", default="", help="who surveyed it")
        parser.add_argument("--surveyed-on", type=iso_date, default=None, help="2024-03-15")
        parser.add_argument("--accuracy-class", type=int, choices=(1, 2, 3), default=None)
        parser.add_argument("--by", default="", help="user name for the journal")
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything, write nothing"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"]:
            if not path.is_file():
                said = f"{path}: 没有这个文件。\n{path}: there is no such file."
                raise CommandError(said, returncode=2)
        try:
            told = stock_load_files(
                options["files"],
                origin=StockSource(
                    options["title"],
                    options["organisation"],
                    options["surveyed_on"],
                    options["accuracy_class"],
                ),
                now=timezone.now(),
                by=options["by"],
                dry_run=options["dry_run"],
                progress=self._progress,
            )
        except CadastreError as error:
            self._refused(error, as_json=options["json"])
            raise CommandError(f"{error.message.zh}\n{error.message.en}") from error
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        self.stdout.write(_sentence(told))

    def _progress(self, step: str, parcels: int) -> None:
        self.stderr.write(f"{step}: {parcels:,}")

    def _refused(self, error: CadastreError, *, as_json: bool) -> None:
        findings = error.findings if isinstance(error, StockRefused) else ()
        if as_json:
            told = refusal_as_dict(error) | {
                "findings": [finding_as_dict(each) for each in findings]
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for each in findings[:SHOWN]:
            place = ":".join(str(part) for part in (each.file, each.line) if part)
            self.stdout.write(f"{each.code} {each.kind} {place}")
            self.stdout.write(f"  {each.message.zh}\n  {each.message.en}")


def _sentence(told: dict[str, Any]) -> str:
    count = f"{told['parcels']:,}"
    if told["repeated"]:
        return (
            f"这些文件已入库（{count} 宗），未再写入。\n"
            f"These files are in the register already ({count} parcels); nothing was written."
        )
    if not told["was_written"]:
        return f"试运行：{count} 宗均可入库，未写入。\nDry run: {count} parcels would be entered."
    return f"已入库 {count} 宗。\n{count} parcels entered."
