"""The Django app of the monthly payment."""

from __future__ import annotations

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Registers the app."""

    name = "cuncuntong.ledgers.payments"
    label = "payments"
    verbose_name = "待遇发放"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's part of a merge, its background and its periodic tasks."""
        from cuncuntong.ledgers.payments import guards, merging, services  # noqa: F401
