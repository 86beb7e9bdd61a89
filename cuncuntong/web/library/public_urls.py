"""The library's public addresses."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.library import public

app_name = "public_library"

urlpatterns = [
    path("policies/", public.policies, name="policies"),
    path("policies/<int:pk>/", public.policy, name="policy"),
    path("archives/", public.archives, name="archives"),
]
