"""The items app."""

from __future__ import annotations

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    """Registers the app under the label ``items``."""

    name = "cuncuntong.items"
    label = "items"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fills the registry with every item's declaration, checks it whole, and freezes it."""
        from cuncuntong.items.catalogue import load

        load()
