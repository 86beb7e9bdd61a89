"""Addresses of the account pages."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.account import views

app_name = "account"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("", views.overview, name="overview"),
    path("password/", views.password, name="password"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/end/", views.end_session, name="end_session"),
    path("display/", views.display, name="display"),
    path("keep-alive/", views.keep_alive, name="keep_alive"),
]
