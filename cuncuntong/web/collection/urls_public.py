"""The public check of a certificate of payment."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.collection import public

app_name = "contribution"

urlpatterns = [path("<str:token>/", public.verify, name="verify")]
