"""Typed settings from environment variables; ``.env.example`` explains each one.

Values come from the process environment, or from a ``.env`` file in the project's root for the
variables that the environment does not set.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

T = TypeVar("T")

READ_NAMES: set[str] = set()
"""Names asked for so far; a test compares them with ``.env.example``."""


class SettingMissing(Exception):
    """A required environment variable is not set."""


class SettingMalformed(Exception):
    """An environment variable holds something that cannot be understood."""


def load_env_file(path: Path) -> None:
    """Put ``NAME=value`` lines of ``path`` into the environment where it has no such name."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def _read(name: str, convert: Callable[[str], T], default: T | None, wanted: str) -> T:
    READ_NAMES.add(name)
    raw = os.environ.get(name, "")
    if raw == "":
        if default is None:
            raise SettingMissing(f"{name} is not set; expected {wanted}. See .env.example.")
        return default
    try:
        return convert(raw)
    except ValueError as error:
        raise SettingMalformed(f"{name}={raw!r}: expected {wanted}. See .env.example.") from error


def text(name: str, default: str | None = None) -> str:
    """Return a text setting. Raises SettingMissing when it has neither value nor default."""
    return _read(name, str, default, "text")


def integer(name: str, default: int | None = None) -> int:
    """Return a whole number. Raises SettingMalformed when it is none."""
    return _read(name, int, default, "a whole number")


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no setting (1/0, true/false, yes/no, on/off)."""
    words = {"1": True, "true": True, "yes": True, "on": True}
    words |= {"0": False, "false": False, "no": False, "off": False}

    def convert(raw: str) -> bool:
        if raw.lower() not in words:
            raise ValueError(raw)
        return words[raw.lower()]

    return _read(name, convert, default, "one of true, false")


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return a comma-separated list."""
    return _read(
        name, lambda raw: [w.strip() for w in raw.split(",") if w.strip()], list(default), "a list"
    )


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """Return one of ``choices``."""

    def convert(raw: str) -> str:
        if raw not in choices:
            raise ValueError(raw)
        return raw

    return _read(name, convert, default, "one of " + ", ".join(choices))


def database(name: str, default: str | None = None) -> dict[str, str]:
    """Return Django's database settings from a PostgreSQL address.

    Takes ``postgresql://user:password@host:port/name`` and, for a unix socket,
    ``postgresql://user@/name?host=/folder/of/the/socket``.
    """
    url = urlsplit(text(name, default))
    if url.scheme not in {"postgresql", "postgres", "postgis"}:
        raise SettingMalformed(
            f"{name}: expected postgresql://…, found {url.scheme or 'nothing'}://"
        )
    query = {key: values[-1] for key, values in parse_qs(url.query).items()}
    return {
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host", url.hostname or ""),
        "PORT": query.get("port", str(url.port or "")),
    }
