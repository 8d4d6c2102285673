"""Refusals: an act that the system will not do, with its reason in both languages."""

from cadastre.domain.findings import NO_TEXT, Finding, Text


class CadastreError(Exception):
    """A refused act.

    ``code`` is stable for programs; ``message`` says what was refused and why, ``advice`` what to
    do instead. Wrong data that can be listed is a Finding, not an error.
    """

    code = "refused"

    def __init__(self, message: Text, *, advice: Text = NO_TEXT) -> None:
        super().__init__(message.en)
        self.message = message
        self.advice = advice


class InvalidInput(CadastreError):
    """What was handed in cannot be understood or breaks a rule (HTTP 400)."""

    code = "invalid_input"


class FileRefused(InvalidInput):
    """A delivered file cannot be taken in; ``finding`` says which, where and why (HTTP 400)."""

    code = "file_refused"

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message, advice=finding.advice)
        self.finding = finding


class TooLarge(FileRefused):
    """A delivered file, or what it unpacks to, is over the limit (HTTP 413)."""

    code = "too_large"


class NotAllowed(CadastreError):
    """This account may not do this (HTTP 403)."""

    code = "not_allowed"


class NotFound(CadastreError):
    """There is no such thing, or none that this account may see (HTTP 404)."""

    code = "not_found"


class Conflict(CadastreError):
    """The thing is not in a state that allows this now (HTTP 409)."""

    code = "conflict"


class KeyReused(CadastreError):
    """A request key came before, with another body or for another act (HTTP 422)."""

    code = "key_reused"
