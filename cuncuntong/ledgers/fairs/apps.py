"""Job fairs: time, place, employers, check-in, numbers."""

from __future__ import annotations

from django.apps import AppConfig


class FairsConfig(AppConfig):
    """Registers the ledger under the label ``fairs``."""

    name = "cuncuntong.ledgers.fairs"
    label = "fairs"
    verbose_name = "招聘会"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds the ledger's part of merging and its periodic reminder."""
        from cuncuntong.ledgers.fairs import hooks, services  # noqa: F401
