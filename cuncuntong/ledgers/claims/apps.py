"""The Django app of claims to come."""

from __future__ import annotations

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Registers the app."""

    name = "cuncuntong.ledgers.claims"
    label = "claims"
    verbose_name = "待遇申报"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's part of a merge."""
        from cuncuntong.ledgers.claims import merging  # noqa: F401
