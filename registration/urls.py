"""Addresses of the registration pages."""

from django.urls import path

from registration import (
    building_act_views,
    data_quality_views,
    list_views,
    move_views,
    office_views,
    parcel_act_views,
    parcel_change_views,
    register_file_views,
    sheet_views,
    statistics_views,
    supplement_views,
    views,
    workbench_views,
)

app_name = "registration"
urlpatterns = [
    path("", list_views.case_list, name="case_list"),
    path("statistics/", statistics_views.statistics, name="statistics"),
    path("data-quality/", data_quality_views.data_quality, name="data_quality"),
    path("export.csv", list_views.case_export, name="case_export"),
    path("register/file/", register_file_views.register_file_page, name="register_file"),
    path("register/formats/", register_file_views.register_formats, name="register_formats"),
    path("views/keep/", list_views.view_keep, name="view_keep"),
    path("views/drop/", list_views.view_drop, name="view_drop"),
    path("new/", views.case_new, name="case_new"),
    path("office/calendar/", office_views.calendar, name="calendar"),
    path("office/limits/", office_views.limits, name="limits"),
    path("restrictions/<str:code>/", views.restrictions, name="restrictions"),
    path("holders/<str:code>/", views.holders, name="holders"),
    path(
        "parcels/<str:parcel_code>/change/",
        parcel_act_views.parcel_acts_page,
        name="parcel_acts",
    ),
    path(
        "parcels/<str:parcel_code>/change/<slug:act>/",
        parcel_act_views.parcel_act,
        name="parcel_act",
    ),
    path(
        "parcels/<str:parcel_code>/change/<str:change_id>/withdraw/",
        parcel_act_views.parcel_act_withdraw,
        name="parcel_act_withdraw",
    ),
    path(
        "buildings/<str:building_code>/change/",
        building_act_views.building_acts,
        name="building_acts",
    ),
    path(
        "buildings/<str:building_code>/change/<slug:building_act>/",
        building_act_views.building_act,
        name="building_act",
    ),
    path("units/<str:unit_code>/change/", building_act_views.unit_acts, name="unit_acts"),
    path(
        "units/<str:unit_code>/change/<slug:unit_act>/",
        building_act_views.unit_act,
        name="unit_act",
    ),
    path("<slug:number>/", views.case_page, name="case"),
    path(
        "<slug:number>/compared/<uuid:first_id>/<uuid:second_id>/",
        workbench_views.case_compared,
        name="compared",
    ),
    path("<slug:number>/outcome/", views.case_outcome, name="outcome"),
    path("<slug:number>/decision.json", views.decision_json, name="decision_json"),
    path("<slug:number>/sheet.pdf", sheet_views.decision_sheet, name="sheet"),
    path("<slug:number>/sheet.json", sheet_views.decision_sheet_json, name="sheet_json"),
    path("<slug:number>/change/", parcel_change_views.parcel_change, name="parcel_change"),
    path(
        "<slug:number>/change/<str:change_id>/register/",
        parcel_change_views.parcel_change_register,
        name="parcel_change_register",
    ),
    path(
        "<slug:number>/change/<str:change_id>/withdraw/",
        parcel_change_views.parcel_change_withdraw,
        name="parcel_change_withdraw",
    ),
    path("<slug:number>/adopt/", views.adopt, name="adopt"),
    path("<slug:number>/close/", views.close, name="close"),
    path("<slug:number>/move/", move_views.move, name="move"),
    path("<slug:number>/materials/", move_views.materials, name="materials"),
    path("<slug:number>/materials/receive/", move_views.material_receive, name="material_receive"),
    path("<slug:number>/materials/extract/", move_views.materials_extract, name="extract"),
    path("<slug:number>/assign/", move_views.assign, name="assign"),
    path("<slug:number>/supplement/", supplement_views.supplement_order, name="supplement_order"),
    path("<slug:number>/units/", supplement_views.units_confirm, name="units_confirm"),
    path("<slug:number>/disputes/", supplement_views.dispute_enter, name="dispute_enter"),
    path(
        "<slug:number>/disputes/<int:dispute_id>/end/",
        supplement_views.dispute_end,
        name="dispute_end",
    ),
]
