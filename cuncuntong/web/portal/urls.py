"""Public addresses: no signing in, nothing about any person without receipt number and ID."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.portal import calculator, retirement, verify, views

app_name = "portal"

urlpatterns = [
    path("", views.start, name="start"),
    path("progress/", views.progress, name="progress"),
    path("verify/<path:token>/", verify.verify, name="verify"),
    path("pension/", calculator.calculator, name="calculator"),
    path("retirement/", retirement.retirement, name="retirement"),
    path("guide/", views.guides, name="guides"),
    path("guide/<str:number>/", views.guide, name="guide"),
]
