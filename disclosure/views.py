"""The public's pages: one box, one object card."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cadastre.domain.errors import NotFound
from cadastre.http import said
from disclosure.selectors import find, public_object
from disclosure.throttling import too_many
from registration.domain.restrictions import MEANINGS, RestrictionKind


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the box, or go to what was asked for."""
    question = request.GET.get("q", "").strip()
    if not question:
        return render(request, "disclosure/search.html")
    if refused := too_many(request):
        return refused
    try:
        return redirect("disclosure:object", find(question[:200]))
    except NotFound as nothing:
        context = {
            "question": question,
            "nothing": said(nothing.message),
            "advice": said(nothing.advice),
        }
        return render(request, "disclosure/search.html", context, status=404)


@require_safe
@never_cache
def object_card(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is disclosed of one parcel or unit."""
    if refused := too_many(request):
        return refused
    shown = public_object(code)
    restrictions = [
        {"kind": kind, "meaning": said(MEANINGS[RestrictionKind(kind)])}
        for kind in shown.restrictions
    ]
    context = {"object": shown, "restrictions": restrictions, "as_of": timezone.now()}
    return render(request, "disclosure/object.html", context)
