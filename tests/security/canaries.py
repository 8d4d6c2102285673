"""Looks for a name in an answer, however it is written there."""

import base64
import json
from collections.abc import Iterable
from urllib.parse import quote


def spellings(name: str) -> dict[str, bytes]:
    """Return every way in which bytes may carry ``name``, by what it is called."""
    utf8 = name.encode()
    ways = {
        "UTF-8": utf8,
        "GBK": name.encode("gb18030"),
        "UTF-16LE": name.encode("utf-16-le"),
        "UTF-16BE": name.encode("utf-16-be"),
        "backslash": json.dumps(name)[1:-1].encode(),
        "percent": quote(name).encode(),
        "percent, small": quote(name).lower().encode(),
        "entity": "".join(f"&#{ord(sign)};" for sign in name).encode(),
        "entity, hex": "".join(f"&#x{ord(sign):x};" for sign in name).encode(),
    }
    for offset in range(3):
        # What stands before a name decides how it is cut into signs; those at its ends are left
        # off, because they carry bits of what surrounds it.
        coded = base64.b64encode(b"\0" * offset + utf8)
        ways[f"base64 +{offset}"] = coded[(0, 2, 3)[offset] : (len(utf8) + offset) * 8 // 6]
    return ways


def found_in(data: bytes, names: Iterable[str]) -> list[str]:
    """Return which names ``data`` holds and how they are written."""
    return [
        f"{name} ({way})"
        for name in names
        for way, written in spellings(name).items()
        if written in data or (way == "backslash" and written.upper() in data.upper())
    ]
