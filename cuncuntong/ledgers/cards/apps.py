"""The cards ledger's app."""

from __future__ import annotations

from django.apps import AppConfig


class CardsConfig(AppConfig):
    """Registers the ledger under the label ``cards`` and what it adds to the others."""

    name = "cuncuntong.ledgers.cards"
    label = "cards"
    verbose_name = "社会保障卡台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's checks, its parts of finding and merging, what goes up, its periodic task."""
        from cuncuntong.ledgers.cards import contradictions, hooks, registering, services  # noqa: F401
