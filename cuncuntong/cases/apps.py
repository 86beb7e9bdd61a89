"""The cases app."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the app under the label ``cases``."""

    name = "cuncuntong.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds what a merge moves here, what is tidied by itself, and the files that re-keying seals anew."""
        from cuncuntong.cases import loaded, merging, periodic, taken  # noqa: F401
        from cuncuntong.cases.services.attachments import store
        from cuncuntong.foundation.sealed.rekey import register_rekeyer

        register_rekeyer("attachments", lambda report: store().rekey(report))
