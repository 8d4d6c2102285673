"""Every address the site answers, found by asking its resolver."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its name with namespace, and its pattern as written in urls.py."""

    name: str
    pattern: str

    @property
    def arguments(self) -> dict[str, str]:
        """Return the kind of each argument by its name."""
        return {name: kind or "str" for kind, name in ARGUMENT.findall(self.pattern)}

    def address(self, values: dict[str, str]) -> str:
        """Return the address with ``values`` (percent-encoded already) put in."""
        return "/" + ARGUMENT.sub(lambda found: str(values[found[2]]), self.pattern)

    @property
    def is_admin(self) -> bool:
        """Tell whether it is one of Django's administration."""
        return self.pattern.startswith("admin/")


def _below(resolver: URLResolver, before: str, space: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        if isinstance(entry.pattern, RoutePattern) or not str(entry.pattern):
            pattern = before + str(entry.pattern)
        else:  # the administration's two regular expressions: its list of an app, and the rest
            text = str(entry.pattern).lstrip("^").rstrip("$")
            pattern = before + re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<path:\1>", text)
        if isinstance(entry, URLPattern):
            yield Route(f"{space}{entry.name}", pattern)
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _below(entry, pattern, inner)


def every_route() -> list[Route]:
    """Return all addresses of the site."""
    return sorted(_below(get_resolver(), "", ""), key=lambda route: (route.pattern, route.name))
