"""The gateway to the province's systems."""

from __future__ import annotations

from django.apps import AppConfig


class AboveConfig(AppConfig):
    """Registers the ledger under the label ``above``."""

    name = "cuncuntong.ledgers.above"
    label = "above"
    verbose_name = "上级系统"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What is handed over follows a resident whose records are merged."""
        from cuncuntong.ledgers.above import merging  # noqa: F401
