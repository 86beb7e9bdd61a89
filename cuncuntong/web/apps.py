"""The web app."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the app under the label ``web``."""

    name = "cuncuntong.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
