"""``bin/manage data_quality [--json]``: gaps in old data, by cadastral sub-district."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from registration.data_quality import all_gaps, gaps_json


class Command(BaseCommand):
    help = "Parcels without points, buildings without parcel, units without area: the office's list"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        gaps = all_gaps()
        if options["json"]:
            self.stdout.write(json.dumps(gaps_json(gaps), ensure_ascii=False, indent=2))
            return
        for gap in gaps:
            self.stdout.write(
                f"{gap.sub_district} {gap.name}  {gap.count}  {gap.title.zh} / {gap.title.en}: "
                f"{' '.join(gap.codes)}"
            )
        if not gaps:
            self.stdout.write("没有缺口。 Nothing is missing.")
