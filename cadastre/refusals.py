"""Refusals on the command line: both languages on standard error, exit code 1 or 2."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from cadastre.domain.errors import CadastreError
from cadastre.http import refusal_as_dict


@contextmanager
def refusals_as_command_errors(*, as_json: bool = False) -> Iterator[None]:
    """Turn a refusal into Django's CommandError: a sentence in each language, or JSON."""
    try:
        yield
    except CadastreError as error:
        if as_json:
            raise CommandError(json.dumps(refusal_as_dict(error), ensure_ascii=False)) from error
        lines = [error.message.zh, error.message.en, error.advice.zh, error.advice.en]
        raise CommandError("\n".join(line for line in lines if line)) from error
