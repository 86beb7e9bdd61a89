"""The Django app of collecting residents' contributions."""

from __future__ import annotations

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """Registers the app."""

    name = "cuncuntong.ledgers.collection"
    label = "collection"
    verbose_name = "城乡居保征缴"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's part of a merge, and its nightly work."""
        from cuncuntong.ledgers.collection import merging, services  # noqa: F401
