"""What a page may not hold: scripts of its own without a nonce, anything from elsewhere."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

LOADS = {"src", "href", "action", "formaction", "poster", "data", "srcset", "hx-get", "hx-post"}
NOT_RUN = {"application/json", "application/ld+json", "text/plain"}
OURS = {"", "testserver"}


class Page(HTMLParser):
    """Collects the faults of one page."""

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.nonce = nonce
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = {name.lower(): value or "" for name, value in attrs}
        runs = tag == "script" and "src" not in given and given.get("type") not in NOT_RUN
        if runs and (not self.nonce or given.get("nonce") != self.nonce):
            self.faults.append("script without the nonce")
        for name, value in given.items():
            if name.startswith("on"):
                self.faults.append(f"{name}=")
            if name in LOADS:
                self._look_at(value)
        if "url(" in given.get("style", ""):
            self.faults += foreign_in_css(given["style"])

    def _look_at(self, address: str) -> None:
        at = urlsplit(address.strip())
        known = at.scheme in {"", "http", "https", "mailto", "data", "blob"}
        if not known or at.netloc not in OURS:
            self.faults.append(address[:60])


def foreign_in_css(text: str) -> list[str]:
    """Return the addresses of other hosts that a style loads from."""
    return re.findall(r"""(?:url\(|@import)\s*["']?\s*((?:https?:)?//[^"')\s]+)""", text)


def nonce_of(policy: str) -> str:
    """Return the nonce a policy allows, empty when there is none."""
    found = re.search(r"script-src[^;]*'nonce-([^']+)'", policy)
    return found[1] if found else ""


def faults_of(html: str, policy: str) -> list[str]:
    """Return everything wrong with a page under its policy."""
    page = Page(nonce_of(policy))
    page.feed(html)
    return page.faults
