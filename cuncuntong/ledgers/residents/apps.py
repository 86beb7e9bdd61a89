"""The residents ledger's app."""

from __future__ import annotations

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """Registers the ledger under the label ``residents`` and its checks for contradictions."""

    name = "cuncuntong.ledgers.residents"
    label = "residents"
    verbose_name = "居民台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's checks to the one list that is shown before a decision."""
        from cuncuntong.ledgers.residents import contradictions, parts  # noqa: F401
