"""Who may do what: one decorator for pages, one permission class for the API."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from cadastre.domain.errors import NotAllowed
from cadastre.domain.findings import Text

View = Callable[..., HttpResponse]

NO_ROLE = Text("您的账号没有办理此事的角色。", "Your account does not have the role for this.")
ASK_OFFICE = Text("请联系本机构管理员。", "Ask the office's administrator.")


def role_required(*roles: str) -> Callable[[View], View]:
    """Let only signed-in accounts with one of ``roles`` through; others sign in or get a 403."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_role(*roles):
                raise NotAllowed(NO_ROLE, advice=ASK_OFFICE)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


class HasRole(BasePermission):
    """API permission for accounts with one of ``roles``; use ``HasRole.of("integrator", …)``."""

    roles: tuple[str, ...] = ()

    @classmethod
    def of(cls, *roles: str) -> type["HasRole"]:
        """Return a permission class for ``roles``."""
        return type("HasRole", (cls,), {"roles": roles})

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Tell whether the account of the request holds one of the roles."""
        return bool(request.user and request.user.is_authenticated) and request.user.has_role(
            *self.roles
        )
