"""What there is to list: the checks, the formats, the schema of a report."""

import json
from typing import Any

from cadastre.domain.findings import Text
from desk.console import out


def list_checks(*, as_json: bool, language: str) -> int:
    """Print every check with its code, what holds, its kinds and its weight."""
    from surveys.domain.check import describe_checks
    from surveys.domain.check_edition import rule_set
    from surveys.domain.report_words import SIGNS, said, word

    rules = rule_set()
    checks = list(describe_checks())
    if as_json:
        listed = [
            {
                name: _both(value) if isinstance(value, Text) else value
                for name, value in check.items()
            }
            for check in checks
        ]
        _print_json(
            {
                "rule_set": {
                    "version": rules.version,
                    "digest": rules.digest,
                    "checks": rules.checks,
                },
                "checks": listed,
            }
        )
        return 0
    lines = [f"{word('rule_set', language)} {rules.version} ({rules.digest[:12]}) · {rules.checks}"]
    for check in checks:
        weight = check["severity"]
        register = f" · {_REGISTER.en if language == 'en' else _REGISTER.zh}"
        lines.append(
            f"{check['code']}  {SIGNS[weight]} {word(weight, language)}  "
            f"{said(check['title'], language)}  [{' '.join(check['kinds'])}]"
            + (register if check["reads_register"] else "")
        )
    out(("\n".join(lines) + "\n").encode("utf-8"))
    return 0


_REGISTER = Text("需要登记簿，桌面上无法检查", "needs the register, cannot be checked at a desk")


def list_formats(*, as_json: bool, language: str) -> int:
    """Print every format by its word, with the usual endings and the one it is written with."""
    from exporters.formats import ending, writers
    from importers.format_names import ZIP_TITLE
    from importers.formats import format_name, readers
    from surveys.domain.report_words import said

    named = [(reader.FORMAT, format_name(reader)) for reader in readers()]
    written = {writer.FORMAT: ending(writer.FORMAT) for writer in writers()}
    if as_json:
        _print_json(
            [
                {
                    "format": word,
                    "title": _both(name.title),
                    "endings": list(name.endings),
                    "written_as": written.get(word),
                }
                for word, name in named
            ]
        )
        return 0
    lines = [
        f"{word}  {said(name.title, language)}"
        + (f"  ({' '.join(name.endings)})" * bool(name.endings))
        + (f" · {said(_WRITTEN, language)} {written[word]}" if word in written else "")
        for word, name in named
    ]
    lines.append(f"zip  {said(ZIP_TITLE, language)}  (.zip)")
    out(("\n".join(lines) + "\n").encode("utf-8"))
    return 0


_WRITTEN = Text("可写出", "written as")


def list_editions(*, as_json: bool, language: str) -> int:
    """Print every edition of the checks, and which of its checks can be replayed here."""
    from surveys.domain.check_editions import edition, edition_names

    editions = [edition(name) for name in edition_names()]
    if as_json:
        _print_json(
            [
                {
                    "edition": one.rules.version,
                    "digest": one.rules.digest,
                    "checks": one.rules.checks,
                    "unchanged": len(one.unchanged),
                    "changed": list(one.changed),
                }
                for one in editions
            ]
        )
        return 0
    lines = []
    for one in editions:
        told = _CHANGED.en if language == "en" else _CHANGED.zh
        changed = f"  {told} {len(one.changed)}: {' '.join(one.changed)}" if one.changed else ""
        lines.append(
            f"{one.rules.version} ({one.rules.digest[:12]})  "
            f"{len(one.unchanged)} / {one.rules.checks}{changed}"
        )
    out(("\n".join(lines) + "\n").encode("utf-8"))
    return 0


_CHANGED = Text("之后已修改", "changed since")


def print_schema() -> int:
    """Print the JSON Schema of reports."""
    from surveys.domain.report import report_schema

    _print_json(report_schema())
    return 0


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _print_json(value: Any) -> None:
    out((json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))
