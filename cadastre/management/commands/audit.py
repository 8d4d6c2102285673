"""Ask every auditor query and prove the journal; exit code 1 when anything is found."""

import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cadastre.audit import ChainReport, chain_proved
from cadastre.audit_queries import AuditorAnswer, asked, auditor_queries


class Command(BaseCommand):
    """``bin/manage audit [--json] [--anchor NUMBER:DIGEST]``."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the whole answer as JSON")
        parser.add_argument(
            "--anchor", default="", help="a head noted earlier, which the chain must still hold"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        answers = [asked(query) for query in auditor_queries()]
        began = time.perf_counter()
        chain = chain_proved(anchor=options["anchor"])
        seconds = time.perf_counter() - began
        found = sum(1 for answer in answers if answer.count) + (not chain.holds)
        if options["json"]:
            self.stdout.write(_as_json(answers, chain, found))
        else:
            for answer in answers:
                self._tell(answer)
            self._tell_chain(chain, seconds)
        if found:
            sys.exit(1)

    def _tell(self, answer: AuditorAnswer) -> None:
        sign = "FOUND" if answer.count else "ok"
        number = f" ({answer.count})" if answer.count else ""
        self.stdout.write(f"{sign:5} {answer.query.app}/{answer.query.name}{number}")
        if answer.count:
            self.stdout.write(f"      {answer.query.says}")
        for row in answer.rows:
            told = ", ".join(f"{name} {value}" for name, value in row.items())
            self.stdout.write(f"      {told}")

    def _tell_chain(self, chain: ChainReport, seconds: float) -> None:
        if chain.holds:
            self.stdout.write(
                f"ok    chain of the journal: {chain.entries} entries in {seconds:.3f} s, "
                f"head {chain.head}"
            )
        else:
            self.stdout.write(
                f"FOUND chain of the journal: broken at entry {chain.broken_at}: {chain.reason}"
            )


def _as_json(answers: list[AuditorAnswer], chain: ChainReport, found: int) -> str:
    told = {
        "found": found,
        "queries": [
            {
                "app": answer.query.app,
                "name": answer.query.name,
                "says": answer.query.says,
                "count": answer.count,
                "rows": answer.rows,
            }
            for answer in answers
        ],
        "chain": {
            "holds": chain.holds,
            "entries": chain.entries,
            "head": str(chain.head),
            "broken_at": chain.broken_at,
            "reason": chain.reason,
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=str)
