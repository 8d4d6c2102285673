"""Addresses of the parcels API."""

from django.urls import path

from parcels.api import ParcelDetail, ParcelsInBox
from parcels.api_changes import (
    ParcelChangeRegistration,
    ParcelChanges,
    ParcelChangeWithdrawal,
    PreparedParcelChanges,
)
from parcels.api_reading import ChangesFile, ParcelDifferences, ParcelsFile

urlpatterns = [
    path("parcels/", ParcelsInBox.as_view(), name="api-parcels"),
    path("parcels/differences/", ParcelDifferences.as_view(), name="api-parcel-differences"),
    path("exports/parcels/", ParcelsFile.as_view(), name="api-export-parcels"),
    path("exports/changes/", ChangesFile.as_view(), name="api-export-changes"),
    path("parcels/changes/", ParcelChanges.as_view(), name="api-parcel-changes"),
    path(
        "parcels/changes/prepared/",
        PreparedParcelChanges.as_view(),
        name="api-parcel-changes-prepared",
    ),
    path(
        "parcels/changes/<str:change_id>/register/",
        ParcelChangeRegistration.as_view(),
        name="api-parcel-change-register",
    ),
    path(
        "parcels/changes/<str:change_id>/withdraw/",
        ParcelChangeWithdrawal.as_view(),
        name="api-parcel-change-withdraw",
    ),
    path("parcels/<str:parcel_code>/", ParcelDetail.as_view(), name="api-parcel"),
]
