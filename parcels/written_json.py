"""Answers that the database writes as JSON: handed on as they are, described by a serializer.

For the addresses that programs call most, building a serializer's fields and its answer costs
many times what the database needs. There one statement writes the JSON; the serializer of the
address says what stands in it, for the description of the API, and tests hold both together.
"""

import json
from collections.abc import Mapping
from typing import Any

from rest_framework.fields import DateTimeField
from rest_framework.renderers import JSONRenderer

MOMENT = DateTimeField()
"""Writes moments as every serializer does: in the office's zone."""


class WrittenJSON(str):
    """A whole answer as JSON text."""

    __slots__ = ()

    @classmethod
    def of_version(cls, row: Mapping[str, Any]) -> "WrittenJSON":
        """Join what a statement wrote of a version, with ``valid_from`` after the facts.

        Parameters
        ----------
        row
            ``facts``, a JSON object as text, not empty; ``valid_from``, a datetime; and where more
            stands after it, ``rest``, a JSON object as text, not empty.
        """
        begun = f'"valid_from":"{MOMENT.to_representation(row["valid_from"])}"'
        end = f",{row['rest'][1:]}" if "rest" in row else "}"
        return cls(f"{row['facts'][:-1]},{begun}{end}")


class WrittenJSONRenderer(JSONRenderer):
    """Hands an answer on that is JSON text already; writes every other as ever."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the answer in UTF-8, indented where the request asks for it."""
        if isinstance(data, WrittenJSON):
            if self.get_indent(accepted_media_type or "", renderer_context or {}) is None:
                # Both end a line in JavaScript: the renderer we take the place of escapes them.
                text = data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
                return text.encode()
            data = json.loads(data)
        written: bytes = super().render(data, accepted_media_type, renderer_context)
        return written
