"""Addresses of proofs for staff."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.proofs import views

app_name = "proofs"

urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:pk>.pdf", views.paper, name="paper"),
    path("<int:pk>/revoke/", views.revoke, name="revoke"),
]
