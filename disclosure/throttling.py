"""How often one address may ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

TOO_MANY_REQUESTS = 429


class PublicThrottle(SimpleRateThrottle):
    """Look-ups one network address may make; the rate is a setting of the office."""

    scope = "public"

    def get_cache_key(self, request: Request, view: APIView | None) -> str:
        """Count by address, whoever is signed in."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


def too_many(request: HttpRequest) -> HttpResponse | None:
    """Count a look-up of a page; the answer that asks to wait, or None while there is room."""
    throttle = PublicThrottle()
    if throttle.allow_request(request, None):
        return None
    answer = render(request, "disclosure/too_many.html", status=TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(int(throttle.wait() or 60))
    return answer
