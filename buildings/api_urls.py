"""Addresses of the buildings and units API."""

from django.urls import path

from buildings.api import BuildingDetail, UnitDetail, UnitsOfBuilding, UnitsOfParcel

urlpatterns = [
    path("units/<str:unit_code>/", UnitDetail.as_view(), name="api-unit"),
    path("parcels/<str:parcel_code>/units/", UnitsOfParcel.as_view(), name="api-parcel-units"),
    path("buildings/<str:building_code>/", BuildingDetail.as_view(), name="api-building"),
    path(
        "buildings/<str:building_code>/units/",
        UnitsOfBuilding.as_view(),
        name="api-building-units",
    ),
]
