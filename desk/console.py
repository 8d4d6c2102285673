"""What the command says and how: UTF-8 whatever the terminal, both languages where it refuses."""

import argparse
import logging
import os
import sys
import warnings
from collections.abc import Iterable
from typing import Final, NoReturn

from cadastre.domain.errors import CadastreError
from cadastre.domain.findings import NO_TEXT, Text

CLEAN: Final = 0
ERRORS: Final = 1
COULD_NOT: Final = 2
INTERRUPTED: Final = 130
DEBUG: Final = "CADASTRE_DEBUG"
"""Set to anything, this variable of the environment lets a fault of the program show itself."""


def debugging() -> bool:
    """Tell whether faults are to be shown as they are."""
    return os.environ.get(DEBUG, "").lower() in ("1", "true", "yes")


def quiet() -> None:
    """Keep what libraries mutter off the terminal; findings are the only words about files."""
    if not debugging():
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)


def usual_language() -> str:
    """Return the language of the terminal's settings: ``en`` where they say so, else ``zh``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


def out(data: bytes) -> None:
    """Write bytes to standard output."""
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:  # somebody put a text stream in its place
        sys.stdout.write(data.decode("utf-8"))
        return
    stream.write(data)
    stream.flush()


def complain(*texts: Text) -> None:
    """Say sentences on standard error, in both languages."""
    tell(line for language in ("zh", "en") for text in texts if (line := getattr(text, language)))


def tell(lines: Iterable[str]) -> None:
    """Write lines to standard error, without signs that would steer a terminal."""
    data = "".join(f"{printable(line)}\n" for line in lines).encode("utf-8", "replace")
    stream = getattr(sys.stderr, "buffer", None)
    if stream is None:
        sys.stderr.write(data.decode("utf-8"))
        return
    stream.write(data)
    stream.flush()


def complain_of(error: CadastreError) -> None:
    """Say a refusal: what and why, and what to do instead."""
    complain(error.message, error.advice or NO_TEXT)


def is_terminal() -> bool:
    """Tell whether a person reads standard output, and has not asked for no colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def printable(line: str) -> str:
    """Return a line without signs that would steer a terminal."""
    return "".join(sign if sign.isprintable() else "·" for sign in line)


class Parser(argparse.ArgumentParser):
    """A parser of arguments that refuses in both languages, with exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and leave."""
        complain(
            Text(
                f"命令写法有误：{message}。用法见 {self.prog} --help。",
                f"The command is not right: {message}. See {self.prog} --help.",
            )
        )
        raise SystemExit(COULD_NOT)
