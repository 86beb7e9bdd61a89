"""The residents ledger's app."""

from __future__ import annotations

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """Registers the ledger under the label ``residents`` and what it adds to the others."""

    name = "cuncuntong.ledgers.residents"
    label = "residents"
    verbose_name = "居民台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's checks and its own part of a merge."""
        from cuncuntong.ledgers.residents import contradictions, parts  # noqa: F401
