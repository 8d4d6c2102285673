"""How often one address may ask."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class PublicThrottle(SimpleRateThrottle):
    """Look-ups one network address may make; the rate is a setting of the office."""

    scope = "public"

    def get_cache_key(self, request: Request, view: APIView | None) -> str:
        """Count by address, whoever is signed in."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
