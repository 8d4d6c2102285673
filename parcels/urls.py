"""Addresses of the parcels pages."""

from django.urls import path

from parcels import changes_views, export_views, views

app_name = "parcels"
urlpatterns = [
    path("", views.register_map, name="map"),
    path("parcels.json", views.parcels_json, name="features"),
    path("search/", views.search, name="search"),
    path("changes/", changes_views.changes_page, name="changes"),
    path("changes/export/", export_views.changes_file, name="changes_export"),
    path("export/", export_views.parcels_file, name="export"),
    path("parcels/<str:parcel_code>/", views.parcel_detail, name="detail"),
    path("parcels/<str:parcel_code>/", views.parcel_detail, name="parcel"),
    path("parcels/<str:parcel_code>/card/", views.parcel_card, name="card"),
]
