"""The catalogue for staff."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.guide import views

app_name = "guide"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("<str:number>/", views.item, name="item"),
]
