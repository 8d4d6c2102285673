"""Addresses of the accounts pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts.views import NewPassword, SignIn, profile

app_name = "accounts"
urlpatterns = [
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("profile/", profile, name="profile"),
    path("password/", NewPassword.as_view(), name="password"),
]
