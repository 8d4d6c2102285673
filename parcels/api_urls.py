"""Addresses of the parcels API."""

from django.urls import path

from parcels.api import ParcelDetail, ParcelsInBox

urlpatterns = [
    path("parcels/", ParcelsInBox.as_view(), name="api-parcels"),
    path("parcels/<str:parcel_code>/", ParcelDetail.as_view(), name="api-parcel"),
]
