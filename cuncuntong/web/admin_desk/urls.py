"""Addresses of admin_desk."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "admin_desk"

urlpatterns: list[URLPattern] = []
