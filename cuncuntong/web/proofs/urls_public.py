"""The public check of a proof."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.proofs import public

app_name = "proof"

urlpatterns = [
    path("", public.enter, name="enter"),
    path("<str:code>/", public.verify, name="verify"),
]
