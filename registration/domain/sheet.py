"""The decision sheet of a registered case: what it says, and the digest that proves it.

The content is kept as it was issued, with its digest, in the transaction that registers: the name
of an office or of a person may change afterwards, a sheet does not.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = "cadastre-decision-sheet"
FORMAT_VERSION = 1
DIGEST_LENGTH = 64
"""Hexadecimal digits of a SHA-256."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a sheet says beside the decision; times as ISO 8601 in the office's time zone."""

    case_number: str
    case_kind: str
    office: Mapping[str, str]
    parcel_code: str
    building_number: str
    opened_at: str
    decided_at: str
    decided_by: str
    examined_by: str


def sheet_content(facts: SheetFacts, decision: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sheet as JSON words; no holder is in it, for no decision knows one."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "case": {
            "number": facts.case_number,
            "kind": facts.case_kind,
            "office": dict(facts.office),
            "parcel_code": facts.parcel_code,
            "building_number": facts.building_number,
            "opened_at": facts.opened_at,
            "decided_at": facts.decided_at,
            "decided_by": facts.decided_by,
            "examined_by": facts.examined_by,
        },
        "decision": decision,
    }


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the bytes that the digest is over: sorted keys, no spaces, UTF-8."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode()


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a sheet's canonical bytes, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def in_groups(digest: str) -> str:
    """Return a digest in groups of eight, as it is printed for people to compare."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def normalised(digest: str) -> str:
    """Return a digest as typed by a person without spaces and in small letters."""
    return "".join(digest.split()).lower()
