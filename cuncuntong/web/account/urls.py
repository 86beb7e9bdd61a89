"""Addresses of account."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "account"

urlpatterns: list[URLPattern] = []
