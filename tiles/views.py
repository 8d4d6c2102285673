"""Imagery tiles for signed-in users: imagery of this precision is not public."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cadastre.domain.errors import NotFound
from tiles.imagery import imagery_tile


@require_safe
@login_required
@cache_control(private=True, max_age=86_400)
def imagery(request: HttpRequest, zoom: int, column: int, row: int) -> HttpResponse:
    """Return one tile, or an empty 204 where there is no imagery, which a map takes calmly."""
    try:
        tile = imagery_tile(settings.IMAGERY_FILE, zoom, column, row)
    except NotFound:
        return HttpResponse(status=204)
    return HttpResponse(tile, content_type="image/png")
