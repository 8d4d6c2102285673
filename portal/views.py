"""The front door: home, search, integrators' page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Role
from accounts.permissions import role_required
from portal.calls import example_calls
from portal.doors import doors
from portal.search import answer_search
from portal.selectors import examples, home_numbers, may_hold_tokens, tokens_of
from portal.services import token_issue, token_revoke

MAY_HOLD_TOKENS = (Role.INTEGRATOR, Role.SURVEYOR)
LONGEST_QUERY = 200


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is and lead each kind of user to their work."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    context = {
        "doors": doors(home_numbers(midnight=midnight), account=request.user),
        "examples": examples(),
    }
    return render(request, "portal/home.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Lead a code to its page and a text to what it was found in."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    if not typed:
        return render(request, "portal/search.html", {"examples": examples()})
    answer = answer_search(request.user, typed)
    if answer.address:
        return redirect(answer.address)
    context = {"query": typed, "answer": answer, "examples": examples()}
    return render(request, "portal/search.html", context)


@never_cache
@require_GET
def integrators(request: HttpRequest) -> HttpResponse:
    """Show what there is for programs, and the account's own tokens."""
    return _integrators_page(request)


@never_cache
@require_POST
@role_required(*MAY_HOLD_TOKENS)
def token_new(request: HttpRequest) -> HttpResponse:
    """Issue a token and show it this once."""
    return _integrators_page(request, new_token=token_issue(request.user))


@require_POST
@role_required(*MAY_HOLD_TOKENS)
def token_gone(request: HttpRequest, token_key: str) -> HttpResponse:
    """Revoke one of the account's own tokens."""
    token_revoke(request.user, token_key=token_key)
    return redirect("portal:integrators")


def _integrators_page(request: HttpRequest, *, new_token: str = "") -> HttpResponse:
    may_hold = may_hold_tokens(request.user)
    context = {
        "calls": example_calls(request.build_absolute_uri("/").rstrip("/"), examples()),
        "new_token": new_token,
        "may_hold": may_hold,
        "tokens": tokens_of(request.user) if may_hold else [],
        "token_note": _("Shown only now: keep it where your program keeps its secrets."),
    }
    return render(request, "portal/integrators.html", context)
