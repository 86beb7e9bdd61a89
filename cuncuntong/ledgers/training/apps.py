"""Training wishes, institutions, follow-up, classes."""

from __future__ import annotations

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Registers the ledger under the label ``training`` and what it adds to the others."""

    name = "cuncuntong.ledgers.training"
    label = "training"
    verbose_name = "培训台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's parts of merging, its known values and its periodic task."""
        from cuncuntong.ledgers.training import hooks, services  # noqa: F401
