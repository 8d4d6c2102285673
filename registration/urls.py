"""Addresses of the registration pages."""

from django.urls import path

from registration import views

app_name = "registration"
urlpatterns = [
    path("", views.case_list, name="case_list"),
    path("new/", views.case_new, name="case_new"),
    path("restrictions/<str:code>/", views.restrictions, name="restrictions"),
    path("holders/<str:code>/", views.holders, name="holders"),
    path("<slug:number>/", views.case_page, name="case"),
    path("<slug:number>/outcome/", views.case_outcome, name="outcome"),
    path("<slug:number>/decision.json", views.decision_json, name="decision_json"),
    path("<slug:number>/adopt/", views.adopt, name="adopt"),
    path("<slug:number>/close/", views.close, name="close"),
]
