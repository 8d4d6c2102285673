"""Checks at start-up: a deployment that cannot be right does not start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from cadastre.domain.crs_systems import Datum, system

DEMO_SECRET_PREFIX = "demo-"  # noqa: S105 - the mark of a demo secret, not a secret


@register()
def production_has_no_demo_secret(**_: Any) -> list[CheckMessage]:
    """Refuse a production start with a demo or short secret, or without host names."""
    if settings.MODE != "production":
        return []
    problems: list[CheckMessage] = []
    if settings.SECRET_KEY.startswith(DEMO_SECRET_PREFIX) or len(settings.SECRET_KEY) < 50:
        problems.append(
            Error(
                "CADASTRE_SECRET_KEY is a demo secret or shorter than 50 characters.",
                hint="Make one with: openssl rand -base64 48",
                id="cadastre.E001",
            )
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        problems.append(
            Error(
                "CADASTRE_ALLOWED_HOSTS must name the hosts this office answers to.",
                id="cadastre.E002",
            )
        )
    if settings.DEBUG:
        problems.append(Error("CADASTRE_DEBUG must be off in production.", id="cadastre.E003"))
    return problems


@register()
def office_system_is_known(**_: Any) -> list[CheckMessage]:
    """The register is kept in a CGCS2000 plane system without zone prefix."""
    office = system(settings.SRID)
    if office is None or office.geographic or office.prefixed or office.datum is not Datum.CGCS2000:
        return [
            Error(
                f"CADASTRE_SRID={settings.SRID} is no CGCS2000 plane system by meridian.",
                hint="Use an EPSG code from 4502-4512 or 4534-4554, for example 4547.",
                id="cadastre.E004",
            )
        ]
    return []
