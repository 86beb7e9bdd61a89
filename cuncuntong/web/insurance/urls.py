"""Addresses of the insurance kept above."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.insurance import declared, record

app_name = "insurance"

urlpatterns = [
    path("", record.find, name="find"),
    path("residents/<int:pk>/", record.resident, name="resident"),
    path("declared/", declared.declarations, name="declared"),
    path("declared/<int:pk>/again/", declared.again, name="redeclare"),
    path("late/", declared.late, name="late"),
    path("stops/", declared.stops, name="stops"),
]
