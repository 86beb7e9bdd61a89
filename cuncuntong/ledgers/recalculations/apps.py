"""The Django app of recalculations."""

from __future__ import annotations

from django.apps import AppConfig


class RecalculationsConfig(AppConfig):
    """Registers the app."""

    name = "cuncuntong.ledgers.recalculations"
    label = "recalculations"
    verbose_name = "标准调整重算"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's part of a merge, and what it owes in a month's payment."""
        from cuncuntong.ledgers.payments.hooks import register_due_source
        from cuncuntong.ledgers.recalculations import merging  # noqa: F401
        from cuncuntong.ledgers.recalculations.due import Differences

        register_due_source(Differences())
