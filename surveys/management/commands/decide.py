"""Say whether a first registration needs a new survey, and which result supplies each datum."""

import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cadastre.domain.errors import InvalidInput, NotFound
from cadastre.domain.findings import Text
from cadastre.http import finding_as_dict, refusal_as_dict
from cadastre.refusals import refusals_as_command_errors
from importers.sandbox import read_in_child
from surveys.domain.case_folder import CaseMalformed, read_case
from surveys.domain.replay import Replay, replay
from surveys.selectors import reuse_decision


class Command(BaseCommand):
    """``bin/manage decide CODE | --from FOLDER | --replay CASE [--json]``.

    CODE is a parcel or building code; FOLDER holds a ``case.json`` and its files, and neither
    register nor database is asked; CASE is the number of a case, or a file with a decision. Exit
    code 1: refused, or the replay came out otherwise; 2: the folder or file is malformed.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "code", nargs="?", help="parcel code (19 characters) or building code (24)"
        )
        what.add_argument("--from", dest="folder", type=Path, help="folder with a case.json")
        what.add_argument("--replay", help="case number, or a file with a decision as JSON")
        parser.add_argument("--json", action="store_true", help="the whole decision as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        as_json = options["json"]
        with refusals_as_command_errors(as_json=as_json):
            if options["replay"]:
                self._say_replay(_replayed(options["replay"]), as_json=as_json)
                return
            if options["folder"]:
                decision = _decided_from(options["folder"], as_json=as_json)
            else:
                decision = reuse_decision(options["code"] or "").to_dict()
        self._say(decision, as_json=as_json)

    def _say(self, decision: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(decision, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{decision['decision']}  {', '.join(decision['basis'])}")
        self.stdout.write(decision["summary"]["zh"])
        self.stdout.write(decision["summary"]["en"])
        for row in decision["data"]:
            self.stdout.write(
                f"  {row['datum']} {row['building_number']}: {row['state']} "
                f"{(row['value'] or {}).get('zh', '')} {row['rule']}"
            )
        for item in [*decision["tasks"], *decision["refusals"]]:
            self.stdout.write(f"  {item['rule']} {item['zh']}\n  {item['rule']} {item['en']}")
        for finding in decision.get("findings", ()):
            message = finding["message"]
            self.stdout.write(f"  {finding['code']} {message['zh']}\n  {message['en']}")

    def _say_replay(self, made: Replay, *, as_json: bool) -> None:
        words = {"equal": made.is_equal, "differences": list(made.differences)}
        if as_json:
            self.stdout.write(json.dumps(words, ensure_ascii=False, indent=2))
        elif made.is_equal:
            rules = made.decision.rule_set
            self.stdout.write(f"重演一致：{rules.rule_set_id} {rules.version} {rules.digest}")
            self.stdout.write("The decision came out the same, word for word.")
        if not made.is_equal:
            places = ", ".join(made.differences[:20])
            raise CommandError(
                f"重演不一致：{places}\nThe decision came out otherwise at: {places}", returncode=1
            )


def _decided_from(folder: Path, *, as_json: bool) -> dict[str, Any]:
    try:
        case = read_case(folder, read_files=read_in_child)
    except CaseMalformed as malformed:
        raise _malformed(malformed, as_json=as_json) from malformed
    findings = [finding_as_dict(finding) for finding in case.findings]
    return {**case.decide().to_dict(), "findings": findings}


def _malformed(error: CaseMalformed, *, as_json: bool) -> CommandError:
    places = [{"path": one.path, "zh": one.text.zh, "en": one.text.en} for one in error.faults]
    words = json.dumps({**refusal_as_dict(error), "faults": places}, ensure_ascii=False)
    lines = [error.message.zh, error.message.en, error.advice.zh, error.advice.en]
    said = words if as_json else "\n".join(line for line in lines if line)
    return CommandError(said, returncode=2)


def _replayed(named: str) -> Replay:
    """Replay the decision of a file or, where there is no such file, of a case."""
    path = Path(named)
    if not path.is_file():
        return replay(_decision_of_case(named))
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(
            Text(f"“{named}”不是 JSON 文件。", f"'{named}' is no JSON file.")
        ) from error
    return replay(stored if isinstance(stored, dict) else {})


def _decision_of_case(number: str) -> dict[str, Any]:
    case = apps.get_model("registration", "Case").objects.filter(number=number).first()
    if case is None:
        raise NotFound(
            Text(
                f"没有文件“{number}”，也没有这个编号的案件。",
                f"There is no file '{number}', and no case of this number.",
            )
        )
    if not case.decision:
        raise NotFound(
            Text(f"案件 {number} 还没有保存决定。", f"Case {number} has no stored decision yet.")
        )
    stored: dict[str, Any] = case.decision
    return stored
