"""Addresses of the tiles."""

from django.urls import path

from tiles.views import imagery

app_name = "tiles"
urlpatterns = [
    path("imagery/<int:zoom>/<int:column>/<int:row>.png", imagery, name="imagery"),
]
