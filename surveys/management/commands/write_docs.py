"""Write the pages about checks and reuse rules, and the edition of the checks, from the code."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cadastre.domain.findings import Text
from surveys.domain.check import describe_checks
from surveys.domain.check_context import NEEDS
from surveys.domain.check_edition import EDITION
from surveys.domain.check_editions import edition_text
from surveys.domain.evidence import BaseStage
from surveys.formats_table import formats_table
from surveys.rule_sets import all_rule_sets

CHECKS_PAGE: Final = Path("docs/checks.md")
RULES_PAGE: Final = Path("docs/rules.md")
FORMATS_PAGE: Final = Path("docs/formats.md")
EDITIONS: Final = Path("surveys/data/check_editions")
"""The installed edition is written anew as long as it is the newest; older ones stay."""
BEGIN: Final = "<!-- written by manage.py write_docs: begin -->"
END: Final = "<!-- written by manage.py write_docs: end -->"

FAMILIES: Final[Mapping[str, Text]] = {
    "CR": Text("坐标系", "coordinate system, as the figures show it"),
    "BP": Text("界址点", "boundary points and corners"),
    "BL": Text("界址线", "boundary lines and rings"),
    "PA": Text("宗地", "parcels"),
    "CV": Text("宗地之间", "coverage: between neighbouring parcels"),
    "BU": Text("自然幢", "buildings"),
    "UN": Text("户", "units of building tables"),
    "XS": Text("阶段之间", "across stages"),
}

_INTRODUCTION: Final = """\
# The checks

This page is written by `bin/manage write_docs` from the checks themselves; a test compares the two.

Every delivery is held against the checks below as soon as it was read. A check is one file of
`surveys/checks/`, found by its name; one that looks at the register has a `.sql` of the same name
beside it. What the readers find (families FI and CR) is described in [formats.md](formats.md) and
[coordinate-systems.md](coordinate-systems.md).

- **error** keeps a result from being submitted; **warning** is for the reviewer to judge;
  **information** asks for nothing. The column below is the usual weight; the text of a check says
  where a finding weighs less.
- For each check the report says what became of it: passed, the worst finding, not applicable (the
  delivery has nothing of the kind), or could not be checked (and then what it lacked).
"""


class Command(BaseCommand):
    """``bin/manage write_docs [--check]``."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only tell whether they are true")

    def handle(self, *args: Any, **options: Any) -> None:
        for place, content in written(settings.BASE_DIR).items():
            path = settings.BASE_DIR / place
            if path.is_file() and path.read_text(encoding="utf-8") == content:
                continue
            if options["check"]:
                raise CommandError(
                    f"{place} 与代码不符，请运行 bin/manage write_docs。\n"
                    f"{place} differs from the code: run bin/manage write_docs."
                )
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            self.stdout.write(str(place))


def written(root: Path) -> dict[Path, str]:
    """Return each page with the text it should have.

    Raises
    ------
    CommandError
        The page of the rules has lost the marks between which the table stands.
    """
    pages = {
        CHECKS_PAGE: checks_page(),
        EDITIONS / f"{EDITION}.json": edition_text(),
        RULES_PAGE: _between(root, RULES_PAGE, rules_table()),
    }
    if (root / FORMATS_PAGE).is_file():
        pages[FORMATS_PAGE] = _between(root, FORMATS_PAGE, formats_table())
    return pages


def _between(root: Path, page: Path, table: str) -> str:
    """Return a page with a table between its marks."""
    text = (root / page).read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise CommandError(f"{page}: 缺少标记 / the marks are missing: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{table}\n{END}{after}"


def checks_page() -> str:
    """Return the page about checks: a table of each family, then every check."""
    checks = list(describe_checks())
    parts = [_INTRODUCTION]
    for family, name in FAMILIES.items():
        own = [check for check in checks if check["code"].startswith(family)]
        if own:
            parts.append("\n".join(_family(family, name, own)))
    return "\n".join(parts)


def _family(family: str, name: Text, checks: list[Mapping[str, Any]]) -> Iterator[str]:
    yield f"## {family} · {name.en} {name.zh}\n"
    yield "| code | what holds | 应当如此 | weight | reads the register |"
    yield "|---|---|---|---|---|"
    for check in checks:
        title, register = check["title"], "yes" if check["reads_register"] else ""
        yield (
            f"| [{check['code']}](#{_anchor(check)}) | {title.en} | {title.zh} "
            f"| {check['severity']} | {register} |"
        )
    for check in checks:
        yield f"\n{_heading(check)}\n"
        yield f"{check['fault']}\n"
        yield f"*Why:* {check['why']}\n"
        yield f"*Put right:* {check['remedy']}\n"
        yield f"- kind: {', '.join(f'`{kind}`' for kind in check['kinds'])}"
        yield f"- stages: {_stages(check['stages'])}"
        yield f"- needs: {_needs(check['needs'])}"
        yield f"- rests on: {check['cites']}"
    yield ""


def _heading(check: Mapping[str, Any]) -> str:
    return f"### {check['code']}: {check['title'].en}"


def _anchor(check: Mapping[str, Any]) -> str:
    text = _heading(check).removeprefix("### ").lower()
    kept = "".join(letter for letter in text if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")


def _stages(stages: tuple[str, ...]) -> str:
    return "all" if set(stages) == {stage.value for stage in BaseStage} else ", ".join(stages)


def _needs(words: tuple[str, ...]) -> str:
    return "; ".join(f"`{word}` (without: {NEEDS[word].missing.en})" for word in words) or "nothing"


def rules_table() -> str:
    """Return the rule sets, a table of all their rules, and each rule with an example."""
    sets = all_rule_sets()
    lines = ["| office | version | in force | rules |", "|---|---|---|---|"]
    for row in sets:
        until = f"until {row.valid_to - timedelta(days=1)}" if row.valid_to else "on"
        ids = ", ".join(rule.rule_id for rule in row.rules)
        lines.append(
            f"| `{row.rule_set_id}` {row.name.zh} | {row.version} | from {row.valid_from} {until} "
            f"| {ids} |"
        )
    rules = sorted(
        {(rule.rule_id, rule.cites): rule for row in sets for rule in row.rules}.values(),
        key=lambda rule: (rule.rule_id, rule.cites),
    )
    lines += [
        "",
        "| rule | title | in our words | adopts | in force | document and clause |",
        "|---|---|---|---|---|---|",
    ]
    for rule in rules:
        adopts = ", ".join(f"`{datum}`" for datum in rule.adopts) or "–"
        lines.append(
            f"| **{rule.rule_id}** | {rule.title.en}<br>{rule.title.zh} "
            f"| {rule.says.en}<br>{rule.says.zh} | {adopts} | {rule.scope.en} | {rule.cites} |"
        )
    lines += ["", "### Each with an example", ""]
    for rule in rules:
        lines += [
            f"**{rule.rule_id} {rule.title.en}** ({rule.scope.en}). {rule.example.en}",
            f"{rule.example.zh}",
            "",
        ]
    return "\n".join(lines)
