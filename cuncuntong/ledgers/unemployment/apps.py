"""The Django app of unemployment benefit."""

from __future__ import annotations

from django.apps import AppConfig


class UnemploymentConfig(AppConfig):
    """Registers the ledger under the label ``unemployment``."""

    name = "cuncuntong.ledgers.unemployment"
    label = "unemployment"
    verbose_name = "失业保险待遇"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds what this ledger owes in a run, what goes up, its merge parts and its night's work."""
        from cuncuntong.ledgers.unemployment import answers, contradictions, due, merging  # noqa: F401
        from cuncuntong.ledgers.unemployment.services import watch  # noqa: F401
