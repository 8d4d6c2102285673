"""All addresses; each app keeps its own list."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path("", include("portal.urls")),
    path("accounts/", include("accounts.urls")),
    path("surveys/", include("surveys.urls")),
    path("cases/", include("registration.urls")),
    path("register/", include("parcels.urls")),
    path("register/", include("buildings.urls")),
    path("public/", include("disclosure.urls")),
    path("tiles/", include("tiles.urls")),
    path("demo/", include("demo.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/v1/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", http_method_names=["get", "head"]),
        name="api-docs",
    ),
    path("api/v1/", include("parcels.api_urls")),
    path("api/v1/", include("buildings.api_urls")),
    path("api/v1/", include("disclosure.api_urls")),
    path("api/v1/", include("surveys.api_urls")),
    path("api/v1/", include("registration.api_urls")),
]
