"""Compare two survey results: boundary, areas, and every unit of every building."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cadastre.domain.findings import Text
from cadastre.refusals import refusals_as_command_errors
from surveys.comparing import compared
from surveys.domain.compare_report import difference_as_dict, units_csv
from surveys.domain.compare_results import ResultDifference
from surveys.domain.compare_words import KIND_WORDS, explained, summary_of
from surveys.models import SurveyProject, SurveyResult
from surveys.selectors import counting


class Command(BaseCommand):
    """``bin/manage compare RESULT RESULT`` or ``bin/manage compare --project P STAGE STAGE``."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("first", help="id of a result, or a stage code with --project")
        parser.add_argument("second", help="id of the later result, or its stage code")
        parser.add_argument("--project", default="", help="project number; then name two stages")
        parser.add_argument("--changed", action="store_true", help="only units that changed")
        shape = parser.add_mutually_exclusive_group()
        shape.add_argument("--json", action="store_true", help="the whole comparison as JSON")
        shape.add_argument("--csv", action="store_true", help="the unit comparison as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        first, second = (
            _result(options[name], project=options["project"]) for name in ("first", "second")
        )
        with refusals_as_command_errors(as_json=options["json"]):
            found = compared(first, second)
        if options["json"]:
            answer = difference_as_dict(found, only_changed=options["changed"])
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        elif options["csv"]:
            self.stdout.write(units_csv(found, only_changed=options["changed"]), ending="")
        else:
            for line in _lines(found):
                self.stdout.write(line)


def _result(name: str, *, project: str) -> SurveyResult:
    results = SurveyResult.objects.select_related("project", "stage")
    if project:
        there = SurveyProject.objects.filter(number=project).first()
        of_stage = results.filter(project=there, stage=name).order_by("-version")
        result = counting(list(of_stage)) if there else None
    else:
        result = results.filter(pk=name).first() if _is_id(name) else None
    if result is None:
        where_zh, where_en = (
            (f"项目 {project} 的", f" in project {project}") if project else ("", "")
        )
        raise CommandError(
            f"{name}: 没有{where_zh}这份成果。\n{name}: there is no such result{where_en}."
        )
    return result


def _is_id(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def _lines(found: ResultDifference) -> Iterator[str]:
    """Yield the comparison for people: what is compared, and a sentence in each language."""
    yield f"{found.first.title.zh} → {found.second.title.zh}"
    yield from _said(Text("界址", "boundary"), found.boundary and found.boundary.text)
    yield from _said(Text("宗地面积", "land area"), found.land_area and found.land_area.text)
    for building in found.buildings:
        yield f"F{building.number} {building.kind}"
        for name, part in (
            (Text("占地范围", "footprint"), building.footprint),
            (Text("占地面积", "footprint area"), building.footprint_area),
            (Text("建筑面积", "floor area"), building.floor_area),
        ):
            yield from _said(name, part and part.text)
        if building.units is not None:
            yield from _said(Text("户", "units"), summary_of(building.units))
            for change in building.units.changes:
                if change.is_changed:
                    yield from _said(KIND_WORDS[change.kind], explained(change))


def _said(name: Text, text: Text | None) -> Iterator[str]:
    if text is not None:
        yield f"  {name.zh}：{text.zh}"
        yield f"  {name.en}: {text.en}"
