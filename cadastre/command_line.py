"""What commands are given besides words: requests as JSON."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError


def json_in(file: str) -> Any:
    """Return the JSON of a file; ``-`` reads the standard input.

    Raises CommandError when it cannot be read or is no JSON.
    """
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        return json.loads(text)
    except (OSError, ValueError) as error:
        raise CommandError(f"{file}: {error}") from error
