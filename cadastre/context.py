"""What every page knows: the office, and the nonce of its inline scripts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def office(request: HttpRequest) -> dict[str, Any]:
    """Return the office's name in the page's language, its plane system, and the nonce."""
    english = (get_language() or "").startswith("en")
    return {
        "office_name": settings.OFFICE_NAME_EN if english else settings.OFFICE_NAME_ZH,
        "office_srid": settings.SRID,
        "demo_mode": settings.MODE == "demo",
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }
