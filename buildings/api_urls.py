"""Addresses of the buildings and units API."""

from django.urls import path

from buildings.api import BuildingDetail, UnitDetail, UnitsOfBuilding, UnitsOfParcel
from buildings.api_history import ParcelHistory, UnitHistory
from buildings.change_api import BuildingChanges
from buildings.code_api import CodeDetail, CodesAtPoint, CodesResolved

urlpatterns = [
    path("codes/resolve/", CodesResolved.as_view(), name="api-codes-resolve"),
    path("codes/at-point/", CodesAtPoint.as_view(), name="api-codes-at-point"),
    path("codes/<str:code>/", CodeDetail.as_view(), name="api-code"),
    path("units/<str:unit_code>/", UnitDetail.as_view(), name="api-unit"),
    path("units/<str:unit_code>/history/", UnitHistory.as_view(), name="api-unit-history"),
    path("parcels/<str:parcel_code>/history/", ParcelHistory.as_view(), name="api-parcel-history"),
    path("parcels/<str:parcel_code>/units/", UnitsOfParcel.as_view(), name="api-parcel-units"),
    path("buildings/changes/", BuildingChanges.as_view(), name="api-building-changes"),
    path("buildings/<str:building_code>/", BuildingDetail.as_view(), name="api-building"),
    path(
        "buildings/<str:building_code>/units/",
        UnitsOfBuilding.as_view(),
        name="api-building-units",
    ),
]
