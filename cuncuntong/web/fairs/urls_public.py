"""Addresses of job fairs for everybody."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.fairs import public

app_name = "public_fairs"

urlpatterns = [
    path("", public.listing, name="list"),
    path("<int:pk>/", public.detail, name="detail"),
    path("<int:pk>/calendar.ics", public.calendar, name="calendar"),
]
