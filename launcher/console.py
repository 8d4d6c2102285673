"""Short bilingual lines for the person at the terminal, and refusals that are answers."""

import sys
from collections.abc import Callable


class Refusal(Exception):
    """A start that cannot go on, said in both languages; ends the command with ``exit_code``."""

    def __init__(self, zh: str, en: str, *, exit_code: int = 1) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.exit_code = exit_code


def say(zh: str, en: str) -> None:
    """Print one line of progress in both languages."""
    print(f"· {zh} / {en}", flush=True)


def warn(zh: str, en: str) -> None:
    """Print something the person should know to standard error, in both languages."""
    print(f"! {zh}\n  {en}", file=sys.stderr, flush=True)


def run(command: Callable[[list[str]], int]) -> int:
    """Run ``command`` on the process's arguments; turn refusals and Ctrl-C into exit codes."""
    try:
        return command(sys.argv[1:])
    except Refusal as refusal:
        sys.stdout.flush()
        print(f"✗ {refusal.zh}\n  {refusal.en}", file=sys.stderr, flush=True)
        return refusal.exit_code
    except KeyboardInterrupt:
        return 130
