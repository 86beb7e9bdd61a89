"""Addresses of claims to come, of entitlements, and of the calculator beside the counter."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.claims import entitlements, estimate, export, lists, person, progress, retirement

app_name = "claims"

urlpatterns = [
    path("", lists.listing, name="list"),
    path("sheet/", lists.sheet, name="sheet"),
    path("export/", export.people_export, name="export"),
    path("progress/", progress.progress_page, name="progress"),
    path("progress/export/", progress.progress_export, name="progress_export"),
    path("people/<int:resident>/<str:scheme>/", person.person, name="person"),
    path("visits/<int:pk>/take-back/", person.take_back, name="take_back"),
    path("estimate/<int:resident>/", estimate.estimate_for, name="estimate"),
    path("retirement/<int:resident>/", retirement.retirement_for, name="retirement"),
    path("entitlements/", entitlements.listing, name="entitlements"),
    path("entitlements/export/", export.entitlements_export, name="entitlements_export"),
    path("entitlements/<int:pk>/", entitlements.one, name="entitlement"),
]
