"""Addresses of the loads: the list, a file sent in, one load with its decisions, templates, wrong rows."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.loading import views

app_name = "loading"

urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.send, name="send"),
    path("template.xlsx", views.template, {"kind": "xlsx"}, name="template"),
    path("template.csv", views.template, {"kind": "csv"}, name="template_csv"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/totals/", views.totals, name="totals"),
    path("<int:pk>/act/", views.act, name="act"),
    path("<int:pk>/reverse/", views.reverse_all, name="reverse"),
    path("<int:pk>/wrong.xlsx", views.wrong_rows, name="wrong"),
]
