"""The cases app."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the app under the label ``cases``."""

    name = "cuncuntong.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds what a merge of two residents' records moves here."""
        from cuncuntong.cases import merging  # noqa: F401
