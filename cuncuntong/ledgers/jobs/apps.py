"""The jobs ledger's app."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the ledger under the label ``jobs`` and its checks for contradictions."""

    name = "cuncuntong.ledgers.jobs"
    label = "jobs"
    verbose_name = "就业台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's checks to the one list that is shown before a decision."""
        from cuncuntong.ledgers.jobs import contradictions, hooks  # noqa: F401
