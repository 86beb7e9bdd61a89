"""The pensions ledger's app."""

from __future__ import annotations

from django.apps import AppConfig


class PensionsConfig(AppConfig):
    """Registers the ledger under the label ``pensions`` and its checks for contradictions."""

    name = "cuncuntong.ledgers.pensions"
    label = "pensions"
    verbose_name = "养老保险台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's checks to the one list that is shown before a decision."""
        from cuncuntong.ledgers.pensions import contradictions, hooks  # noqa: F401
