"""Addresses of recalculations."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.recalculations import export, views

app_name = "recalculations"

urlpatterns = [
    path("", views.listing, name="list"),
    path("values/<int:value>/", views.affected, name="affected"),
    path("values/<int:value>/begin/", views.begin, name="begin"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/drop/", views.drop, name="drop"),
    path("<int:pk>/export/", export.rows_export, name="export"),
]
