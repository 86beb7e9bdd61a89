"""The pensions ledger's app."""

from __future__ import annotations

from django.apps import AppConfig


class PensionsConfig(AppConfig):
    """Registers the ledger under the label ``pensions`` and what it adds to the others."""

    name = "cuncuntong.ledgers.pensions"
    label = "pensions"
    verbose_name = "养老保险台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's checks, and its parts of prefilling and merging."""
        from cuncuntong.ledgers.pensions import contradictions, hooks, other_reports  # noqa: F401
