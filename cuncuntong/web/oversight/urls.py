"""Addresses of oversight: figures with their rows and exports, and the network of service points."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.oversight import cases, network, views

app_name = "oversight"

urlpatterns = [
    path("", views.figures_page, name="figures"),
    path("export/<str:chart>/", views.export, name="export"),
    path("cases/", cases.listing, name="cases"),
    path("points/", network.points, name="points"),
    path("points/export/", network.export, name="points_export"),
]
