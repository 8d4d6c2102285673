"""Signing in and out, and one's own account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from accounts.forms import NewPasswordForm, SignInForm
from accounts.models import Role

DEMO_ROLES = (Role.SURVEYOR, Role.REVIEWER, Role.REGISTRAR, Role.INTEGRATOR)


def demo_accounts() -> list[dict[str, str]]:
    """Return user name, password and role of the demo's accounts; nothing outside the demo."""
    if settings.MODE != "demo":
        return []
    does = {
        Role.SURVEYOR: _("uploads results and reads what was found"),
        Role.REVIEWER: _("accepts results or returns them"),
        Role.REGISTRAR: _("decides cases and adopts results into the register"),
        Role.INTEGRATOR: _("pulls units and parcels with a token"),
    }
    return [
        {
            "username": role.value,
            "password": f"demo-{role.value}-2026",
            "role": str(role.label),
            "does": does[role],
        }
        for role in DEMO_ROLES
    ]


class SignIn(LoginView):
    """Sign in; the demo offers its accounts to click."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo's accounts."""
        return super().get_context_data(demo_accounts=demo_accounts(), **kwargs)


class NewPassword(PasswordChangeView):
    """Change one's own password."""

    template_name = "accounts/password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:profile")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Say that it is done; the session goes on."""
        messages.success(self.request, _("Your password has been changed."))
        return super().form_valid(form)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show who one is to the system: organisation, roles, districts."""
    roles = [
        {"label": role.label, "does": does}
        for role, does in (
            (Role.SURVEYOR, _("Upload survey results of your organisation's projects.")),
            (Role.REVIEWER, _("Accept or return results that somebody else uploaded.")),
            (Role.REGISTRAR, _("Open cases, decide on reuse, adopt results into the register.")),
            (Role.INTEGRATOR, _("Read units, parcels and buildings through the interface.")),
        )
        if role.value in request.user.roles
    ]
    return render(request, "accounts/profile.html", {"held_roles": roles})
