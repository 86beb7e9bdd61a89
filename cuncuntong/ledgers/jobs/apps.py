"""The jobs ledger's app."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the ledger under the label ``jobs`` and what it adds to the others."""

    name = "cuncuntong.ledgers.jobs"
    label = "jobs"
    verbose_name = "就业台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's checks, its parts of finding and merging, and its periodic task."""
        from cuncuntong.ledgers.jobs import contradictions, hooks, services  # noqa: F401
