"""The cards ledger's app."""

from __future__ import annotations

from django.apps import AppConfig


class CardsConfig(AppConfig):
    """Registers the ledger under the label ``cards`` and its checks for contradictions."""

    name = "cuncuntong.ledgers.cards"
    label = "cards"
    verbose_name = "社会保障卡台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's checks to the one list that is shown before a decision."""
        from cuncuntong.ledgers.cards import contradictions, hooks  # noqa: F401
