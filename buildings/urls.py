"""Addresses of the buildings pages."""

from django.urls import path

from buildings import code_views, views

app_name = "buildings"
urlpatterns = [
    path("codes/<str:code>/", code_views.code_page, name="code"),
    path("buildings.json", views.buildings_json, name="features"),
    path("parcels/<str:parcel_code>/buildings/", views.of_parcel, name="of_parcel"),
    path("buildings/<str:building_code>/", views.building_page, name="building"),
    path("buildings/<str:building_code>/card/", views.building_card, name="card"),
    path("buildings/<str:building_code>/export/", views.units_file, name="units_export"),
    path("units/<str:unit_code>/", views.unit_page, name="unit"),
    path("units/<str:unit_code>/aside/", views.unit_aside, name="unit_aside"),
]
